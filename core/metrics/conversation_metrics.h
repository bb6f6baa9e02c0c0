// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/line_facts.h"
#include "core/metrics/metric_bands.h"
#include "core/model/analytics.h"
#include "core/model/call.h"
#include "core/model/feedback_event.h"
#include "core/model/transcription.h"

#include <memory>

namespace talktrack {

/// The figures of a conversation, live and final, from the same definitions.
///
/// Pure; call thread. Feed final lines in the order in which they became final and, live, the voice activity.
/// All work per line is bounded, however long the call is. Final figures depend on the lines alone, so that a
/// stored call gives the same figures again; voice activity only sharpens the current monologue and silence
/// on the screen. Pauses are the exception: they are not kept, so that a call taken up again counts them as
/// silence.
///
/// Each line is fed once. Lines may come in any order, and later ones may lie before earlier ones (a long
/// line of the rep is final after a short one of the customer; a gap is filled in afterwards): the figures
/// are those of the lines in order of time. Times that are not numbers leave a line out of what needs times;
/// negative ones count as 0; an end before its start is no speech.
///
/// Definitions (metrics-2; bands and their sources: DEFINITIONS.md beside this file)
/// - Speech of a track: the union of its words' times, pauses under 0.5 s bridged; a line without word times
/// counts from
///   its start to its end. Seconds.
/// - Turn: the same from lines that are more than a back-channel (SpokenWords::backChannel, and no question
/// in it).
/// - Talk ratio: rep speech ÷ (rep + customer speech), 0–1; not measured without speech.
/// - Pace: rep words ÷ minutes of rep speech, over the last 30 s before the moment and over the whole call;
/// not measured
///   under 8 s of speech or 15 words.
/// - Monologue: rep turns with pauses under 2.5 s and no customer turn within; start of the first to end of
/// the last. A
///   customer turn that overlaps ends it. The current one is the one that goes on, by voice activity where
///   known; live, the longest includes it.
/// - Questions: as the coach counts them in final lines, by side.
/// - Interruption by a side: a turn that starts, after at least 1 s of silence of that side, when the other's
/// turn
///   has gone on for at least 1 s, and both then speak at once for at least 0.3 s.
/// - Patience: median over the customer's turns of the time to the rep's next turn, where the customer does
/// not go on
///   before it and the rep did not speak all through the customer's; an answer that starts before the
///   customer's end counts as 0 s. Not measured under 3 answers. Time in which the call was paused counts as
///   none.
/// - Filler ratio: filler words ÷ words of the rep (SpokenWords); not measured under 50 words.
/// - Dead air: sum of the stretches of 3 s and more in which nobody speaks, between the call's first and last
/// speech; live,
///   with voice activity, also the silence that goes on. Paused time within a stretch is taken out of it
///   first.
/// - Sentiment average: mean of the customer's lines that have a sentiment. Running: weighted mean of the
/// last 12 of
///   them by start, each weighing 0.7 of the next.
/// - Keyword counts: as the coach counts them, both sides.
class ConversationMetrics final
{
public:
    explicit ConversationMetrics(CallType type);
    /// With bands other than the type's own.
    ConversationMetrics(CallType type, const MetricBands &bands);
    ~ConversationMetrics();
    ConversationMetrics(ConversationMetrics &&) noexcept;

    void addLine(const Transcription &line, const LineFacts &facts);
    /// at: seconds since the call's start.
    void voiceChanged(Track track, bool speaking, double at);
    /// The call stands still from here on, or goes on: what lies between is no silence of anybody's. Also
    /// ends the pause at the end of the call, where it is paused then.
    void pausedChanged(bool paused, double at);
    /// For a line that turned out not to have been said: everything that came from lines is forgotten, to be
    /// given again without it. Voice activity, pauses and the memory of nudges stay.
    void forgetLines();

    /// The figures as of that moment of the call: of all lines given so far. now does not lie more than a
    /// minute before the end of the last line, else the 30 s pace is not measured. Costs the same however
    /// long the call.
    CallMetrics at(double now) const;
    /// Thresholds alone, without memory. The monologue is the current one; talk ratio is unknown under 30 s
    /// of speech; sentiment is the running one.
    MetricBandsReading bands(const CallMetrics &metrics) const;
    /// Nudges that are due now, of type metric, usually none, never more than one: bands have a dead band and
    /// each nudge a cooldown (NudgePolicy). Ask about once a second; none while the call is paused.
    /// Talk ratio only after 120 s of speech; talk ratio, pace and fillers not while the customer speaks;
    /// silence only with voice activity.
    QList<FeedbackEvent> nudges(double now);
    /// Figures at the end of the call and their score. No monologue is current any more.
    CallMetrics final(double duration) const;
    PerformanceScore score(const CallMetrics &final, int checklistDone, int checklistTotal) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
