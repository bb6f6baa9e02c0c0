// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/gap_filler.h"
#include "core/speech/deepgram/deepgram_recording.h"
#include "tests/speech/deepgram_dialogue.h"

#include <random>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

constexpr double callSeconds = 180;

/// What goes wrong in one call, and when; the same for the same seed.
class Troubles
{
public:
    Troubles(quint32 seed, DeepgramDialogue &theCall)
        : m_random(seed)
        , call(theCall)
    {
        for (int connection = 0; connection < 12; ++connection)
            call.server.script(connection, faultsOfAConnection() + thinnessOf(seed, connection));
        call.server.setSeed(seed);
        call.server.setJitter(0.03);
        for (int i = 0; i < 3; ++i) {
            if (chance(0.6))
                m_outages.append({between(5, callSeconds), between(1, chance(0.3) ? 80 : 15), chance(0.4)});
        }
    }

    /// Called at each step of the call.
    void at(double now)
    {
        bool down = false;
        bool hole = false;
        for (const Outage &outage : std::as_const(m_outages)) {
            const bool on = now >= outage.from && now < outage.from + outage.seconds;
            down = down || (on && !outage.blackHole);
            hole = hole || (on && outage.blackHole);
        }
        if (std::exchange(m_down, down) != down)
            call.server.setDown(down);
        if (std::exchange(m_hole, hole) != hole)
            call.server.setBlackHole(hole);
    }

private:
    struct Outage
    {
        double from = 0;
        double seconds = 0;
        bool blackHole = false;
    };

    bool chance(double p) { return std::uniform_real_distribution<double>(0, 1)(m_random) < p; }
    double between(double a, double b) { return std::uniform_real_distribution<double>(a, b)(m_random); }
    std::chrono::milliseconds moment(double a, double b)
    {
        return std::chrono::milliseconds(std::llround(between(a, b) * 1000));
    }

    QList<Fault> faultsOfAConnection()
    {
        QList<Fault> faults;
        if (chance(0.15))
            faults.append(Fault::slice());
        if (chance(0.2))
            faults.append(Fault::duplicateFinals());
        if (chance(0.2))
            faults.append(Fault::disorder());
        if (chance(0.2))
            faults.append(Fault::missingFields());
        if (chance(0.2))
            faults.append(Fault::latency(moment(0.05, 0.8)));
        if (chance(0.2))
            faults.append(Fault::garbage().afterSound(moment(1, 60)));
        if (chance(0.1))
            faults.append(Fault::hugeMessage().afterSound(moment(1, 60)));
        if (chance(0.2))
            faults.append(Fault::beyondTheSound().afterSound(moment(1, 60)));
        if (chance(0.15))
            faults.append(Fault::delayAnswer(moment(0.1, 4)));
        if (chance(0.7))
            faults.append(ending());
        return faults;
    }

    /// The line of every fourth call is thin now and then, and that of every eighth all the time. By dice of
    /// its own.
    static QList<Fault> thinnessOf(quint32 seed, int connection)
    {
        std::mt19937 random(seed * 64 + static_cast<quint32>(connection));
        const bool thin = seed % 8 == 3 || (seed % 8 == 7 && random() % 2 == 0);
        if (!thin)
            return {};
        return {Fault::limitUpstream(std::uniform_int_distribution<int>(12'000, 40'000)(random))};
    }

    Fault ending()
    {
        const auto when = moment(0.2, 90);
        switch (std::uniform_int_distribution<int>(0, 10)(m_random)) {
        case 0:
            return Fault::drop().afterSound(when);
        case 1:
            return Fault::reset().afterSound(when);
        case 2:
            return Fault::close(1011, "NET-0000").afterSound(when);
        case 3:
            return Fault::close(1012, "restart").afterSound(when);
        case 4:
            return Fault::cutInMessage().afterSound(when);
        case 5:
            return Fault::stall().afterSound(when);
        case 6:
            return Fault::swallowButPong().afterSound(when);
        case 7:
            return Fault::stopReading().afterSound(when);
        case 8:
            return Fault::tooManyRequests();
        case 9:
            return Fault::unavailable();
        default:
            return Fault::drop().onCloseStream();
        }
    }

