// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"
#include "core/store/call_archive.h"
#include "core/store/database.h"
#include "core/support/result.h"

#include <optional>

/// Rows of transcriptions. All functions run on the database's thread, inside the caller's transaction.
namespace talktrack::lines_table {

/// Inserts a line or replaces the one of its id, which keeps its place among lines of the same time. NotFound
/// with the call as subject if there is no such call; DatabaseFailed if the id is another call's line.
Result<void> put(Database &database, const Transcription &line, std::optional<double> sentiment);

/// Moves a line to withdrawn_lines with the reason. A line that is not there is passed over.
Result<void> withdraw(Database &database, const QString &id, const QString &reason);

/// In order of time, then of arrival.
Result<QList<StoredLine>> ofCall(Database &database, const QString &callId);

} // namespace talktrack::lines_table
