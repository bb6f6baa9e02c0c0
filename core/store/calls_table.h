// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/call.h"
#include "core/store/database.h"
#include "core/support/result.h"

#include <QList>
#include <QString>
#include <QStringList>

/// Rows of users and calls. All functions run on the database's thread, inside the caller's transaction.
namespace talktrack::calls_table {

/// The id of the person this machine belongs to, made if there is none yet.
Result<QString> ensureLocalUser(Database &database);

/// A call without a user belongs to the local user. Failed if it has no id or no start.
Result<void> insert(Database &database, const Call &call, const QString &localUserId);
/// Everything but id, user and start. NotFound with the id as subject.
Result<void> update(Database &database, const Call &call);
/// Of a call that is running: its sound is kept. NotFound with the id as subject.
Result<void> setRecording(Database &database, const QString &id, const QString &url, const QByteArray &key);
/// Of a call that has ended, and its recogniser unless that is empty. NotFound, or Failed for one that is
/// live, with the id as subject.
Result<void> setStatus(Database &database, const QString &id, CallStatus status, const QString &speech);
Result<void> requireCall(Database &database, const QString &id);

/// The columns that callAt() reads, in order, for a table alias c.
QString columnList();
Call callAt(const Statement &row, int firstColumn);
inline constexpr int columnCount = 15;

/// Calls that are pending, or that have ended with their sound kept and a gap open; newest first.
Result<QList<Call>> toTranscribe(Database &database);
/// Ids of the calls that have a recording key, oldest first.
Result<QStringList> recorded(Database &database);

} // namespace talktrack::calls_table
