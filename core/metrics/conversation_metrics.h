// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/line_facts.h"
#include "core/model/analytics.h"
#include "core/model/call.h"
#include "core/model/feedback_event.h"
#include "core/model/transcription.h"

#include <memory>

namespace talktrack {

/// The figures of a conversation, live and final, from the same definitions.
///
/// Pure; call thread. Feed final lines in the order in which they became final and, live, the voice activity. All
/// work per line is bounded, however long the call is. Final figures depend on the lines alone, so that a stored call
/// gives the same figures again; voice activity only sharpens the current monologue and silence on the screen.
class ConversationMetrics final
{
public:
    explicit ConversationMetrics(CallType type);
    ~ConversationMetrics();
    ConversationMetrics(ConversationMetrics &&) noexcept;

    void addLine(const Transcription &line, const LineFacts &facts);
    void voiceChanged(Track track, bool speaking, double at);

    /// The figures as of that moment of the call.
    CallMetrics at(double now) const;
    MetricBandsReading bands(const CallMetrics &metrics) const;
    /// Nudges that are due now, of type metric, usually none: bands have a dead band and each nudge a cooldown.
    QList<FeedbackEvent> nudges(double now);
    /// Figures at the end of the call and their score.
    CallMetrics final(double duration) const;
    PerformanceScore score(const CallMetrics &final, int checklistDone, int checklistTotal) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