    std::mt19937 m_random;
    DeepgramDialogue &call;
    QList<Outage> m_outages;
    bool m_down = false;
    bool m_hole = false;
};

} // namespace

/// Whatever goes wrong between the program and the provider: every word that was spoken is in the transcript
/// exactly once and in its place, or lies in a marked gap; and once the provider is back, the gaps are
/// filled.
///
/// TALKTRACK_SEEDS=N tries N schedules of faults instead of a few.
class LosslessTranscriptTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyWordOnceWhateverGoesWrong_data()
    {
        QTest::addColumn<quint32>("seed");
        const int seeds = qEnvironmentVariableIsSet("TALKTRACK_SEEDS")
                              ? qEnvironmentVariableIntValue("TALKTRACK_SEEDS")
                              : 24;
        const int first = qEnvironmentVariableIntValue("TALKTRACK_FIRST_SEED");
        for (int i = 0; i < seeds; ++i)
            QTest::addRow("schedule %d", first + i) << static_cast<quint32>(first + i);
    }

    void everyWordOnceWhateverGoesWrong()
    {
        QFETCH(const quint32, seed);
        DeepgramDialogue call(MarkedScript::random(seed + 1000, callSeconds).withPilot());
        Troubles troubles(seed, call);
        call.time.onStep([&] { troubles.at(std::chrono::duration<double>(call.time.elapsed()).count()); });
        call.begin();
        call.talk(callSeconds);
        QVERIFY(call.end(180));
        QVERIFY(call.finished || (call.failed && call.failed->kind == ErrorKind::NetworkAway));
        COMPARE_WITH_SCRIPT(call);
        fillGaps(call);
    }

private:
    void fillGaps(DeepgramDialogue &call)
    {
        call.server.behave();
        call.server.setDown(false);
        call.server.setBlackHole(false);
        GapFiller filler(
            [&call](SoundToSend sound) -> std::unique_ptr<TranscriptionJob> {
                DeepgramRecordingSetup setup;
                setup.baseUrl = call.server.baseUrl();
                // The sound's first sample tells where in the call it stands; the server reads that from its
                // marks.
                return std::make_unique<DeepgramRecording>(
                    setup, std::make_shared<FixedDeepgramKey>("test-key"), std::move(sound));
            },
            [&call](qint64 position, std::span<qint16> into) { call.history.read(position, into); },
            QStringLiteral("deepgram"));
        QList<ScriptedWord> words = call.words();
        for (const SpeechGap &gap : std::as_const(call.gaps))
            filler.add(gap);
        for (const Utterance &utterance : std::as_const(call.finals)) {
            Transcription line;
            line.track = utterance.track;
            line.words = utterance.words;
            line.end = utterance.end;
            filler.note(line);
        }
        connect(&filler, &GapFiller::lineFilled, this, [&](const Utterance &utterance) {
            for (const Word &word : utterance.words)
                words.append({utterance.track, word.text, word.start, word.end});
        });
        int closed = 0;
        connect(&filler, &GapFiller::gapClosed, this, [&closed] { ++closed; });
        filler.setReachable(true);
        QTRY_COMPARE_WITH_TIMEOUT(closed, static_cast<int>(call.gaps.size()), 20'000);
        const ScriptFindings findings = compareWithScript(call.script, words, secondsAt(call.fed));
        if (!findings.isExact()) {
            for (const SpeechGap &gap : std::as_const(call.gaps))
                qInfo() << "gap" << trackIndex(gap.track) << secondsAt(gap.from) << secondsAt(gap.to);
            for (const ScriptedWord &word : call.script.words())
                if (findings.missing.contains(word.text))
                    qInfo() << "missing" << trackIndex(word.track) << word.start << word.end;
        }
        QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    }
};

QTEST_GUILESS_MAIN(LosslessTranscriptTest)
#include "tst_lossless_transcript.moc"
