// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/playbook_coach.h"
#include "core/metrics/conversation_metrics.h"
#include "core/model/analytics.h"
#include "core/model/feedback_event.h"
#include "core/model/transcription.h"

#include <QList>

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
    Outcome addLine(const Transcription &line);
    /// Lines turned out not to have been said: counts again from those that are kept, in the order in which
    /// they were given. The memory of nudges, voice activity and pauses stay. True if the checklist changed.
    bool recount(const QList<Transcription> &kept);

    /// Nudges due at this moment of the call, with the call's id.
    QList<FeedbackEvent> nudges(const QString &callId, double now);

    void voiceChanged(Track track, bool speaking, double at) { m_metrics.voiceChanged(track, speaking, at); }
    void pausedChanged(bool paused, double at) { m_metrics.pausedChanged(paused, at); }
    CallMetrics metricsAt(double now) const { return m_metrics.at(now); }
    MetricBandsReading bands(const CallMetrics &metrics) const { return m_metrics.bands(metrics); }
    QList<ChecklistEntry> checklist() const { return m_coach->checklist(); }
    const Playbook &playbook() const { return m_coach->playbook(); }

    /// Figures, score and checklist of the whole call.
    Analytics analytics(const QString &callId, double duration) const;

private:
    const ObjectionClassifier *m_classifier;
    /// Always there; made anew to count again.
    std::optional<PlaybookCoach> m_coach;
    ConversationMetrics m_metrics;
};

} // namespace talktrack
