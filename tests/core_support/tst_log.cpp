// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/log.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace talktrack;

class LogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesOneObjectALine();
    void leavesOutWhatIsBelowTheLevel();
    void isPrivateToTheUser();
    void staysSilentWhereItCannotWrite();
    void staysSilentOnAFullDisk();
    void cleanup() { log::close(); }
};

namespace {

QList<QByteArray> linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<QByteArray> lines = file.readAll().split('\n');
    lines.removeAll({});
    return lines;
}

} // namespace

void LogTest::writesOneObjectALine()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("log"));
    QVERIFY(log::open(path, log::Level::Info));
    log::info("store", "opened", {{"detail", QStringLiteral("two\nlines \x1b[31m and \"quotes\"")}});
    log::close();
    const QList<QByteArray> lines = linesOf(path);
    QCOMPARE(lines.size(), 1);
    const QJsonObject line = QJsonDocument::fromJson(lines.first()).object();
    QCOMPARE(line.value(QLatin1String("event")).toString(), QStringLiteral("opened"));
    QCOMPARE(line.value(QLatin1String("part")).toString(), QStringLiteral("store"));
    QCOMPARE(line.value(QLatin1String("level")).toString(), QStringLiteral("info"));
    QVERIFY(line.value(QLatin1String("detail")).toString().startsWith(QLatin1String("two\nlines")));
}

void LogTest::leavesOutWhatIsBelowTheLevel()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("log"));
    QVERIFY(log::open(path, log::Level::Warning));
    log::info("store", "opened");
    log::error("store", "failed");
    log::close();
    QCOMPARE(linesOf(path).size(), 1);
}

void LogTest::isPrivateToTheUser()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("log"));
    QVERIFY(log::open(path, log::Level::Info));
    const QFile::Permissions others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(path) & others));
}

void LogTest::staysSilentWhereItCannotWrite()
{
    const Result<void> opened = log::open(QStringLiteral("/proc/no/such/log"), log::Level::Info);
    QVERIFY(!opened);
    log::error("store", "failed");
}

void LogTest::staysSilentOnAFullDisk()
{
    const QTemporaryDir directory;
    QVERIFY(log::open(directory.filePath(QStringLiteral("log")), log::Level::Info));
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe2(pipe.data(), O_NONBLOCK), 0);
    const int standardError = ::dup(STDERR_FILENO);
    ::dup2(pipe[1], STDERR_FILENO);
    // No file may grow at all, as on a full disk.
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit nothing{0, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &nothing);
    log::error("store", "failed");
    log::close();
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, before);
    ::dup2(standardError, STDERR_FILENO);
    std::array<char, 256> said{};
    const ssize_t bytes = ::read(pipe[0], said.data(), said.size() - 1);
    for (const int descriptor : {pipe[0], pipe[1], standardError})
        ::close(descriptor);
    QVERIFY2(bytes <= 0, said.data());
    QVERIFY(linesOf(directory.filePath(QStringLiteral("log"))).isEmpty());
}

QTEST_GUILESS_MAIN(LogTest)
#include "tst_log.moc"
