// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/paths.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace talktrack {
namespace {

QString firstOf(const QString &option, const char *variable, const QString &fallback)
{
    if (!option.isEmpty())
        return QDir(option).absolutePath();
    const QString fromEnvironment = qEnvironmentVariable(variable);
    return fromEnvironment.isEmpty() ? fallback : QDir(fromEnvironment).absolutePath();
}

} // namespace

QString Paths::databaseFile() const
{
    return dataDir + QLatin1String("/talktrack.sqlite");
}

QString Paths::ballastFile() const
{
    return dataDir + QLatin1String("/talktrack.ballast");
}

QString Paths::logFile() const
{
    return dataDir + QLatin1String("/talktrack.log");
}

QString Paths::lockFile() const
{
    return dataDir + QLatin1String("/talktrack.lock");
}

Paths Paths::resolve(const QString &dataDirOption, const QString &configOption)
{
    Paths paths;
    paths.dataDir = firstOf(dataDirOption, "TALKTRACK_DATA_DIR",
                            QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                                QLatin1String("/talktrack"));
    paths.configFile = firstOf(configOption, "TALKTRACK_CONFIG",
                               QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                                   QLatin1String("/talktrack/talktrack.ini"));
    return paths;
}

Result<void> makePrivateDirectory(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return {};
    if (!QDir().mkpath(path))
        return unexpected(ErrorKind::DiskFailed, QStringLiteral("mkpath failed"), path);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return {};
}

} // namespace talktrack
