// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"

#include <QList>
#include <QString>

/// What Whisper writes that nobody said, and how it is told from speech. All of it pure, for text of any
/// origin.
namespace talktrack::whisper {

/// A phrase of at most longestPhrase words said more often than this in a row is a loop of the model.
inline constexpr int mostRepeats = 6;
inline constexpr int longestPhrase = 8;
/// A note about a sound is no longer than this many words.
inline constexpr int longestNote = 8;

/// The words of a text, without times; at most so many.
QList<Word> wordsOf(const QString &text, int most);

/// Without notes about sounds ("[BLANK_AUDIO]", "(music)", "*coughs*", "♪ … ♪"). Square brackets, asterisks
/// and notes are never speech; round brackets only where they hold a word for a sound.
QList<Word> withoutNotes(const QList<Word> &words);

/// Loops said once.
QList<Word> withoutLoops(const QList<Word> &words);

/// Whether a text is one of those that Whisper makes up where nobody speaks, given how many seconds of voice
/// there were: "Thank you." on a cough, the credits of a video, or more words than fit.
bool isInvented(const QList<Word> &words, double voiceSeconds);

} // namespace talktrack::whisper
