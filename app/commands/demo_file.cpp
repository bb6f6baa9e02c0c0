// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/demo_file.h"

#include "core/support/atomic_file.h"

#include <QFile>

static void initialiseDemoResource()
{
    Q_INIT_RESOURCE(demo);
}

namespace talktrack {

Result<QString> DemoFile::path()
{
    initialiseDemoResource();
    QFile bundled(QStringLiteral(":/demo/demo-call.opus"));
    if (!m_directory.isValid() || !bundled.open(QIODevice::ReadOnly))
        return unexpected(ErrorKind::DiskFailed, QStringLiteral("demo call not laid out"),
                          m_directory.path());
    const QString path = m_directory.filePath(QStringLiteral("demo-call.opus"));
    if (const Result<void> written = replaceFile(path, bundled.readAll()); !written)
        return unexpected(written.error());
    return path;
}

} // namespace talktrack
