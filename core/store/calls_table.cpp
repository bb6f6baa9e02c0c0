// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/calls_table.h"

#include "core/store/columns.h"
#include "core/support/ids.h"

namespace talktrack::calls_table {

Result<QString> ensureLocalUser(Database &database)
{
    const QString select = QStringLiteral("SELECT id FROM users WHERE is_local = 1");
    auto found = database.scalar(select);
    if (!found)
        return unexpected(found.error());
    if (!found->isNull())
        return found->toString();
    {
        Statement insert(database,
                         QStringLiteral("INSERT OR IGNORE INTO users (id, is_local) VALUES (?, 1)"));
        insert.bind(newId());
        if (const auto inserted = insert.run(); !inserted)
            return unexpected(inserted.error());
    }
    found = database.scalar(select);
    if (!found)
        return unexpected(found.error());
    return found->toString();
}

Result<void> insert(Database &database, const Call &call, const QString &localUserId)
{
    if (call.id.isEmpty() || !call.startedAt.isValid())
        return unexpected(ErrorKind::Failed, QStringLiteral("a call needs an id and a start"), call.id);
    Statement statement(
        database,
        QStringLiteral("INSERT INTO calls (id, user_id, started_at, ended_at, duration, status,"
                       " recording_url, title, type, speech, coach, playbook_name, playbook_version, source,"
                       " recording_key)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    statement.bind(columns::text(call.id))
        .bind(columns::text(call.userId.isEmpty() ? localUserId : call.userId))
        .bind(columns::time(call.startedAt))
        .bind(columns::time(call.endedAt))
        .bind(columns::real(call.duration))
        .bind(toWire(call.status))
        .bind(columns::textOrNull(call.recordingUrl))
        .bind(columns::text(call.title))
        .bind(toWire(call.type))
        .bind(columns::text(call.speech))
        .bind(columns::text(call.coach))
        .bind(columns::text(call.playbookName))
        .bind(columns::text(call.playbookVersion))
        .bind(columns::text(call.source))
        .bind(columns::bytesOrNull(call.recordingKey));
    return statement.run();
}

Result<void> update(Database &database, const Call &call)
{
    Statement statement(
        database, QStringLiteral("UPDATE calls SET ended_at = ?, duration = ?, status = ?, recording_url = ?,"
                                 " title = ?, type = ?, speech = ?, coach = ?, playbook_name = ?,"
                                 " playbook_version = ?, source = ?, recording_key = ? WHERE id = ?"));
    statement.bind(columns::time(call.endedAt))
        .bind(columns::real(call.duration))
        .bind(toWire(call.status))
        .bind(columns::textOrNull(call.recordingUrl))
        .bind(columns::text(call.title))
        .bind(toWire(call.type))
        .bind(columns::text(call.speech))
        .bind(columns::text(call.coach))
        .bind(columns::text(call.playbookName))
        .bind(columns::text(call.playbookVersion))
        .bind(columns::text(call.source))
        .bind(columns::bytesOrNull(call.recordingKey))
        .bind(columns::text(call.id));
    if (const auto ran = statement.run(); !ran)
        return ran;
    if (statement.changes() == 0)
        return unexpected(ErrorKind::NotFound, QStringLiteral("no such call"), call.id);
    return {};
}

Result<void> setRecording(Database &database, const QString &id, const QString &url, const QByteArray &key)
{
    if (const auto there = requireCall(database, id); !there)
        return there;
    Statement statement(database,
                        QStringLiteral("UPDATE calls SET recording_url = ?, recording_key = ? WHERE id = ?"));
    statement.bind(columns::textOrNull(url)).bind(columns::bytesOrNull(key)).bind(columns::text(id));
    return statement.run();
}

Result<void> setStatus(Database &database, const QString &id, CallStatus status, const QString &speech)
{
    if (const auto there = requireCall(database, id); !there)
        return there;
    Statement statement(database,
                        QStringLiteral("UPDATE calls SET status = ?, speech = coalesce(nullif(?, ''), speech)"
                                       " WHERE id = ? AND status <> 'live'"));
    statement.bind(toWire(status)).bind(columns::text(speech)).bind(columns::text(id));
    if (const auto ran = statement.run(); !ran)
        return ran;
    if (statement.changes() == 0)
        return unexpected(ErrorKind::Failed, QStringLiteral("the call has not ended"), id);
    return {};
}

Result<void> requireCall(Database &database, const QString &id)
{
    Statement statement(database, QStringLiteral("SELECT 1 FROM calls WHERE id = ?"));
    statement.bind(columns::text(id));
    if (const auto ran = statement.run(); !ran)
        return ran;
    const auto row = statement.next();
    if (!row)
        return unexpected(row.error());
    return *row ? Result<void>() : unexpected(ErrorKind::NotFound, QStringLiteral("no such call"), id);
}

QString columnList()
{
    return QStringLiteral(
        "c.id, c.user_id, c.started_at, c.ended_at, c.duration, c.status, c.recording_url, c.title,"
        " c.type, c.speech, c.coach, c.playbook_name, c.playbook_version, c.source, c.recording_key");
}

Call callAt(const Statement &row, int first)
{
    Call call;
    call.id = row.text(first);
    call.userId = row.text(first + 1);
    call.startedAt = columns::timeOf(row.text(first + 2));
    call.endedAt = columns::timeOf(row.text(first + 3));
    call.duration = row.optionalReal(first + 4);
    call.status = callStatusFromWire(row.text(first + 5)).value_or(CallStatus::Failed);
    call.recordingUrl = row.text(first + 6);
    call.title = row.text(first + 7);
    call.type = callTypeFromWire(row.text(first + 8)).value_or(CallType::Discovery);
    call.speech = row.text(first + 9);
    call.coach = row.text(first + 10);
    call.playbookName = row.text(first + 11);
    call.playbookVersion = row.text(first + 12);
    call.source = row.text(first + 13);
    call.recordingKey = row.bytes(first + 14);
    return call;
}

Result<QList<Call>> toTranscribe(Database &database)
{
    Statement statement(
        database, QLatin1String("SELECT ") + columnList() +
                      QLatin1String(" FROM calls c WHERE c.status = 'pending'"
                                    " OR (c.recording_key IS NOT NULL AND c.status <> 'live'"
                                    "  AND EXISTS (SELECT 1 FROM feedback_events f WHERE f.call_id = c.id"
                                    "   AND f.type = 'gap' AND CASE WHEN json_valid(f.metadata)"
                                    "    THEN json_type(f.metadata, '$.closed') = 'false'"
                                    // Of lost sound: CallGaps.
                                    "     AND json_extract(f.metadata, '$.rule') IS NOT 'audio' END))"
                                    " ORDER BY c.started_at DESC, c.rowid DESC"));
    return statement.rows([&] { return callAt(statement, 0); });
}

Result<QStringList> recorded(Database &database)
{
    Statement statement(
        database,
        QStringLiteral("SELECT id FROM calls WHERE recording_key IS NOT NULL ORDER BY started_at, rowid"));
    return statement.rows([&] { return statement.text(0); });
}

} // namespace talktrack::calls_table
