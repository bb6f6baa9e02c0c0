// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/columns.h"

#include "core/model/analytics_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace talktrack::columns {
namespace {

QVariant document(const QJsonDocument &document)
{
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

QJsonArray arrayOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).array();
}

QJsonValue number(std::optional<double> value)
{
    return value && std::isfinite(*value) ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

std::optional<double> numberOf(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

QString cleaned(const QString &value)
{
    QString result = value;
    for (qsizetype i = 0; i < result.size(); ++i) {
        const QChar c = result.at(i);
        if (c.isHighSurrogate() && i + 1 < result.size() && result.at(i + 1).isLowSurrogate())
            ++i;
        else if (c.isSurrogate() || c.isNull())
            result[i] = QChar(QChar::ReplacementCharacter);
    }
    return result;
}

QStringList stringsOf(const QJsonValue &value)
{
    QStringList strings;
    const QJsonArray all = value.toArray();
    for (const auto &string : all)
        strings.append(string.toString());
    return strings;
}

} // namespace

QVariant text(const QString &value)
{
    if (value.isNull())
        return QLatin1String("");
    return value.contains(QChar(QChar::Null)) || !value.isValidUtf16() ? cleaned(value) : value;
}

QVariant textOrNull(const QString &value)
{
    return value.isEmpty() ? QVariant() : text(value);
}

QVariant bytesOrNull(const QByteArray &value)
{
    return value.isEmpty() ? QVariant() : QVariant(value);
}

QVariant real(double value)
{
    return std::isfinite(value) ? value : 0.0;
}

QVariant real(std::optional<double> value)
{
    return value && std::isfinite(*value) ? QVariant(*value) : QVariant();
}

QVariant time(const QDateTime &value)
{
    return value.isValid() ? QVariant(value.toUTC().toString(Qt::ISODateWithMs)) : QVariant();
}

QDateTime timeOf(const QString &column)
{
    return column.isEmpty() ? QDateTime() : QDateTime::fromString(column, Qt::ISODateWithMs).toUTC();
}

QVariant words(const QList<Word> &words)
{
    if (words.isEmpty())
        return {};
    QJsonArray all;
    for (const Word &word : words) {
        QJsonArray one{word.text, real(word.start).toDouble(), real(word.end).toDouble()};
        if (word.confidence)
            one.append(number(word.confidence));
        all.append(one);
    }
    return document(QJsonDocument(all));
}

QList<Word> wordsOf(const QByteArray &json)
{
    QList<Word> words;
    if (json.isEmpty())
        return words;
    const QJsonArray all = arrayOf(json);
    words.reserve(all.size());
    for (const auto &value : all) {
        const QJsonArray one = value.toArray();
        words.append({one.at(0).toString(), one.at(1).toDouble(), one.at(2).toDouble(), numberOf(one.at(3))});
    }
    return words;
}

QVariant json(const QJsonObject &object)
{
    return document(QJsonDocument(object));
}

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QVariant counts(const QMap<QString, int> &counts)
{
    QJsonObject object;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        object.insert(it.key(), it.value());
    return json(object);
}

QMap<QString, int> countsOf(const QByteArray &json)
{
    QMap<QString, int> counts;
    const QJsonObject object = objectOf(json);
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        counts.insert(it.key(), it.value().toInt());
    return counts;
}

QVariant metrics(const CallMetrics &metrics)
{
    QJsonObject object = toJson(metrics);
    for (const char *column : {"talk_time_ratio", "sentiment_average", "keyword_counts"})
        object.remove(QLatin1String(column));
    return json(object);
}

CallMetrics metricsOf(const QByteArray &json)
{
    return metricsFromJson(objectOf(json));
}

QVariant scoreParts(const PerformanceScore &score)
{
    return document(QJsonDocument(toJson(score).value(QLatin1String("parts")).toArray()));
}

QList<ScorePart> scorePartsOf(const QByteArray &json)
{
    return scoreFromJson({{QStringLiteral("parts"), arrayOf(json)}}).parts;
}

QVariant checklist(const Analytics &analytics)
{
    QJsonObject labels;
    for (auto it = analytics.checklistLabels.cbegin(); it != analytics.checklistLabels.cend(); ++it)
        labels.insert(it.key(), it.value());
    return json({{QStringLiteral("done"), QJsonArray::fromStringList(analytics.checklistDone)},
                 {QStringLiteral("missed"), QJsonArray::fromStringList(analytics.checklistMissed)},
                 {QStringLiteral("labels"), labels}});
}

void readChecklist(const QByteArray &json, Analytics &analytics)
{
    const QJsonObject o = objectOf(json);
    analytics.checklistDone = stringsOf(o.value(QLatin1String("done")));
    analytics.checklistMissed = stringsOf(o.value(QLatin1String("missed")));
    const QJsonObject labels = o.value(QLatin1String("labels")).toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it)
        analytics.checklistLabels.insert(it.key(), it.value().toString());
}

} // namespace talktrack::columns
