// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QFileDevice>
#include <QString>

namespace talktrack {

/// Hands everything written so far to the disk itself. DiskFull or DiskFailed, with the path as subject.
/// Blocks.
Result<void> syncToDisk(QFileDevice &file);

/// The error behind a failed write: DiskFull where there is no room, else DiskFailed.
Error diskError(const QFileDevice &file);

/// Bytes that may still be written where the path is; -1 where that cannot be told.
qint64 freeBytes(const QString &path);

} // namespace talktrack
