// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/recovering.h"

#include <QProcess>

#include <unistd.h>

using namespace talktrack;
using namespace talktrack::store_testing;

/// What CallStore::open makes of files that it cannot or must not write to.
class StoreOpenTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void makesADatabaseOfNothingAndOfAnEmptyFile();
    void refusesADamagedFileAndLeavesIt_data();
    void refusesADamagedFileAndLeavesIt();
    void refusesANewerFileAndLeavesIt();
    void refusesAFileWhoseNewerVersionIsInTheWal();
    void refusesAnotherProgramsDatabase();
    void refusesAPathThatCannotBe();
    void saysReadOnly_data();
    void saysReadOnly();
    void saysBusyWhileAnotherHoldsTheLock();
    void opensTwice();
    void opensAfterACrashWithoutTheSharedMemoryFile();
    void keepsTheBallastItHas();

private:
    /// A closed database with a few hundred pages.
    void fill();
    ErrorKind failure() const;

    std::unique_ptr<QTemporaryDir> m_directory;
    StoreOptions m_options;
};

void StoreOpenTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_options = optionsFor(*m_directory);
}

void StoreOpenTest::fill()
{
    const auto store = openStore(m_options);
    const Call call = completed(sampleCall());
    QList<Transcription> lines;
    for (int i = 0; i < 2000; ++i)
        lines.append(sampleLine(call.id, i));
    QVERIFY(wait(store->addCall(call, lines, {}, {}, sampleAnalytics(call.id))));
}

ErrorKind StoreOpenTest::failure() const
{
    const auto store = CallStore::open(m_options);
    if (store)
        return ErrorKind::Failed; // never an answer of open()
    if (store.error().subject != m_options.databaseFile)
        qWarning("the error does not name the file");
    return store.error().kind;
}

void StoreOpenTest::makesADatabaseOfNothingAndOfAnEmptyFile()
{
    openStore(m_options);
    QVERIFY(QFile::exists(m_options.databaseFile));
    QVERIFY(!QFile::exists(m_options.databaseFile + QLatin1String("-wal")));
    m_options.databaseFile = m_directory->filePath(QStringLiteral("empty.sqlite"));
    QFile empty(m_options.databaseFile);
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    const auto store = openStore(m_options);
    QVERIFY(wait(store->createCall(sampleCall())));
}

void StoreOpenTest::refusesADamagedFileAndLeavesIt_data()
{
    QTest::addColumn<int>("damage");
    QTest::newRow("garbage") << 0;
    QTest::newRow("one byte") << 1;
    QTest::newRow("flipped magic") << 2;
    QTest::newRow("flipped page size") << 3;
    QTest::newRow("flipped schema page") << 4;
    QTest::newRow("flipped middle") << 5;
    QTest::newRow("cut in the middle") << 6;
    QTest::newRow("cut in the first page") << 7;
}

