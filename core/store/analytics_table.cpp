// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/analytics_table.h"

#include "core/store/calls_table.h"
#include "core/store/columns.h"
#include "core/support/ids.h"

namespace talktrack::analytics_table {
namespace {

QString upsert()
{
    return QStringLiteral(
        "INSERT INTO analytics (id, call_id, talk_time_ratio, sentiment_average, keyword_counts,"
        " performance_score, score_parts, score_version, metrics, checklist)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (call_id) DO UPDATE SET talk_time_ratio = excluded.talk_time_ratio,"
        " sentiment_average = excluded.sentiment_average, keyword_counts = excluded.keyword_counts,"
        " performance_score = excluded.performance_score, score_parts = excluded.score_parts,"
        " score_version = excluded.score_version, metrics = excluded.metrics,"
        " checklist = excluded.checklist");
}

} // namespace

Result<void> put(Database &database, const QString &callId, const Analytics &analytics)
{
    if (const auto there = calls_table::requireCall(database, callId); !there)
        return there;
    Statement statement(database, upsert());
    statement.bind(columns::text(analytics.id.isEmpty() ? newId() : analytics.id))
        .bind(columns::text(callId))
        .bind(columns::real(analytics.metrics.talkTimeRatio))
        .bind(columns::real(analytics.metrics.sentimentAverage))
        .bind(columns::counts(analytics.metrics.keywordCounts))
        .bind(columns::real(analytics.score.total))
        .bind(columns::scoreParts(analytics.score))
        .bind(columns::text(analytics.score.version))
        .bind(columns::metrics(analytics.metrics))
        .bind(columns::checklist(analytics));
    return statement.run();
}

Result<std::optional<Analytics>> ofCall(Database &database, const QString &callId)
{
    Statement statement(database,
                        QStringLiteral("SELECT id, talk_time_ratio, sentiment_average,"
                                       " CAST(keyword_counts AS BLOB), performance_score,"
                                       " CAST(score_parts AS BLOB), score_version, CAST(metrics AS BLOB),"
                                       " CAST(checklist AS BLOB) FROM analytics WHERE call_id = ?"));
    statement.bind(callId);
    if (const auto ran = statement.run(); !ran)
        return unexpected(ran.error());
    const auto row = statement.next();
    if (!row)
        return unexpected(row.error());
    if (!*row)
        return std::optional<Analytics>();
    Analytics analytics;
    analytics.id = statement.text(0);
    analytics.callId = callId;
    analytics.metrics = columns::metricsOf(statement.bytes(7));
    analytics.metrics.talkTimeRatio = statement.optionalReal(1);
    analytics.metrics.sentimentAverage = statement.optionalReal(2);
    analytics.metrics.keywordCounts = columns::countsOf(statement.bytes(3));
    analytics.score.total = statement.optionalReal(4);
    analytics.score.parts = columns::scorePartsOf(statement.bytes(5));
    analytics.score.version = statement.text(6);
    columns::readChecklist(statement.bytes(8), analytics);
    return std::optional(analytics);
}

} // namespace talktrack::analytics_table
