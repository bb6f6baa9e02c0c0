// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_pipeline.h"

#include "core/support/ids.h"

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// A day: a damaged time is not counted up to.
constexpr double longestCountedSeconds = 24.0 * 3600;

int doneCount(const QList<ChecklistEntry> &entries)
{
    return static_cast<int>(std::count_if(entries.begin(), entries.end(),
                                          [](const ChecklistEntry &entry) { return entry.done; }));
}

} // namespace

CallPipeline::CallPipeline(const Playbook &playbook, const ObjectionClassifier *classifier)
    : m_classifier(classifier)
    , m_metrics(playbook.callType)
{
    m_coach.emplace(playbook, classifier);
}

CallPipeline::Outcome CallPipeline::addLine(const Transcription &line)
{
    if (!line.id.isEmpty() && counts(line.id)) {
        change(line);
    } else {
        m_lines.append(line);
        m_ids.insert(line.id);
        m_isStale = m_isStale || line.backfilled;
        m_isOutOfOrder = m_isOutOfOrder || line.backfilled;
    }
    return follow(line);
}

void CallPipeline::change(const Transcription &line)
{
    for (Transcription &counted : m_lines) {
        if (counted.id == line.id) {
            counted = line;
            m_isStale = m_isOutOfOrder = true;
        }
    }
}

void CallPipeline::forget(const QStringList &ids)
{
    for (const QString &id : ids)
        m_ids.remove(id);
    if (m_lines.removeIf([&](const Transcription &line) { return ids.contains(line.id); }) > 0)
        m_isStale = true;
}

CallPipeline::Outcome CallPipeline::follow(const Transcription &line)
{
    const int doneBefore = doneCount(m_coach->checklist());
    Outcome outcome;
    outcome.feedback = m_coach->onLine(line);
    outcome.agreed = m_coach->agrees(line) && std::none_of(outcome.feedback.begin(), outcome.feedback.end(),
                                                           [](const FeedbackEvent &event) {
                                                               return event.type == FeedbackType::Objection;
                                                           });
    const LineFacts facts = m_coach->factsOf(line);
    outcome.sentiment = facts.sentiment;
    m_metrics.addLine(line, facts);
    outcome.checklistChanged = doneCount(m_coach->checklist()) != doneBefore;
    return outcome;
}

bool CallPipeline::recount()
{
    if (!std::exchange(m_isStale, false))
        return false;
    if (std::exchange(m_isOutOfOrder, false))
        std::stable_sort(m_lines.begin(), m_lines.end(),
                         [](const Transcription &a, const Transcription &b) { return a.start < b.start; });
    const QList<ChecklistEntry> before = m_coach->checklist();
    const Playbook book = m_coach->playbook();
    m_coach.emplace(book, m_classifier);
    m_metrics.forgetLines();
    for (const Transcription &line : std::as_const(m_lines))
        follow(line);
    return m_coach->checklist() != before;
}

QList<FeedbackEvent> CallPipeline::nudges(const QString &callId, double now)
{
    QList<FeedbackEvent> events = m_metrics.nudges(now);
    for (FeedbackEvent &event : events)
        event.callId = callId;
    return events;
}

QList<FeedbackEvent> CallPipeline::nudgesUntil(const QString &callId, double now)
{
    QList<FeedbackEvent> events;
    for (; m_nextSecond <= std::min(now, longestCountedSeconds); ++m_nextSecond)
        events += nudges(callId, m_nextSecond);
    return events;
}

Analytics CallPipeline::analytics(const QString &callId, double duration) const
{
    Analytics analytics;
    analytics.id = newId();
    analytics.callId = callId;
    analytics.metrics = m_metrics.final(duration);
    const QList<ChecklistEntry> entries = m_coach->checklist();
    for (const ChecklistEntry &entry : entries) {
        (entry.done ? analytics.checklistDone : analytics.checklistMissed).append(entry.id);
        analytics.checklistLabels.insert(entry.id, entry.label);
    }
    analytics.score =
        m_metrics.score(analytics.metrics, doneCount(entries), static_cast<int>(entries.size()));
    return analytics;
}

} // namespace talktrack
