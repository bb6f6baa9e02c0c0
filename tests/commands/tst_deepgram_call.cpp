// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/commands/deepgram_program.h"
#include "tests/speech/recorded_fixtures.h"
#include "tests/support/marked_wav.h"
#include "tests/support/test_sound.h"

#include <QDirIterator>
#include <QTimer>

#include <memory>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

constexpr auto key = DeepgramProgram::key;
constexpr double callSeconds = 40;
/// The file may end in the middle of the last word.
constexpr double wholeUntil = callSeconds - 0.5;

} // namespace

/// Calls by the real program with a scripted Deepgram on loopback.
class DeepgramCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_wav = wavOf(m_script, callSeconds); }
    void init();

    void hearsBothSides();
    void fillsWhatAnOutageLeftOut();
    void aRefusedKeyEndsTheFileAndSaysSo();
    void withoutAKeyItSaysWhatToDo();
    void anUnsafeAddressIsRefused();
    void aWhisperServerHearsBothSidesToo();
    void realCallsAreHeard_data();
    void realCallsAreHeard();

private:
    Program::Output live(const QStringList &more);
    void keyIsNowhere(const Program::Output &output) const;

    const MarkedScript m_script = MarkedScript::random(11, callSeconds);
    QByteArray m_wav;
    ScriptedDeepgram *m_server = nullptr;
    std::unique_ptr<DeepgramProgram> m_program;
    QString m_file;
};

void DeepgramCallTest::init()
{
    m_program = std::make_unique<DeepgramProgram>(m_script);
    m_server = &m_program->server();
    m_file = m_program->write(QStringLiteral("call.wav"), m_wav);
}

Program::Output DeepgramCallTest::live(const QStringList &more)
{
    return m_program->run(
        QStringList{QStringLiteral("live"), QStringLiteral("--input"), m_file, QStringLiteral("--json")} +
        more);
}

void DeepgramCallTest::keyIsNowhere(const Program::Output &output) const
{
    QVERIFY(!output.out.contains(key));
    QVERIFY(!output.err.contains(key));
    QDirIterator files(m_program->dataDir(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int seen = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(key), qPrintable(file.fileName()));
        ++seen;
    }
    QVERIFY(seen >= 2);
}

void DeepgramCallTest::hearsBothSides()
{
    const Program::Output output = live({QStringLiteral("--speech"), QStringLiteral("deepgram"),
                                         QStringLiteral("--speed"), QStringLiteral("8")});
    QCOMPARE(output.exitCode, 0);
    const QList<QJsonObject> events = output.objects();
    QCOMPARE(events.constFirst().value(QLatin1String("speech")).toString(), QStringLiteral("deepgram"));
    const QString call = events.constFirst().value(QLatin1String("call_id")).toString();
    everyWordOnce(m_script, m_program->storedLines(call), wholeUntil);
    QCOMPARE(m_server->connections().size(), 1);
    QCOMPARE(m_server->connections().constFirst().authorization, QByteArray("Token ") + key);
    keyIsNowhere(output);
    // Sealed while the call lasted, and gone with it.
    QVERIFY(QDir(m_program->dataDir() + QStringLiteral("/sound")).isEmpty(QDir::Files));
}

void DeepgramCallTest::fillsWhatAnOutageLeftOut()
{
    // Live recognition is away for the whole call; recordings are taken.
    m_server->always(Fault::unavailable());
    const Program::Output output = live({QStringLiteral("--speech"), QStringLiteral("deepgram"),
                                         QStringLiteral("--speed"), QStringLiteral("4")});
    QVERIFY2(output.exitCode == 0 || output.exitCode == 4, output.err.constData());
    int opened = 0;
    int closed = 0;
    int filled = 0;
    for (const QJsonObject &event : output.objects()) {
        if (event.value(QLatin1String("type")).toString() == QLatin1String("gap"))
            ++(event.value(QLatin1String("metadata")).toObject().value(QLatin1String("closed")).toBool()
                   ? closed
                   : opened);
        if (event.value(QLatin1String("backfilled")).toBool())
            ++filled;
    }
    QVERIFY(opened > 0);
    QCOMPARE(closed, opened);
    QVERIFY(filled > 0);
    everyWordOnce(m_script, m_program->storedLines(), wholeUntil);
    keyIsNowhere(output);
}

void DeepgramCallTest::aRefusedKeyEndsTheFileAndSaysSo()
{
    m_server->always(Fault::invalidAuth());
    m_server->alwaysRequest(Endpoint::Recording, Fault::invalidAuth());
    const Program::Output output = m_program->run({QStringLiteral("live"), QStringLiteral("--input"), m_file,
                                                   QStringLiteral("--speech"), QStringLiteral("deepgram")});
    QCOMPARE(output.exitCode, 4);
    const QByteArray last = output.err.trimmed().split('\n').constLast();
    isOneSentence(last);
    QVERIFY(last.contains("key"));
    keyIsNowhere(output);
}

