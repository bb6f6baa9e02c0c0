// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/commands/deepgram_program.h"
#include "tests/support/keychain_session.h"
#include "tests/support/marked_wav.h"

#include <QElapsedTimer>

#include <csignal>
#include <memory>

using namespace talktrack;
using namespace talktrack::test;

namespace {

constexpr double callSeconds = 30;
/// The file may end in the middle of the last word.
constexpr double wholeUntil = callSeconds - 0.5;
constexpr int timeoutMs = 180'000;

} // namespace

/// Recorded calls by the real program: with a real keychain, and a scripted Deepgram on loopback.
class RecordedCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void isRecordedNowAndTranscribedLater();
    void whatTheNetworkLeftOutIsFilledAfterwards();
    void aCrashedCallIsTranscribedToItsEnd();
    void withoutAKeychainTheCallGoesOnUnrecorded();
    void withoutAKeychainNothingIsRecordedForLater();
    void aCallThatWasNotRecordedCannotBeTranscribed();
    void anImportIsSentAsItIs();

private:
    enum class Keychain { There, Away };
    void start(QProcess &process, const QStringList &arguments, Keychain keychain) const;
    Program::Output run(const QStringList &arguments, Keychain keychain = Keychain::There) const;
    QJsonObject shown() const;
    QStringList sounds() const;

    const MarkedScript m_script = MarkedScript::random(12, callSeconds);
    QByteArray m_wav;
    ScriptedDeepgram *m_server = nullptr;
    std::unique_ptr<DeepgramProgram> m_program;
    QString m_file;
};

void RecordedCallTest::initTestCase()
{
    m_wav = wavOf(m_script, callSeconds);
}

