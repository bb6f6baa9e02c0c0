// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/heard_line.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QList>

namespace talktrack {

/// What Deepgram's pre-recorded endpoint made of a recording.
struct DeepgramRecordingAnswer
{
    /// In order of time over all channels. From "utterances" where there are some, else cut out of each
    /// channel's words at pauses of 0.8 s, changes of speaker and sentence ends past 12 s; else, where an old
    /// server gives no words, the channel's transcript as one line. A channel without utterances is read from
    /// its words although another has some. Lines of channels beyond 0 and 1, without a text, or without a
    /// proper time of their own or of their words are left out; at most deepgramMostRecordedWords words are
    /// taken over all lines, the texts stay whole.
    QList<HeardLine> lines;
    /// Lower-case hex of what the server says it received; empty if it does not say.
    QByteArray sha256;
    /// Seconds; 0 if it does not say.
    double duration = 0;
    int channels = 0;
    bool operator==(const DeepgramRecordingAnswer &) const = default;
};

/// A call of ten hours in which somebody always speaks, and then some.
inline constexpr int deepgramMostRecordedWords = 500'000;

/// Tolerant as parseDeepgramMessage is. InputUnreadable for what is no answer of that endpoint: one without
/// channels and utterances, such as the receipt for a callback.
Result<DeepgramRecordingAnswer> parseDeepgramRecordingAnswer(const QByteArray &json);

/// The reason in an error body, of whichever of the three shapes (plain text; err_code/err_msg;
/// category/message/details), or of the dg-error header where the body has none: single line, at most 300
/// characters, for the log and for finding out what is blamed. HTML gives an empty text.
QString deepgramReason(const QByteArray &body, const QByteArray &dgErrorHeader = {});

} // namespace talktrack
