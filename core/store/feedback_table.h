// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feedback_event.h"
#include "core/store/call_store.h"
#include "core/store/database.h"
#include "core/support/result.h"

#include <QList>

/// Rows of feedback_events. All functions run on the database's thread, inside the caller's transaction.
namespace talktrack::feedback_table {

/// Inserts an event or replaces the one of its id, whose outcome stays. NotFound with the call as subject if
/// there is no such call; DatabaseFailed if the id is another call's event.
Result<void> put(Database &database, const FeedbackEvent &event);
/// The last outcome counts. NotFound with the id as subject.
Result<void> noteOutcome(Database &database, const QString &id, CardOutcome outcome, double at);
/// Removes what came from a line that has been withdrawn.
Result<void> removeOfLine(Database &database, const QString &lineId);
/// What came from a line belongs to another one from now on.
Result<void> moveToLine(Database &database, const QString &fromId, const QString &toId);
/// In order of time, then of arrival.
Result<QList<FeedbackEvent>> ofCall(Database &database, const QString &callId);

} // namespace talktrack::feedback_table
