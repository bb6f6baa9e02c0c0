// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_model.h"

#include <memory>
#include <optional>

namespace talktrack {

struct ObjectionGuess
{
    ObjectionCategory category = ObjectionCategory::Price;
    /// Calibrated probability, 0–1.
    double confidence = 0;
};

/// Hears objections that no phrase of the playbook names, by a model trained at build time from
/// resources/corpus. Immutable; any thread. Not perfect by nature: bench_coach prints how good.
class ObjectionClassifier final
{
public:
    /// The model the program was built with. InputUnsupported if it does not fit this program.
    static Result<std::unique_ptr<ObjectionClassifier>> shipped();

    explicit ObjectionClassifier(ObjectionModel model);

    struct Judgement
    {
        /// The objection a line holds, if one is above its category's threshold in the line or one of its
        /// clauses. Never for lines of less than three words.
        std::optional<ObjectionGuess> objection;
        /// How sure it is that the line as a whole is no objection, 0–1.
        double none = 1;
    };
    Judgement judge(const NormalText &text) const;

private:
    ObjectionModel m_model;
    ObjectionFeatures m_features;
};

} // namespace talktrack
