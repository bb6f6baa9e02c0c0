// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/store_testing.h"

#include <QSignalSpy>
#include <QtEndian>

#include <limits>

using namespace talktrack;
using namespace talktrack::store_testing;

class CallStoreTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aLineIsOnDiskWhenItsFutureHasAValue();
    void givesBackWhatItWasGiven();
    void aLineOfTheSameIdReplacesItInPlace();
    void aLineOfAnotherCallIsNotReplaced();
    void aLineAndWhatItCausedAreKeptTogether();
    void aWithdrawnLineLeavesWithItsFeedback();
    void aLineTakesThePlaceOfOthersInOneGo();
    void feedbackOfTheSameIdKeepsItsOutcome();
    void feedbackIsAllOrNone();
    void notesTheLastOutcome();
    void addsAWholeCallOrNothing();
    void refusesWhatHasNoCall();
    void jobsThatWaitTogetherShareATransaction();
    void oneBadJobFailsAlone();
    void jobsBeyondTheBoundFailAtOnce();
    void aCallOutlastsALockInOrder();
    void whatDoesNotWaitGivesUpOnALock();
    void doesNotWaitForALockAtTheEnd();
    void destructorFinishesAllJobs();
    void keepsTextsAsValidUnicode_data();
    void keepsTextsAsValidUnicode();
    void keepsNumbersThatAreNone();
    void opensAgainWithTheSameUser();
    void worksInMemory();

private:
    /// Ended transactions in the WAL.
    int commitsInWal() const;
    QString lineText(const QString &id) const;

    std::unique_ptr<QTemporaryDir> m_directory;
    StoreOptions m_options;
};

void CallStoreTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_options = optionsFor(*m_directory);
}

int CallStoreTest::commitsInWal() const
{
    const QByteArray wal = contentOf(m_options.databaseFile + QLatin1String("-wal"));
    constexpr int walHeader = 32;
    constexpr int frameHeader = 24;
    if (wal.size() < walHeader)
        return 0;
    const auto pageSize = qFromBigEndian<qint32>(wal.constData() + 8);
    int commits = 0;
    for (qsizetype at = walHeader; at + frameHeader <= wal.size(); at += frameHeader + pageSize) {
        // The second field is the size of the database after a commit, and 0 in all other frames.
        if (qFromBigEndian<qint32>(wal.constData() + at + 4) != 0)
            ++commits;
    }
    return commits;
}

QString CallStoreTest::lineText(const QString &id) const
{
    return Raw(m_options.databaseFile)
        .value(QStringLiteral("SELECT text FROM transcriptions WHERE id = '%1'").arg(id));
}

void CallStoreTest::aLineIsOnDiskWhenItsFutureHasAValue()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    Raw other(m_options.databaseFile);
    for (int i = 0; i < 50; ++i) {
        const Transcription line = sampleLine(call.id, i);
        QVERIFY(wait(store->addLine(line, {})));
        QCOMPARE(
            other.value(QStringLiteral("SELECT timestamp FROM transcriptions WHERE id = '%1'").arg(line.id))
                .toDouble(),
            double(i));
    }
}

void CallStoreTest::givesBackWhatItWasGiven()
{
    const auto store = openStore(m_options);
    Call call = sampleCall();
    call.source = QStringLiteral("/tmp/call.opus");
    QVERIFY(wait(store->createCall(call)));
    Transcription line = sampleLine(call.id);
    line.speaker = QStringLiteral("customer 2");
    line.backfilled = true;
    Transcription bare;
    bare.id = newId();
    bare.callId = call.id;
    bare.speaker = QStringLiteral("rep");
    bare.start = 10;
    bare.end = 10;
    bare.final = true;
    const FeedbackEvent event = sampleFeedback(call.id);
    QVERIFY(wait(store->addLine(line, -0.123456789)));
    QVERIFY(wait(store->addLine(bare, {})));
    QVERIFY(wait(store->addFeedback({event})));

    const auto archive = openArchive(m_options);
    call.userId = store->userId();
    const auto live = wait(archive->call(call.id));
    QVERIFY(live);
    QCOMPARE(live->call, call);
    QCOMPARE(live->lines, (QList<StoredLine>{{line, -0.123456789}, {bare, std::nullopt}}));
    QCOMPARE(live->feedback, QList<FeedbackEvent>{event});
    QVERIFY(!live->analytics);

    call = completed(call);
    call.title = QStringLiteral("renamed");
    const Analytics analytics = sampleAnalytics(call.id);
    QVERIFY(wait(store->finishCall(call, analytics)));
    const auto finished = wait(archive->call(call.id));
    QVERIFY(finished);
    QCOMPARE(finished->call, call);
    QVERIFY(finished->analytics);
    QCOMPARE(*finished->analytics, analytics);
}

