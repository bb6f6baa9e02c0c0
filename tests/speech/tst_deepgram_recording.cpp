// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_recording.h"
#include "core/speech/deepgram/deepgram_token_endpoint.h"
#include "core/support/clock.h"
#include "tests/support/marked_wav.h"
#include "tests/support/scripted_deepgram.h"

#include <QBuffer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

class DeepgramRecordingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void understandsAFileFromTheDisk();
    void sendsTheFileAsItIs();
    void asksForWhatARecordingCanHave();
    void saysHowFarItIs();
    void succeedsInTheEnd_data();
    void succeedsInTheEnd();
    void waitsAsLongAsTheServerAsks();
    void givesUpAtOnce_data();
    void givesUpAtOnce();
    void givesUpAfterAllTries();
    void canBeCancelled();
    void aFileThatIsGoneIsSaid();
    void nothingGoesToAnUnsafeAddress();
    void aSilentServerIsNotWaitedForForEver();

    void tokensComeFromTheEndpoint();
    void aRefusedTokenIsSaid_data();
    void aRefusedTokenIsSaid();

private:
    struct Outcome
    {
        QList<HeardLine> lines;
        std::optional<Error> error;
        int ends = 0;
    };
    SoundToSend sound(const QByteArray &contentType = "audio/wav") const;
    std::unique_ptr<DeepgramRecording> job(SoundToSend what);
    Outcome outcomeOf(DeepgramRecording &job);

    const MarkedScript m_script = MarkedScript::random(5, 20);
    QByteArray m_wav;
    QTemporaryDir m_directory;
    QString m_file;
    SystemClock m_clock;
    std::unique_ptr<ScriptedDeepgram> m_server;
    DeepgramRecordingSetup m_setup;
};

void DeepgramRecordingTest::initTestCase()
{
    m_wav = wavOf(m_script, 20);
    m_file = m_directory.filePath(QStringLiteral("call.wav"));
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(m_wav);
}

void DeepgramRecordingTest::init()
{
    m_server = std::make_unique<ScriptedDeepgram>(m_clock, m_script);
    m_setup = {};
    m_setup.baseUrl = m_server->baseUrl();
    m_setup.backoff.first = 1ms;
    m_setup.backoff.most = 20ms;
}

SoundToSend DeepgramRecordingTest::sound(const QByteArray &contentType) const
{
    SoundToSend what;
    what.contentType = contentType;
    what.open = [path = m_file]() -> Result<std::unique_ptr<QIODevice>> {
        auto file = std::make_unique<QFile>(path);
        if (!file->open(QIODevice::ReadOnly))
            return unexpected(ErrorKind::InputMissing, file->errorString(), path);
        return std::unique_ptr<QIODevice>(std::move(file));
    };
    return what;
}

std::unique_ptr<DeepgramRecording> DeepgramRecordingTest::job(SoundToSend what)
{
    return std::make_unique<DeepgramRecording>(m_setup, std::make_shared<FixedDeepgramKey>("test-key"),
                                               std::move(what));
}

