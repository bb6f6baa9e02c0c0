// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QTemporaryDir>

#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>

/// Disks without room, for tests.
namespace test {

/// While it lives no file of this process can grow past a size, which SQLite meets as a failed write.
class FileSizeLimit final
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

/// A small file system of its own.
class SmallDisk final
{
public:
    SmallDisk()
    {
        m_mounted = mount("talktrack-test", QFile::encodeName(m_directory.path()).constData(), "tmpfs",
                          MS_NODEV | MS_NOSUID, "size=4m") == 0;
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    ~SmallDisk()
    {
        if (m_mounted)
            umount2(QFile::encodeName(m_directory.path()).constData(), MNT_DETACH);
    }

    bool isMounted() const { return m_mounted; }
    const QTemporaryDir &directory() const { return m_directory; }
    QString filler() const { return m_directory.filePath(QStringLiteral("filler")); }
    /// Leaves no block free.
    void fillUp() const
    {
        QFile file(filler());
        if (!file.open(QIODevice::Append | QIODevice::Unbuffered))
            qFatal("no filler");
        for (const qsizetype size : {65536, 4096, 1}) {
            const QByteArray block(size, 'x');
            while (file.write(block) == size)
                ;
        }
    }

private:
    QTemporaryDir m_directory;
    bool m_mounted = false;
};

} // namespace test