void CallStoreTest::aLineOfTheSameIdReplacesItInPlace()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    Transcription first = sampleLine(call.id, 5);
    const Transcription second = sampleLine(call.id, 5);
    QVERIFY(wait(store->addLine(first, {})));
    QVERIFY(wait(store->addLine(second, {})));
    first.text = QStringLiteral("better heard");
    first.words.clear();
    QVERIFY(wait(store->addLine(first, 0.5)));
    const auto record = wait(openArchive(m_options)->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->lines, (QList<StoredLine>{{first, 0.5}, {second, std::nullopt}}));
}

void CallStoreTest::aLineOfAnotherCallIsNotReplaced()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    const Call other = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QVERIFY(wait(store->createCall(other)));
    Transcription line = sampleLine(call.id);
    QVERIFY(wait(store->addLine(line, {})));
    line.callId = other.id;
    line.text = QStringLiteral("stolen");
    const auto stolen = wait(store->addLine(line, {}));
    QVERIFY(!stolen);
    QCOMPARE(stolen.error().kind, ErrorKind::DatabaseFailed);
    QCOMPARE(lineText(line.id), QStringLiteral("that is too expensive"));
}

void CallStoreTest::aLineAndWhatItCausedAreKeptTogether()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    const Transcription line = sampleLine(call.id);
    QVERIFY(!wait(store->addLine(line, {}, {sampleFeedback(QStringLiteral("no such call"))})));
    QVERIFY(lineText(line.id).isNull());
    const QList<FeedbackEvent> feedback{sampleFeedback(call.id, 1), sampleFeedback(call.id, 2)};
    QVERIFY(wait(store->addLine(line, 0.5, feedback)));
    const auto record = wait(openArchive(m_options)->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->lines, (QList<StoredLine>{{line, 0.5}}));
    QCOMPARE(record->feedback, feedback);
}

void CallStoreTest::aWithdrawnLineLeavesWithItsFeedback()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    const Transcription echo = sampleLine(call.id, 1);
    const Transcription stays = sampleLine(call.id, 2);
    FeedbackEvent caused = sampleFeedback(call.id, 1);
    caused.metadata.insert(QStringLiteral("segment"), echo.id);
    FeedbackEvent other = sampleFeedback(call.id, 2);
    other.metadata.insert(QStringLiteral("segment"), stays.id);
    const FeedbackEvent damaged = sampleFeedback(call.id, 3);
    QVERIFY(wait(store->addLine(echo, {}, {caused})));
    QVERIFY(wait(store->addLine(stays, {}, {other, damaged})));
    Raw raw(m_options.databaseFile);
    raw.run("UPDATE feedback_events SET metadata = '{' WHERE timestamp = 3");
    // Heard again under the same id and withdrawn again; the last reason counts.
    QVERIFY(wait(store->withdrawLine(echo.id, QStringLiteral("noise"))));
    QVERIFY(wait(store->addLine(echo, {}, {caused})));
    QVERIFY(wait(store->withdrawLine(echo.id, QStringLiteral("echo"))));
    QVERIFY(wait(store->withdrawLine(echo.id, QStringLiteral("again"))));
    QVERIFY(wait(store->withdrawLine(QStringLiteral("nobody's"), QStringLiteral("echo"))));

    const auto record = wait(openArchive(m_options)->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->lines, (QList<StoredLine>{{stays, std::nullopt}}));
    QCOMPARE(record->feedback.size(), 2);
    QCOMPARE(record->feedback.at(0), other);
    QCOMPARE(raw.rows(QStringLiteral("SELECT id, call_id, text, reason FROM withdrawn_lines")),
             (QList<QStringList>{{echo.id, call.id, echo.text, QStringLiteral("echo")}}));
}

