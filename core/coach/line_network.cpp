// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/line_network.h"

#include <algorithm>

namespace talktrack {

NetworkWord LineNetwork::word(const NormalWord &word, int family, bool negated, const WordVectors &vectors)
{
    quint32 hash = 2166136261U;
    for (const QChar c : word.stem)
        hash = (hash ^ c.unicode()) * 16777619U;
    hash ^= hash >> 15;
    const int familyRow = family < 0 ? -1 : wordRows + (family * 2 + (negated ? 1 : 0)) % familyRows;
    return {vectors.indexOf(word), static_cast<int>(hash % quint32{wordRows}), familyRow};
}

void LineNetwork::read(const std::vector<NetworkWord> &words, const WordVectors &vectors,
                       std::vector<float> &inputs) const
{
    const size_t count = std::min(words.size(), mostWords);
    inputs.assign(count * input, 0.0F);
    for (size_t i = 0; i < count; ++i) {
        float *to = inputs.data() + i * input;
        if (words[i].vector >= 0)
            std::copy_n(vectors.at(words[i].vector), WordVectors::dimensions, to);
        std::copy_n(table.data() + static_cast<size_t>(words[i].row) * learnt, learnt,
                    to + WordVectors::dimensions);
        if (words[i].familyRow < 0)
            continue;
        const float *family = table.data() + static_cast<size_t>(words[i].familyRow) * learnt;
        for (int d = 0; d < learnt; ++d)
            to[WordVectors::dimensions + d] += family[d];
    }
}

void LineNetwork::pool(const std::vector<float> &inputs, Pooled &pooled) const
{
    std::fill_n(pooled.value, filters, 0.0F);
    std::fill_n(pooled.place, filters, -1);
    const int words = static_cast<int>(inputs.size() / input);
    float sums[filters];
    for (int i = 0; i < words; ++i) {
        std::copy_n(convolutionBias.data(), filters, sums);
        for (int w = 0; w < window; ++w) {
            const int at = i + w - window / 2;
            if (at < 0 || at >= words)
                continue;
            const float *x = inputs.data() + static_cast<size_t>(at) * input;
            const float *weights = convolution.data() + static_cast<size_t>(w) * input * filters;
            for (int d = 0; d < input; ++d) {
                const float value = x[d];
                const float *row = weights + static_cast<size_t>(d) * filters;
                for (int f = 0; f < filters; ++f)
                    sums[f] += value * row[f];
            }
        }
        for (int f = 0; f < filters; ++f) {
            if (sums[f] > pooled.value[f]) {
                pooled.value[f] = sums[f];
                pooled.place[f] = i;
            }
        }
    }
}

void LineNetwork::judge(const std::vector<NetworkWord> &words, const WordVectors &vectors,
                        float (&scores)[classes]) const
{
    std::vector<float> inputs;
    read(words, vectors, inputs);
    Pooled pooled;
    pool(inputs, pooled);
    std::copy_n(outputBias.data(), classes, scores);
    for (int f = 0; f < filters; ++f) {
        for (int c = 0; c < classes; ++c)
            scores[c] += pooled.value[f] * output[static_cast<size_t>(f) * classes + static_cast<size_t>(c)];
    }
}

} // namespace talktrack
