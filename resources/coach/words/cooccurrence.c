// SPDX-License-Identifier: GPL-3.0-or-later
// cooccurrence MODEL WORDS CONTEXTS: how much more likely than by chance a word stands right before or right
// after another, read from the bigrams of a language model of Sphinx. Writes vocabulary.txt ("word ln(p)", most
// frequent first) and pairs.bin (int32 word, int32 context, float32 pointwise mutual information; contexts that
// come before count on from CONTEXTS). Only pairs above chance. See README.md.
#include <sphinxbase/ngram_model.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct word
{
    int id;
    float logProbability;
};

static int byFrequency(const void *a, const void *b)
{
    const float x = ((const struct word *)a)->logProbability;
    const float y = ((const struct word *)b)->logProbability;
    return x < y ? 1 : x > y ? -1 : 0;
}

static int isPlain(const char *word)
{
    for (; *word; ++word) {
        const int isLetter = *word >= 'a' && *word <= 'z';
        const int isMark = *word == '\'' || *word == '<' || *word == '>' || *word == '/';
        if (!isLetter && !isMark)
            return 0;
    }
    return 1;
}

static void write(FILE *file, int32_t word, int32_t context, float information)
{
    if (information <= 0)
        return;
    fwrite(&word, 4, 1, file);
    fwrite(&context, 4, 1, file);
    fwrite(&information, 4, 1, file);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const int most = atoi(argv[2]);
    const int contexts = atoi(argv[3]);
    logmath_t *logarithms = logmath_init(1.0001, 0, 0);
    ngram_model_t *model = ngram_model_read(NULL, argv[1], NGRAM_AUTO, logarithms);
    if (!model)
        return 3;
    const int all = (int)ngram_model_get_counts(model)[0];
    struct word *words = malloc(sizeof(struct word) * (size_t)all);
    int used = 0;
    for (int i = 0; i < all; ++i) {
        words[i].id = i;
        words[i].logProbability =
            (float)logmath_log_to_ln(logarithms, ngram_ng_score(model, i, NULL, 0, &used));
    }
    qsort(words, (size_t)all, sizeof *words, byFrequency);
    int count = 0;
    for (int i = 0; i < all && count < most; ++i) {
        if (isPlain(ngram_word(model, words[i].id)))
            words[count++] = words[i];
    }
    FILE *vocabulary = fopen("vocabulary.txt", "w");
    for (int i = 0; i < count; ++i)
        fprintf(vocabulary, "%s %f\n", ngram_word(model, words[i].id), words[i].logProbability);
    fclose(vocabulary);
    FILE *pairs = fopen("pairs.bin", "wb");
    for (int i = 0; i < count; ++i) {
        for (int c = 0; c < contexts && c < count; ++c) {
            int score = ngram_bg_score(model, words[c].id, words[i].id, &used);
            if (used == 2)
                write(pairs, i, c, (float)logmath_log_to_ln(logarithms, score) - words[c].logProbability);
            score = ngram_bg_score(model, words[i].id, words[c].id, &used);
            if (used == 2)
                write(pairs, i, c + contexts,
                      (float)logmath_log_to_ln(logarithms, score) - words[i].logProbability);
        }
    }
    fclose(pairs);
    return 0;
}
