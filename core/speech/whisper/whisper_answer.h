// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace talktrack {

/// What is known of the sound that was sent, in seconds from its beginning.
struct WhisperSound
{
    double duration = 0;
    /// Where the first voice begins and the last one ends: where words without times are put.
    double voiceFrom = 0;
    double voiceTo = 0;
    /// How much voice is in it.
    double voiceSeconds = 0;
    bool operator==(const WhisperSound &) const = default;
};

/// What a Whisper-compatible server made of one utterance.
struct WhisperAnswer
{
    /// Empty where nothing was said.
    QString text;
    /// In order, within the sound; times from its beginning. As many as the text has words, or, where the
    /// server counts words its own way, about as many.
    QList<Word> words;
    std::optional<double> confidence;
    /// As the server calls it: "en", "english"; at most 32 letters.
    QString language;
    bool operator==(const WhisperAnswer &) const = default;
};

/// More is no utterance.
inline constexpr int whisperMostWords = 1000;
inline constexpr qsizetype whisperMostBytes = qsizetype{2} * 1024 * 1024;

/// Tolerant of what those servers answer: {"text"} alone; verbose_json with words at the top or in the
/// segments, whole or in tokens as whisper.cpp has them; times as numbers, as text, or none (words are then
/// spread over their segment, or over the voice, by their length); a line of plain text; nothing.
/// What nobody said is left out: notes about sounds, loops, what Whisper makes up where there is hardly any
/// voice, and segments that it takes for silence itself.
///
/// Errors: InputUnreadable for JSON that is cut or has neither text nor segments, for what is too long or no
/// text at all; ProviderRefused for a page of HTML, which is not the server's own word.
Result<WhisperAnswer> parseWhisperAnswer(const QByteArray &body, const WhisperSound &sound);

/// The code or type of an error in a body, for the log: an identifier, or empty. The message is left alone,
/// as servers quote keys in it.
QString whisperErrorCode(const QByteArray &body);

} // namespace talktrack
