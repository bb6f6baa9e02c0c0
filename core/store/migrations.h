// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <QList>
#include <QStringList>

namespace talktrack {

/// The step from the schema version before to this one.
struct Migration
{
    /// What PRAGMA user_version says afterwards.
    int version = 0;
    QStringList statements;
};

/// All steps, oldest first, versions 1, 2, 3, … A step that has been in a release is never changed.
QList<Migration> migrations();

/// The version this program writes: that of the last step.
int schemaVersion();

/// Brings the database to the last step's version, each step in a transaction of its own; a step that fails
/// leaves the version before it. DatabaseNewer, with nothing written, if it is ahead of us.
Result<void> migrate(Database &database, const QList<Migration> &steps);

} // namespace talktrack
