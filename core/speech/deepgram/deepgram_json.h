// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_message.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <optional>

/// What the readers of live messages and of answers about recordings share: values out of JSON that nobody
/// has checked. None of them throws, and none lets through what its comment rules out.
namespace talktrack::deepgram {

/// A week; beyond it a time is a mistake.
inline constexpr double latestSecond = 7.0 * 24 * 3600;

/// InputUnreadable, with the kind and place of the fault as detail, for what is no JSON object.
Result<QJsonObject> objectIn(const QByteArray &json);

/// The text with U+FFFD for every lone surrogate and NUL; empty for what is no text.
QString textIn(const QJsonValue &value);
/// For the log: one line without control characters, cut to so many UTF-16 units and never inside a
/// character.
QString shortLine(const QString &text, int most);

/// A time or duration: finite, at least 0, at most latestSecond.
std::optional<double> secondsIn(const QJsonValue &value);
/// Clamped to 0–1; absent for what is no number.
std::optional<double> confidenceIn(const QJsonValue &value);
/// A whole number from 0 to 999: a channel, a speaker, a count of them.
std::optional<int> smallNumberIn(const QJsonValue &value);

/// The first object in an array, or the value itself if it is one; absent if there is none.
std::optional<QJsonObject> firstObjectIn(const QJsonValue &value);

/// The words of an alternative or utterance in order of time, none without a text or a proper time, none
/// ending before it starts, at most so many (the first in the array).
QList<DeepgramWord> wordsIn(const QJsonValue &words, int most);

} // namespace talktrack::deepgram
