// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/whisper/whisper_answer.h"
#include "tests/fuzz/deepgram_promises.h"

/// What the reader of Whisper's answers promises whatever it is given.
namespace talktrack::promises {

/// The first promise that was broken, or an empty text.
inline QString brokenBy(const WhisperAnswer &answer, const WhisperSound &sound)
{
    const double duration = std::isfinite(sound.duration) ? std::max(0.0, sound.duration) : 0;
    if (answer.text.isEmpty() != answer.words.isEmpty()) {
        return QStringLiteral("a text without words, or words without a text");
    }
    if (!isText(answer.text) || answer.text != answer.text.simplified()) {
        return QStringLiteral("the text");
    }
    if (!isConfidence(answer.confidence) || !isLine(answer.language, 32)) {
        return QStringLiteral("the confidence or the language");
    }
    if (answer.words.size() > whisperMostWords) {
        return QStringLiteral("the limit of words");
    }
    for (const Word &word : answer.words) {
        if (word.end > duration) {
            return QStringLiteral("a word beyond the sound");
        }
    }
    return brokenByWords(answer.words);
}

} // namespace talktrack::promises
