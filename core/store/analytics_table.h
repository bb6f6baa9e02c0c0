// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/store/database.h"
#include "core/support/result.h"

#include <optional>

/// Rows of analytics, at most one a call. All functions run on the database's thread, inside the caller's
/// transaction.
namespace talktrack::analytics_table {

/// Makes the call's row or replaces it, which keeps its id. NotFound with the call as subject.
Result<void> put(Database &database, const QString &callId, const Analytics &analytics);
Result<std::optional<Analytics>> ofCall(Database &database, const QString &callId);

} // namespace talktrack::analytics_table
