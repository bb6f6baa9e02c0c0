// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/word_vectors.h"

#include <QList>

#include <vector>

namespace talktrack {

/// A word as the network takes it.
struct NetworkWord
{
    /// Into WordVectors, or -1.
    int vector = -1;
    /// Rows of the network's own table: the word's and its family's, or -1.
    int row = 0;
    int familyRow = -1;
};

/// The shape of the network that reads a line as a row of words: each word is its vector next to one that is
/// learnt, a layer of filters looks at three words at a time, and what each filter saw at its best is weighed
/// for every class. Kim (2014), "Convolutional Neural Networks for Sentence Classification", in small.
struct LineNetwork
{
    static constexpr int learnt = 24;
    static constexpr int wordRows = 4096;
    static constexpr int familyRows = 256;
    static constexpr int rows = wordRows + familyRows;
    static constexpr int input = WordVectors::dimensions + learnt;
    static constexpr int window = 3;
    static constexpr int filters = 96;
    static constexpr int classes = 11;
    /// Of a line; what is said beyond them is not read.
    static constexpr size_t mostWords = 200;

    /// rows × learnt.
    std::vector<float> table = std::vector<float>(size_t{rows} * learnt);
    /// window × input × filters.
    std::vector<float> convolution = std::vector<float>(size_t{window} * input * filters);
    std::vector<float> convolutionBias = std::vector<float>(filters);
    /// filters × classes.
    std::vector<float> output = std::vector<float>(size_t{filters} * classes);
    std::vector<float> outputBias = std::vector<float>(classes);
    bool operator==(const LineNetwork &) const = default;

    /// family: of ConceptLexicon, or -1.
    static NetworkWord word(const NormalWord &word, int family, bool negated, const WordVectors &vectors);

    /// Values of the filters at their best, at least 0, and where that was (-1: nowhere above 0).
    struct Pooled
    {
        float value[filters];
        int place[filters];
    };
    /// words × input, for pool().
    void read(const std::vector<NetworkWord> &words, const WordVectors &vectors,
              std::vector<float> &inputs) const;
    void pool(const std::vector<float> &inputs, Pooled &pooled) const;
    /// Scores of the classes.
    void judge(const std::vector<NetworkWord> &words, const WordVectors &vectors,
               float (&scores)[classes]) const;
};

} // namespace talktrack
