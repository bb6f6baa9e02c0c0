// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"

#include <QSaveFile>

namespace talktrack {

Result<void> replaceFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    const auto failed = [&] {
        const ErrorKind kind =
            file.error() == QFileDevice::ResourceError ? ErrorKind::DiskFull : ErrorKind::DiskFailed;
        Unexpected failure = unexpected(kind, file.errorString(), path);
        file.cancelWriting();
        return failure;
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    if (file.write(content) != content.size() || !file.flush())
        return failed();
    if (!file.commit())
        return failed();
    return {};
}

} // namespace talktrack
