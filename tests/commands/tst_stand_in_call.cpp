// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/file_decoder.h"
#include "tests/commands/deepgram_program.h"
#include "tests/support/marked_sound.h"
#include "tests/support/test_sound.h"

#include <QMap>

#include <memory>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

constexpr double callSeconds = 46;
const QString offline = QStringLiteral("pocketsphinx");

/// The beginning of the demo call, spoken, with marks in it from which the scripted provider reads where it
/// is: the provider hears a numbered word for each word of the reference, the offline recogniser what is
/// said.
struct SpokenCall
{
    SpokenCall()
    {
        QFile reference(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.json"));
        if (!reference.open(QIODevice::ReadOnly))
            qFatal("no reference");
        QList<ScriptedWord> words;
        const QJsonArray lines =
            QJsonDocument::fromJson(reference.readAll()).object().value(QLatin1String("lines")).toArray();
        for (const QJsonValue line : lines) {
            const double start = line[QLatin1String("start")].toDouble();
            const double end = line[QLatin1String("end")].toDouble();
            if (end > callSeconds - 0.5)
                break;
            const auto count = line[QLatin1String("text")].toString().split(u' ').size();
            const double each = (end - start) / static_cast<double>(count);
            for (int i = 0; i < count; ++i)
                words.append({trackOf(line[QLatin1String("speaker")].toString()),
                              QStringLiteral("w%1").arg(words.size(), 4, 10, QLatin1Char('0')),
                              start + i * each, start + (i + 1) * each - 0.06});
        }
        script = MarkedScript(words);
        auto decoder =
            FileDecoder::open(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.opus"));
        if (!decoder)
            qFatal("no demo call");
        Samples sound;
        for (qint64 position = 0; position < positionAt(callSeconds); position += frameSamples) {
            const std::vector<qint16> read = (*decoder)->read(frameSamples);
            AudioFrame frame;
            for (std::size_t i = 0; i * 2 + 1 < read.size(); ++i)
                for (std::size_t track = 0; track < trackCount; ++track)
                    frame.samples.at(track).at(i) = read.at(i * 2 + track);
            for (const Track track : {Track::Rep, Track::Customer})
                writeMark(frame.samples.at(static_cast<std::size_t>(trackIndex(track))), {track, position});
            const Samples both = interleaved(frame.samples[0], frame.samples[1]);
            sound.insert(sound.end(), both.begin(), both.end());
        }
        wav = wavFile(sampleRateHz, trackCount, sound);
    }

    MarkedScript script;
    QByteArray wav;
};

/// What a receiver of the event stream has on its screen in the end, and whether it ever had anything twice.
struct Screen
{
    explicit Screen(const QList<QJsonObject> &events)
    {
        for (const QJsonObject &event : events) {
            const QString name = event.value(QLatin1String("event")).toString();
            const QString segment = event.value(QLatin1String("segment")).toString();
            if (name == QLatin1String("transcript_removed")) {
                lines.remove(segment);
            } else if (name == QLatin1String("transcript")) {
                lines.insert(segment, event);
                if (event.value(QLatin1String("engine")).toString() == offline)
                    ++offlineEvents;
                look(event);
            } else if (name == QLatin1String("state") && event.value(QLatin1String("detail"))
                                                             .toString()
                                                             .contains(QStringLiteral("stands in"))) {
                saidSo = true;
            }
        }
    }

    void look(const QJsonObject &added)
    {
        for (const QJsonObject &line : std::as_const(lines)) {
            const double common = std::min(line.value(QLatin1String("end")).toDouble(),
                                           added.value(QLatin1String("end")).toDouble()) -
                                  std::max(line.value(QLatin1String("start")).toDouble(),
                                           added.value(QLatin1String("start")).toDouble());
            if (line.value(QLatin1String("segment")) != added.value(QLatin1String("segment")) &&
                line.value(QLatin1String("speaker")) == added.value(QLatin1String("speaker")) && common > 0.5)
                doubles.append(QStringLiteral("%1 | %2").arg(line.value(QLatin1String("text")).toString(),
                                                             added.value(QLatin1String("text")).toString()));
        }
    }

    int ofOffline() const
    {
        return static_cast<int>(std::count_if(lines.begin(), lines.end(), [](const QJsonObject &line) {
            return line.value(QLatin1String("engine")).toString() == offline;
        }));
    }

    QMap<QString, QJsonObject> lines;
    QStringList doubles;
    int offlineEvents = 0;
    bool saidSo = false;
};

} // namespace

/// The real program, the real offline recogniser and speech, with a scripted Deepgram that goes away.
class StandInCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void standsInForADropAndGivesWay();
    void isFilledInAfterAnOutageToTheEnd();
    void takesOverFromAKeyThatIsRefusedInTheCall();
    void staysOutIfToldTo();

private:
    Program::Output live();
    void everyWordOnce();

    const SpokenCall m_call;
    ScriptedDeepgram *m_server = nullptr;
    std::unique_ptr<DeepgramProgram> m_program;
};

void StandInCallTest::init()
{
    m_program = std::make_unique<DeepgramProgram>(m_call.script);
    m_server = &m_program->server();
}

