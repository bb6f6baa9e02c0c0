// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

/// Where the sound of calls lies: one sealed file a call, "sound/CALL.sound" in the data directory. All
/// functions block for as long as the disk does; any thread.
namespace talktrack::kept_sounds {

QString directory(const QString &dataDir);
/// An id that is no file's name is written so that it is one.
QString fileOf(const QString &dataDir, const QString &callId);

/// Makes the directory, for the owner alone. DiskFailed with the path as subject.
Result<void> makeDirectory(const QString &dataDir);

/// How much of it is there, in seconds; a file that was cut off too. Nothing where there is none.
std::optional<double> lengthOf(const QString &dataDir, const QString &callId);

/// The sound of a call is gone; none there is no error. DiskFailed with the path as subject.
Result<void> remove(const QString &dataDir, const QString &callId);

/// Removes what a crash left behind of calls that were not recorded, whose keys are gone with them. What
/// belongs to a recorded call, to a running one (by the list, or by the lock that any program holds on it) or
/// was written since the lists were made is never touched, nor is what is no sound of a call. Gives the
/// number of files removed; one that cannot be removed is left for the next time.
///
/// listedAt: when the lists were asked for, so that a call that was recorded since keeps its sound.
Result<int> sweep(const QString &dataDir, const QStringList &recordedCallIds,
                  const QStringList &runningCallIds, const QDateTime &listedAt);

} // namespace talktrack::kept_sounds