void DeepgramCallTest::withoutAKeyItSaysWhatToDo()
{
    m_program->setEnvironment(QStringLiteral("DEEPGRAM_API_KEY"), {});
    const Program::Output output = m_program->run({QStringLiteral("live"), QStringLiteral("--input"), m_file,
                                                   QStringLiteral("--speech"), QStringLiteral("deepgram")});
    QCOMPARE(output.exitCode, 4);
    isOneSentence(output.err);
    QVERIFY(output.err.contains("DEEPGRAM_API_KEY"));
}

void DeepgramCallTest::anUnsafeAddressIsRefused()
{
    m_program->setEnvironment(QStringLiteral("DEEPGRAM_BASE_URL"),
                              QStringLiteral("http://deepgram.example.com"));
    const Program::Output output = m_program->run({QStringLiteral("live"), QStringLiteral("--input"), m_file,
                                                   QStringLiteral("--speech"), QStringLiteral("deepgram")});
    QCOMPARE(output.exitCode, 2);
    isOneSentence(output.err);
}

void DeepgramCallTest::aWhisperServerHearsBothSidesToo()
{
    const Program::Output output = live({QStringLiteral("--speech"), QStringLiteral("whisper"),
                                         QStringLiteral("--speed"), QStringLiteral("8")});
    QCOMPARE(output.exitCode, 0);
    everyWordOnce(m_script, m_program->storedLines(), wholeUntil);
}

void DeepgramCallTest::realCallsAreHeard_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<int>("bits");
    QTest::newRow("8 kHz, 8 bit, one track") << QStringList{QStringLiteral("Auto0_mono_8k_u8.wav")} << 8;
    QTest::newRow("8 kHz, both sides") << QStringList{QStringLiteral("Auto_Repairs_49_UTC_agent.wav"),
                                                      QStringLiteral("Auto_Repairs_49_UTC_caller.wav")}
                                       << 16;
}

/// Telephone calls as they are recorded by others, sent live and as files. Their sound says nothing to the
/// scripted provider, which hears its words by the place alone.
void DeepgramCallTest::realCallsAreHeard()
{
    QFETCH(QStringList, files);
    QFETCH(int, bits);
    constexpr qsizetype head = 44;
    QList<QByteArray> tracks;
    for (const QString &name : std::as_const(files)) {
        QFile file(fixturesFolder().filePath(QStringLiteral("audio/") + name));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("No recorded calls here: TALKTRACK_FIXTURES names no folder that has them.");
        tracks.append(file.readAll().mid(head));
    }
    const int bytes = bits / 8;
    QByteArray sound;
    for (qsizetype at = 0; at + bytes <= tracks.constFirst().size(); at += bytes)
        for (const QByteArray &track : std::as_const(tracks))
            sound.append(track.mid(at, bytes));
    const double seconds = static_cast<double>(tracks.constFirst().size()) / bytes / 8000;
    const int channels = static_cast<int>(tracks.size());
    DeepgramProgram program(MarkedScript::random(5, seconds - 5));
    program.server().setStartOfStreams([](int) { return 0; });
    const QString file = program.write(QStringLiteral("real.wav"), wavFile(8000, channels, bits, sound));

    const Program::Output live =
        program.run({QStringLiteral("live"), QStringLiteral("--input"), file, QStringLiteral("--json"),
                     QStringLiteral("--speech"), QStringLiteral("deepgram"), QStringLiteral("--speed"),
                     QStringLiteral("16")});
    QVERIFY2(live.exitCode == 0, live.err.constData());
    QCOMPARE(program.server().connections().size(), 1);
    // All of it, at the rate the provider is told, and not a moment more.
    const ConnectionRecord connection = program.server().connections().constFirst();
    QCOMPARE(connection.query.queryItemValue(QStringLiteral("sample_rate")), QStringLiteral("16000"));
    QVERIFY2(std::abs(connection.soundSeconds - seconds) < 0.2,
             qPrintable(QStringLiteral("%1 of %2 s").arg(connection.soundSeconds).arg(seconds)));
    QVERIFY(program.storedLines().size() > 10);

    const Program::Output import =
        program.run({QStringLiteral("import"), file, QStringLiteral("--speech"), QStringLiteral("deepgram")});
    QVERIFY2(import.exitCode == 0, import.err.constData());
    const QList<RequestRecord> requests = program.server().requests(Endpoint::Recording);
    QCOMPARE(requests.size(), 1);
    QCOMPARE(requests.constFirst().bodyBytes, QFileInfo(file).size());
}

QTEST_GUILESS_MAIN(DeepgramCallTest)
#include "tst_deepgram_call.moc"
