// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feedback_event.h"

#include <QHash>
#include <QList>

#include <optional>
#include <vector>

namespace talktrack {

/// What a card, or a competitor's entry, has done in this call.
struct CardUse
{
    int shown = 0;
    double last = 0;

    bool isReady(double at, double cooldown, int most) const
    {
        return shown < most && (shown == 0 || at - last >= cooldown);
    }
    void note(double at)
    {
        ++shown;
        last = at;
    }
};

/// Something that might be said on the line at hand.
struct PossibleSuggestion
{
    FeedbackEvent event;
    int priority = 0;
    /// Of the objection it answers.
    std::optional<ObjectionCategory> category;
    bool namesCompetitor = false;
    /// Noted if it is given; outlives it.
    CardUse *use = nullptr;

    bool aboutCompetitor() const { return namesCompetitor || category == ObjectionCategory::Competitor; }
};

/// Chooses among what might be said on a line: highest priority first, at most two, one for an objection and
/// one for a competitor in whichever way it came up, as a rival named and an objection that prefers it are
/// one moment (5 s, also over two lines); the rival's own card knows more. Pure; call thread. Times are
/// seconds since the call's start.
class SuggestionPicker final
{
public:
    void add(PossibleSuggestion suggestion) { m_possible.push_back(std::move(suggestion)); }
    /// The last one added; there must be one.
    FeedbackEvent &last() { return m_possible.back().event; }
    /// What is to be said, and forgets the rest.
    QList<FeedbackEvent> pick(double now);

    /// Whether an objection of the category got its card so recently that it is still being read (30 s).
    bool isBeingAnswered(ObjectionCategory category, double now) const;

private:
    std::vector<PossibleSuggestion> m_possible;
    QHash<ObjectionCategory, double> m_answeredAt;
    std::optional<double> m_competitorAnsweredAt;
};

} // namespace talktrack
