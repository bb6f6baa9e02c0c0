// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/suggestion_picker.h"

#include <algorithm>

namespace talktrack {

namespace {

constexpr qsizetype maxSuggestionsPerLine = 2;
constexpr double sameMoment = 5;
constexpr double readingTime = 30;

} // namespace

bool SuggestionPicker::isBeingAnswered(ObjectionCategory category, double now) const
{
    const auto answered = m_answeredAt.constFind(category);
    return answered != m_answeredAt.cend() && now - *answered < readingTime;
}

QList<FeedbackEvent> SuggestionPicker::pick(double now)
{
    const bool named =
        std::any_of(m_possible.begin(), m_possible.end(),
                    [](const PossibleSuggestion &possible) { return possible.namesCompetitor; });
    std::stable_sort(
        m_possible.begin(), m_possible.end(),
        [](const PossibleSuggestion &a, const PossibleSuggestion &b) { return a.priority > b.priority; });
    bool competitorAnswered = m_competitorAnsweredAt && now - *m_competitorAnsweredAt < sameMoment;
    bool objectionAnswered = false;
    QList<FeedbackEvent> picked;
    for (const PossibleSuggestion &possible : std::exchange(m_possible, {})) {
        const bool sameCompetitor =
            possible.aboutCompetitor() && (competitorAnswered || (named && !possible.namesCompetitor));
        if (picked.size() >= maxSuggestionsPerLine || sameCompetitor ||
            (possible.category && objectionAnswered))
            continue;
        if (possible.category) {
            objectionAnswered = true;
            m_answeredAt.insert(*possible.category, now);
        }
        if (possible.aboutCompetitor()) {
            competitorAnswered = true;
            m_competitorAnsweredAt = now;
        }
        possible.use->note(now);
        picked.append(possible.event);
    }
    return picked;
}

} // namespace talktrack
