// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_features.h"
#include "core/model/feedback_event.h"
#include "core/support/result.h"

#include <QByteArray>

#include <array>
#include <vector>

namespace talktrack {

/// The ten categories in their order, and "none" last.
inline constexpr int objectionClassCount = objectionCategoryCount + 1;
inline constexpr int noneClass = objectionCategoryCount;
using ClassScores = std::array<float, objectionClassCount>;

/// A multinomial logistic regression over hashed features, its weights in 8 bits, and a small network that
/// reads the words in their order, which err on different lines: their scores are added up. With the
/// temperature that calibrates the probabilities and the confidence from which each category may speak.
struct ObjectionModel
{
    /// bucketCount × objectionClassCount, row by row.
    std::vector<qint8> weights;
    float scale = 1;
    ClassScores bias{};
    LineNetwork network;
    float temperature = 1;
    std::array<float, objectionCategoryCount> thresholds{};

    /// Calibrated probabilities, summing to 1.
    ClassScores probabilities(const ObjectionFeatures &features, const ObjectionFeatures::Line &line,
                              const Stretch &stretch) const;
    ClassScores probabilities(const ObjectionFeatures &features, const QList<NormalWord> &words) const
    {
        return probabilities(features, features.prepare(words), {0, words.size()});
    }

    /// For each category the highest probability in the line or one of its clauses, a clause counting a
    /// little less as it lacks its context; at noneClass the whole line's.
    ClassScores judge(const ObjectionFeatures &features, const QList<NormalWord> &words) const;

    QByteArray toBytes() const;
    /// InputUnsupported for anything that is not a whole model of this version and size.
    static Result<ObjectionModel> fromBytes(const QByteArray &bytes);
};

/// Softmax of scores ÷ temperature.
ClassScores softmax(const ClassScores &scores, float temperature);

} // namespace talktrack
