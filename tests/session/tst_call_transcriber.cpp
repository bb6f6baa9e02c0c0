// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/sealed_sound.h"
#include "core/session/call_gaps.h"
#include "core/session/call_transcriber.h"
#include "core/session/kept_sounds.h"
#include "core/session/recording_import.h"
#include "core/session/recording_vault.h"
#include "core/support/ids.h"
#include "tests/session/session_fixture.h"
#include "tests/support/memory_secrets.h"
#include "tests/support/test_sound.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <deque>

using namespace talktrack;
using test::MemorySecrets;

namespace {

/// A provider that answers as it is told, one answer a job.
class ToldJob final : public TranscriptionJob
{
public:
    explicit ToldJob(Result<QList<HeardLine>> answer)
        : m_answer(std::move(answer))
    {
    }
    void start() override
    {
        QTimer::singleShot(0, this, [this] {
            Q_EMIT progressed(1, 1);
            if (m_answer)
                Q_EMIT finished(*m_answer);
            else
                Q_EMIT failed(m_answer.error());
        });
    }
    void cancel() override {}

private:
    Result<QList<HeardLine>> m_answer;
};

HeardLine heard(int channel, const QString &text, double start, double end, int speaker = 0)
{
    HeardLine line;
    line.channel = channel;
    line.speakerNumber = speaker;
    line.text = text;
    line.start = start;
    line.end = end;
    return line;
}

template <typename T>
T answerOf(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }))
        qFatal("no answer");
    const Result<T> result = future.result();
    if (!result)
        qFatal("%s", qPrintable(result.error().detail));
    return *result;
}

} // namespace

/// Recorded calls after their end, on a real database with real sealed sound.
class CallTranscriberTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatStoodInGoesWithTheGap();
    void whatWasUnderstoodIsKeptThoughTheRestCannotBeHad();
    void aCallWithoutItsSoundIsToldAsSuch();
    void aCallInUseIsLeftAlone();
    void theSpeakersOfOneTrackAreToldApart();

private:
    Call recordedCall(double seconds, CallStatus status);
    Result<TranscribedCall> transcribe(const QString &callId);

    std::unique_ptr<SessionFixture> m_fixture;
    MemorySecrets m_secrets;
    std::unique_ptr<RecordingVault> m_vault;
    std::deque<Result<QList<HeardLine>>> m_answers;
};

void CallTranscriberTest::init()
{
    m_fixture = std::make_unique<SessionFixture>();
    m_vault = std::make_unique<RecordingVault>(m_secrets);
    m_answers.clear();
}

void CallTranscriberTest::cleanup()
{
    QVERIFY(m_answers.empty());
    m_vault.reset();
    m_fixture.reset();
}

/// In the database, with so much silence kept.
Call CallTranscriberTest::recordedCall(double seconds, CallStatus status)
{
    Call call;
    call.id = newId();
    call.title = QStringLiteral("Karen");
    call.startedAt = m_fixture->clock.utcNow();
    call.speech = QStringLiteral("deepgram");
    const SecretKey key = *SecretKey::generate();
    call.recordingKey = answerOf(m_vault->wrap(key, Recordings::NoneYet));
    call.recordingUrl = QStringLiteral("file:///sound");
    const QString dir = m_fixture->directory.path();
    if (!kept_sounds::makeDirectory(dir))
        qFatal("no directory");
    auto sound = SealedSound::create(kept_sounds::fileOf(dir, call.id), key);
    if (!sound)
        qFatal("no sound");
    const SealedSound::Chunk silence{};
    for (qint64 at = 0; at < positionAt(seconds); at += SealedSound::chunkSamples)
        if (!(*sound)->append(silence))
            qFatal("sound not written");
    if (!(*sound)->finish(positionAt(seconds)))
        qFatal("sound not kept");
    if (!m_fixture->store->createCall(call).result())
        qFatal("no call");
    call.status = status;
    call.duration = seconds;
    call.endedAt = call.startedAt.addSecs(static_cast<qint64>(seconds));
    if (!m_fixture->store->finishCall(call, {}).result())
        qFatal("call not finished");
    return call;
}

