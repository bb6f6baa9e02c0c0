// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_model.h"
#include "core/coach/trainer/corpus.h"

namespace talktrack {

/// Knobs of the training; the defaults were found by cross-validation.
struct TrainingOptions
{
    int epochs = 14;
    float learningRate = 0.25F;
    float l2 = 2e-4F;
    int innerFolds = 5;
    /// Precision weighs more than recall where a threshold is chosen, and the more until false alarms on hard
    /// negatives and on plain lines stay within these shares: a silly card is worse than none.
    double beta = 0.8;
    double hardAlarms = 0.085;
    double plainAlarms = 0.025;
};

/// Trains a model on the lines: the weights on all of them, temperature and thresholds on folds inside. The
/// same lines give the same model.
ObjectionModel trainModel(const QList<CorpusLine> &lines, const ObjectionFeatures &features,
                          const TrainingOptions &options = {});

} // namespace talktrack
