// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/analytics_json.h"

#include <QJsonArray>
#include <QJsonValue>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace talktrack {
namespace {

template <typename T>
struct Field
{
    const char *key;
    T CallMetrics::*member;
};

constexpr std::array<Field<double>, 6> seconds{{
    {"at", &CallMetrics::at},
    {"rep_speech", &CallMetrics::repSpeechSeconds},
    {"customer_speech", &CallMetrics::customerSpeechSeconds},
    {"longest_monologue", &CallMetrics::longestMonologue},
    {"current_monologue", &CallMetrics::currentMonologue},
    {"dead_air", &CallMetrics::deadAir},
}};

constexpr std::array<Field<int>, 4> counts{{
    {"questions", &CallMetrics::questionsRep},
    {"questions_customer", &CallMetrics::questionsCustomer},
    {"interruptions", &CallMetrics::interruptionsByRep},
    {"interruptions_customer", &CallMetrics::interruptionsByCustomer},
}};

constexpr std::array<Field<std::optional<double>>, 7> measured{{
    {"talk_time_ratio", &CallMetrics::talkTimeRatio},
    {"pace_wpm", &CallMetrics::paceWpm},
    {"pace_wpm_call", &CallMetrics::paceWpmCall},
    {"patience", &CallMetrics::patience},
    {"filler_ratio", &CallMetrics::fillerRatio},
    {"sentiment_average", &CallMetrics::sentimentAverage},
    {"sentiment", &CallMetrics::sentimentNow},
}};

QJsonValue toValue(std::optional<double> figure)
{
    return figure && std::isfinite(*figure) ? QJsonValue(*figure) : QJsonValue(QJsonValue::Null);
}

std::optional<double> toFigure(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

int toCount(const QJsonValue &value)
{
    constexpr double most = std::numeric_limits<int>::max();
    return static_cast<int>(std::clamp(value.toDouble(), 0.0, most));
}

} // namespace

QJsonObject toJson(const CallMetrics &metrics)
{
    QJsonObject object;
    for (const auto &field : seconds)
        object.insert(QLatin1String(field.key), toValue(metrics.*field.member));
    for (const auto &field : counts)
        object.insert(QLatin1String(field.key), metrics.*field.member);
    for (const auto &field : measured)
        object.insert(QLatin1String(field.key), toValue(metrics.*field.member));
    QJsonObject keywords;
    for (auto it = metrics.keywordCounts.cbegin(); it != metrics.keywordCounts.cend(); ++it)
        keywords.insert(it.key(), it.value());
    object.insert(QLatin1String("keyword_counts"), keywords);
    return object;
}

CallMetrics metricsFromJson(const QJsonObject &object)
{
    CallMetrics metrics;
    for (const auto &field : seconds)
        metrics.*field.member = object.value(QLatin1String(field.key)).toDouble();
    for (const auto &field : counts)
        metrics.*field.member = toCount(object.value(QLatin1String(field.key)));
    for (const auto &field : measured)
        metrics.*field.member = toFigure(object.value(QLatin1String(field.key)));
    const QJsonObject keywords = object.value(QLatin1String("keyword_counts")).toObject();
    for (auto it = keywords.constBegin(); it != keywords.constEnd(); ++it)
        metrics.keywordCounts.insert(it.key(), toCount(it.value()));
    return metrics;
}

QJsonObject toJson(const PerformanceScore &score)
{
    QJsonArray parts;
    for (const ScorePart &part : score.parts)
        parts.append(QJsonObject{{QStringLiteral("name"), part.name},
                                 {QStringLiteral("points"), toValue(part.points)},
                                 {QStringLiteral("out_of"), toValue(part.outOf)},
                                 {QStringLiteral("measured"), part.measured}});
    return {{QStringLiteral("total"), toValue(score.total)},
            {QStringLiteral("version"), score.version},
            {QStringLiteral("parts"), parts}};
}

PerformanceScore scoreFromJson(const QJsonObject &object)
{
    PerformanceScore score;
    score.total = toFigure(object.value(QLatin1String("total")));
    score.version = object.value(QLatin1String("version")).toString();
    const QJsonArray parts = object.value(QLatin1String("parts")).toArray();
    for (const QJsonValue &value : parts) {
        const QJsonObject part = value.toObject();
        score.parts.append(
            {part.value(QLatin1String("name")).toString(), part.value(QLatin1String("points")).toDouble(),
             part.value(QLatin1String("out_of")).toDouble(), part.value(QLatin1String("measured")).toBool()});
    }
    return score;
}

} // namespace talktrack