Result<TranscribedCall> CallTranscriberTest::transcribe(const QString &callId)
{
    CallServices services = m_fixture->services();
    services.vault = m_vault.get();
    const auto jobs = [this]() -> Result<GapFiller::MakeJob> {
        return GapFiller::MakeJob([this](const SoundToSend &) -> std::unique_ptr<TranscriptionJob> {
            if (m_answers.empty())
                qFatal("asked too often");
            auto job = std::make_unique<ToldJob>(m_answers.front());
            m_answers.pop_front();
            return job;
        });
    };
    CallTranscriber transcriber(services, m_fixture->playbook, QStringLiteral("deepgram"), jobs);
    QSignalSpy finished(&transcriber, &CallTranscriber::finished);
    QSignalSpy failed(&transcriber, &CallTranscriber::failed);
    transcriber.start(callId);
    if (!QTest::qWaitFor([&] { return !finished.isEmpty() || !failed.isEmpty(); }, 20'000))
        return unexpected(ErrorKind::Failed, QStringLiteral("no end"));
    if (!failed.isEmpty())
        return unexpected(failed.constFirst().constFirst().value<Error>());
    return finished.constFirst().constFirst().value<TranscribedCall>();
}

void CallTranscriberTest::whatStoodInGoesWithTheGap()
{
    const Call call = recordedCall(20, CallStatus::Completed);
    Transcription stoodIn;
    stoodIn.id = newId();
    stoodIn.callId = call.id;
    stoodIn.track = Track::Customer;
    stoodIn.speaker = speakerOf(Track::Customer);
    stoodIn.text = QStringLiteral("it sterns tooth expensive");
    stoodIn.start = 6;
    stoodIn.end = 8;
    stoodIn.final = true;
    stoodIn.engine = QStringLiteral("pocketsphinx");
    FeedbackEvent card;
    card.id = newId();
    card.callId = call.id;
    card.type = FeedbackType::Suggestion;
    card.content = QStringLiteral("Ask what they compare it with.");
    card.timestamp = 8;
    card.metadata = {{QStringLiteral("segment"), stoodIn.id},
                     {QStringLiteral("rule"), QStringLiteral("price")}};
    QVERIFY(m_fixture->store->addLine(stoodIn, std::nullopt, {card}).result());
    const FeedbackEvent gap = CallGaps::open(call.id, Track::Customer, 5, 10, QStringLiteral("deepgram"));
    QVERIFY(m_fixture->store->addFeedback({gap}).result());

    // The piece that is sent begins half a second before the gap.
    m_answers = {QList<HeardLine>{heard(1, QStringLiteral("That is too expensive for us."), 1.5, 3.5)}};
    const Result<TranscribedCall> done = transcribe(call.id);
    QVERIFY(done);
    QCOMPARE(done->lines, 1);
    QCOMPARE(done->gapsOpen, 0);
    const CallRecord record = m_fixture->record(call.id);
    QCOMPARE(record.lines.size(), 1);
    QCOMPARE(record.lines.constFirst().line.text, QStringLiteral("That is too expensive for us."));
    QVERIFY(record.lines.constFirst().line.backfilled);
    int cards = 0;
    for (const FeedbackEvent &event : record.feedback) {
        if (event.type == FeedbackType::Gap)
            QVERIFY(event.metadata.value(QLatin1String("closed")).toBool());
        if (event.type != FeedbackType::Suggestion)
            continue;
        ++cards;
        QCOMPARE(event.metadata.value(QLatin1String("segment")).toString(),
                 record.lines.constFirst().line.id);
    }
    QCOMPARE(cards, 1);
}

void CallTranscriberTest::whatWasUnderstoodIsKeptThoughTheRestCannotBeHad()
{
    const Call call = recordedCall(20 * 60, CallStatus::Pending);
    m_answers = {
        QList<HeardLine>{heard(0, QStringLiteral("Good morning, this is Mark."), 1, 3),
                         heard(1, QStringLiteral("Hello Mark."), 4, 5)},
        unexpected(ErrorKind::NetworkAway, QStringLiteral("gone"), QStringLiteral("Deepgram")),
    };
    const Result<TranscribedCall> first = transcribe(call.id);
    QVERIFY(!first);
    QCOMPARE(first.error().kind, ErrorKind::NetworkAway);
    CallRecord record = m_fixture->record(call.id);
    QCOMPARE(record.lines.size(), 2);
    QCOMPARE(record.call.status, CallStatus::Pending);
    const auto openGaps = [&record] {
        return std::count_if(record.feedback.cbegin(), record.feedback.cend(),
                             [](const FeedbackEvent &event) {
                                 return event.type == FeedbackType::Gap &&
                                        !event.metadata.value(QLatin1String("closed")).toBool();
                             });
    };
    QCOMPARE(openGaps(), 2);

    m_answers = {QList<HeardLine>{heard(1, QStringLiteral("Goodbye then."), 200, 202)}};
    const Result<TranscribedCall> second = transcribe(call.id);
    QVERIFY(second);
    record = m_fixture->record(call.id);
    QCOMPARE(record.lines.size(), 3);
    QCOMPARE(record.call.status, CallStatus::Completed);
    QCOMPARE(openGaps(), 0);
    // By the call's clock: the second piece is sent from half a second before its place.
    QCOMPARE(record.lines.constLast().line.start, 15 * 60 - 0.5 + 200);
    QVERIFY(!record.call.recordingKey.isEmpty());
}

void CallTranscriberTest::aCallWithoutItsSoundIsToldAsSuch()
{
    const Call call = recordedCall(1, CallStatus::Pending);
    QVERIFY(kept_sounds::remove(m_fixture->directory.path(), call.id));
    const Result<TranscribedCall> done = transcribe(call.id);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::InputMissing);
    QCOMPARE(transcribe(QStringLiteral("nobody")).error().kind, ErrorKind::NotFound);
}

void CallTranscriberTest::aCallInUseIsLeftAlone()
{
    const Call call = recordedCall(1, CallStatus::Pending);
    const LiveCallLock lock(m_fixture->directory.path(), call.id);
    QCOMPARE(transcribe(call.id).error().kind, ErrorKind::CallRunning);
}

void CallTranscriberTest::theSpeakersOfOneTrackAreToldApart()
{
    const QByteArray wav = test::wavFile(sampleRateHz, 1, test::Samples(sampleRateHz));
    const QString path = m_fixture->directory.filePath(QStringLiteral("mono.wav"));
    QVERIFY(test::writeFile(path, wav));

    RecordingImport import(path, QStringLiteral("deepgram"), 2);
    QVERIFY(import.open());
    QVERIFY(import.isOneTrack());
    ReadTranscript transcript;
    connect(&import, &RecordingImport::finished, this,
            [&transcript](const ReadTranscript &read) { transcript = read; });
    SoundToSend sent;
    import.start([&sent](const SoundToSend &sound) -> std::unique_ptr<TranscriptionJob> {
        sent = sound;
    return std::make_unique<ToldJob>(QList<HeardLine>{heard(0, QStringLiteral("Second."), 0.3, 0.4, 0),
                                                      heard(0, QStringLiteral("First."), 0.1, 0.2, 5),
                                                      heard(0, QStringLiteral("Third."), 0.5, 0.6, 2)});
});
QTRY_COMPARE(transcript.lines.size(), 3);
QCOMPARE(sent.channels, 1);
const auto content = sent.open();
QVERIFY(content);
QCOMPARE((*content)->readAll(), wav);
QCOMPARE(transcript.lines.at(0).speaker, QStringLiteral("customer"));
QCOMPARE(transcript.lines.at(1).speaker, QStringLiteral("rep"));
QCOMPARE(transcript.lines.at(2).speaker, QStringLiteral("customer 2"));
QCOMPARE(transcript.duration, 1.0);
}

QTEST_GUILESS_MAIN(CallTranscriberTest)
#include "tst_call_transcriber.moc"
