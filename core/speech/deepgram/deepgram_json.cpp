// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_json.h"

#include "core/support/plain_text.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace talktrack::deepgram {
namespace {

bool isPairAt(const QString &text, qsizetype at)
{
    return text.at(at).isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate();
}

QString mended(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (isPairAt(text, i)) {
            ++i;
        } else if (text.at(i).isSurrogate() || text.at(i).isNull()) {
            text[i] = QChar(QChar::ReplacementCharacter);
        }
    }
    return text;
}

std::optional<DeepgramWord> wordIn(const QJsonObject &object)
{
    DeepgramWord word;
    word.text = textIn(object.value(QLatin1String("punctuated_word"))).trimmed();
    if (word.text.isEmpty()) {
        word.text = textIn(object.value(QLatin1String("word"))).trimmed();
    }
    const auto start = secondsIn(object.value(QLatin1String("start")));
    const auto end = secondsIn(object.value(QLatin1String("end")));
    if (word.text.isEmpty() || !start || !end) {
        return std::nullopt;
    }
    word.start = *start;
    word.end = std::max(*start, *end);
    word.confidence = confidenceIn(object.value(QLatin1String("confidence")));
    word.speaker = smallNumberIn(object.value(QLatin1String("speaker")));
    return word;
}

} // namespace

Result<QJsonObject> objectIn(const QByteArray &json)
{
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(json, &fault);
    if (fault.error != QJsonParseError::NoError) {
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("not JSON: %1 at byte %2 of %3")
                                                          .arg(fault.errorString())
                                                          .arg(fault.offset)
                                                          .arg(json.size()));
    }
    if (!document.isObject()) {
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("JSON, but no object"));
    }
    return document.object();
}

QString textIn(const QJsonValue &value)
{
    return mended(value.toString());
}

QString shortLine(const QString &text, int most)
{
    // Far more than is kept, so that a text of megabytes is not walked for its first line.
    QString line = singleLine(text.left(qsizetype{16} * most)).simplified();
    if (line.size() > most) {
        line.truncate(most > 0 && isPairAt(line, most - 1) ? most - 1 : most);
    }
    return line;
}

std::optional<double> secondsIn(const QJsonValue &value)
{
    const double seconds = value.toDouble(-1);
    if (!std::isfinite(seconds) || seconds < 0 || seconds > latestSecond) {
        return std::nullopt;
    }
    return std::abs(seconds);
}

std::optional<double> confidenceIn(const QJsonValue &value)
{
    if (!value.isDouble() || !std::isfinite(value.toDouble())) {
        return std::nullopt;
    }
    // abs: of −0 too.
    return std::abs(std::clamp(value.toDouble(), 0.0, 1.0));
}

std::optional<int> smallNumberIn(const QJsonValue &value)
{
    const qint64 number = value.toInteger(-1);
    if (number < 0 || number > 999) {
        return std::nullopt;
    }
    return static_cast<int>(number);
}

std::optional<QJsonObject> firstObjectIn(const QJsonValue &value)
{
    if (value.isObject()) {
        return value.toObject();
    }
    const QJsonArray array = value.toArray();
    const auto found =
        std::find_if(array.begin(), array.end(), [](const auto &one) { return one.isObject(); });
    if (found == array.end()) {
        return std::nullopt;
    }
    return found->toObject();
}

QList<DeepgramWord> wordsIn(const QJsonValue &words, int most)
{
    QList<DeepgramWord> result;
    const QJsonArray array = words.toArray();
    result.reserve(std::min<qsizetype>(array.size(), most));
    for (const auto &one : array) {
        if (result.size() >= most) {
            break;
        }
        if (auto word = wordIn(one.toObject())) {
            result.append(*std::move(word));
        }
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const DeepgramWord &a, const DeepgramWord &b) { return a.start < b.start; });
    return result;
}

} // namespace talktrack::deepgram
