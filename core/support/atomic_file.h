// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QByteArray>
#include <QString>

namespace talktrack {

/// Replaces a file as a whole or leaves it untouched; the one way files of ours are replaced.
///
/// QSaveFile::commit() of Qt 6.4 can return true and leave an empty file on a full disk unless flush() was
/// checked before, so this checks it. Any thread. DiskFull or DiskFailed on failure, with the path as
/// subject.
Result<void> replaceFile(const QString &path, const QByteArray &content);

} // namespace talktrack
