// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/store_testing.h"

using namespace talktrack;
using namespace talktrack::store_testing;

/// Recorded calls, and what recognition adds to a call when it has ended.
class CallBackfillTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsTheRecordingKey();
    void aCallThatLosesItsKeyIsNotRecorded();
    void aCallThatWasCutOffKeepsItsKey();
    void listsTheCallsToTranscribe();
    void addsWhatWasFilledIn();
    void addsNothingTwice();
    void addsAllOrNothing();
    void leavesALiveCallAlone();

private:
    Call addCall(CallStore &store, const QString &startedAt, CallStatus status, const QByteArray &key,
                 const QList<FeedbackEvent> &feedback = {});
    CallRecord recordOf(const QString &callId) const;

    std::unique_ptr<QTemporaryDir> m_directory;
    StoreOptions m_options;
};

namespace {

QByteArray sampleKey()
{
    return {"wrapped\0\xff'key", 13};
}

FeedbackEvent sampleGap(const QString &callId, bool closed)
{
    FeedbackEvent gap = sampleFeedback(callId, 20);
    gap.type = FeedbackType::Gap;
    gap.metadata = {{QStringLiteral("segment"), QString()},
                    {QStringLiteral("rule"), QStringLiteral("gap")},
                    {QStringLiteral("start"), 20.0},
                    {QStringLiteral("end"), 25.5},
                    {QStringLiteral("closed"), closed}};
    return gap;
}

} // namespace

void CallBackfillTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_options = optionsFor(*m_directory);
}

Call CallBackfillTest::addCall(CallStore &store, const QString &startedAt, CallStatus status,
                               const QByteArray &key, const QList<FeedbackEvent> &feedback)
{
    Call call = completed(sampleCall());
    call.userId = store.userId();
    call.startedAt = utc(startedAt);
    call.status = status;
    call.recordingKey = key;
    QList<FeedbackEvent> own = feedback;
    for (FeedbackEvent &event : own)
        event.callId = call.id;
    if (!wait(store.addCall(call, {}, {}, own, sampleAnalytics(call.id))))
        qFatal("cannot add the call");
    return call;
}

CallRecord CallBackfillTest::recordOf(const QString &callId) const
{
    const auto record = wait(openArchive(m_options)->call(callId));
    if (!record)
        qFatal("no record");
    return *record;
}

void CallBackfillTest::keepsTheRecordingKey()
{
    const auto store = openStore(m_options);
    Call call = sampleCall();
    call.recordingKey = sampleKey();
    const Call other = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    QVERIFY(wait(store->createCall(other)));
    QCOMPARE(recordOf(call.id).call.recordingKey, sampleKey());
    QCOMPARE(Raw(m_options.databaseFile)
                 .rows(QStringLiteral(
                     "SELECT id, typeof(recording_key), length(recording_key) FROM calls ORDER BY rowid")),
             (QList<QStringList>{{call.id, QStringLiteral("blob"), QStringLiteral("13")},
                                 {other.id, QStringLiteral("null"), QString()}}));

    const auto archive = openArchive(m_options);
    QCOMPARE(wait(archive->recordedCalls()).value(), QStringList{call.id});
    QVERIFY(wait(store->finishCall(completed(call), sampleAnalytics(call.id))));
    const auto calls = wait(archive->calls({}));
    QVERIFY(calls);
    QCOMPARE(calls->at(1).call.recordingKey, sampleKey());
    QCOMPARE(calls->at(0).call.recordingKey, QByteArray());
}

void CallBackfillTest::aCallThatLosesItsKeyIsNotRecorded()
{
    const auto store = openStore(m_options);
    Call call = sampleCall();
    call.recordingKey = sampleKey();
    QVERIFY(wait(store->createCall(call)));
    call.recordingKey.clear();
    QVERIFY(wait(store->finishCall(completed(call), sampleAnalytics(call.id))));
    QCOMPARE(wait(openArchive(m_options)->recordedCalls()).value(), QStringList());
    QVERIFY(Raw(m_options.databaseFile).value(QStringLiteral("SELECT recording_key FROM calls")).isNull());
}

void CallBackfillTest::aCallThatWasCutOffKeepsItsKey()
{
    Call call = sampleCall();
    call.recordingKey = sampleKey();
    QVERIFY(wait(openStore(m_options)->createCall(call)));
    const auto store = openStore(m_options);
    QCOMPARE(recordOf(call.id).call.status, CallStatus::Live);
    QCOMPARE(recordOf(call.id).call.recordingKey, sampleKey());
}

void CallBackfillTest::listsTheCallsToTranscribe()
{
    const auto store = openStore(m_options);
    const FeedbackEvent open = sampleGap({}, false);
    const auto fresh = [](FeedbackEvent event) {
        event.id = newId();
        return event;
    };
    FeedbackEvent other = fresh(open);
    other.type = FeedbackType::Metric;
    const Call pending = addCall(*store, QStringLiteral("2026-11-22T10:00:00.000Z"), CallStatus::Pending, {});
    const Call gapped = addCall(*store, QStringLiteral("2026-11-24T10:00:00.000Z"), CallStatus::Completed,
                                sampleKey(), {fresh(sampleGap({}, true)), fresh(open), fresh(open)});
    const Call cutOff = addCall(*store, QStringLiteral("2026-11-23T10:00:00.000Z"), CallStatus::Interrupted,
                                sampleKey(), {fresh(open)});
    // Not recorded, whole, no gap, live, damaged.
    addCall(*store, QStringLiteral("2026-11-25T10:00:00.000Z"), CallStatus::Completed, {}, {fresh(open)});
    addCall(*store, QStringLiteral("2026-11-25T11:00:00.000Z"), CallStatus::Completed, sampleKey(),
            {fresh(sampleGap({}, true))});
    addCall(*store, QStringLiteral("2026-11-25T12:00:00.000Z"), CallStatus::Completed, sampleKey(), {other});
    addCall(*store, QStringLiteral("2026-11-25T13:00:00.000Z"), CallStatus::Live, sampleKey(), {fresh(open)});
    const FeedbackEvent broken = fresh(open);
    addCall(*store, QStringLiteral("2026-11-25T14:00:00.000Z"), CallStatus::Completed, sampleKey(), {broken});
    Raw(m_options.databaseFile)
        .run("UPDATE feedback_events SET metadata = '{' WHERE id = '" + broken.id.toUtf8() + "'");

    QCOMPARE(wait(openArchive(m_options)->callsToTranscribe()).value(),
             (QList<Call>{gapped, cutOff, pending}));
}

