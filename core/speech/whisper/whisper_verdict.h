// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"
#include "core/speech/whisper/whisper_answer.h"
#include "core/speech/whisper/whisper_post.h"

#include <QString>

namespace talktrack {

/// What is done about the outcome of a request.
struct WhisperVerdict
{
    enum class Step {
        Heard,
        /// After a wait.
        Again,
        /// At once, without the times of words.
        AskSimpler,
        /// At once, at the other address.
        AskElsewhere,
        /// The server does not take this utterance.
        GiveUpThis,
        /// It will never be otherwise.
        Refuse,
    };
    Step step = Step::Again;
    PartReason reason = PartReason::None;
    /// It may be the utterance that is at fault.
    bool mayBeItsFault = false;
    WhisperAnswer answer;
    /// For the log.
    QString detail;
};

struct WhisperCircumstances
{
    WhisperSound sound;
    /// The request was made at the address that is not the usual one.
    bool elsewhere = false;
    bool simple = false;
    bool hasKey = false;
    /// The server has worked before.
    bool everHeard = false;
};

/// Pure.
WhisperVerdict verdictOn(const WhisperOutcome &outcome, const WhisperCircumstances &circumstances);

} // namespace talktrack
