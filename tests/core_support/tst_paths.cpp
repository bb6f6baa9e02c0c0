// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/paths.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;

class PathsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qunsetenv("TALKTRACK_DATA_DIR"); }
    void takesTheOptionBeforeTheEnvironment();
    void takesTheEnvironmentBeforeTheDefault();
    void makesRelativePathsAbsolute();
    void makesAPrivateDirectory();
};

void PathsTest::takesTheOptionBeforeTheEnvironment()
{
    qputenv("TALKTRACK_DATA_DIR", "/from/environment");
    QCOMPARE(Paths::resolve(QStringLiteral("/from/option"), {}).dataDir, QStringLiteral("/from/option"));
}

void PathsTest::takesTheEnvironmentBeforeTheDefault()
{
    QVERIFY(Paths::resolve({}, {}).dataDir.endsWith(QLatin1String("/talktrack")));
    qputenv("TALKTRACK_DATA_DIR", "/from/environment");
    QCOMPARE(Paths::resolve({}, {}).databaseFile(), QStringLiteral("/from/environment/talktrack.sqlite"));
}

void PathsTest::makesRelativePathsAbsolute()
{
    QVERIFY(QFileInfo(Paths::resolve(QStringLiteral("data"), {}).dataDir).isAbsolute());
}

void PathsTest::makesAPrivateDirectory()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("a/b"));
    QVERIFY(makePrivateDirectory(path));
    QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther)));
    QFile blocker(directory.filePath(QStringLiteral("file")));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    const Result<void> blocked = makePrivateDirectory(blocker.fileName() + QLatin1String("/sub"));
    QVERIFY(!blocked);
    QCOMPARE(blocked.error().kind, ErrorKind::DiskFailed);
}

QTEST_GUILESS_MAIN(PathsTest)
#include "tst_paths.moc"
