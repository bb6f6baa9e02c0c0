// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/file_decoder.h"
#include "core/session/call_gaps.h"
#include "core/session/call_transcriber.h"
#include "core/session/recorded_echoes.h"
#include "core/session/recording_import.h"
#include "tests/session/recorded_calls.h"
#include "tests/support/test_sound.h"

#include <QSignalSpy>
#include <QTest>

using namespace talktrack;
/// Recorded calls after their end, on a real database with real sealed sound.
class CallTranscriberTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatStoodInGoesWithTheGap();
    void whatWasUnderstoodIsKeptThoughTheRestCannotBeHad();
    void eachPieceIsKeptBeforeTheNextIsAskedFor();
    void aWordAtTheEdgeOfTwoPiecesIsTakenOnce();
    void whatLiesBeyondTheSoundIsLost();
    void whatCannotBeReadIsLost();
    void whatIsLostIsAskedForByNobody();
    void theFiguresStayWhereThePlaybookIsGone();
    void aCallThatFailedIsTranscribedAsAWhole();
    void aCallIsHeardAgainAsAWhole();
    void aCallThatCannotBeHeardAgainStaysAsItIs();
    void echoesInTheSoundAreLeftOut_data();
    void echoesInTheSoundAreLeftOut();
    void aCallWithoutItsSoundIsToldAsSuch();
    void aCallInUseIsLeftAlone();
    void theSpeakersOfOneTrackAreToldApart();

private:
    Call recordedCall(double seconds, CallStatus status);
    Result<TranscribedCall> transcribe(const QString &callId,
                                       CallTranscriber::Scope scope = CallTranscriber::Scope::Missing);
    Transcription keep(const Call &call, Track track, const QString &text, double start, double end);
    void mark(const FeedbackEvent &gap);
    QList<FeedbackEvent> gapsOf(const QString &callId);

    std::unique_ptr<RecordedCalls> m_calls;
    SessionFixture *m_fixture = nullptr;
    std::deque<ToldJob::Answer> m_answers;
};

void CallTranscriberTest::init()
{
    m_calls = std::make_unique<RecordedCalls>();
    m_fixture = &m_calls->fixture;
    m_answers.clear();
}

void CallTranscriberTest::cleanup()
{
    QVERIFY(m_answers.empty());
    m_calls.reset();
}

Call CallTranscriberTest::recordedCall(double seconds, CallStatus status)
{
    return m_calls->add(seconds, status);
}

void CallTranscriberTest::mark(const FeedbackEvent &gap)
{
    if (!m_fixture->store->addFeedback({gap}).result())
        qFatal("gap not marked");
}

QList<FeedbackEvent> CallTranscriberTest::gapsOf(const QString &callId)
{
    QList<FeedbackEvent> gaps = m_fixture->record(callId).feedback;
    gaps.removeIf([](const FeedbackEvent &event) { return event.type != FeedbackType::Gap; });
    return gaps;
}

Transcription CallTranscriberTest::keep(const Call &call, Track track, const QString &text, double start,
                                        double end)
{
    Transcription line;
    line.id = newId();
    line.callId = call.id;
    line.track = track;
    line.speaker = speakerOf(track);
    line.text = text;
    line.start = start;
    line.end = end;
    line.final = true;
    line.engine = call.speech;
    if (!m_fixture->store->addLine(line, std::nullopt, {}).result())
        qFatal("line not kept");
    return line;
}

