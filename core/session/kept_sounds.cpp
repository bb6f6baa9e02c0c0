// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/kept_sounds.h"

#include "core/audio/sealed_sound.h"
#include "core/session/live_call_lock.h"
#include "core/support/log.h"
#include "core/support/paths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

namespace talktrack::kept_sounds {
namespace {

constexpr auto privateMode = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
constexpr auto ofOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                          QFile::WriteOther | QFile::ExeOther;

QLatin1String suffix()
{
    return QLatin1String(".sound");
}

QString nameOf(const QString &callId)
{
    return QString::fromLatin1(callId.toUtf8().toPercentEncoding()) + suffix();
}

QString callOf(const QString &name)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(name.chopped(suffix().size()).toLatin1()));
}

bool isRunning(const QString &dataDir, const QString &callId)
{
    return LiveCallLock::abandoned(dataDir, {callId}).isEmpty();
}

} // namespace

QString directory(const QString &dataDir)
{
    return dataDir + QLatin1String("/sound");
}

QString fileOf(const QString &dataDir, const QString &callId)
{
    return directory(dataDir) + QLatin1Char('/') + nameOf(callId);
}

Result<void> makeDirectory(const QString &dataDir)
{
    const QString path = directory(dataDir);
    if (const auto made = makePrivateDirectory(path); !made)
        return made;
    if ((QFile::permissions(path) & ofOthers) && !QFile::setPermissions(path, privateMode))
        return unexpected(ErrorKind::DiskFailed, QStringLiteral("open to others"), path);
    return {};
}

std::optional<double> lengthOf(const QString &dataDir, const QString &callId)
{
    // Its chunks are all of one size, so no key is needed to count them.
    const Result<SecretKey> anyKey = SecretKey::generate();
    if (!anyKey)
        return std::nullopt;
    const auto sound = SealedSound::open(fileOf(dataDir, callId), *anyKey);
    if (!sound)
        return std::nullopt;
    return secondsAt((*sound)->chunks() * SealedSound::chunkSamples);
}

Result<void> remove(const QString &dataDir, const QString &callId)
{
    QFile file(fileOf(dataDir, callId));
    if (file.remove() || !file.exists())
        return {};
    return unexpected(ErrorKind::DiskFailed, file.errorString(), file.fileName());
}

Result<int> sweep(const QString &dataDir, const QStringList &recordedCallIds,
                  const QStringList &runningCallIds, const QDateTime &listedAt)
{
    QSet<QString> spared;
    for (const QString &id : recordedCallIds + runningCallIds)
        spared.insert(nameOf(id));
    int removed = 0;
    int left = 0;
    const QDir sounds(directory(dataDir));
    const QFileInfoList files =
        sounds.entryInfoList({QLatin1Char('*') + suffix()}, QDir::Files | QDir::Hidden | QDir::CaseSensitive);
    for (const QFileInfo &file : files) {
        if (spared.contains(file.fileName()) || file.lastModified() > listedAt)
            continue;
        if (isRunning(dataDir, callOf(file.fileName())))
            continue;
        if (QFile::remove(file.filePath()))
            ++removed;
        else
            ++left;
    }
    if (removed > 0 || left > 0)
        log::info("recordings", "swept",
                  {{"removed", QString::number(removed)}, {"not_removable", QString::number(left)}});
    return removed;
}

} // namespace talktrack::kept_sounds