DeepgramRecordingTest::Outcome DeepgramRecordingTest::outcomeOf(DeepgramRecording &job)
{
    Outcome outcome;
    QObject context;
    connect(&job, &TranscriptionJob::finished, &context, [&](const QList<HeardLine> &lines) {
        outcome.lines = lines;
        ++outcome.ends;
    });
    connect(&job, &TranscriptionJob::failed, &context, [&](const Error &error) {
        outcome.error = error;
        ++outcome.ends;
    });
    job.start();
    [&] {
        QTRY_VERIFY_WITH_TIMEOUT(outcome.ends > 0, 20'000);
    }();
    QTest::qWait(20);
    if (outcome.ends != 1)
        QTest::qFail("not exactly one end", __FILE__, __LINE__);
    return outcome;
}

void DeepgramRecordingTest::understandsAFileFromTheDisk()
{
    const auto recording = job(sound());
    const Outcome outcome = outcomeOf(*recording);
    QVERIFY(!outcome.error);
    QList<ScriptedWord> words;
    for (const HeardLine &line : outcome.lines) {
        QVERIFY(!line.text.isEmpty());
        for (const Word &word : line.words)
            words.append({line.channel == 0 ? Track::Rep : Track::Customer, word.text, word.start, word.end});
    }
    const ScriptFindings findings = compareWithScript(m_script, words, 20);
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    QVERIFY(std::is_sorted(outcome.lines.begin(), outcome.lines.end(),
                           [](const HeardLine &a, const HeardLine &b) { return a.start < b.start; }));
}

void DeepgramRecordingTest::sendsTheFileAsItIs()
{
    const auto recording = job(sound("audio/x-special"));
    QVERIFY(!outcomeOf(*recording).error);
    const RequestRecord request = m_server->requests(Endpoint::Recording).constFirst();
    QCOMPARE(request.contentType, "audio/x-special");
    QCOMPARE(request.bodyBytes, m_wav.size());
    QCOMPARE(request.authorization, "Token test-key");
}

void DeepgramRecordingTest::asksForWhatARecordingCanHave()
{
    m_setup.request.keyterms = {QStringLiteral("Northbeam")};
    const auto recording = job(sound());
    QVERIFY(!outcomeOf(*recording).error);
    const QUrlQuery query = m_server->requests(Endpoint::Recording).constFirst().query;
    QCOMPARE(query.queryItemValue(QStringLiteral("utterances")), QStringLiteral("true"));
    QCOMPARE(query.queryItemValue(QStringLiteral("multichannel")), QStringLiteral("true"));
    QCOMPARE(query.queryItemValue(QStringLiteral("mip_opt_out")), QStringLiteral("true"));
    QCOMPARE(query.queryItemValue(QStringLiteral("keyterm")), QStringLiteral("Northbeam"));
    for (const char *live : {"interim_results", "endpointing", "vad_events", "encoding", "sample_rate"})
        QVERIFY2(!query.hasQueryItem(QLatin1String(live)), live);
}

void DeepgramRecordingTest::saysHowFarItIs()
{
    const auto recording = job(sound());
    QSignalSpy progress(recording.get(), &TranscriptionJob::progressed);
    QVERIFY(!outcomeOf(*recording).error);
    QVERIFY(!progress.isEmpty());
    QCOMPARE(progress.constLast().at(0).toLongLong(), m_wav.size());
    QCOMPARE(progress.constLast().at(1).toLongLong(), m_wav.size());
}

void DeepgramRecordingTest::succeedsInTheEnd_data()
{
    QTest::addColumn<QList<Fault>>("first");
    QTest::newRow("too many requests") << QList<Fault>{Fault::tooManyRequests()};
    QTest::newRow("unavailable") << QList<Fault>{Fault::unavailable()};
    QTest::newRow("took too long") << QList<Fault>{Fault::refuse(504, "{}")};
    QTest::newRow("gateway") << QList<Fault>{Fault::refuse(502, "<html>bad gateway</html>")};
    QTest::newRow("request timeout") << QList<Fault>{Fault::refuse(408)};
    QTest::newRow("client closed") << QList<Fault>{Fault::refuse(499)};
    QTest::newRow("another sha256") << QList<Fault>{Fault::wrongSha256()};
    QTest::newRow("half an answer") << QList<Fault>{Fault::cutInMessage()};
    QTest::newRow("a login page") << QList<Fault>{Fault::html()};
    QTest::newRow("dropped at the door") << QList<Fault>{Fault::drop().atHandshake()};
    QTest::newRow("dropped in the middle of the upload") << QList<Fault>{Fault::drop().afterSound(5s)};
    QTest::newRow("reset") << QList<Fault>{Fault::reset().afterSound(5s)};
    QTest::newRow("half a head") << QList<Fault>{Fault::halfAnswer()};
}

void DeepgramRecordingTest::succeedsInTheEnd()
{
    QFETCH(const QList<Fault>, first);
    m_setup.limits.stall = 500ms;
    m_setup.limits.answer = 500ms;
    for (int i = 0; i < 3; ++i)
        m_server->scriptRequest(Endpoint::Recording, i, first);
    const auto recording = job(sound());
    const Outcome outcome = outcomeOf(*recording);
    QVERIFY2(!outcome.error, outcome.error ? qPrintable(outcome.error->detail) : "");
    QVERIFY(!outcome.lines.isEmpty());
    QVERIFY(m_server->requests(Endpoint::Recording).size() >= 3);
}

void DeepgramRecordingTest::waitsAsLongAsTheServerAsks()
{
    m_server->scriptRequest(Endpoint::Recording, 0, {Fault::tooManyRequests(1)});
    const auto recording = job(sound());
    QVERIFY(!outcomeOf(*recording).error);
    const QList<RequestRecord> requests = m_server->requests(Endpoint::Recording);
    QCOMPARE(requests.size(), 2);
    QVERIFY(requests.at(1).at - requests.at(0).at >= 1s);
}

void DeepgramRecordingTest::givesUpAtOnce_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("key") << Fault::invalidAuth() << ErrorKind::KeyRefused;
    QTest::newRow("credit") << Fault::paymentRequired() << ErrorKind::NoCredit;
    QTest::newRow("model") << Fault::forbidden() << ErrorKind::ProviderRefused;
    QTest::newRow("too large") << Fault::refuse(413) << ErrorKind::InputUnsupported;
    QTest::newRow("not sound") << Fault::refuse(
                                      400,
                                      Fault::codeBody("Bad Request",
                                                      "failed to process audio: corrupt or unsupported data"))
                               << ErrorKind::InputUnreadable;
    QTest::newRow("another 400") << Fault::refuse(400, "no such model") << ErrorKind::ProviderRefused;
}

