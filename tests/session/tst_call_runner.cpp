// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_gaps.h"
#include "core/session/call_runner.h"
#include "core/session/kept_sounds.h"
#include "core/session/recording_vault.h"
#include "tests/session/session_fixture.h"
#include "tests/session/told_job.h"
#include "tests/support/memory_secrets.h"

#include <QFile>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace talktrack;

/// The whole pipeline with the real recogniser on the bundled demo call.
class CallRunnerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void losesNothingWhileTheReceiverIsBlocked();
    void endsInTheMiddleAndKeepsWhatWasSaid();
    void failsForAFileThatIsNotThere();
    void failsForAMissingModel();
    void canBeDestroyedAtAnyMoment();
    void takesTheCallDownOnItsOwnThreads();
    void quittingWaitsForNothingThatCanBeHadLater();

private:
    static CallSetup demo(const SessionFixture &fixture, double speed);
};

CallSetup CallRunnerTest::demo(const SessionFixture &fixture, double speed)
{
    CallSetup setup;
    setup.title = QStringLiteral("Demo");
    setup.playbook = fixture.playbook;
    setup.audio.inputFile = QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.opus");
    setup.audio.speed = speed;
    return setup;
}

void CallRunnerTest::losesNothingWhileTheReceiverIsBlocked()
{
    SessionFixture fixture;
    CallRunner runner(fixture.services(), standardSpeechFactory({}, fixture.clock));
    QSignalSpy failed(&runner, &CallRunner::failed);
    QSignalSpy ended(&runner, &CallRunner::ended);
    QStringList shown;
    QStringList complaints;
    int linesBefore = 0;
    double reached = 0;
    connect(&runner, &CallRunner::lineChanged, this, [&](const Transcription &line) {
        if (line.final)
            shown.append(line.id);
    });
    connect(&runner, &CallRunner::metricsChanged, this,
            [&](const CallMetrics &metrics) { reached = metrics.at; });
    connect(&runner, &CallRunner::stateChanged, this, [&](const PartState &state) {
        if (state.reason == PartReason::Overflow || state.reason == PartReason::StoreFailing)
            complaints.append(toWire(state.condition));
    });
    runner.start(demo(fixture, 2));
    QTRY_VERIFY_WITH_TIMEOUT(reached >= 8, 60'000);
    linesBefore = static_cast<int>(shown.size());
    const double reachedBefore = reached;
    QThread::sleep(3);
    QTRY_VERIFY_WITH_TIMEOUT(reached >= 30, 90'000);
    runner.end();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
    QVERIFY(failed.isEmpty());
    QVERIFY(complaints.isEmpty());
    QVERIFY(reachedBefore < 30);
    QVERIFY(shown.size() > linesBefore);

    // Everything that was recognised is kept and was shown, and there is no hole where the receiver slept:
    // the demo call never pauses for more than a few seconds.
    const auto outcome = ended.first().first().value<CallOutcome>();
    const CallRecord record = fixture.record(outcome.call.id);
    QStringList kept;
    double lastEnd = 0;
    for (const StoredLine &stored : record.lines) {
        kept.append(stored.line.id);
        QVERIFY2(stored.line.start - lastEnd < 4,
                 qPrintable(QStringLiteral("hole before %1 s").arg(stored.line.start)));
        lastEnd = std::max(lastEnd, stored.line.end);
    }
    kept.sort();
    shown.sort();
    QCOMPARE(shown, kept);
    QVERIFY(lastEnd > 25);
}

void CallRunnerTest::endsInTheMiddleAndKeepsWhatWasSaid()
{
    SessionFixture fixture;
    CallRunner runner(fixture.services(), standardSpeechFactory({}, fixture.clock));
    QSignalSpy ended(&runner, &CallRunner::ended);
    int finals = 0;
    connect(&runner, &CallRunner::lineChanged, this,
            [&](const Transcription &line) { finals += line.final ? 1 : 0; });
    runner.start(demo(fixture, 0));
    QVERIFY(runner.isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(finals >= 3, 60'000);
    runner.end();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
    QVERIFY(!runner.isRunning());
    const auto outcome = ended.first().first().value<CallOutcome>();
    QCOMPARE(outcome.call.status, CallStatus::Completed);
    const CallRecord record = fixture.record(outcome.call.id);
    QCOMPARE(record.lines.size(), finals);
    QVERIFY(record.analytics);
    // A second call with the same runner.
    QSignalSpy started(&runner, &CallRunner::started);
    runner.start(demo(fixture, 0));
    QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, 30'000);
}

void CallRunnerTest::failsForAFileThatIsNotThere()
{
    SessionFixture fixture;
    CallRunner runner(fixture.services(), standardSpeechFactory({}, fixture.clock));
    QSignalSpy failed(&runner, &CallRunner::failed);
    CallSetup setup = demo(fixture, 0);
    setup.audio.inputFile = QStringLiteral("/no/such/file.wav");
    runner.start(setup);
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 30'000);
    QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::InputMissing);
    QVERIFY(fixture.archive->calls({}).result()->isEmpty());
}

void CallRunnerTest::failsForAMissingModel()
{
    SessionFixture fixture;
    SpeechSettings noModel;
    noModel.pocketsphinxModelDir = QStringLiteral("/no/such/model");
    CallRunner runner(fixture.services(), standardSpeechFactory(noModel, fixture.clock));
    QSignalSpy failed(&runner, &CallRunner::failed);
    runner.start(demo(fixture, 0));
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 30'000);
    QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::ModelMissing);
    QVERIFY(fixture.archive->calls({}).result()->isEmpty());
}

void CallRunnerTest::canBeDestroyedAtAnyMoment()
{
    SessionFixture fixture;
    for (const int afterMs : {0, 1, 20, 300}) {
        CallRunner runner(fixture.services(), standardSpeechFactory({}, fixture.clock));
        runner.start(demo(fixture, 0));
        QTest::qWait(afterMs);
    }
    const auto calls = *fixture.archive->calls({}).result();
    for (const CallSummary &summary : calls)
        QCOMPARE(summary.call.status, CallStatus::Completed);
}

void CallRunnerTest::takesTheCallDownOnItsOwnThreads()
{
    SessionFixture fixture;
    // A recogniser that goes only when it is let.
    QSemaphore mayGo;
    QSemaphore isGoing;
    class Engine final : public SpeechEngine
    {
    public:
        Engine(QSemaphore &going, QSemaphore &go)
            : m_going(going)
            , m_go(go)
        {
        }
        ~Engine() override
        {
            m_going.release();
            m_go.acquire();
        }
        QString name() const override { return QStringLiteral("slow"); }
        void start(const SpeechOptions &) override {}
        void feed(const AudioFrame &frame) override { Q_EMIT progressed(frame.position + frameSamples); }
        void finish() override { Q_EMIT finished(); }

    private:
        QSemaphore &m_going;
        QSemaphore &m_go;
    };
    CallRunner runner(fixture.services(), [&](const SpeechRequest &) -> Result<SpeechParts> {
        return SpeechParts(std::make_unique<Engine>(isGoing, mayGo));
    });
    QSignalSpy ended(&runner, &CallRunner::ended);
    QSignalSpy failed(&runner, &CallRunner::failed);
    runner.start(demo(fixture, 0));
    // Here the call is over and its thread is stuck; this thread goes on.
    QTRY_VERIFY_WITH_TIMEOUT(isGoing.available() > 0, 30'000);
    QCoreApplication::processEvents();
    QVERIFY(ended.isEmpty());
    QVERIFY(runner.isRunning());
    runner.setMuted(true);
    runner.end();
    mayGo.release();
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(!runner.isRunning());
    // Whoever is told may start the next call from there.
    QCOMPARE(ended.first().first().value<CallOutcome>().call.status, CallStatus::Completed);
    mayGo.release();
    runner.start(demo(fixture, 0));
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 2, 30'000);
    QVERIFY(failed.isEmpty());
}

void CallRunnerTest::quittingWaitsForNothingThatCanBeHadLater()
{
    // A recogniser that has missed something, and a provider that does not answer.
    class Engine final : public SpeechEngine
    {
    public:
        QString name() const override { return QStringLiteral("deaf"); }
        void start(const SpeechOptions &) override {}
        void feed(const AudioFrame &frame) override { Q_EMIT progressed(frame.position + frameSamples); }
        void finish() override
        {
            Q_EMIT gapFound({Track::Customer, 0, sampleRateHz});
            Q_EMIT finished();
        }
    };
    SessionFixture fixture;
    test::MemorySecrets secrets;
    RecordingVault vault(secrets);
    CallServices services = fixture.services();
    services.vault = &vault;
    QString callId;
    {
        CallRunner runner(services, [](const SpeechRequest &) -> Result<SpeechParts> {
            return SpeechParts(std::make_unique<Engine>(),
                               [](const SoundToSend &) { return std::make_unique<SilentJob>(); });
        });
        bool isRecorded = false;
        connect(&runner, &CallRunner::started, this, [&](const Call &call) { callId = call.id; });
        connect(&runner, &CallRunner::stateChanged, this, [&](const PartState &state) {
            isRecorded =
                isRecorded || (state.part == CallPart::Recording && state.condition == PartCondition::Live);
        });
        CallSetup setup = demo(fixture, 1);
        setup.record = true;
        runner.start(setup);
        QTRY_VERIFY_WITH_TIMEOUT(!callId.isEmpty() && isRecorded, 30'000);
        QTest::qWait(1500);
    }
    // It was not taken down, but came to its end, and its sound is there for later.
    const CallRecord record = fixture.record(callId);
    QCOMPARE(record.call.status, CallStatus::Completed);
    QVERIFY(!record.call.recordingKey.isEmpty());
    QVERIFY(QFile::exists(kept_sounds::fileOf(fixture.directory.path(), callId)));
    QVERIFY(std::any_of(record.feedback.cbegin(), record.feedback.cend(), &CallGaps::isFillable));
}

QTEST_GUILESS_MAIN(CallRunnerTest)
#include "tst_call_runner.moc"
