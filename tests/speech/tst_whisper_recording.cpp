// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_recording.h"
#include "tests/support/fake_clock.h"
#include "tests/support/marked_sound.h"
#include "tests/support/pumped_time.h"
#include "tests/support/scripted_deepgram.h"
#include "tests/support/test_sound.h"

#include <QBuffer>
#include <QTest>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

QByteArray wavOf(const MarkedScript &script, double seconds)
{
    Samples both;
    for (qint64 position = 0; position < positionAt(seconds); position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        const Samples part = interleaved(frame.samples[0], frame.samples[1]);
        both.insert(both.end(), part.begin(), part.end());
    }
    return wavFile(sampleRateHz, 2, both);
}

/// A recording, a server, and time that waits for answers.
struct Job
{
    explicit Job(QByteArray theFile, MarkedScript theScript = {})
        : file(std::move(theFile))
        , script(std::move(theScript))
        , server(clock, script)
    {
        time.onStep([this] { server.tick(); });
    }

    void begin()
    {
        WhisperSetup setup;
        setup.baseUrl = server.baseUrl();
        SoundToSend sound;
        sound.open = [this]() -> Result<std::unique_ptr<QIODevice>> {
            auto buffer = std::make_unique<QBuffer>();
            buffer->setData(file);
            buffer->open(QIODevice::ReadOnly);
            return std::unique_ptr<QIODevice>(std::move(buffer));
        };
        job = std::make_unique<WhisperRecording>(setup, SpeechOptions(), sound, clock);
        QObject::connect(job.get(), &TranscriptionJob::finished, job.get(),
                         [this](const QList<HeardLine> &heard) {
                             QVERIFY(!isOver());
                             lines = heard;
                         });
        QObject::connect(job.get(), &TranscriptionJob::failed, job.get(), [this](const Error &why) {
            QVERIFY(!isOver());
            error = why;
        });
        QObject::connect(job.get(), &TranscriptionJob::progressed, job.get(), [this](qint64 done, qint64 of) {
            QVERIFY(done <= of);
            progress = static_cast<double>(done) / static_cast<double>(of);
        });
        job->start();
    }
    bool isOver() const { return lines || error; }
    /// Real time passes and no virtual time.
    bool runs() const
    {
        return time.settleUntil([this] { return isOver(); }, 30s);
    }

    FakeClock clock;
    PumpedTime time{clock};
    QByteArray file;
    MarkedScript script;
    ScriptedDeepgram server;
    std::unique_ptr<WhisperRecording> job;
    std::optional<QList<HeardLine>> lines;
    std::optional<Error> error;
    double progress = 0;
};

} // namespace

/// A recording is heard whole, or the job fails and says why.
class WhisperRecordingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hearsEveryWord();
    void failsWhereTheServerIsAway();
    void failsWhereTheKeyIsRefused();
    void takesNoOtherSound_data();
    void takesNoOtherSound();
    void isCancelledAtOnce();
};

void WhisperRecordingTest::hearsEveryWord()
{
    const MarkedScript script = MarkedScript::random(3, 120);
    Job job(wavOf(script, 120), script);
    job.begin();
    QVERIFY(job.runs());
    QVERIFY2(job.lines, job.error ? qPrintable(job.error->detail) : "");
    QList<ScriptedWord> words;
    double before = 0;
    for (const HeardLine &line : std::as_const(*job.lines)) {
        QVERIFY(line.start >= before);
        before = line.start;
        for (const Word &word : line.words)
            words.append({line.channel == 0 ? Track::Rep : Track::Customer, word.text, word.start, word.end});
    }
    const ScriptFindings findings = compareWithScript(script, words, 120);
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    QVERIFY(job.progress > 0.9);
}

void WhisperRecordingTest::failsWhereTheServerIsAway()
{
    const MarkedScript script = MarkedScript::random(3, 60);
    Job job(wavOf(script, 60), script);
    job.server.setDown(true);
    job.begin();
    QVERIFY(job.time.runUntil(
        [&] {
            // The engine's own timer is real.
            job.time.settleUntil([] { return false; }, 60ms);
            job.clock.advance(2s);
            return job.isOver();
        },
        60s));
    QCOMPARE(job.error.value().kind, ErrorKind::NetworkAway);
}

void WhisperRecordingTest::failsWhereTheKeyIsRefused()
{
    const MarkedScript script = MarkedScript::random(3, 60);
    Job job(wavOf(script, 60), script);
    job.server.alwaysRequest(Endpoint::Whisper, Fault::refuse(401));
    job.begin();
    QVERIFY(job.runs());
    QCOMPARE(job.error.value().kind, ErrorKind::KeyMissing);
}

void WhisperRecordingTest::takesNoOtherSound_data()
{
    QTest::addColumn<QByteArray>("file");
    const Samples second(sampleRateHz, 100);
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("another format") << QByteArray("ID3\x03 an MP3 perhaps");
    QTest::newRow("another rate") << wavFile(44100, 1, second);
    QTest::newRow("another law") << wavFile(sampleRateHz, 1, 8, QByteArray(100, 'x'), 7);
    QTest::newRow("a head alone") << wavFile(sampleRateHz, 1, second).left(20);
    QTest::newRow("many chunks") << QByteArray("RIFF\xff\xff\xff\xffWAVE") +
                                        QByteArray("junk\0\0\0\0", 8).repeated(500);
}

void WhisperRecordingTest::takesNoOtherSound()
{
    QFETCH(QByteArray, file);
    Job job(file);
    job.begin();
    QVERIFY(job.runs());
    QCOMPARE(job.error.value().kind, ErrorKind::InputUnsupported);
}

void WhisperRecordingTest::isCancelledAtOnce()
{
    const MarkedScript script = MarkedScript::random(3, 60);
    Job job(wavOf(script, 60), script);
    job.begin();
    QVERIFY(job.time.settleUntil([&] { return job.progress > 0; }));
    job.job->cancel();
    QCOMPARE(job.error.value().kind, ErrorKind::Cancelled);
    job.job->cancel();
    job.time.settle();
}

QTEST_GUILESS_MAIN(WhisperRecordingTest)
#include "tst_whisper_recording.moc"