void StoreOpenTest::refusesADamagedFileAndLeavesIt()
{
    QFETCH(int, damage);
    fill();
    constexpr qsizetype page = 4096;
    QByteArray bytes = contentOf(m_options.databaseFile);
    QVERIFY(bytes.size() > 50 * page);
    const qsizetype middle = bytes.size() / page / 2 * page;
    switch (damage) {
    case 0:
        bytes = QByteArray(100'000, 'x');
        break;
    case 1:
        bytes = QByteArray(1, 'S');
        break;
    case 2:
        bytes[3] = 'X';
        break;
    case 3:
        bytes[16] = '\x13';
        break;
    case 4:
        bytes.replace(100, 40, QByteArray(40, '\xA5'));
        break;
    case 5:
        bytes.replace(middle, 3 * page, QByteArray(3 * page, '\xA5'));
        break;
    case 6:
        bytes.truncate(middle + 100);
        break;
    default:
        bytes.truncate(1000);
    }
    QFile file(m_options.databaseFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    QCOMPARE(failure(), ErrorKind::DatabaseCorrupt);
    QCOMPARE(contentOf(m_options.databaseFile), bytes);
}

void StoreOpenTest::refusesANewerFileAndLeavesIt()
{
    fill();
    Raw(m_options.databaseFile).run("PRAGMA user_version = 99");
    const QByteArray before = contentOf(m_options.databaseFile);
    QCOMPARE(failure(), ErrorKind::DatabaseNewer);
    QCOMPARE(contentOf(m_options.databaseFile), before);
    QCOMPARE(QDir(m_directory->path()).entryList(QDir::Files),
             QStringList{QStringLiteral("talktrack.sqlite")});
}

void StoreOpenTest::refusesAFileWhoseNewerVersionIsInTheWal()
{
    fill();
    Raw newer(m_options.databaseFile);
    newer.run("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99");
    const QByteArray before = contentOf(m_options.databaseFile);
    const QByteArray wal = contentOf(m_options.databaseFile + QLatin1String("-wal"));
    QVERIFY(!wal.isEmpty());
    QCOMPARE(failure(), ErrorKind::DatabaseNewer);
    QCOMPARE(contentOf(m_options.databaseFile), before);
    QCOMPARE(contentOf(m_options.databaseFile + QLatin1String("-wal")), wal);
}

void StoreOpenTest::refusesAnotherProgramsDatabase()
{
    Raw(m_options.databaseFile).run("CREATE TABLE bookmarks (url)");
    const QByteArray before = contentOf(m_options.databaseFile);
    QCOMPARE(failure(), ErrorKind::DatabaseFailed);
    QCOMPARE(contentOf(m_options.databaseFile), before);
}

void StoreOpenTest::refusesAPathThatCannotBe()
{
    m_options.databaseFile = m_directory->filePath(QStringLiteral("missing/talktrack.sqlite"));
    QCOMPARE(failure(), ErrorKind::DatabaseFailed);
    m_options.databaseFile = m_directory->path();
    QCOMPARE(failure(), ErrorKind::DatabaseFailed);
}

void StoreOpenTest::saysReadOnly_data()
{
    QTest::addColumn<int>("fileMode");
    QTest::addColumn<int>("directoryMode");
    QTest::addColumn<bool>("exists");
    QTest::newRow("file") << 0400 << 0700 << true;
    QTest::newRow("directory") << 0600 << 0500 << true;
    QTest::newRow("both") << 0400 << 0500 << true;
    QTest::newRow("directory of a new file") << 0600 << 0500 << false;
}

void StoreOpenTest::saysReadOnly()
{
    QFETCH(int, fileMode);
    QFETCH(int, directoryMode);
    QFETCH(bool, exists);
    fill();
    const QByteArray before = contentOf(m_options.databaseFile);
    if (!exists)
        QVERIFY(QFile::remove(m_options.databaseFile));
    // Root is above permissions, so the probe steps down to a user who owns these.
    constexpr uid_t nobody = 65534;
    const QByteArray file = QFile::encodeName(m_options.databaseFile);
    const QByteArray directory = QFile::encodeName(m_directory->path());
    if (geteuid() == 0) {
        QCOMPARE(chown(directory.constData(), nobody, nobody), 0);
        if (exists)
            QCOMPARE(chown(file.constData(), nobody, nobody), 0);
    }
    const auto permissions = [](int mode) {
        return QFile::Permissions(((mode & 0400) ? QFile::ReadOwner : QFile::Permissions()) |
                                  ((mode & 0200) ? QFile::WriteOwner : QFile::Permissions()) |
                                  ((mode & 0100) ? QFile::ExeOwner : QFile::Permissions()));
    };
    if (exists)
        QVERIFY(QFile::setPermissions(m_options.databaseFile, permissions(fileMode)));
    QVERIFY(QFile::setPermissions(m_directory->path(), permissions(directoryMode)));

    QProcess probe;
    probe.start(QStringLiteral(OPEN_PROBE), {m_options.databaseFile});
    QVERIFY(probe.waitForFinished());
    QVERIFY(QFile::setPermissions(m_directory->path(), permissions(0700)));
    QCOMPARE(QString::fromUtf8(probe.readAllStandardOutput()),
             QString::number(static_cast<int>(ErrorKind::DatabaseReadOnly)));
    if (exists)
        QCOMPARE(contentOf(m_options.databaseFile), before);
}

void StoreOpenTest::saysBusyWhileAnotherHoldsTheLock()
{
    fill();
    m_options.busyTimeout = std::chrono::milliseconds(5);
    {
        Raw other(m_options.databaseFile);
        other.run("BEGIN IMMEDIATE");
        QCOMPARE(failure(), ErrorKind::DatabaseBusy);
    }
    {
        Raw other(m_options.databaseFile);
        other.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
        QCOMPARE(failure(), ErrorKind::DatabaseBusy);
    }
    QVERIFY(CallStore::open(m_options));
}

void StoreOpenTest::opensTwice()
{
    const auto first = openStore(m_options);
    const auto second = openStore(m_options);
    QCOMPARE(first->userId(), second->userId());
    const Call call = sampleCall();
    QVERIFY(wait(first->createCall(call)));
    QVERIFY(wait(second->addLine(sampleLine(call.id), {})));
}

void StoreOpenTest::opensAfterACrashWithoutTheSharedMemoryFile()
{
    const QString copy = m_directory->filePath(QStringLiteral("copy.sqlite"));
    const Call call = sampleCall();
    {
        const auto store = openStore(m_options);
        QVERIFY(wait(store->createCall(call)));
        // As a crash leaves them: the rows are in the WAL only.
        QVERIFY(QFile::copy(m_options.databaseFile, copy));
        QVERIFY(QFile::copy(m_options.databaseFile + QLatin1String("-wal"), copy + QLatin1String("-wal")));
    }
    m_options.databaseFile = copy;
    const auto store = openStore(m_options);
    QCOMPARE(recoverAsAtTheStart(*store, m_options), 1);
}

void StoreOpenTest::keepsTheBallastItHas()
{
    m_options.ballastFile = m_directory->filePath(QStringLiteral("ballast"));
    m_options.ballastBytes = 100'000;
    openStore(m_options);
    const QByteArray made = contentOf(m_options.ballastFile);
    QCOMPARE(made.size(), 100'000);
    openStore(m_options);
    QCOMPARE(contentOf(m_options.ballastFile), made);
    QVERIFY(QFile::resize(m_options.ballastFile, 5));
    openStore(m_options);
    QCOMPARE(contentOf(m_options.ballastFile).size(), 100'000);
    // No file system has twice this.
    QVERIFY(QFile::remove(m_options.ballastFile));
    m_options.ballastBytes = std::numeric_limits<qint64>::max() / 4;
    openStore(m_options);
    QVERIFY(!QFile::exists(m_options.ballastFile));
}

QTEST_GUILESS_MAIN(StoreOpenTest)
#include "tst_store_open.moc"
