// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/store_testing.h"
#include "tests/support/full_disk.h"

#include <QSignalSpy>

using namespace talktrack;
using namespace talktrack::store_testing;
using test::FileSizeLimit;
using test::SmallDisk;

namespace {

Transcription bigLine(const QString &callId, double start)
{
    Transcription line = sampleLine(callId, start);
    line.text = QStringLiteral("words and words ").repeated(2000);
    return line;
}

constexpr const char *noMount = "a small file system can be mounted by root alone";

} // namespace

class StoreFullDiskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsInMemoryUntilThereIsRoom();
    void givesUpTheBallastAndFinishesTheCall();
    void waitsInOrderOnARealFullDisk();
    void opensOnAFullDiskWithTheBallast();
    void givesUpAtTheEndWhenNothingHelps();
    void refusesWhatDoesNotFitIntoMemory();
    void endsAtOnceWhatDoesNotWait();
    void saysThatTheDiskIsFullToWhoComesLater();
};

void StoreFullDiskTest::waitsInMemoryUntilThereIsRoom()
{
    const QTemporaryDir directory;
    const StoreOptions options = optionsFor(directory);
    const auto store = openStore(options);
    QSignalSpy full(store.get(), &CallStore::diskFull);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QFuture<Result<void>> first;
    QFuture<Result<void>> second;
    {
        const FileSizeLimit limit(40'000);
        first = store->addLine(bigLine(call.id, 1), {});
        second = store->addLine(bigLine(call.id, 2), {});
        QTRY_COMPARE(full.size(), 1);
        QCOMPARE(full.at(0).at(0).toBool(), true);
        QVERIFY(!first.isFinished());
        QVERIFY(!second.isFinished());
    }
    QVERIFY(wait(first));
    QVERIFY(wait(second));
    QTRY_COMPARE(full.size(), 2);
    QCOMPARE(full.at(1).at(0).toBool(), false);
    QCOMPARE(Raw(options.databaseFile).value(QStringLiteral("PRAGMA integrity_check")), QStringLiteral("ok"));
}

void StoreFullDiskTest::givesUpTheBallastAndFinishesTheCall()
{
    const SmallDisk disk;
    if (!disk.isMounted())
        QSKIP(noMount);
    StoreOptions options = optionsFor(disk.directory());
    options.ballastFile = disk.directory().filePath(QStringLiteral("ballast"));
    options.ballastBytes = 1'000'000;
    const auto store = openStore(options);
    QSignalSpy full(store.get(), &CallStore::diskFull);
    QVERIFY(QFile::exists(options.ballastFile));
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    disk.fillUp();

    for (int i = 0; i < 3; ++i)
        QVERIFY(wait(store->addLine(bigLine(call.id, i), {})));
    QVERIFY(!QFile::exists(options.ballastFile));
    QVERIFY(wait(store->finishCall(completed(call), sampleAnalytics(call.id))));
    QTRY_COMPARE(full.size(), 1);
    QCOMPARE(full.at(0).at(0).toBool(), true);
    const auto record = wait(openArchive(options)->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->call.status, CallStatus::Completed);
    QCOMPARE(record->lines.size(), 3);

    QVERIFY(QFile::remove(disk.filler()));
    QTRY_COMPARE(full.size(), 2);
    QCOMPARE(full.at(1).at(0).toBool(), false);
    QCOMPARE(QFileInfo(options.ballastFile).size(), options.ballastBytes);
}

void StoreFullDiskTest::waitsInOrderOnARealFullDisk()
{
    const SmallDisk disk;
    if (!disk.isMounted())
        QSKIP(noMount);
    const StoreOptions options = optionsFor(disk.directory());
    const auto store = openStore(options);
    QSignalSpy full(store.get(), &CallStore::diskFull);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    disk.fillUp();
    QList<QFuture<Result<void>>> futures;
    for (int i = 0; i < 20; ++i)
        futures.append(store->addLine(bigLine(call.id, 0), {}));
    futures.append(store->finishCall(completed(call), sampleAnalytics(call.id)));
    QTRY_COMPARE(full.size(), 1);
    for (const auto &future : futures)
        QVERIFY(!future.isFinished());
    QCOMPARE(wait(openArchive(options)->call(call.id))->lines.size(), 0);

    QVERIFY(QFile::remove(disk.filler()));
    for (const auto &future : futures)
        QVERIFY(wait(future));
    QTRY_COMPARE(full.size(), 2);
    const auto record = wait(openArchive(options)->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->lines.size(), 20);
    QCOMPARE(record->call.status, CallStatus::Completed);
    QCOMPARE(Raw(options.databaseFile).value(QStringLiteral("PRAGMA integrity_check")), QStringLiteral("ok"));
}

void StoreFullDiskTest::opensOnAFullDiskWithTheBallast()
{
    const SmallDisk disk;
    if (!disk.isMounted())
        QSKIP(noMount);
    StoreOptions options = optionsFor(disk.directory());
    disk.fillUp();
    const auto refused = CallStore::open(options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::DiskFull);

    QVERIFY(QFile::remove(disk.filler()));
    options.ballastFile = disk.directory().filePath(QStringLiteral("ballast"));
    options.ballastBytes = 1'000'000;
    const Call call = sampleCall();
    QVERIFY(wait(openStore(options)->createCall(call)));
    disk.fillUp();
    const auto store = openStore(options);
    QVERIFY(wait(store->finishCall(completed(call), sampleAnalytics(call.id), StorePatience::Fails)));
    QVERIFY(!QFile::exists(options.ballastFile));
}

void StoreFullDiskTest::givesUpAtTheEndWhenNothingHelps()
{
    const QTemporaryDir directory;
    const StoreOptions options = optionsFor(directory);
    auto store = openStore(options);
    QSignalSpy full(store.get(), &CallStore::diskFull);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QList<QFuture<Result<void>>> futures;
    {
        const FileSizeLimit limit(40'000);
        for (int i = 0; i < 10; ++i)
            futures.append(store->addLine(bigLine(call.id, i), {}));
        QTRY_COMPARE(full.size(), 1);
        store.reset();
    }
    for (const auto &future : futures) {
        QVERIFY(future.isFinished());
        QVERIFY(!future.result());
        QCOMPARE(future.result().error().kind, ErrorKind::DiskFull);
    }
    QVERIFY(wait(openStore(options)->finishCall(completed(call), sampleAnalytics(call.id))));
}

void StoreFullDiskTest::refusesWhatDoesNotFitIntoMemory()
{
    const QTemporaryDir directory;
    StoreOptions options = optionsFor(directory);
    options.mostWaitingJobs = 5;
    const auto store = openStore(options);
    QSignalSpy full(store.get(), &CallStore::diskFull);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QList<QFuture<Result<void>>> futures;
    {
        const FileSizeLimit limit(40'000);
        futures.append(store->addLine(bigLine(call.id, 0), {}));
        QTRY_COMPARE(full.size(), 1);
        for (int i = 1; i < 8; ++i)
            futures.append(store->addLine(bigLine(call.id, i), {}));
        for (const auto &future : futures.mid(5)) {
            QVERIFY(future.isFinished());
            QCOMPARE(future.result().error().kind, ErrorKind::DiskFull);
        }
    }
    for (const auto &future : futures.mid(0, 5))
        QVERIFY(wait(future));
}

void StoreFullDiskTest::endsAtOnceWhatDoesNotWait()
{
    const QTemporaryDir directory;
    StoreOptions options = optionsFor(directory);
    const auto store = openStore(options);
    const Call call = sampleCall();
    const Call import = completed(sampleCall());
    QVERIFY(wait(store->createCall(call)));
    QFuture<Result<void>> line;
    {
        const FileSizeLimit limit(40'000);
        const auto alone = wait(store->addCall(import, {bigLine(import.id, 1)}, {}, {}, {}));
        QVERIFY(!alone);
        QCOMPARE(alone.error().kind, ErrorKind::DiskFull);
        line = store->addLine(bigLine(call.id, 1), {});
        for (int i = 0; i < 3; ++i) {
            const auto behind = wait(store->addCall(import, {bigLine(import.id, 1)}, {}, {}, {}));
            QVERIFY(!behind);
            QCOMPARE(behind.error().kind, ErrorKind::DiskFull);
        }
        QVERIFY(!line.isFinished());
    }
    QVERIFY(wait(line));
    QVERIFY(wait(store->addCall(import, {bigLine(import.id, 1)}, {}, {}, sampleAnalytics(import.id))));
}

void StoreFullDiskTest::saysThatTheDiskIsFullToWhoComesLater()
{
    const QTemporaryDir directory;
    const auto store = openStore(optionsFor(directory));
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QVERIFY(!store->isDiskFull());
    QFuture<Result<void>> line;
    {
        const FileSizeLimit limit(40'000);
        line = store->addLine(bigLine(call.id, 1), {});
        QTRY_VERIFY(store->isDiskFull());
    }
    QVERIFY(wait(line));
    QTRY_VERIFY(!store->isDiskFull());
}

QTEST_GUILESS_MAIN(StoreFullDiskTest)
#include "tst_store_full_disk.moc"
