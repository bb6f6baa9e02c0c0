// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feedback_event.h"
#include "core/model/track.h"
#include "core/speech/speech_engine.h"

#include <QString>

namespace talktrack {

/// Makes the events that mark a stretch of one track that could not be transcribed, so that nothing of a call
/// is lost without a trace. metadata: an empty "segment", the "rule" (what lost it: "audio" or "speech", or a
/// provider), "speaker", "start" and "end" in seconds since the call's start, and "closed". Pure.
class CallGaps final
{
public:
    /// A stretch that is missing as yet. Times in seconds since the call's start.
    static FeedbackEvent open(const QString &callId, Track track, double start, double end,
                              const QString &rule);
    /// The same, by sample positions.
    static FeedbackEvent open(const QString &callId, const SpeechGap &gap, const QString &rule);
    /// Of sound that was not kept or is damaged: the rule is "audio", and nothing fills it any more.
    static FeedbackEvent lostSound(const QString &callId, const SpeechGap &gap);
    /// Marks a stretch that is still missing.
    static bool isOpen(const FeedbackEvent &event);
    static bool isOfLostSound(const FeedbackEvent &event);
    /// Marks a stretch that is still missing and can be transcribed where the sound was kept.
    static bool isFillable(const FeedbackEvent &event) { return isOpen(event) && !isOfLostSound(event); }
    /// What the event marks; of no length where it names no times.
    static SpeechGap stretchOf(const FeedbackEvent &event);
    /// The same event, once the stretch has been filled in.
    static FeedbackEvent closed(FeedbackEvent gap);
};

} // namespace talktrack
