// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/disk.h"

#include <QFileInfo>
#include <QStorageInfo>

#include <cerrno>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <unistd.h>
#endif

namespace talktrack {

Result<void> syncToDisk(QFileDevice &file)
{
    if (!file.flush())
        return unexpected(diskError(file));
#ifdef Q_OS_WIN
    const int done = _commit(file.handle());
#elif defined(Q_OS_DARWIN)
    const int done = ::fsync(file.handle());
#else
    const int done = ::fdatasync(file.handle());
#endif
    if (done != 0)
        return unexpected(errno == ENOSPC ? ErrorKind::DiskFull : ErrorKind::DiskFailed,
                          QStringLiteral("sync failed"), file.fileName());
    return {};
}

Error diskError(const QFileDevice &file)
{
    const bool full = file.error() == QFileDevice::ResourceError;
    return {full ? ErrorKind::DiskFull : ErrorKind::DiskFailed, file.errorString(), file.fileName(), {}};
}

qint64 freeBytes(const QString &path)
{
    const QStorageInfo storage(QFileInfo(path).absolutePath());
    return storage.isValid() ? storage.bytesAvailable() : -1;
}

} // namespace talktrack
