// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_json.h"

#include "core/model/analytics_json.h"
#include "ui/texts/state_text.h"

#include <QJsonArray>

namespace talktrack {
namespace {

QJsonValue number(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject keywordJson(const QMap<QString, int> &counts)
{
    QJsonObject object;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QJsonObject named(const char *event)
{
    return {{QStringLiteral("event"), QLatin1String(event)}};
}

void insertCall(QJsonObject &object, const Call &call)
{
    object.insert(QLatin1String("title"), call.title);
    object.insert(QLatin1String("started_at"), timeJson(call.startedAt));
    object.insert(QLatin1String("speech"), call.speech);
    object.insert(QLatin1String("coach"), call.coach);
}

} // namespace

QJsonValue timeJson(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

QJsonObject callStartedEvent(const Call &call)
{
    QJsonObject object = named("call_started");
    object.insert(QLatin1String("call_id"), call.id);
    insertCall(object, call);
    return object;
}

QJsonObject stateEvent(const PartState &state)
{
    QJsonObject object = named("state");
    object.insert(QLatin1String("part"), toWire(state.part));
    object.insert(QLatin1String("state"), toWire(state.condition));
    object.insert(QLatin1String("detail"), stateText(state));
    return object;
}

QJsonObject transcriptEvent(const Transcription &line, const QString &callEngine)
{
    QJsonObject object = named("transcript");
    object.insert(QLatin1String("segment"), line.id);
    object.insert(QLatin1String("speaker"), line.speaker);
    object.insert(QLatin1String("text"), line.text);
    object.insert(QLatin1String("start"), line.start);
    object.insert(QLatin1String("end"), line.end);
    object.insert(QLatin1String("final"), line.final);
    object.insert(QLatin1String("confidence"), number(line.confidence));
    object.insert(QLatin1String("latency_ms"), line.latencyMs);
    if (line.backfilled)
        object.insert(QLatin1String("backfilled"), true);
    if (isOfOtherEngine(line, callEngine))
        object.insert(QLatin1String("engine"), line.engine);
    return object;
}

QJsonObject transcriptRemovedEvent(const QString &id)
{
    QJsonObject object = named("transcript_removed");
    object.insert(QLatin1String("segment"), id);
    return object;
}

QJsonObject feedbackEvent(const FeedbackEvent &event)
{
    QJsonObject object = named("feedback");
    object.insert(QLatin1String("id"), event.id);
    object.insert(QLatin1String("type"), toWire(event.type));
    object.insert(QLatin1String("content"), event.content);
    object.insert(QLatin1String("timestamp"), event.timestamp);
    object.insert(QLatin1String("origin"), toWire(event.origin));
    object.insert(QLatin1String("latency_ms"), event.latencyMs);
    object.insert(QLatin1String("metadata"), event.metadata);
    return object;
}

QJsonObject metricsEvent(const CallMetrics &metrics)
{
    QJsonObject object = toJson(metrics);
    object.insert(QLatin1String("event"), QLatin1String("metrics"));
    return object;
}

QJsonObject analyticsJson(const Analytics &analytics)
{
    return {
        {QStringLiteral("talk_time_ratio"), number(analytics.metrics.talkTimeRatio)},
        {QStringLiteral("sentiment_average"), number(analytics.metrics.sentimentAverage)},
        {QStringLiteral("keyword_counts"), keywordJson(analytics.metrics.keywordCounts)},
        {QStringLiteral("performance_score"), number(analytics.score.total)},
        {QStringLiteral("score"), toJson(analytics.score)},
        {QStringLiteral("checklist_done"), QJsonArray::fromStringList(analytics.checklistDone)},
        {QStringLiteral("checklist_missed"), QJsonArray::fromStringList(analytics.checklistMissed)},
    };
}

QJsonObject callEndedEvent(const Call &call, const Analytics &analytics)
{
    QJsonObject object = named("call_ended");
    object.insert(QLatin1String("call_id"), call.id);
    object.insert(QLatin1String("duration"), number(call.duration));
    object.insert(QLatin1String("status"), toWire(call.status));
    QJsonObject figures = analyticsJson(analytics);
    figures.insert(QLatin1String("metrics"), toJson(analytics.metrics));
    object.insert(QLatin1String("analytics"), figures);
    return object;
}

QJsonObject callJson(const Call &call)
{
    QJsonObject object{
        {QStringLiteral("id"), call.id},
        {QStringLiteral("user_id"), call.userId},
        {QStringLiteral("ended_at"), timeJson(call.endedAt)},
        {QStringLiteral("duration"), number(call.duration)},
        {QStringLiteral("status"), toWire(call.status)},
        {QStringLiteral("recording_url"), textOrNull(call.recordingUrl)},
        {QStringLiteral("call_type"), toWire(call.type)},
    };
    insertCall(object, call);
    return object;
}

QJsonObject callListJson(const CallSummary &summary)
{
    QJsonObject object = callJson(summary.call);
    object.insert(QLatin1String("lines"), summary.lines);
    object.insert(QLatin1String("talk_time_ratio"), number(summary.talkTimeRatio));
    object.insert(QLatin1String("sentiment_average"), number(summary.sentimentAverage));
    object.insert(QLatin1String("keyword_counts"), keywordJson(summary.keywordCounts));
    object.insert(QLatin1String("performance_score"), number(summary.performanceScore));
    return object;
}

QJsonObject callRecordJson(const CallRecord &record)
{
    QJsonObject object = callJson(record.call);
    object.insert(QLatin1String("format"), QLatin1String("talktrack-call/1"));
    QJsonArray lines;
    for (const StoredLine &stored : record.lines) {
        QJsonObject line{
            {QStringLiteral("segment"), stored.line.id},
            {QStringLiteral("speaker"), stored.line.speaker},
            {QStringLiteral("start"), stored.line.start},
            {QStringLiteral("end"), stored.line.end},
            {QStringLiteral("text"), stored.line.text},
            {QStringLiteral("confidence"), number(stored.line.confidence)},
        };
        if (stored.line.track == Track::Customer)
            line.insert(QLatin1String("sentiment"), number(stored.sentiment));
        if (stored.line.backfilled)
            line.insert(QLatin1String("backfilled"), true);
        if (isOfOtherEngine(stored.line, record.call.speech))
            line.insert(QLatin1String("engine"), stored.line.engine);
        lines.append(line);
    }
    object.insert(QLatin1String("lines"), lines);
    QJsonArray feedback;
    for (const FeedbackEvent &event : record.feedback)
        feedback.append(feedbackEvent(event));
    object.insert(QLatin1String("feedback"), feedback);
    if (record.analytics) {
        object.insert(QLatin1String("analytics"), analyticsJson(*record.analytics));
        object.insert(QLatin1String("metrics"), toJson(record.analytics->metrics));
    } else {
        object.insert(QLatin1String("analytics"), QJsonValue());
        object.insert(QLatin1String("metrics"), QJsonValue());
    }
    return object;
}

} // namespace talktrack
