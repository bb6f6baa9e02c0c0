// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/clock.h"
#include "tests/commands/program.h"
#include "tests/support/marked_wav.h"
#include "tests/support/scripted_deepgram.h"

#include <QDirIterator>
#include <QThread>
#include <QTimer>

#include <memory>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

constexpr auto key = "dg-secret-key-0123456789";
constexpr double callSeconds = 40;

} // namespace

/// Calls by the real program with a scripted Deepgram on loopback.
class DeepgramCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_wav = wavOf(m_script, callSeconds); }
    void init();
    void cleanup();

    void hearsBothSides();
    void fillsWhatAnOutageLeftOut();
    void aRefusedKeyEndsTheFileAndSaysSo();
    void withoutAKeyItSaysWhatToDo();
    void anUnsafeAddressIsRefused();
    void aWhisperServerHearsBothSidesToo();

private:
    QList<ScriptedWord> storedWords(const QString &call) const;
    Program::Output live(const QStringList &more);
    void keyIsNowhere(const Program::Output &output) const;

    const MarkedScript m_script = MarkedScript::random(11, callSeconds);
    QByteArray m_wav;
    SystemClock m_clock;
    QThread m_thread;
    ScriptedDeepgram *m_server = nullptr;
    std::unique_ptr<Program> m_program;
    QString m_file;
};

void DeepgramCallTest::init()
{
    m_program = std::make_unique<Program>();
    m_file = m_program->write(QStringLiteral("call.wav"), m_wav);
    // The program is waited for, so the server answers from a thread of its own.
    m_server = new ScriptedDeepgram(m_clock, m_script);
    m_server->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
    m_thread.start();
    m_program->setEnvironment(QStringLiteral("DEEPGRAM_API_KEY"), QLatin1String(key));
    m_program->setEnvironment(QStringLiteral("DEEPGRAM_BASE_URL"), m_server->baseUrl().toString());
    m_program->setEnvironment(QStringLiteral("WHISPER_BASE_URL"), m_server->baseUrl().toString());
}

void DeepgramCallTest::cleanup()
{
    m_thread.quit();
    m_thread.wait();
    m_server = nullptr;
}

Program::Output DeepgramCallTest::live(const QStringList &more)
{
    return m_program->run(
        QStringList{QStringLiteral("live"), QStringLiteral("--input"), m_file, QStringLiteral("--json")} +
        more);
}

QList<ScriptedWord> DeepgramCallTest::storedWords(const QString &call) const
{
    QList<ScriptedWord> words;
    const Program::Output shown = m_program->run({QStringLiteral("show"), call, QStringLiteral("--json")});
    const QJsonArray lines =
        QJsonDocument::fromJson(shown.out).object().value(QLatin1String("lines")).toArray();
    for (const QJsonValue &value : lines) {
        const QJsonObject line = value.toObject();
        const Track track = trackOf(line.value(QLatin1String("speaker")).toString());
        const QStringList texts = line.value(QLatin1String("text")).toString().split(u' ');
        for (const QString &text : texts)
            words.append({track, text, line.value(QLatin1String("start")).toDouble(),
                          line.value(QLatin1String("end")).toDouble()});
    }
    return words;
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

namespace {

/// Every word of the script once, on the right side.
void everyWordOnce(const MarkedScript &script, const QList<ScriptedWord> &understood)
{
    QHash<QString, int> count;
    for (const ScriptedWord &word : understood)
        ++count[QString::number(trackIndex(word.track)) + plainWord(word.text)];
    for (const ScriptedWord &word : script.words()) {
        // The file may end in the middle of the last one.
        if (word.end > callSeconds - 0.5)
            continue;
        const QString name = QString::number(trackIndex(word.track)) + plainWord(word.text);
        QVERIFY2(count.value(name) == 1,
                 qPrintable(QStringLiteral("%1 × %2").arg(name).arg(count.value(name))));
    }
}

} // namespace

void DeepgramCallTest::hearsBothSides()
{
    const Program::Output output = live({QStringLiteral("--speech"), QStringLiteral("deepgram"),
                                         QStringLiteral("--speed"), QStringLiteral("8")});
    QCOMPARE(output.exitCode, 0);
    const QList<QJsonObject> events = output.objects();
    QCOMPARE(events.constFirst().value(QLatin1String("speech")).toString(), QStringLiteral("deepgram"));
    const QString call = events.constFirst().value(QLatin1String("call_id")).toString();
    everyWordOnce(m_script, storedWords(call));
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
    everyWordOnce(m_script, storedWords(QStringLiteral("last")));
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
    everyWordOnce(m_script, storedWords(QStringLiteral("last")));
}

QTEST_GUILESS_MAIN(DeepgramCallTest)
#include "tst_deepgram_call.moc"