Result<TranscribedCall> CallTranscriberTest::transcribe(const QString &callId, CallTranscriber::Scope scope)
{
    const auto jobs = [this](const Playbook &) -> Result<GapFiller::MakeJob> {
        return GapFiller::MakeJob([this](const SoundToSend &sound) -> std::unique_ptr<TranscriptionJob> {
            if (m_answers.empty())
                qFatal("asked too often");
            // As a provider does.
            (*sound.open())->readAll();
            auto job = std::make_unique<ToldJob>(m_answers.front());
            m_answers.pop_front();
            return job;
        });
    };
    CallTranscriber transcriber(m_calls->services(), std::nullopt, QStringLiteral("deepgram"), jobs);
    QSignalSpy finished(&transcriber, &CallTranscriber::finished);
    QSignalSpy failed(&transcriber, &CallTranscriber::failed);
    transcriber.start(callId, scope);
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

void CallTranscriberTest::eachPieceIsKeptBeforeTheNextIsAskedFor()
{
    const Call call = recordedCall(40 * 60, CallStatus::Interrupted);
    mark(CallGaps::open(call.id, Track::Customer, 60, 40 * 60, QStringLiteral("deepgram")));
    m_answers = {
        QList<HeardLine>{heard(1, QStringLiteral("One."), 10, 11)},
        QList<HeardLine>{heard(1, QStringLiteral("Two."), 10, 11)},
        unexpected(ErrorKind::ProviderBusy, QStringLiteral("busy"), QStringLiteral("Deepgram")),
    };
    QCOMPARE(transcribe(call.id).error().kind, ErrorKind::ProviderBusy);
    QCOMPARE(m_fixture->record(call.id).lines.size(), 2);
    QList<FeedbackEvent> gaps = gapsOf(call.id);
    QCOMPARE(gaps.size(), 3);
    QCOMPARE(std::count_if(gaps.cbegin(), gaps.cend(), &CallGaps::isFillable), 1);
    QCOMPARE(CallGaps::stretchOf(gaps.constLast()),
             (SpeechGap{Track::Customer, positionAt(31 * 60), positionAt(40 * 60)}));

    m_answers = {QList<HeardLine>{heard(1, QStringLiteral("Three."), 10, 11)}};
    const Result<TranscribedCall> done = transcribe(call.id);
    QVERIFY(done);
    QCOMPARE(done->lines, 1);
    gaps = gapsOf(call.id);
    QCOMPARE(gaps.size(), 3);
    QCOMPARE(std::count_if(gaps.cbegin(), gaps.cend(), &CallGaps::isOpen), 0);
}

void CallTranscriberTest::aWordAtTheEdgeOfTwoPiecesIsTakenOnce()
{
    const Call call = recordedCall(20 * 60, CallStatus::Pending);
    // Both pieces hear it, in the half second that they share; each from its own beginning.
    const auto answer = [](double start) {
        HeardLine line = heard(1, QStringLiteral("Perhaps"), start, start + 0.2);
        line.words = {{QStringLiteral("Perhaps"), start, start + 0.2, 0.9}};
        return QList<HeardLine>{line};
    };
    m_answers = {answer(15 * 60 - 0.15), answer(0.5 - 0.15)};
    QVERIFY(transcribe(call.id));
    QCOMPARE(m_fixture->record(call.id).lines.size(), 1);
}

void CallTranscriberTest::whatLiesBeyondTheSoundIsLost()
{
    // The disk filled up during the call.
    const Call call = recordedCall(20, CallStatus::Completed);
    mark(CallGaps::open(call.id, Track::Customer, 15, 30, QStringLiteral("deepgram")));
    mark(CallGaps::open(call.id, Track::Rep, 40, 50, QStringLiteral("deepgram")));
    m_answers = {QList<HeardLine>{heard(1, QStringLiteral("Hello."), 1, 2)}};
    const Result<TranscribedCall> done = transcribe(call.id);
    QVERIFY(done);
    QCOMPARE(done->gapsOpen, 0);
    const QList<FeedbackEvent> gaps = gapsOf(call.id);
    QCOMPARE(gaps.size(), 3);
    QCOMPARE(std::count_if(gaps.cbegin(), gaps.cend(), &CallGaps::isFillable), 0);
    QList<SpeechGap> lost;
    for (const FeedbackEvent &gap : gaps)
        if (CallGaps::isOpen(gap))
            lost.append(CallGaps::stretchOf(gap));
    QCOMPARE(lost, (QList<SpeechGap>{{Track::Customer, positionAt(20), positionAt(30)},
                                     {Track::Rep, positionAt(40), positionAt(50)}}));
    QVERIFY(m_fixture->archive->callsToTranscribe().result()->isEmpty());
}

void CallTranscriberTest::whatCannotBeReadIsLost()
{
    const Call call = recordedCall(60, CallStatus::Completed);
    mark(CallGaps::open(call.id, Track::Customer, 0, 60, QStringLiteral("deepgram")));
    // One chunk in the middle is damaged.
    QFile file(kept_sounds::fileOf(m_fixture->directory.path(), call.id));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(file.size() / 2));
    QCOMPARE(file.write(QByteArray(4, '\x5a')), 4);
    file.close();
    m_answers = {QList<HeardLine>{heard(1, QStringLiteral("Hello."), 1, 2)}};
    QVERIFY(transcribe(call.id));
    QList<FeedbackEvent> gaps = gapsOf(call.id);
    gaps.removeIf([](const FeedbackEvent &gap) { return !CallGaps::isOpen(gap); });
    QCOMPARE(gaps.size(), 1);
    QVERIFY(CallGaps::isOfLostSound(gaps.constFirst()));
    const SpeechGap lost = CallGaps::stretchOf(gaps.constFirst());
    QCOMPARE(lost.to - lost.from, SealedSound::chunkSamples);
    QVERIFY(qAbs(secondsAt(lost.from) - 30) < 1);
}