void CallStoreTest::aLineTakesThePlaceOfOthersInOneGo()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    const Transcription merged = sampleLine(call.id, 1);
    Transcription shortened = sampleLine(call.id, 2);
    const Transcription noise = sampleLine(call.id, 3);
    FeedbackEvent observed = sampleFeedback(call.id, 1);
    observed.metadata.insert(QStringLiteral("segment"), merged.id);
    FeedbackEvent card = sampleFeedback(call.id, 2);
    card.metadata.insert(QStringLiteral("segment"), merged.id);
    card.metadata.insert(QStringLiteral("answers"), merged.id);
    FeedbackEvent ofNoise = sampleFeedback(call.id, 3);
    ofNoise.metadata.insert(QStringLiteral("segment"), noise.id);
    QVERIFY(wait(store->addLine(merged, {}, {observed, card})));
    QVERIFY(wait(store->addLine(shortened, {})));
    QVERIFY(wait(store->addLine(noise, {}, {ofNoise})));
    shortened.text = QStringLiteral("less");
    const Transcription better = sampleLine(call.id, 4);
    LinesReplaced replaced;
    replaced.shortened = {{shortened, 0.5}};
    replaced.merged = {merged.id};
    replaced.withdrawn = {noise.id, QStringLiteral("never-kept")};
    QVERIFY(wait(store->addLine(better, {}, {}, replaced)));

    const auto record = wait(openArchive(m_options)->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->lines, (QList<StoredLine>{{shortened, 0.5}, {better, std::nullopt}}));
    QCOMPARE(record->feedback.size(), 2);
    for (const FeedbackEvent &event : record->feedback)
        QCOMPARE(event.metadata.value(QLatin1String("segment")).toString(), better.id);
    QCOMPARE(record->feedback.at(1).metadata.value(QLatin1String("answers")).toString(), better.id);
    Raw raw(m_options.databaseFile);
    QCOMPARE(raw.rows(QStringLiteral("SELECT id, reason FROM withdrawn_lines ORDER BY timestamp")),
             (QList<QStringList>{{merged.id, QStringLiteral("stand_in")},
                                 {noise.id, QStringLiteral("stand_in")}}));
}

void CallStoreTest::feedbackOfTheSameIdKeepsItsOutcome()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    FeedbackEvent gap = sampleFeedback(call.id);
    gap.type = FeedbackType::Gap;
    QVERIFY(wait(store->addFeedback({gap})));
    QVERIFY(wait(store->noteOutcome(gap.id, CardOutcome::Dismissed, 4)));
    gap.metadata.insert(QStringLiteral("closed"), true);
    QVERIFY(wait(store->addFeedback({gap})));
    QCOMPARE(Raw(m_options.databaseFile)
                 .rows(QStringLiteral("SELECT metadata ->> 'closed', outcome FROM feedback_events")),
             (QList<QStringList>{{QStringLiteral("1"), QStringLiteral("dismissed")}}));
}

void CallStoreTest::feedbackIsAllOrNone()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QVERIFY(
        !wait(store->addFeedback({sampleFeedback(call.id), sampleFeedback(QStringLiteral("no such call"))})));
    QCOMPARE(Raw(m_options.databaseFile).value(QStringLiteral("SELECT count(*) FROM feedback_events")),
             QStringLiteral("0"));
}

