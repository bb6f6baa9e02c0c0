// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_gaps.h"
#include "core/session/call_recovery.h"
#include "core/session/live_call_lock.h"
#include "core/support/ids.h"
#include "tests/session/recorded_calls.h"
#include "tests/store/store_testing.h"
#include "tests/support/full_disk.h"

#include <QTest>

using namespace talktrack;
using store_testing::Raw;

class CallRecoveryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesUpACallThatWasCutOff();
    void leavesACallAloneThatAnotherProgramConducts();
    void takesUpACallWithoutLines();
    void takesUpACallWithDamagedTimes();
    void goesOnAfterACallThatCannotBeTakenUp();
    void doesNotWaitForRoomOnTheDisk();
    void whatWasRecordedAndNotHeardIsMarked();
};

namespace {

Call cutOff(SessionFixture &fixture)
{
    Call call;
    call.id = newId();
    call.userId = fixture.store->userId();
    call.title = QStringLiteral("Cut off");
    call.startedAt = QDateTime(QDate(2026, 11, 20), QTime(9, 0), Qt::UTC);
    call.speech = QStringLiteral("pocketsphinx");
    call.coach = QStringLiteral("rules");
    if (!fixture.store->createCall(call).result())
        qFatal("no call");
    for (int i = 0; i < 4; ++i) {
        Transcription line;
        line.id = newId();
        line.callId = call.id;
        line.track = i % 2 ? Track::Rep : Track::Customer;
        line.speaker = speakerOf(line.track);
        line.text = QStringLiteral("that is good to hear");
        line.start = i * 10;
        line.end = i * 10 + 5;
        line.final = true;
        if (!fixture.store->addLine(line, std::nullopt, {}).result())
            qFatal("no line");
    }
    return call;
}

} // namespace

void CallRecoveryTest::takesUpACallThatWasCutOff()
{
    SessionFixture fixture;
    const Call call = cutOff(fixture);
    const auto recovered = recoverInterruptedCalls(fixture.services(), fixture.playbook);
    QVERIFY(recovered);
    QCOMPARE(*recovered, 1);
    const CallRecord record = fixture.record(call.id);
    QCOMPARE(record.call.status, CallStatus::Interrupted);
    QCOMPARE(*record.call.duration, 35.0);
    QCOMPARE(record.call.endedAt, call.startedAt.addSecs(35));
    QCOMPARE(record.lines.size(), 4);
    QVERIFY(record.analytics);
    QCOMPARE(*record.analytics->metrics.talkTimeRatio, 0.5);
    QCOMPARE(*recoverInterruptedCalls(fixture.services(), fixture.playbook), 0);
}

void CallRecoveryTest::leavesACallAloneThatAnotherProgramConducts()
{
    SessionFixture fixture;
    const Call call = cutOff(fixture);
    {
        const LiveCallLock lock(fixture.directory.path(), call.id);
        QCOMPARE(*recoverInterruptedCalls(fixture.services(), fixture.playbook), 0);
        QCOMPARE(fixture.record(call.id).call.status, CallStatus::Live);
    }
    QCOMPARE(*recoverInterruptedCalls(fixture.services(), fixture.playbook), 1);
}

void CallRecoveryTest::takesUpACallWithoutLines()
{
    SessionFixture fixture;
    Call call;
    call.id = newId();
    call.startedAt = QDateTime(QDate(2026, 11, 20), QTime(9, 0), Qt::UTC);
    QVERIFY(fixture.store->createCall(call).result());
    FeedbackEvent event;
    event.id = newId();
    event.callId = call.id;
    event.type = FeedbackType::Metric;
    event.timestamp = 17.5;
    QVERIFY(fixture.store->addFeedback({event}).result());
    QCOMPARE(*recoverInterruptedCalls(fixture.services(), fixture.playbook), 1);
    const CallRecord record = fixture.record(call.id);
    QCOMPARE(*record.call.duration, 17.5);
    QVERIFY(record.analytics);
    QVERIFY(!record.analytics->metrics.talkTimeRatio);
}

