// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/feedback_table.h"

#include "core/store/calls_table.h"
#include "core/store/columns.h"

namespace talktrack::feedback_table {
namespace {

FeedbackEvent eventAt(const Statement &row, const QString &callId)
{
    FeedbackEvent event;
    event.id = row.text(0);
    event.callId = callId;
    event.type = feedbackTypeFromWire(row.text(1)).value_or(FeedbackType::Suggestion);
    event.content = row.text(2);
    event.timestamp = row.real(3);
    event.metadata = columns::objectOf(row.bytes(4));
    event.origin = feedbackOriginFromWire(row.text(5)).value_or(FeedbackOrigin::Rule);
    event.latencyMs = row.integer(6);
    return event;
}

} // namespace

Result<void> put(Database &database, const FeedbackEvent &event)
{
    if (event.id.isEmpty())
        return unexpected(ErrorKind::Failed, QStringLiteral("a feedback event needs an id"));
    if (const auto there = calls_table::requireCall(database, event.callId); !there)
        return there;
    Statement statement(
        database,
        QStringLiteral("INSERT INTO feedback_events (id, call_id, type, content, timestamp, metadata,"
                       " origin, latency_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                       " ON CONFLICT (id) DO UPDATE SET type = excluded.type, content = excluded.content,"
                       " timestamp = excluded.timestamp, metadata = excluded.metadata,"
                       " origin = excluded.origin, latency_ms = excluded.latency_ms"
                       " WHERE call_id = excluded.call_id"));
    statement.bind(columns::text(event.id))
        .bind(columns::text(event.callId))
        .bind(toWire(event.type))
        .bind(columns::text(event.content))
        .bind(columns::real(event.timestamp))
        .bind(columns::json(event.metadata))
        .bind(toWire(event.origin))
        .bind(event.latencyMs);
    if (const auto ran = statement.run(); !ran)
        return ran;
    if (statement.changes() == 0)
        return unexpected(ErrorKind::DatabaseFailed,
                          QStringLiteral("the event's id is taken by another call"), event.id);
    return {};
}

Result<void> removeOfLine(Database &database, const QString &lineId)
{
    Statement statement(
        database,
        QStringLiteral(
            "DELETE FROM feedback_events"
            " WHERE call_id = (SELECT call_id FROM withdrawn_lines WHERE id = ?)"
            " AND CASE WHEN json_valid(metadata) THEN json_extract(metadata, '$.segment') = ? END"));
    statement.bind(columns::text(lineId)).bind(columns::text(lineId));
    return statement.run();
}

Result<void> moveToLine(Database &database, const QString &fromId, const QString &toId)
{
    for (const QString &key : {QStringLiteral("$.segment"), QStringLiteral("$.answers")}) {
        Statement statement(
            database,
            QStringLiteral("UPDATE feedback_events SET metadata = json_set(metadata, ?, ?)"
                           " WHERE call_id = (SELECT call_id FROM transcriptions WHERE id = ?)"
                           " AND CASE WHEN json_valid(metadata) THEN json_extract(metadata, ?) = ? END"));
        statement.bind(key)
            .bind(columns::text(toId))
            .bind(columns::text(toId))
            .bind(key)
            .bind(columns::text(fromId));
        if (const auto ran = statement.run(); !ran)
            return ran;
    }
    return {};
}

Result<void> noteOutcome(Database &database, const QString &id, CardOutcome outcome, double at)
{
    Statement statement(
        database, QStringLiteral("UPDATE feedback_events SET outcome = ?, outcome_at = ? WHERE id = ?"));
    statement.bind(outcome == CardOutcome::Used ? QStringLiteral("used") : QStringLiteral("dismissed"))
        .bind(columns::real(at))
        .bind(columns::text(id));
    if (const auto ran = statement.run(); !ran)
        return ran;
    if (statement.changes() == 0)
        return unexpected(ErrorKind::NotFound, QStringLiteral("no such feedback"), id);
    return {};
}

Result<QList<FeedbackEvent>> ofCall(Database &database, const QString &callId)
{
    Statement statement(database,
                        QStringLiteral("SELECT id, type, content, timestamp, CAST(metadata AS BLOB), origin,"
                                       " latency_ms FROM feedback_events WHERE call_id = ?"
                                       " ORDER BY timestamp, position"));
    statement.bind(callId);
    return statement.rows([&] { return eventAt(statement, callId); });
}

} // namespace talktrack::feedback_table