void CallStoreTest::notesTheLastOutcome()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    const FeedbackEvent event = sampleFeedback(call.id);
    // In order although nobody waits in between.
    store->addFeedback({event});
    store->noteOutcome(event.id, CardOutcome::Dismissed, 4.5);
    QVERIFY(wait(store->noteOutcome(event.id, CardOutcome::Used, 5.25)));
    QCOMPARE(
        Raw(m_options.databaseFile).rows(QStringLiteral("SELECT outcome, outcome_at FROM feedback_events")),
        (QList<QStringList>{{QStringLiteral("used"), QStringLiteral("5.25")}}));
    const auto unknown = wait(store->noteOutcome(QStringLiteral("nobody"), CardOutcome::Used, 1));
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind, ErrorKind::NotFound);
    QCOMPARE(unknown.error().subject, QStringLiteral("nobody"));
}

void CallStoreTest::addsAWholeCallOrNothing()
{
    const auto store = openStore(m_options);
    const Call call = completed(sampleCall());
    const QList<Transcription> lines{sampleLine(call.id, 8), sampleLine(call.id, 1)};
    QVERIFY(wait(store->addCall(call, lines, {0.25}, {sampleFeedback(call.id)}, sampleAnalytics(call.id))));
    const auto archive = openArchive(m_options);
    const auto record = wait(archive->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->lines, (QList<StoredLine>{{lines.at(1), std::nullopt}, {lines.at(0), 0.25}}));
    QCOMPARE(record->feedback.size(), 1);
    QVERIFY(record->analytics);

    const Call broken = completed(sampleCall());
    QVERIFY(!wait(store->addCall(broken, {sampleLine(broken.id), sampleLine(QStringLiteral("nowhere"))}, {},
                                 {}, sampleAnalytics(broken.id))));
    QVERIFY(!wait(store->addCall(call, {}, {}, {}, sampleAnalytics(call.id))));
    QCOMPARE(wait(archive->calls({}))->size(), 1);
    QCOMPARE(wait(archive->call(call.id))->lines.size(), 2);
}

void CallStoreTest::refusesWhatHasNoCall()
{
    const auto store = openStore(m_options);
    const Call never = sampleCall();
    for (const auto &failed : {wait(store->addLine(sampleLine(never.id), {})),
                               wait(store->addFeedback({sampleFeedback(never.id)})),
                               wait(store->finishCall(completed(never), sampleAnalytics(never.id)))}) {
        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, ErrorKind::NotFound);
        QCOMPARE(failed.error().subject, never.id);
    }
    QVERIFY(!wait(store->createCall(Call())));
    Call stranger = sampleCall();
    stranger.userId = QStringLiteral("nobody");
    QVERIFY(!wait(store->createCall(stranger)));
    QVERIFY(wait(store->createCall(never)));
    QVERIFY(!wait(store->createCall(never)));
}

void CallStoreTest::jobsThatWaitTogetherShareATransaction()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    const int before = commitsInWal();
    QVERIFY(before > 0);
    QList<QFuture<Result<void>>> futures;
    {
        Raw blocker(m_options.databaseFile);
        blocker.run("BEGIN IMMEDIATE");
        for (int i = 0; i < 300; ++i)
            futures.append(store->addLine(sampleLine(call.id, i), {}));
        blocker.run("ROLLBACK");
    }
    for (const auto &future : futures)
        QVERIFY(wait(future));
    // The first may have been taken up before the others were there.
    QVERIFY(commitsInWal() > before);
    QVERIFY2(commitsInWal() - before <= 3, qPrintable(QString::number(commitsInWal() - before)));
}

void CallStoreTest::oneBadJobFailsAlone()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QFuture<Result<void>> good;
    QFuture<Result<void>> bad;
    QFuture<Result<void>> late;
    {
        Raw blocker(m_options.databaseFile);
        blocker.run("BEGIN IMMEDIATE");
        good = store->addLine(sampleLine(call.id), {});
        bad = store->createCall(call);
        late = store->addLine(sampleLine(call.id), {});
        blocker.run("ROLLBACK");
    }
    QVERIFY(wait(good));
    QVERIFY(!wait(bad));
    QVERIFY(wait(late));
    QCOMPARE(Raw(m_options.databaseFile).value(QStringLiteral("SELECT count(*) FROM transcriptions")),
             QStringLiteral("2"));
}