void CallRecoveryTest::takesUpACallWithDamagedTimes()
{
    SessionFixture fixture;
    const Call call = cutOff(fixture);
    Raw(fixture.databaseFile()).run("UPDATE transcriptions SET end_timestamp = 9e999 WHERE timestamp = 10");
    QCOMPARE(*recoverInterruptedCalls(fixture.services(), fixture.playbook), 1);
    QCOMPARE(*fixture.record(call.id).call.duration, 35.0);

    const Call endless = cutOff(fixture);
    Raw(fixture.databaseFile())
        .run("UPDATE transcriptions SET end_timestamp = 1e300 WHERE call_id = '" + endless.id.toUtf8() + "'");
    QCOMPARE(*recoverInterruptedCalls(fixture.services(), fixture.playbook), 1);
    const CallRecord record = fixture.record(endless.id);
    QVERIFY(*record.call.duration <= 366.0 * 24 * 3600);
    QVERIFY(record.call.endedAt.isValid());
}

void CallRecoveryTest::goesOnAfterACallThatCannotBeTakenUp()
{
    SessionFixture fixture;
    const Call damaged = cutOff(fixture);
    const Call whole = cutOff(fixture);
    Raw(fixture.databaseFile())
        .run("CREATE TRIGGER refuse BEFORE UPDATE ON calls WHEN NEW.id = '" + damaged.id.toUtf8() +
             "' BEGIN SELECT RAISE(ABORT, 'damaged'); END");
    const auto recovered = recoverInterruptedCalls(fixture.services(), fixture.playbook);
    QVERIFY(recovered);
    QCOMPARE(*recovered, 1);
    QCOMPARE(fixture.record(damaged.id).call.status, CallStatus::Live);
    QCOMPARE(fixture.record(whole.id).call.status, CallStatus::Interrupted);
}

void CallRecoveryTest::doesNotWaitForRoomOnTheDisk()
{
    SessionFixture fixture;
    const Call first = cutOff(fixture);
    const Call second = cutOff(fixture);
    {
        const ::test::FileSizeLimit limit(0);
        const auto recovered = recoverInterruptedCalls(fixture.services(), fixture.playbook);
        QVERIFY(recovered);
        QCOMPARE(*recovered, 0);
    }
    QCOMPARE(fixture.record(first.id).lines.size(), 4);
    QCOMPARE(*recoverInterruptedCalls(fixture.services(), fixture.playbook), 2);
    QCOMPARE(fixture.record(second.id).call.status, CallStatus::Interrupted);
}

void CallRecoveryTest::whatWasRecordedAndNotHeardIsMarked()
{
    RecordedCalls calls;
    const Call unheard = calls.add(30, CallStatus::Completed);
    // The provider was away from the start, but for nobody's words.
    const Call away = calls.add(30, CallStatus::Completed);
    QVERIFY(calls.fixture.store
                ->addFeedback({CallGaps::open(away.id, Track::Rep, 0, 10, QStringLiteral("deepgram"))})
                .result());
    Raw(calls.fixture.databaseFile()).run("UPDATE calls SET status = 'live'");
    QCOMPARE(*recoverInterruptedCalls(calls.services(), calls.fixture.playbook), 2);
    QCOMPARE(calls.fixture.record(unheard.id).call.status, CallStatus::Pending);
    QVERIFY(calls.fixture.record(unheard.id).feedback.isEmpty());

    const CallRecord record = calls.fixture.record(away.id);
    QCOMPARE(record.call.status, CallStatus::Interrupted);
    QList<SpeechGap> gaps;
    for (const FeedbackEvent &event : record.feedback)
        gaps.append(CallGaps::stretchOf(event));
    const qint64 end = positionAt(30);
    QCOMPARE(gaps, (QList<SpeechGap>{{Track::Rep, 0, positionAt(10)},
                                     {Track::Customer, 0, end},
                                     {Track::Rep, positionAt(10), end}}));
}

QTEST_GUILESS_MAIN(CallRecoveryTest)
#include "tst_call_recovery.moc"
