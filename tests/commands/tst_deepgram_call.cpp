// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/commands/deepgram_program.h"
#include "tests/support/marked_wav.h"

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

QTEST_GUILESS_MAIN(DeepgramCallTest)
#include "tst_deepgram_call.moc"