void RecordedCallTest::init()
{
    if (const QString what = missingForKeychain(); !what.isEmpty())
        QSKIP(qPrintable(what));
    m_program = std::make_unique<DeepgramProgram>(m_script);
    m_server = &m_program->server();
    m_file = m_program->write(QStringLiteral("call.wav"), m_wav);
    const QString runtime = m_program->path(QStringLiteral("run"));
    QVERIFY(QDir().mkpath(runtime));
    QVERIFY(QFile::setPermissions(runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    m_program->setEnvironment(QStringLiteral("HOME"), m_program->path(QStringLiteral("home")));
    m_program->setEnvironment(QStringLiteral("XDG_RUNTIME_DIR"), runtime);
    m_program->setEnvironment(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=/none"));
}

void RecordedCallTest::start(QProcess &process, const QStringList &arguments, Keychain keychain) const
{
    if (keychain == Keychain::Away)
        return m_program->start(process, arguments);
    process.setProcessEnvironment(m_program->environment());
    startWithKeychain(process, QStringLiteral(TALKTRACK_PROGRAM), arguments);
    QVERIFY(process.waitForStarted());
    process.closeWriteChannel();
}

Program::Output RecordedCallTest::run(const QStringList &arguments, Keychain keychain) const
{
    QProcess process;
    start(process, arguments, keychain);
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
    }
    Program::Output output;
    output.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    output.out = process.readAllStandardOutput();
    output.err = process.readAllStandardError();
    return output;
}

QJsonObject RecordedCallTest::shown() const
{
    const Program::Output output =
        run({QStringLiteral("show"), QStringLiteral("last"), QStringLiteral("--json")}, Keychain::Away);
    return QJsonDocument::fromJson(output.out).object();
}

QStringList RecordedCallTest::sounds() const
{
    return QDir(m_program->dataDir() + QStringLiteral("/sound")).entryList(QDir::Files);
}

void RecordedCallTest::isRecordedNowAndTranscribedLater()
{
    const Program::Output live =
        run({QStringLiteral("live"), QStringLiteral("--input"), m_file, QStringLiteral("--json"),
             QStringLiteral("--speech"), QStringLiteral("deepgram"), QStringLiteral("--transcribe-later"),
             QStringLiteral("--speed"), QStringLiteral("20")});
    QVERIFY2(live.exitCode == 0, live.err.constData());
    QVERIFY(m_server->connections().isEmpty());
    QCOMPARE(shown().value(QLatin1String("status")).toString(), QStringLiteral("pending"));
    QCOMPARE(sounds().size(), 1);

    const Program::Output later = run({QStringLiteral("transcribe"), QStringLiteral("--json")});
    QVERIFY2(later.exitCode == 0, later.err.constData());
    QCOMPARE(later.objects().size(), 1);
    QCOMPARE(later.objects().constFirst().value(QLatin1String("status")).toString(),
             QStringLiteral("completed"));
    everyWordOnce(m_script, m_program->storedLines(), wholeUntil);
    QCOMPARE(sounds().size(), 1);
    const Program::Output again = run({QStringLiteral("transcribe"), QStringLiteral("--json")});
    QCOMPARE(again.exitCode, 0);
    QVERIFY(again.objects().isEmpty());
}

void RecordedCallTest::whatTheNetworkLeftOutIsFilledAfterwards()
{
    m_program->write(QStringLiteral("talktrack.ini"), "[speech]\nstand_in=false\n");
    QMetaObject::invokeMethod(
        m_server, [this] { m_server->setDown(true); }, Qt::BlockingQueuedConnection);
    const Program::Output live =
        run({QStringLiteral("live"), QStringLiteral("--input"), m_file, QStringLiteral("--json"),
             QStringLiteral("--speech"), QStringLiteral("deepgram"), QStringLiteral("--record"),
             QStringLiteral("--speed"), QStringLiteral("4")});
    QCOMPARE(live.exitCode, 4);
    QCOMPARE(shown().value(QLatin1String("status")).toString(), QStringLiteral("pending"));
    const Program::Output tooEarly = run({QStringLiteral("transcribe"), QStringLiteral("last")});
    QCOMPARE(tooEarly.exitCode, 4);
    // The bus has something of its own to say.
    isOneSentence(tooEarly.err.trimmed().split('\n').constLast());

    QMetaObject::invokeMethod(
        m_server, [this] { m_server->setDown(false); }, Qt::BlockingQueuedConnection);
    const Program::Output later =
        run({QStringLiteral("transcribe"), QStringLiteral("last"), QStringLiteral("--json")});
    QVERIFY2(later.exitCode == 0, later.err.constData());
    everyWordOnce(m_script, m_program->storedLines(), wholeUntil);
    const QJsonObject call = shown();
    QCOMPARE(call.value(QLatin1String("status")).toString(), QStringLiteral("completed"));
    for (const QJsonValue &event : call.value(QLatin1String("feedback")).toArray())
        if (event.toObject().value(QLatin1String("type")) == QLatin1String("gap"))
            QVERIFY(event.toObject()
                        .value(QLatin1String("metadata"))
                        .toObject()
                        .value(QLatin1String("closed"))
                        .toBool());
}

void RecordedCallTest::aCrashedCallIsTranscribedToItsEnd()
{
    QProcess process;
    start(process,
          {QStringLiteral("live"), QStringLiteral("--input"), m_file, QStringLiteral("--json"),
           QStringLiteral("--speech"), QStringLiteral("deepgram"), QStringLiteral("--record")},
          Keychain::There);
    QByteArray out;
    // Until something has been understood, so that the rest is the end of the call.
    QElapsedTimer patience;
    patience.start();
    while (!out.contains("\"final\":true") && patience.elapsed() < timeoutMs) {
        process.waitForReadyRead(500);
        out += process.readAllStandardOutput();
    }
    QVERIFY2(out.contains("\"final\":true"), process.readAllStandardError().constData());
    // dbus-run-session's child: found by its lock.
    const QStringList locks =
        QDir(m_program->dataDir()).entryList({QStringLiteral("live-*.lock")}, QDir::Files);
    QCOMPARE(locks.size(), 1);
    QFile lock(m_program->dataDir() + QLatin1Char('/') + locks.constFirst());
    QVERIFY(lock.open(QIODevice::ReadOnly));
    const qint64 pid = lock.readLine().trimmed().toLongLong();
    QVERIFY(pid > 1);
    QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
    QVERIFY(process.waitForFinished(timeoutMs));

    const Program::Output later = run({QStringLiteral("transcribe"), QStringLiteral("--json")});
    QVERIFY2(later.exitCode == 0, later.err.constData());
    const QJsonObject call = shown();
    QCOMPARE(call.value(QLatin1String("status")).toString(), QStringLiteral("interrupted"));
    const double duration = call.value(QLatin1String("duration")).toDouble();
    QVERIFY(duration > 1);
    QHash<QString, int> count;
    for (const QJsonValue &value : call.value(QLatin1String("lines")).toArray())
        for (const QString &text : value.toObject().value(QLatin1String("text")).toString().split(u' '))
            ++count[value.toObject().value(QLatin1String("speaker")).toString() + plainWord(text)];
    for (const ScriptedWord &word : m_script.words())
        if (word.end < duration - 0.5)
            QCOMPARE(count.value(speakerOf(word.track) + plainWord(word.text)), 1);
}

void RecordedCallTest::withoutAKeychainTheCallGoesOnUnrecorded()
{
    const Program::Output live =
        run({QStringLiteral("live"), QStringLiteral("--input"), m_file, QStringLiteral("--json"),
             QStringLiteral("--speech"), QStringLiteral("deepgram"), QStringLiteral("--record"),
             QStringLiteral("--speed"), QStringLiteral("8")},
            Keychain::Away);
    QCOMPARE(live.exitCode, 1);
    QVERIFY(live.err.contains("keychain"));
    everyWordOnce(m_script, m_program->storedLines(), wholeUntil);
    QVERIFY(sounds().isEmpty());
    QCOMPARE(shown().value(QLatin1String("status")).toString(), QStringLiteral("completed"));
}

void RecordedCallTest::withoutAKeychainNothingIsRecordedForLater()
{
    const Program::Output live =
        run({QStringLiteral("live"), QStringLiteral("--input"), m_file, QStringLiteral("--speech"),
             QStringLiteral("deepgram"), QStringLiteral("--transcribe-later")},
            Keychain::Away);
    QCOMPARE(live.exitCode, 1);
    isOneSentence(live.err);
    QVERIFY(sounds().isEmpty());
    const Program::Output calls = run({QStringLiteral("calls"), QStringLiteral("--json")}, Keychain::Away);
    QVERIFY(calls.objects().isEmpty());
}

void RecordedCallTest::aCallThatWasNotRecordedCannotBeTranscribed()
{
    QCOMPARE(run({QStringLiteral("live"), QStringLiteral("--input"), m_file, QStringLiteral("--speech"),
                  QStringLiteral("deepgram"), QStringLiteral("--speed"), QStringLiteral("20")})
                 .exitCode,
             0);
    const Program::Output later =
        run({QStringLiteral("transcribe"), QStringLiteral("last"), QStringLiteral("--json")});
    QCOMPARE(later.exitCode, 1);
    QVERIFY(later.out.contains("not_recorded") || later.err.contains("not kept"));
}

void RecordedCallTest::anImportIsSentAsItIs()
{
    const Program::Output import = run({QStringLiteral("import"), m_file, QStringLiteral("--json"),
                                        QStringLiteral("--speech"), QStringLiteral("deepgram")});
    QVERIFY2(import.exitCode == 0, import.err.constData());
    everyWordOnce(m_script, m_program->storedLines(), wholeUntil);
    QVERIFY(m_server->connections().isEmpty());
    QCOMPARE(shown().value(QLatin1String("status")).toString(), QStringLiteral("completed"));
}

QTEST_GUILESS_MAIN(RecordedCallTest)
#include "tst_recorded_call.moc"
