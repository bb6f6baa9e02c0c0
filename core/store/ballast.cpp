// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ballast.h"

#include <QByteArray>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QStorageInfo>

#include <array>
#include <utility>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace talktrack {
namespace {

constexpr qint64 chunkBytes = 64LL * 1024;

bool reserve(QFile &file, qint64 bytes)
{
#ifdef Q_OS_LINUX
    return posix_fallocate(file.handle(), 0, bytes) == 0;
#else
    return file.resize(bytes);
#endif
}

bool flushToDisk(QFile &file)
{
#ifdef Q_OS_UNIX
    return file.flush() && fsync(file.handle()) == 0;
#else
    return file.flush();
#endif
}

/// Bytes that no file system compresses or stores once, so that giving them up gives that many back.
bool fill(QFile &file, qint64 bytes)
{
    std::array<quint32, static_cast<size_t>(chunkBytes) / sizeof(quint32)> noise{};
    QRandomGenerator generator = QRandomGenerator::securelySeeded();
    for (qint64 written = 0; written < bytes;) {
        generator.fillRange(noise.data(), static_cast<qsizetype>(noise.size()));
        const qint64 count =
            file.write(reinterpret_cast<const char *>(noise.data()), qMin(chunkBytes, bytes - written));
        if (count <= 0)
            return false;
        written += count;
    }
    return flushToDisk(file);
}

qint64 bytesOnDisk(const QString &path)
{
#ifdef Q_OS_UNIX
    struct stat status
    {
    };
    return stat(QFile::encodeName(path).constData(), &status) == 0 ? qint64{status.st_blocks} * 512 : 0;
#else
    return QFileInfo(path).size();
#endif
}

} // namespace

Ballast::Ballast(QString file, qint64 bytes)
    : m_file(std::move(file))
    , m_bytes(bytes)
{
}

bool Ballast::isWanted() const
{
    return !m_file.isEmpty() && m_bytes > 0;
}

bool Ballast::isThere() const
{
    return isWanted() && QFileInfo(m_file).size() >= m_bytes && bytesOnDisk(m_file) >= m_bytes;
}

bool Ballast::make()
{
    if (!isWanted() || isThere())
        return isWanted();
    QFile::remove(m_file);
    if (QStorageInfo(QFileInfo(m_file).path()).bytesAvailable() < 2 * m_bytes)
        return false;
    QFile file(m_file);
    const bool made = file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered,
                                QFile::ReadOwner | QFile::WriteOwner) &&
                      reserve(file, m_bytes) && fill(file, m_bytes);
    file.close();
    if (!made)
        QFile::remove(m_file);
    return made;
}

bool Ballast::release()
{
    return isWanted() && QFile::exists(m_file) && QFile::remove(m_file);
}

} // namespace talktrack