void CallTranscriberTest::whatIsLostIsAskedForByNobody()
{
    const Call call = recordedCall(20, CallStatus::Completed);
    mark(CallGaps::lostSound(call.id, {Track::Rep, positionAt(5), positionAt(6)}));
    QVERIFY(m_fixture->archive->callsToTranscribe().result()->isEmpty());
    const std::optional<Analytics> before = m_fixture->record(call.id).analytics;
    const Result<TranscribedCall> done = transcribe(call.id);
    QVERIFY(done);
    QCOMPARE(done->gapsClosed, 0);
    QCOMPARE(gapsOf(call.id).size(), 1);
    QCOMPARE(m_fixture->record(call.id).analytics, before);
}

void CallTranscriberTest::theFiguresStayWhereThePlaybookIsGone()
{
    Call call = recordedCall(20, CallStatus::Completed);
    mark(CallGaps::open(call.id, Track::Rep, 0, 20, QStringLiteral("deepgram")));
    Analytics kept;
    kept.metrics.questionsRep = 7;
    kept.checklistDone = {QStringLiteral("somebody's own")};
    QVERIFY(m_fixture->store->addBackfill(call.id, {}, {}, {}, kept, CallStatus::Completed, {}).result());
    m_answers = {QList<HeardLine>{heard(0, QStringLiteral("What is your budget?"), 1, 2)}};
    QVERIFY(transcribe(call.id));
    const CallRecord record = m_fixture->record(call.id);
    QCOMPARE(record.lines.size(), 1);
    QCOMPARE(record.analytics->checklistDone, kept.checklistDone);
    QCOMPARE(record.analytics->metrics.questionsRep, 7);
}

void CallTranscriberTest::aCallThatFailedIsTranscribedAsAWhole()
{
    const Call call = recordedCall(20, CallStatus::Failed);
    m_answers = {QList<HeardLine>{heard(1, QStringLiteral("Hello."), 1, 2)}};
    const Result<TranscribedCall> done = transcribe(call.id);
    QVERIFY(done);
    QCOMPARE(done->call.status, CallStatus::Completed);
    QCOMPARE(m_fixture->record(call.id).lines.size(), 1);
    QVERIFY(gapsOf(call.id).isEmpty());
}

void CallTranscriberTest::aCallIsHeardAgainAsAWhole()
{
    const Call call = recordedCall(20 * 60, CallStatus::Completed);
    const Transcription old = keep(call, Track::Customer, QStringLiteral("it sterns tooth expensive"), 6, 8);
    // Over the edge of the two pieces.
    keep(call, Track::Rep, QStringLiteral("and so fourth"), 15 * 60 - 2, 15 * 60 + 2);
    FeedbackEvent card;
    card.id = newId();
    card.callId = call.id;
    card.type = FeedbackType::Suggestion;
    card.metadata = {{QStringLiteral("segment"), old.id}, {QStringLiteral("rule"), QStringLiteral("x")}};
    mark(card);
    mark(CallGaps::open(call.id, Track::Rep, 30, 40, QStringLiteral("deepgram")));
    HeardLine late = heard(0, QStringLiteral("forth."), 0.5, 2.5);
    late.words = {{QStringLiteral("forth."), 2, 2.5, 0.9}};
    m_answers = {QList<HeardLine>{heard(1, QStringLiteral("That is too expensive."), 6, 8),
                                  heard(0, QStringLiteral("And so"), 15 * 60 - 2, 15 * 60 - 0.5)},
                 QList<HeardLine>{late}};
    const Result<TranscribedCall> done = transcribe(call.id, CallTranscriber::Scope::Everything);
    QVERIFY(done);
    const CallRecord record = m_fixture->record(call.id);
    QStringList texts;
    for (const StoredLine &stored : record.lines)
        texts.append(stored.line.text);
    QCOMPARE(texts, (QStringList{QStringLiteral("That is too expensive."), QStringLiteral("And so"),
                                 QStringLiteral("forth.")}));
    const QList<FeedbackEvent> gaps = gapsOf(call.id);
    QCOMPARE(gaps.size(), 1);
    QVERIFY(!CallGaps::isOpen(gaps.constFirst()));
    const auto kept = std::find_if(record.feedback.cbegin(), record.feedback.cend(),
                                   [&](const FeedbackEvent &event) { return event.id == card.id; });
    QVERIFY(kept != record.feedback.cend());
    QCOMPARE(kept->metadata.value(QLatin1String("segment")).toString(), record.lines.constFirst().line.id);
}

