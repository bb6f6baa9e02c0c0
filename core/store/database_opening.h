// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <QString>

#include <chrono>
#include <memory>

namespace talktrack {

/// The writer's connection: the file is made (mode 0600 before anything is in it), looked at, checked, set to
/// WAL with synchronous=FULL and migrated, in this order, so that a file that is not to be touched is not.
/// Errors as CallStore::open says, the file as subject.
Result<std::unique_ptr<Database>> openForWriting(const QString &file, std::chrono::milliseconds busyTimeout,
                                                 bool check);

/// A reader's connection, which cannot write. NotFound if there is no such file or nothing in it yet;
/// DatabaseFailed if its schema is older than ours (the writer migrates it when it opens).
Result<std::unique_ptr<Database>> openForReading(const QString &file, std::chrono::milliseconds busyTimeout);

} // namespace talktrack
