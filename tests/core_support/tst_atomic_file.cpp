// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace talktrack;

class AtomicFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesTheWholeFile();
    void saysWhichFileCouldNotBeWritten();
    void keepsTheOldContentWhenTheDiskIsFull();
};

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void AtomicFileTest::replacesTheWholeFile()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("settings"));
    QVERIFY(replaceFile(path, "a long first content"));
    QVERIFY(replaceFile(path, "second"));
    QCOMPARE(contentOf(path), QByteArray("second"));
    QCOMPARE(QDir(directory.path()).entryList(QDir::Files).size(), 1);
}

void AtomicFileTest::saysWhichFileCouldNotBeWritten()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("missing/settings"));
    const Result<void> written = replaceFile(path, "x");
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::DiskFailed);
    QCOMPARE(written.error().subject, path);
}

void AtomicFileTest::keepsTheOldContentWhenTheDiskIsFull()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("settings"));
    QVERIFY(replaceFile(path, "old"));
    // A limit on the size of files stands for the full disk: writes fail in the middle in the same way.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 1000;
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const Result<void> written = replaceFile(path, QByteArray(100'000, 'x'));
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(!written);
    QCOMPARE(contentOf(path), QByteArray("old"));
}

QTEST_GUILESS_MAIN(AtomicFileTest)
#include "tst_atomic_file.moc"
