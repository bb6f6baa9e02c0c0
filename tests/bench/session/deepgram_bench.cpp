// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of the real program through a scripted Deepgram on loopback: how long a message takes from the wire
// to the line that is handed on, what a second of sound costs on the line, and what becomes of the memory in
// a long call. Usage: bench_deepgram [MINUTES [SPEED]]; two hours at twenty times their speed unless told.
#include "tests/commands/deepgram_program.h"
#include "tests/support/pulse_server.h"
#include "tests/support/test_sound.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTextStream>
#include <QtEndian>

#include <algorithm>
#include <vector>

using namespace talktrack;
using namespace talktrack::test;

namespace {

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

/// The call's sound, written as it is made: hours of it do not fit into memory.
QString writeCall(const Program &program, const MarkedScript &script, double seconds)
{
    const QString path = program.path(QStringLiteral("call.wav"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no place for the call");
    const qint64 end = positionAt(seconds) / frameSamples * frameSamples;
    // The head of a file of that length; its sound follows.
    const QByteArray head = wavFile(sampleRateHz, trackCount, 16, QByteArray());
    const auto soundBytes = static_cast<quint32>(end * trackCount * 2);
    QByteArray sized = head;
    qToLittleEndian<quint32>(soundBytes + static_cast<quint32>(head.size()) - 8, sized.data() + 4);
    qToLittleEndian<quint32>(soundBytes, sized.data() + head.size() - 4);
    file.write(sized);
    QByteArray block;
    for (qint64 position = 0; position < end; position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        for (std::size_t i = 0; i < frameSamples; ++i)
            for (std::size_t track = 0; track < trackCount; ++track)
                block.append(reinterpret_cast<const char *>(&frame.samples.at(track).at(i)), sizeof(qint16));
        if (block.size() > 1'000'000) {
            file.write(block);
            block.clear();
        }
    }
    file.write(block);
    return path;
}

/// Of a process; bytes that are in memory and belong to no other, and seconds of processor.
struct Use
{
    qint64 memory = 0;
    double cpu = 0;
};

Use useOf(qint64 pid)
{
    Use use;
    QFile smaps(QStringLiteral("/proc/%1/smaps_rollup").arg(pid));
    if (smaps.open(QIODevice::ReadOnly))
        for (const QByteArray &line : smaps.readAll().split('\n'))
            if (line.startsWith("Private_Dirty:"))
                use.memory = line.simplified().split(' ').at(1).toLongLong() * 1024;
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (stat.open(QIODevice::ReadOnly)) {
        const QByteArray content = stat.readAll();
        const QList<QByteArray> fields = content.mid(content.lastIndexOf(')') + 2).split(' ');
        use.cpu = (fields.at(11).toDouble() + fields.at(12).toDouble()) / 100;
    }
    return use;
}

struct Played
{
    QList<QJsonObject> events;
    /// By whole minutes of the call.
    QMap<int, Use> uses;
    double seconds = 0;
    int exitCode = -1;
};

/// Runs a call and looks at the process at each minute of the call's own time.
Played play(const DeepgramProgram &program, const QString &wav, double speed)
{
    Played played;
    QProcess process;
    QElapsedTimer clock;
    clock.start();
    program.start(process, {QStringLiteral("live"), QStringLiteral("--input"), wav, QStringLiteral("--json"),
                            QStringLiteral("--speech"), QStringLiteral("deepgram"), QStringLiteral("--speed"),
                            QString::number(speed)});
    while (process.state() != QProcess::NotRunning || process.canReadLine()) {
        if (!process.canReadLine()) {
            process.waitForReadyRead(1000);
            continue;
        }
        const QJsonObject event = QJsonDocument::fromJson(process.readLine()).object();
        const QString name = event.value(QLatin1String("event")).toString();
        if (name == QLatin1String("metrics")) {
            const int minute = static_cast<int>(event.value(QLatin1String("at")).toDouble() / 60);
            if (!played.uses.contains(minute))
                played.uses.insert(minute, useOf(process.processId()));
        } else if (name == QLatin1String("transcript") || name == QLatin1String("state")) {
            played.events.append(event);
        }
    }
    played.seconds = static_cast<double>(clock.elapsed()) / 1000;
    played.exitCode = process.exitCode();
    return played;
}

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return -1;
    std::sort(values.begin(), values.end());
    return values.at(static_cast<std::size_t>(share * static_cast<double>(values.size() - 1)));
}

void sayLatency(const QString &what, const QList<QJsonObject> &events, bool final)
{
    std::vector<double> latencies;
    for (const QJsonObject &event : events)
        if (event.value(QLatin1String("event")) == QLatin1String("transcript") &&
            event.value(QLatin1String("final")).toBool() == final)
            latencies.push_back(event.value(QLatin1String("latency_ms")).toDouble());
    out() << what << ": " << latencies.size() << " lines, p50 " << percentile(latencies, 0.5) << " ms, p99 "
          << percentile(latencies, 0.99) << " ms\n";
}

void shortCall()
{
    constexpr double seconds = 90;
    const MarkedScript script = MarkedScript::random(3, seconds);
    const DeepgramProgram program(script);
    const Played played = play(program, writeCall(program, script, seconds), 1);
    out() << "a call of " << seconds << " s as it is spoken, exit code " << played.exitCode << "\n";
    sayLatency(QStringLiteral("  from the wire to the line handed on, interim"), played.events, false);
    sayLatency(QStringLiteral("  the same, final, on the disk first"), played.events, true);
    for (const ConnectionRecord &connection : program.server().connections())
        out() << "  on the line: " << connection.wireBytes << " bytes for " << connection.soundBytes
              << " of sound in " << connection.soundSeconds << " s: "
              << static_cast<double>(connection.wireBytes - connection.soundBytes) / connection.soundSeconds
              << " bytes more a second\n";
    out().flush();
}

void longCall(double minutes, double speed)
{
    const double seconds = minutes * 60;
    const MarkedScript script = MarkedScript::random(7, seconds);
    const DeepgramProgram program(script);
    const Played played = play(program, writeCall(program, script, seconds), speed);
    out() << "a call of " << minutes << " min at " << speed << " times its speed: " << played.seconds
          << " s, exit code " << played.exitCode << "\n";
    const Use five = played.uses.value(5);
    for (auto it = played.uses.cbegin(); it != played.uses.cend(); ++it)
        if (it.key() % 15 == 0 || it.key() == 5 || it == std::prev(played.uses.cend()))
            out() << "  minute " << it.key() << ": " << static_cast<double>(it->memory) / 1e6 << " MB ("
                  << static_cast<double>(it->memory - five.memory) / 1e6 << " since minute five), " << it->cpu
                  << " s of processor\n";
    QHash<QString, int> heard;
    for (const QJsonObject &line : program.storedLines())
        for (const QString &word : line.value(QLatin1String("text")).toString().split(u' '))
            ++heard[plainWord(word)];
    const auto once = std::count_if(script.words().begin(), script.words().end(),
                                    [&](const ScriptedWord &word) { return heard.value(word.text) == 1; });
    out() << "  words of the script: " << script.words().size() << ", there exactly once: " << once << "\n";
    sayLatency(QStringLiteral("  from the wire to the line handed on, final"), played.events, true);
    out().flush();
}

/// Both tracks of the demo call, each on its own device, and the words of a script for them.
void callInTheWindow()
{
    constexpr double seconds = 150;
    PulseServer sound;
    if (!sound.start()) {
        out() << sound.problem() << "\n";
        return;
    }
    DeepgramProgram program(MarkedScript::random(3, seconds));
    program.server().setStartOfStreams([](int) { return 0; });
    program.setEnvironment(QStringLiteral("DISPLAY"), qEnvironmentVariable("DISPLAY"));
    program.write(QStringLiteral("talktrack.ini"), "[speech]\nengine=deepgram\n");
    const QString demo = QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.opus");
    const Playing rep(demo, QStringLiteral("mic_feed"));
    const Playing customer(demo, QStringLiteral("speakers"));
    QProcess window;
    program.start(window, {});
    const auto wait = [](int ms) {
        QThread::msleep(static_cast<unsigned long>(ms));
    };
    wait(5000);
    const Use idle = useOf(window.processId());
    wait(10'000);
    const Use still = useOf(window.processId());
    QProcess::execute(QStringLiteral("xdotool"),
                      {QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--name"),
                       QStringLiteral("Talktrack"), QStringLiteral("windowfocus"), QStringLiteral("key"),
                       QStringLiteral("Return")});
    wait(15'000);
    const Use before = useOf(window.processId());
    constexpr int measured = 60;
    wait(measured * 1000);
    const Use after = useOf(window.processId());
    const QList<ConnectionRecord> connections = program.server().connections();
    out() << "the window before the call, meters moving: " << (still.cpu - idle.cpu) * 10 << " % of a core, "
          << static_cast<double>(still.memory) / 1e6 << " MB of its own\n"
          << "a live call in the window: " << (after.cpu - before.cpu) * 100 / measured << " % of a core, "
          << static_cast<double>(after.memory) / 1e6 << " MB of its own; "
          << (connections.isEmpty() ? 0 : connections.constFirst().soundSeconds) << " s sent, "
          << (connections.isEmpty() ? 0 : connections.constFirst().messagesSaid) << " messages received\n";
    out().flush();
    window.terminate();
    window.waitForFinished(20'000);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("window")) {
        callInTheWindow();
        return 0;
    }
    shortCall();
    longCall(arguments.size() > 1 ? arguments.at(1).toDouble() : 120,
             arguments.size() > 2 ? arguments.at(2).toDouble() : 20);
    return 0;
}
