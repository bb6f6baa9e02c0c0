// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_model.h"
#include "core/coach/trainer/corpus.h"
#include "core/coach/trainer/network_trainer.h"

namespace talktrack {

/// Knobs of the training; the defaults were found by cross-validation.
struct TrainingOptions
{
    int epochs = 14;
    float learningRate = 0.25F;
    float l2 = 2e-4F;
    NetworkOptions network;
    int innerFolds = 5;
    /// What thresholds are chosen by: as many right cards as can be had while the categories' mean precision
    /// is this and false alarms on hard negatives and on plain lines stay within these shares. A silly card
    /// is worse than none. Stricter than what is promised, as the playbook's phrases add theirs.
    double precision = 0.865;
    double hardAlarms = 0.07;
    double plainAlarms = 0.022;
};

/// Trains a model on the lines: the weights on all of them, temperature and thresholds on folds inside. The
/// same lines give the same model.
ObjectionModel trainModel(const QList<CorpusLine> &lines, const ObjectionFeatures &features,
                          const TrainingOptions &options = {});

} // namespace talktrack