void CallBackfillTest::addsWhatWasFilledIn()
{
    const auto store = openStore(m_options);
    const FeedbackEvent gap = sampleGap({}, false);
    const Call call = addCall(*store, QStringLiteral("2026-11-22T10:00:00.000Z"), CallStatus::Interrupted,
                              sampleKey(), {gap});
    QVERIFY(wait(store->addLine(sampleLine(call.id, 1), 0.5)));
    const Transcription filled = sampleLine(call.id, 20.5);
    FeedbackEvent closed = sampleGap(call.id, true);
    closed.id = gap.id;
    const FeedbackEvent card = sampleFeedback(call.id, 22);
    Analytics analytics = sampleAnalytics(call.id);
    analytics.score.total = 12.5;
    const auto archive = openArchive(m_options);
    QCOMPARE(wait(archive->callsToTranscribe())->size(), 1);
    QVERIFY(wait(
        store->addBackfill(call.id, {filled}, {-0.25}, {closed, card}, analytics, CallStatus::Completed)));

    const CallRecord record = recordOf(call.id);
    QCOMPARE(record.call.status, CallStatus::Completed);
    QCOMPARE(record.call.recordingKey, sampleKey());
    QCOMPARE(record.call.duration, call.duration);
    QCOMPARE(record.lines.size(), 2);
    QVERIFY(!record.lines.at(0).line.backfilled);
    QCOMPARE(record.lines.at(1).line.id, filled.id);
    QVERIFY(record.lines.at(1).line.backfilled);
    QCOMPARE(record.lines.at(1).sentiment, -0.25);
    QCOMPARE(record.feedback, (QList<FeedbackEvent>{closed, card}));
    QCOMPARE(record.analytics->score.total, 12.5);
    QCOMPARE(wait(archive->callsToTranscribe())->size(), 0);
}

void CallBackfillTest::addsNothingTwice()
{
    const auto store = openStore(m_options);
    const FeedbackEvent gap = sampleGap({}, false);
    const Call call = addCall(*store, QStringLiteral("2026-11-22T10:00:00.000Z"), CallStatus::Completed,
                              sampleKey(), {gap});
    const QList<Transcription> lines{sampleLine(call.id, 20.5), sampleLine(call.id, 23)};
    FeedbackEvent closed = sampleGap(call.id, true);
    closed.id = gap.id;
    const auto add = [&] {
        return wait(store->addBackfill(call.id, lines, {0.1, std::nullopt}, {closed},
                                       sampleAnalytics(call.id), CallStatus::Completed));
    };
    QVERIFY(add());
    const CallRecord once = recordOf(call.id);
    QVERIFY(add());
    QCOMPARE(recordOf(call.id), once);
    QCOMPARE(once.lines.size(), 2);
}

void CallBackfillTest::addsAllOrNothing()
{
    const auto store = openStore(m_options);
    const Call call = addCall(*store, QStringLiteral("2026-11-22T10:00:00.000Z"), CallStatus::Pending, {});
    const Call other = addCall(*store, QStringLiteral("2026-11-23T10:00:00.000Z"), CallStatus::Completed, {});
    const Transcription taken = sampleLine(other.id);
    QVERIFY(wait(store->addLine(taken, {})));
    const CallRecord before = recordOf(call.id);

    Transcription stolen = sampleLine(call.id, 2);
    stolen.id = taken.id;
    const Analytics analytics = sampleAnalytics(call.id);
    for (const Transcription &bad : {stolen, sampleLine(other.id)}) {
        QVERIFY(!wait(store->addBackfill(call.id, {sampleLine(call.id, 1), bad}, {},
                                         {sampleFeedback(call.id)}, analytics, CallStatus::Completed)));
        QCOMPARE(recordOf(call.id), before);
    }
    QVERIFY(!wait(
        store->addBackfill(call.id, {}, {}, {sampleFeedback(other.id)}, analytics, CallStatus::Completed)));
    QCOMPARE(recordOf(call.id), before);
    const auto nobody =
        wait(store->addBackfill(QStringLiteral("nobody"), {}, {}, {}, analytics, CallStatus::Completed));
    QVERIFY(!nobody);
    QCOMPARE(nobody.error().kind, ErrorKind::NotFound);
}

void CallBackfillTest::leavesALiveCallAlone()
{
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    const auto added = wait(store->addBackfill(call.id, {sampleLine(call.id)}, {}, {},
                                               sampleAnalytics(call.id), CallStatus::Completed));
    QVERIFY(!added);
    QCOMPARE(added.error().kind, ErrorKind::Failed);
    const CallRecord record = recordOf(call.id);
    QCOMPARE(record.call.status, CallStatus::Live);
    QVERIFY(record.lines.isEmpty());
    QVERIFY(!record.analytics);
}

QTEST_GUILESS_MAIN(CallBackfillTest)
#include "tst_call_backfill.moc"
