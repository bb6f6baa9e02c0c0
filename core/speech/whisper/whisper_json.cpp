// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace talktrack::whisper {
namespace {

constexpr double longestTime = 24.0 * 3600;
constexpr qsizetype longestTimeText = 24;
constexpr qsizetype longestWord = 200;
constexpr qsizetype longestLanguage = 32;
constexpr double noTime = -1;

QJsonValue firstOf(const QJsonObject &object, std::initializer_list<const char *> keys)
{
    for (const char *key : keys)
        if (const QJsonValue value = object.value(QLatin1String(key));
            !value.isUndefined() && !value.isNull())
            return value;
    return QJsonValue(QJsonValue::Undefined);
}

/// Removes everything from an opening to its closing, as the model's tokens are written.
void removeTokens(QString &text, const QString &open, const QString &close)
{
    QString kept;
    qsizetype from = 0;
    while (true) {
        const qsizetype begin = text.indexOf(open, from);
        const qsizetype end = begin < 0 ? -1 : text.indexOf(close, begin + open.size());
        if (end < 0)
            break;
        kept += QStringView(text).mid(from, begin - from);
        from = end + close.size();
    }
    if (from > 0)
        text = kept + text.mid(from);
}

std::optional<double> numberIn(const QJsonValue &value)
{
    const double number =
        value.isString() ? value.toString().left(longestTimeText).toDouble() : value.toDouble();
    return (value.isDouble() || value.isString()) && std::isfinite(number) ? std::optional(number)
                                                                           : std::nullopt;
}

std::optional<double> shareIn(const QJsonValue &value)
{
    const auto number = numberIn(value);
    return number ? std::optional(std::abs(std::clamp(*number, 0.0, 1.0))) : std::nullopt;
}

/// From the member itself, from "timestamps" as text, or from "offsets" in milliseconds.
std::optional<double> placeIn(const QJsonObject &object, const char *key, const char *otherKey)
{
    if (const auto time = timeIn(object.value(QLatin1String(key))))
        return time;
    const QJsonValue offsets = object.value(QLatin1String("offsets"));
    if (const auto ms = timeIn(offsets.toObject().value(QLatin1String(otherKey))))
        return *ms / 1000;
    return timeIn(object.value(QLatin1String("timestamps")).toObject().value(QLatin1String(otherKey)));
}

bool isOnlyMarks(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) { return c.isLetterOrNumber(); });
}

/// Appends a word, or, where it is but a token of one, lengthens the last.
void addWord(QList<Word> &words, Word word, bool continues)
{
    if (continues && !words.isEmpty() && words.last().text.size() < longestWord) {
        Word &last = words.last();
        last.text += word.text;
        last.end = std::max(last.end, word.end);
        return;
    }
    words.append(std::move(word));
}

QList<Word> wordsIn(const QJsonValue &value, int most)
{
    const QJsonArray array = value.toArray();
    const auto rawText = [](const QJsonValue &one) {
        return mended(
            firstOf(one.toObject(), {"word", "text", "punctuated_word"}).toString().left(longestWord));
    };
    // whisper.cpp gives tokens: those that begin a word begin with a blank.
    const bool blanksTell = std::any_of(array.begin(), array.end(), [&](const QJsonValue &one) {
        return rawText(one).startsWith(QLatin1Char(' '));
    });
    QList<Word> words;
    for (const QJsonValue one : array) {
        if (words.size() >= most)
            break;
        const QJsonObject object = one.toObject();
        const QString raw = rawText(one);
        const QString text = raw.simplified();
        if (text.isEmpty())
            continue;
        Word word{text, placeIn(object, "start", "from").value_or(noTime),
                  placeIn(object, "end", "to").value_or(noTime),
                  shareIn(firstOf(object, {"probability", "confidence", "score"}))};
        if (word.start >= 0)
            word.end = std::max(word.start, word.end);
        const bool continues = (blanksTell && !raw.startsWith(QLatin1Char(' '))) || isOnlyMarks(text);
        addWord(words, std::move(word), continues && !text.startsWith(u'['));
    }
    return words;
}

} // namespace

