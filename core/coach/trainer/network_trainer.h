// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/line_network.h"

#include <vector>

namespace talktrack {

struct NetworkExample
{
    std::vector<NetworkWord> words;
    int label = 0;
};

/// Knobs of the training; the defaults are the best of a few that were tried by cross-validation.
struct NetworkOptions
{
    int epochs = 14;
    int batch = 16;
    float learningRate = 0.002F;
    /// Share of the filters, and of the words, that a step does without.
    double dropFilters = 0.5;
    double dropWords = 0.2;
    /// Share of the learning rate by which weights shrink at each step.
    float decay = 0.01F;
    quint64 seed = 1;
};

/// The same examples give the same network.
LineNetwork trainNetwork(const std::vector<NetworkExample> &examples, const WordVectors &vectors,
                         const NetworkOptions &options = {});

} // namespace talktrack