void CallTranscriberTest::aCallThatCannotBeHeardAgainStaysAsItIs()
{
    const Call call = recordedCall(20 * 60, CallStatus::Completed);
    keep(call, Track::Customer, QStringLiteral("as it was"), 6, 8);
    m_answers = {QList<HeardLine>{heard(1, QStringLiteral("Better."), 6, 8)},
                 unexpected(ErrorKind::NetworkAway, QStringLiteral("gone"), QStringLiteral("Deepgram"))};
    QCOMPARE(transcribe(call.id, CallTranscriber::Scope::Everything).error().kind, ErrorKind::NetworkAway);
    const CallRecord record = m_fixture->record(call.id);
    QCOMPARE(record.lines.size(), 1);
    QCOMPARE(record.lines.constFirst().line.text, QStringLiteral("as it was"));
    QVERIFY(gapsOf(call.id).isEmpty());
}

void CallTranscriberTest::echoesInTheSoundAreLeftOut_data()
{
    QTest::addColumn<bool>("loudspeakers");
    QTest::addColumn<int>("lines");
    QTest::newRow("loudspeakers") << true << 1;
    // Two people who say the same at the same time.
    QTest::newRow("headphones") << false << 2;
}

void CallTranscriberTest::echoesInTheSoundAreLeftOut()
{
    QFETCH(bool, loudspeakers);
    const auto decoder =
        FileDecoder::open(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.opus"));
    QVERIFY(decoder);
    constexpr int seconds = 40;
    const std::vector<qint16> demo = (*decoder)->read(seconds * sampleRateHz);
    QCOMPARE(demo.size(), static_cast<std::size_t>(seconds) * sampleRateHz * trackCount);
    // The customer, a fifth of a second later and quieter, in place of the rep.
    constexpr qint64 delay = sampleRateHz / 5;
    const auto read = [&](qint64 position, std::span<qint16> into) {
        for (std::size_t i = 0; i * trackCount < into.size(); ++i) {
            const qint64 at = position + static_cast<qint64>(i);
            const auto sample = [&](qint64 where, std::size_t track) {
                const bool isThere = where >= 0 && where < seconds * sampleRateHz;
                return isThere ? demo.at(static_cast<std::size_t>(where) * trackCount + track) : qint16{0};
            };
            into[i * trackCount + 1] = sample(at, 1);
            into[i * trackCount] =
                loudspeakers ? static_cast<qint16>(sample(at - delay, 1) / 4) : sample(at, 0);
        }
    };
    // Where the customer is heard.
    qint64 spoken = 0;
    double loudest = 0;
    for (qint64 from = 4LL * sampleRateHz; from + 3LL * sampleRateHz < seconds * sampleRateHz;
         from += sampleRateHz) {
        double sum = 0;
        for (qint64 i = from; i < from + 3LL * sampleRateHz; ++i)
            sum += std::abs(demo.at(static_cast<std::size_t>(i) * trackCount + 1));
        if (sum > loudest) {
            loudest = sum;
            spoken = from;
        }
    }
    const QString words = QStringLiteral("That is more than we would like to pay.");
    const double start = secondsAt(spoken);
    const QList<HeardLine> lines{heard(1, words, start, start + 3),
                                 heard(0, words, start + 0.2, start + 3.2)};
    QTEST(static_cast<int>(withoutEchoes(lines, read, 0).size()), "lines");
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
