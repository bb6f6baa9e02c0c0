// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

/// Values out of the JSON of Whisper-compatible servers, that nobody has checked. Sizes are capped, texts are
/// mended, and what is no proper value is absent.
namespace talktrack::whisper {

inline constexpr qsizetype longestText = 50'000;

struct Segment
{
    QString text;
    std::optional<double> start;
    std::optional<double> end;
    std::optional<double> logProbability;
    std::optional<double> noSpeech;
    QList<Word> words;
    bool hasTimes() const { return start && end && *end >= *start; }
};

/// U+FFFD for lone surrogates and NUL, without the model's own tokens ("<|0.00|>", "[_BEG_]").
QString mended(QString text);

/// The object of an answer; of a list of segments, or a bare text, one that holds it. InputUnreadable for
/// what is none, or has neither a text nor segments nor words.
Result<QJsonObject> answerIn(const QByteArray &json);

QString textIn(const QJsonObject &object);
QString languageIn(const QJsonObject &object);
QList<Segment> segmentsIn(const QJsonObject &object, int most);
/// The words that stand beside the text. A time that is not there is below 0.
QList<Word> timedWordsIn(const QJsonObject &object, int most);

/// A number, "1.25", "1.25s", or "00:00:01.250" with a point or a comma; from 0 to a day.
std::optional<double> timeIn(const QJsonValue &value);

} // namespace talktrack::whisper