QString mended(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPair =
            text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate();
        if (isPair)
            ++i;
        else if (text.at(i).isSurrogate() || text.at(i).isNull())
            text[i] = QChar(QChar::ReplacementCharacter);
    }
    if (text.contains(QLatin1String("<|")))
        removeTokens(text, QStringLiteral("<|"), QStringLiteral("|>"));
    if (text.contains(QLatin1String("[_")))
        removeTokens(text, QStringLiteral("[_"), QStringLiteral("]"));
    return text;
}

Result<QJsonObject> answerIn(const QByteArray &json)
{
    QJsonParseError fault;
    // Qt takes no bare text for a document.
    const bool isBareText = json.startsWith('"');
    const QJsonDocument document = QJsonDocument::fromJson(isBareText ? '[' + json + ']' : json, &fault);
    if (fault.error != QJsonParseError::NoError)
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("not JSON: %1 at byte %2 of %3")
                                                          .arg(fault.errorString())
                                                          .arg(fault.offset)
                                                          .arg(json.size()));
    if (isBareText)
        return QJsonObject{{QStringLiteral("text"), document.array().at(0)}};
    const QJsonObject object =
        document.isArray() ? QJsonObject{{QStringLiteral("segments"), document.array()}} : document.object();
    if (!firstOf(object, {"text", "transcript"}).isString() &&
        !firstOf(object, {"segments", "transcription"}).isArray() &&
        !object.value(QLatin1String("words")).isArray())
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("an answer without a text"));
    return object;
}

QString textIn(const QJsonObject &object)
{
    return mended(firstOf(object, {"text", "transcript"}).toString().left(longestText));
}

QString languageIn(const QJsonObject &object)
{
    QString language;
    for (const QChar c : object.value(QLatin1String("language")).toString().left(longestLanguage))
        if (c.unicode() < 0x80 && (c.isLetter() || c == u'-'))
            language += c.toLower();
    return language;
}

QList<Segment> segmentsIn(const QJsonObject &object, int most)
{
    QList<Segment> segments;
    const QJsonArray array = firstOf(object, {"segments", "transcription"}).toArray();
    for (const QJsonValue one : array) {
        if (segments.size() >= most)
            break;
        const QJsonObject own = one.toObject();
        Segment segment;
        segment.text = textIn(own).simplified();
        segment.start = placeIn(own, "start", "from");
        segment.end = placeIn(own, "end", "to");
        segment.logProbability = numberIn(own.value(QLatin1String("avg_logprob")));
        segment.noSpeech = shareIn(own.value(QLatin1String("no_speech_prob")));
        segment.words = wordsIn(own.value(QLatin1String("words")), most);
        if (segment.text.isEmpty())
            for (const Word &word : std::as_const(segment.words))
                segment.text += word.text + QLatin1Char(' ');
        segments.append(segment);
    }
    return segments;
}

QList<Word> timedWordsIn(const QJsonObject &object, int most)
{
    return wordsIn(object.value(QLatin1String("words")), most);
}

std::optional<double> timeIn(const QJsonValue &value)
{
    double seconds = noTime;
    if (value.isDouble()) {
        seconds = value.toDouble();
    } else if (value.isString()) {
        QString text =
            value.toString().left(longestTimeText).trimmed().replace(QLatin1Char(','), QLatin1Char('.'));
        if (text.endsWith(QLatin1Char('s')))
            text.chop(1);
        seconds = 0;
        for (const QString &part : text.split(QLatin1Char(':'))) {
            bool isNumber = false;
            seconds = seconds * 60 + part.toDouble(&isNumber);
            if (!isNumber)
                return std::nullopt;
        }
    }
    if (!std::isfinite(seconds) || seconds < 0 || seconds > longestTime)
        return std::nullopt;
    return std::abs(seconds);
}

} // namespace talktrack::whisper