void CallStoreTest::jobsBeyondTheBoundFailAtOnce()
{
    m_options.mostWaitingJobs = 10;
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QList<QFuture<Result<void>>> futures;
    Raw blocker(m_options.databaseFile);
    blocker.run("BEGIN IMMEDIATE");
    for (int i = 0; i < 30; ++i)
        futures.append(store->addLine(sampleLine(call.id, i), {}));
    for (const auto &future : futures.mid(10)) {
        QVERIFY(future.isFinished());
        QCOMPARE(future.result().error().kind, ErrorKind::DatabaseBusy);
    }
    blocker.run("ROLLBACK");
    for (const auto &future : futures.mid(0, 10))
        QVERIFY(wait(future));
    QVERIFY(wait(store->addLine(sampleLine(call.id), {})));
}

void CallStoreTest::aCallOutlastsALockInOrder()
{
    m_options.busyTimeout = std::chrono::milliseconds(1);
    const auto store = openStore(m_options);
    QSignalSpy lockedOut(store.get(), &CallStore::lockedOut);
    Raw blocker(m_options.databaseFile);
    blocker.run("BEGIN IMMEDIATE");
    const Call call = sampleCall();
    QList<QFuture<Result<void>>> futures{store->createCall(call)};
    QTRY_VERIFY(store->isLockedOut());
    for (int i = 0; i < 5; ++i)
        futures.append(store->addLine(sampleLine(call.id, i), {}));
    // What does not wait ends only once the lock has outlasted all tries: those before it have too.
    const auto refused = wait(store->addCall(completed(sampleCall()), {}, {}, {}, {}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::DatabaseBusy);
    for (const auto &future : futures)
        QVERIFY(!future.isFinished());
    blocker.run("ROLLBACK");
    futures.append(store->finishCall(completed(call), sampleAnalytics(call.id)));
    for (const auto &future : futures)
        QVERIFY(wait(future));
    QTRY_COMPARE(lockedOut.size(), 2);
    QCOMPARE(lockedOut.at(1).at(0).toBool(), false);
    QCOMPARE(wait(openArchive(m_options)->call(call.id))->lines.size(), 5);
}

void CallStoreTest::whatDoesNotWaitGivesUpOnALock()
{
    m_options.busyTimeout = std::chrono::milliseconds(1);
    const auto store = openStore(m_options);
    const Call call = completed(sampleCall());
    Raw blocker(m_options.databaseFile);
    blocker.run("BEGIN IMMEDIATE");
    const auto busy = wait(store->addCall(call, {}, {}, {}, sampleAnalytics(call.id)));
    QVERIFY(!busy);
    QCOMPARE(busy.error().kind, ErrorKind::DatabaseBusy);
    blocker.run("ROLLBACK");
    QVERIFY(wait(store->addCall(call, {}, {}, {}, sampleAnalytics(call.id))));
}

void CallStoreTest::doesNotWaitForALockAtTheEnd()
{
    m_options.busyTimeout = std::chrono::milliseconds(1);
    auto store = openStore(m_options);
    Raw blocker(m_options.databaseFile);
    blocker.run("BEGIN IMMEDIATE");
    const auto created = store->createCall(sampleCall());
    QTRY_VERIFY(store->isLockedOut());
    store.reset();
    QVERIFY(created.isFinished());
    QCOMPARE(created.result().error().kind, ErrorKind::DatabaseBusy);
}

void CallStoreTest::destructorFinishesAllJobs()
{
    const Call call = sampleCall();
    QList<QFuture<Result<void>>> futures;
    {
        const auto store = openStore(m_options);
        store->createCall(call);
        for (int i = 0; i < 2000; ++i)
            futures.append(store->addLine(sampleLine(call.id, i), {}));
    }
    for (const auto &future : futures) {
        QVERIFY(future.isFinished());
        QVERIFY(future.result());
    }
    QCOMPARE(Raw(m_options.databaseFile).value(QStringLiteral("SELECT count(*) FROM transcriptions")),
             QStringLiteral("2000"));
}

void CallStoreTest::keepsTextsAsValidUnicode_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("kept");
    const QString mixed =
        QString::fromUtf8("Zoë sagt „naïve“ 日本語 👩‍💻 '; DROP TABLE calls; --");
    QTest::newRow("other scripts") << mixed << mixed;
    const QString nul = QStringLiteral("a") + QChar(QChar::Null) + QStringLiteral("b");
    QTest::newRow("NUL") << nul << QStringLiteral(u"a\uFFFDb");
    const QChar high(0xD83D);
    const QChar low(0xDE00);
    QTest::newRow("lone high surrogate")
        << QString(QStringLiteral("a") + high + QStringLiteral("b")) << QStringLiteral(u"a\uFFFDb");
    QTest::newRow("high surrogate at the end")
        << QString(QStringLiteral("a") + high) << QStringLiteral(u"a\uFFFD");
    QTest::newRow("surrogates in the wrong order")
        << QString(QString(low) + high + QStringLiteral("b")) << QStringLiteral(u"\uFFFD\uFFFDb");
    QTest::newRow("empty") << QStringLiteral("") << QStringLiteral("");
    QTest::newRow("null") << QString() << QStringLiteral("");
    const QString huge = QString::fromUtf8("wörd ").repeated(200'000);
    QTest::newRow("1 MB") << huge << huge;
}

void CallStoreTest::keepsTextsAsValidUnicode()
{
    QFETCH(QString, given);
    QFETCH(QString, kept);
    const auto store = openStore(m_options);
    Call call = sampleCall();
    call.title = given;
    QVERIFY(wait(store->createCall(call)));
    Transcription line = sampleLine(call.id);
    line.text = given;
    line.words.clear();
    FeedbackEvent event = sampleFeedback(call.id);
    event.content = given;
    event.metadata.insert(QStringLiteral("why"), kept);
    QVERIFY(wait(store->addLine(line, {})));
    QVERIFY(wait(store->addFeedback({event})));
    QCOMPARE(lineText(line.id), kept);
    const auto record = wait(openArchive(m_options)->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->call.title, kept);
    QCOMPARE(record->lines.at(0).line.text, kept);
    QCOMPARE(record->feedback.at(0).content, kept);
    QCOMPARE(record->feedback.at(0).metadata, event.metadata);
}

void CallStoreTest::keepsNumbersThatAreNone()
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    Transcription line = sampleLine(call.id, 2);
    line.start = nan;
    line.end = infinity;
    line.confidence = nan;
    line.words = {{QStringLiteral("a"), nan, infinity, nan}};
    QVERIFY(wait(store->addLine(line, nan)));
    const auto record = wait(openArchive(m_options)->call(call.id));
    QVERIFY(record);
    const StoredLine &kept = record->lines.at(0);
    QCOMPARE(kept.line.start, 0.0);
    QCOMPARE(kept.line.end, 0.0);
    QVERIFY(!kept.line.confidence);
    QVERIFY(!kept.sentiment);
    QCOMPARE(kept.line.words, (QList<Word>{{QStringLiteral("a"), 0, 0, std::nullopt}}));
}

void CallStoreTest::opensAgainWithTheSameUser()
{
    QString user;
    const Call call = sampleCall();
    {
        const auto store = openStore(m_options);
        user = store->userId();
        QVERIFY(!QUuid(user).isNull());
        QVERIFY(wait(store->createCall(call)));
    }
    const auto store = openStore(m_options);
    QCOMPARE(store->userId(), user);
    QVERIFY(wait(store->addLine(sampleLine(call.id), {})));
}

void CallStoreTest::worksInMemory()
{
    m_options.databaseFile = QStringLiteral(":memory:");
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QVERIFY(wait(store->addLine(sampleLine(call.id), {})));
    QVERIFY(wait(store->finishCall(completed(call), sampleAnalytics(call.id))));
    QVERIFY(!QFile::exists(QStringLiteral(":memory:")));
}

QTEST_GUILESS_MAIN(CallStoreTest)
#include "tst_call_store.moc"