void DeepgramRecordingTest::givesUpAtOnce()
{
    QFETCH(const Fault, fault);
    QFETCH(const ErrorKind, kind);
    m_server->alwaysRequest(Endpoint::Recording, fault);
    const auto recording = job(sound());
    const Outcome outcome = outcomeOf(*recording);
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, kind);
    QVERIFY(!outcome.error->detail.contains(QLatin1String("test-key")));
    QCOMPARE(m_server->requests(Endpoint::Recording).size(), 1);
}

void DeepgramRecordingTest::givesUpAfterAllTries()
{
    m_server->alwaysRequest(Endpoint::Recording, Fault::unavailable());
    const auto recording = job(sound());
    const Outcome outcome = outcomeOf(*recording);
    QCOMPARE(outcome.error->kind, ErrorKind::ProviderBusy);
    QCOMPARE(m_server->requests(Endpoint::Recording).size(), m_setup.mostTries);
}

void DeepgramRecordingTest::canBeCancelled()
{
    m_server->alwaysRequest(Endpoint::Recording, Fault::stall());
    const auto recording = job(sound());
    QTimer::singleShot(200, recording.get(), &TranscriptionJob::cancel);
    const Outcome outcome = outcomeOf(*recording);
    QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
}

void DeepgramRecordingTest::aFileThatIsGoneIsSaid()
{
    SoundToSend gone = sound();
    gone.open = []() -> Result<std::unique_ptr<QIODevice>> {
        return unexpected(ErrorKind::InputMissing, QStringLiteral("gone"));
    };
    const auto recording = job(gone);
    QCOMPARE(outcomeOf(*recording).error->kind, ErrorKind::InputMissing);
    QVERIFY(m_server->requests().isEmpty());
}

void DeepgramRecordingTest::nothingGoesToAnUnsafeAddress()
{
    m_setup.baseUrl = QUrl(QStringLiteral("http://deepgram.example.com"));
    const auto recording = job(sound());
    QCOMPARE(outcomeOf(*recording).error->kind, ErrorKind::ProviderRefused);
}

void DeepgramRecordingTest::aSilentServerIsNotWaitedForForEver()
{
    m_setup.limits.answer = 200ms;
    m_setup.limits.stall = 200ms;
    m_setup.mostTries = 2;
    m_server->alwaysRequest(Endpoint::Recording, Fault::stall());
    const auto recording = job(sound());
    QCOMPARE(outcomeOf(*recording).error->kind, ErrorKind::NetworkAway);
}

void DeepgramRecordingTest::tokensComeFromTheEndpoint()
{
    QUrl grant = m_server->baseUrl();
    grant.setPath(QStringLiteral("/v1/auth/grant"));
    DeepgramTokenEndpoint endpoint(grant, "Token team-key");
    const QFuture<Result<DeepgramCredential>> future = endpoint.obtain();
    QTRY_VERIFY(future.isFinished());
    const Result<DeepgramCredential> credential = future.result();
    QVERIFY(credential);
    QVERIFY(credential->authorization().startsWith("Bearer "));
    QCOMPARE(m_server->requests(Endpoint::Token).constFirst().authorization, "Token team-key");
}

void DeepgramRecordingTest::aRefusedTokenIsSaid_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("key") << Fault::invalidAuth() << ErrorKind::KeyRefused;
    QTest::newRow("role") << Fault::forbidden() << ErrorKind::KeyRefused;
    QTest::newRow("credit") << Fault::paymentRequired() << ErrorKind::NoCredit;
    QTest::newRow("busy") << Fault::tooManyRequests(3) << ErrorKind::ProviderBusy;
    QTest::newRow("a login page") << Fault::html() << ErrorKind::ProviderRefused;
    QTest::newRow("dropped") << Fault::drop().atHandshake() << ErrorKind::NetworkAway;
}

void DeepgramRecordingTest::aRefusedTokenIsSaid()
{
    QFETCH(const Fault, fault);
    QFETCH(const ErrorKind, kind);
    m_server->alwaysRequest(Endpoint::Token, fault);
    QUrl grant = m_server->baseUrl();
    grant.setPath(QStringLiteral("/v1/auth/grant"));
    DeepgramTokenEndpoint endpoint(grant, "Token team-key");
    const QFuture<Result<DeepgramCredential>> future = endpoint.obtain();
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.result().error().kind, kind);
    if (kind == ErrorKind::ProviderBusy)
        QCOMPARE(future.result().error().retryAfter, 3000ms);
}

QTEST_GUILESS_MAIN(DeepgramRecordingTest)
#include "tst_deepgram_recording.moc"
