// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/log.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;

class LogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesOneObjectALine();
    void leavesOutWhatIsBelowTheLevel();
    void isPrivateToTheUser();
    void staysSilentWhereItCannotWrite();
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

QTEST_GUILESS_MAIN(LogTest)
#include "tst_log.moc"