Program::Output StandInCallTest::live()
{
    return m_program->run({QStringLiteral("live"), QStringLiteral("--input"),
                           m_program->write(QStringLiteral("call.wav"), m_call.wav), QStringLiteral("--json"),
                           QStringLiteral("--speech"), QStringLiteral("deepgram"), QStringLiteral("--speed"),
                           QStringLiteral("2")});
}

void StandInCallTest::everyWordOnce()
{
    const QList<QJsonObject> lines = m_program->storedLines();
    QHash<QString, int> count;
    for (const QJsonObject &line : lines) {
        QVERIFY2(!line.contains(QLatin1String("engine")), qPrintable(line[QLatin1String("text")].toString()));
        const QStringList texts = line.value(QLatin1String("text")).toString().split(u' ');
        for (const QString &word : texts)
            ++count[plainWord(word)];
    }
    for (const ScriptedWord &word : m_call.script.words())
        QVERIFY2(count.value(word.text) == 1,
                 qPrintable(QStringLiteral("%1 × %2").arg(word.text).arg(count.value(word.text))));
    QCOMPARE(count.size(), m_call.script.words().size());
}

void StandInCallTest::standsInForADropAndGivesWay()
{
    m_server->script(0, {Fault::drop().afterSound(14s)});
    // Eight seconds of a call at twice its speed.
    m_server->script(1, {Fault::unavailable(4)});
    const Program::Output output = live();
    QCOMPARE(output.exitCode, 0);
    const Screen screen(output.objects());
    QVERIFY(screen.offlineEvents > 0);
    QVERIFY(screen.saidSo);
    QVERIFY2(screen.doubles.isEmpty(), qPrintable(screen.doubles.join(u'\n')));
    QCOMPARE(screen.ofOffline(), 0);
    everyWordOnce();
    QCOMPARE(screen.lines.size(), m_program->storedLines().size());
}

void StandInCallTest::isFilledInAfterAnOutageToTheEnd()
{
    m_server->script(0, {Fault::drop().afterSound(8s)});
    for (int connection = 1; connection < 40; ++connection)
        m_server->script(connection, {Fault::unavailable()});
    const Program::Output output = live();
    const QList<QJsonObject> events = output.objects();
    const Screen screen(events);
    QVERIFY(screen.offlineEvents > 5);
    QVERIFY2(screen.doubles.isEmpty(), qPrintable(screen.doubles.join(u'\n')));
    QCOMPARE(screen.ofOffline(), 0);
    everyWordOnce();
    QCOMPARE(screen.lines.size(), m_program->storedLines().size());
    QStringList open;
    for (const QJsonObject &event : events) {
        const QJsonObject metadata = event.value(QLatin1String("metadata")).toObject();
        if (event.value(QLatin1String("type")).toString() != QLatin1String("gap"))
            continue;
        if (metadata.value(QLatin1String("closed")).toBool())
            open.removeAll(event.value(QLatin1String("id")).toString());
        else
            open.append(event.value(QLatin1String("id")).toString());
    }
    QVERIFY(open.isEmpty());
}

void StandInCallTest::takesOverFromAKeyThatIsRefusedInTheCall()
{
    m_server->script(0, {Fault::drop().afterSound(8s)});
    m_server->script(1, {Fault::invalidAuth()});
    m_server->alwaysRequest(Endpoint::Recording, Fault::invalidAuth());
    const Program::Output output = live();
    QCOMPARE(output.exitCode, 4);
    const QList<QJsonObject> events = output.objects();
    const Screen screen(events);
    QVERIFY2(screen.doubles.isEmpty(), qPrintable(screen.doubles.join(u'\n')));
    QVERIFY(screen.ofOffline() >= 5);
    const QList<QJsonObject> lines = m_program->storedLines();
    QCOMPARE(lines.size(), screen.lines.size());
    // The whole of the call is there, in the words of the one or the other.
    QVERIFY(lines.last().value(QLatin1String("end")).toDouble() > m_call.script.duration() - 4);
    QVERIFY(std::any_of(lines.begin(), lines.end(),
                        [](const QJsonObject &line) { return !line.contains(QLatin1String("engine")); }));
    bool open = false;
    for (const QJsonObject &event : events) {
        const QString type = event.value(QLatin1String("type")).toString();
        const QJsonObject metadata = event.value(QLatin1String("metadata")).toObject();
        open = open || type == QLatin1String("gap");
        QVERIFY(!metadata.value(QLatin1String("closed")).toBool());
    }
    QVERIFY(open);
    QCOMPARE(events.last().value(QLatin1String("event")).toString(), QStringLiteral("call_ended"));
    const Program::Output calls = m_program->run({QStringLiteral("calls"), QStringLiteral("--json")});
    QCOMPARE(calls.objects().first().value(QLatin1String("status")).toString(), QStringLiteral("completed"));
}

void StandInCallTest::staysOutIfToldTo()
{
    m_program->write(QStringLiteral("talktrack.ini"), "[speech]\nstand_in=false\n");
    m_server->script(0, {Fault::drop().afterSound(14s)});
    m_server->script(1, {Fault::unavailable(4)});
    const Program::Output output = live();
    QCOMPARE(output.exitCode, 0);
    const Screen screen(output.objects());
    QCOMPARE(screen.offlineEvents, 0);
    QVERIFY(!screen.saidSo);
    everyWordOnce();
}

QTEST_GUILESS_MAIN(StandInCallTest)
#include "tst_stand_in_call.moc"
