// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/support/result.h"

namespace talktrack {

/// Ends every call that is still marked live: interrupted, lasting until the end of its last line or its last
/// feedback, with the figures that its lines alone give. Gives their number. On the database's thread, inside
/// the caller's transaction.
Result<int> recoverInterruptedCalls(Database &database);

} // namespace talktrack
