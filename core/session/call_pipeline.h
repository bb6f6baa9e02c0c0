// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/playbook_coach.h"
#include "core/metrics/conversation_metrics.h"
#include "core/model/analytics.h"
#include "core/model/feedback_event.h"
#include "core/model/transcription.h"

#include <QList>
#include <QSet>
#include <QStringList>

#include <optional>

namespace talktrack {

/// What follows from final lines: feedback, figures, checklist. The same for a live call, an import, a
/// recovery and a replay. Pure; one thread.
class CallPipeline final
{
public:
    /// The classifier may be null and outlives this.
    CallPipeline(const Playbook &playbook, const ObjectionClassifier *classifier);

    struct Outcome
    {
        /// In the order in which it is to be given.
        QList<FeedbackEvent> feedback;
        /// Customer lines only.
        std::optional<double> sentiment;
        bool checklistChanged = false;
        /// The customer goes along: the objections before the line are settled.
        bool agreed = false;
    };
    /// A line of an id that is counted already comes in place of it.
    Outcome addLine(const Transcription &line);
    /// The counted line of this id has other words now; nothing new follows from it.
    void change(const Transcription &line);
    /// Lines turned out not to have been said.
    void forget(const QStringList &ids);
    bool counts(const QString &id) const { return m_ids.contains(id); }
    /// If a line that was counted is another one or not there any more, or lines came late: counts again from
    /// those that are kept, late ones in their place by time. To be asked before figures are taken; a call's
    /// lines are walked, so not for each line. The memory of nudges, voice activity and pauses stay. True if
    /// the checklist changed.
    bool recount();
    std::optional<double> sentimentOf(const Transcription &line) const
    {
        return m_coach->factsOf(line).sentiment;
    }

    /// Nudges due at this moment of the call, with the call's id.
    QList<FeedbackEvent> nudges(const QString &callId, double now);
    /// Those of every second that has passed since the last time, where nothing else keeps time.
    QList<FeedbackEvent> nudgesUntil(const QString &callId, double now);

    void voiceChanged(Track track, bool speaking, double at) { m_metrics.voiceChanged(track, speaking, at); }
    void pausedChanged(bool paused, double at) { m_metrics.pausedChanged(paused, at); }
    CallMetrics metricsAt(double now) const { return m_metrics.at(now); }
    MetricBandsReading bands(const CallMetrics &metrics) const { return m_metrics.bands(metrics); }
    QList<ChecklistEntry> checklist() const { return m_coach->checklist(); }
    const Playbook &playbook() const { return m_coach->playbook(); }

    /// Figures, score and checklist of the whole call.
    Analytics analytics(const QString &callId, double duration) const;

private:
    Outcome follow(const Transcription &line);

    const ObjectionClassifier *m_classifier;
    /// Always there; made anew to count again.
    std::optional<PlaybookCoach> m_coach;
    ConversationMetrics m_metrics;
    /// In the order in which they were given.
    QList<Transcription> m_lines;
    QSet<QString> m_ids;
    int m_nextSecond = 0;
    bool m_isStale = false;
    bool m_isOutOfOrder = false;
};

} // namespace talktrack
