// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/lines_table.h"

#include "core/store/calls_table.h"
#include "core/store/columns.h"

namespace talktrack::lines_table {
namespace {

StoredLine lineAt(const Statement &row, const QString &callId)
{
    StoredLine stored;
    Transcription &line = stored.line;
    line.id = row.text(0);
    line.callId = callId;
    line.track = row.integer(1) == trackIndex(Track::Rep) ? Track::Rep : Track::Customer;
    line.speaker = row.text(2);
    line.text = row.text(3);
    line.start = row.real(4);
    line.end = row.real(5);
    line.final = true;
    line.confidence = row.optionalReal(6);
    line.words = columns::wordsOf(row.bytes(7));
    line.engine = row.text(8);
    line.backfilled = row.integer(9) != 0;
    line.latencyMs = row.integer(10);
    stored.sentiment = row.optionalReal(11);
    stored.position = row.integer64(12);
    return stored;
}

} // namespace

Result<void> put(Database &database, const Transcription &line, std::optional<double> sentiment)
{
    if (line.id.isEmpty())
        return unexpected(ErrorKind::Failed, QStringLiteral("a line needs an id"));
    if (const auto there = calls_table::requireCall(database, line.callId); !there)
        return there;
    Statement statement(
        database,
        QStringLiteral("INSERT INTO transcriptions (id, call_id, speaker, text, timestamp, end_timestamp,"
                       " confidence_score, track, sentiment, words, engine, backfilled, latency_ms)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                       " ON CONFLICT (id) DO UPDATE SET speaker = excluded.speaker, text = excluded.text,"
                       " timestamp = excluded.timestamp, end_timestamp = excluded.end_timestamp,"
                       " confidence_score = excluded.confidence_score, track = excluded.track,"
                       " sentiment = excluded.sentiment, words = excluded.words, engine = excluded.engine,"
                       " backfilled = excluded.backfilled, latency_ms = excluded.latency_ms"
                       " WHERE call_id = excluded.call_id"));
    statement.bind(columns::text(line.id))
        .bind(columns::text(line.callId))
        .bind(columns::text(line.speaker))
        .bind(columns::text(line.text))
        .bind(columns::real(line.start))
        .bind(columns::real(line.end))
        .bind(columns::real(line.confidence))
        .bind(trackIndex(line.track))
        .bind(columns::real(sentiment))
        .bind(columns::words(line.words))
        .bind(columns::text(line.engine))
        .bind(line.backfilled ? 1 : 0)
        .bind(line.latencyMs);
    if (const auto ran = statement.run(); !ran)
        return ran;
    if (statement.changes() == 0)
        return unexpected(ErrorKind::DatabaseFailed, QStringLiteral("the line's id is taken by another call"),
                          line.id);
    return {};
}

Result<void> withdraw(Database &database, const QString &id, const QString &reason)
{
    Statement keep(
        database,
        QStringLiteral("INSERT OR REPLACE INTO withdrawn_lines (id, call_id, speaker, text, timestamp,"
                       " end_timestamp, reason)"
                       " SELECT id, call_id, speaker, text, timestamp, end_timestamp, ?"
                       " FROM transcriptions WHERE id = ?"));
    keep.bind(columns::text(reason)).bind(columns::text(id));
    if (const auto ran = keep.run(); !ran)
        return ran;
    Statement remove(database, QStringLiteral("DELETE FROM transcriptions WHERE id = ?"));
    remove.bind(columns::text(id));
    return remove.run();
}

Result<QList<StoredLine>> ofCall(Database &database, const QString &callId)
{
    // As a blob the words come as they are stored, without a detour through UTF-16.
    Statement statement(
        database, QStringLiteral("SELECT id, track, speaker, text, timestamp, end_timestamp,"
                                 " confidence_score, CAST(words AS BLOB), engine, backfilled,"
                                 " latency_ms, sentiment, position FROM transcriptions WHERE call_id = ?"
                                 " ORDER BY timestamp, position"));
    statement.bind(callId);
    return statement.rows([&] { return lineAt(statement, callId); });
}

} // namespace talktrack::lines_table
