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
                       " recording_url, title, type, speech, coach, playbook_name, playbook_version, source)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
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
        .bind(columns::text(call.source));
    return statement.run();
}

Result<void> update(Database &database, const Call &call)
{
    Statement statement(
        database, QStringLiteral("UPDATE calls SET ended_at = ?, duration = ?, status = ?, recording_url = ?,"
                                 " title = ?, type = ?, speech = ?, coach = ?, playbook_name = ?,"
                                 " playbook_version = ?, source = ? WHERE id = ?"));
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
        .bind(columns::text(call.id));
    if (const auto ran = statement.run(); !ran)
        return ran;
    if (statement.changes() == 0)
        return unexpected(ErrorKind::NotFound, QStringLiteral("no such call"), call.id);
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
        " c.type, c.speech, c.coach, c.playbook_name, c.playbook_version, c.source");
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
    return call;
}

} // namespace talktrack::calls_table
