// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_live.h"
#include "tests/support/fake_clock.h"
#include "tests/support/marked_sound.h"
#include "tests/support/pumped_time.h"
#include "tests/support/scripted_deepgram.h"

#include <QHash>
#include <QTest>

#include <memory>
#include <optional>

namespace talktrack::test {

/// A call between the live engine and the scripted server, in virtual time.
class DeepgramDialogue
{
public:
    explicit DeepgramDialogue(MarkedScript theScript, DeepgramLiveSetup theSetup = {})
        : script(std::move(theScript))
        , server(clock, script)
        , setup(std::move(theSetup))
    {
        setup.baseUrl = server.baseUrl();
        time.onStep([this] { server.tick(); });
        time.onStep([this] {
            if (speaking && engine)
                feedNext();
            if (engine)
                engine->tick();
            // A refusal is asked for its reason by HTTP, which has a thread of its own and needs real time.
            const bool isAway = states.isEmpty() || (states.constLast().condition != PartCondition::Live &&
                                                     states.constLast().condition != PartCondition::Degraded);
            if (isAway && givesRealTime)
                QTest::qWait(1);
        });
    }

    void
    begin(std::shared_ptr<DeepgramCredentials> credentials = std::make_shared<FixedDeepgramKey>("test-key"))
    {
        engine = std::make_unique<DeepgramLive>(setup, std::move(credentials), history, clock);
        QObject::connect(engine.get(), &SpeechEngine::utteranceChanged, engine.get(),
                         [this](const Utterance &heard) {
                             QVERIFY2(!isOver(), "something was said after the end");
                             QVERIFY2(!finals.contains(heard.id), "an utterance changed after it was final");
                             if (heard.final)
                                 finals.insert(heard.id, heard);
                             else
                                 interims.insert(heard.id, heard);
                         });
        QObject::connect(engine.get(), &SpeechEngine::utteranceWithdrawn, engine.get(),
                         [this](const QString &id) {
                             QVERIFY2(!finals.contains(id), "a final utterance was withdrawn");
                             interims.remove(id);
                             ++withdrawn;
                         });
        QObject::connect(engine.get(), &SpeechEngine::gapFound, engine.get(), [this](const SpeechGap &gap) {
            QVERIFY2(!isOver(), "a gap was found after the end");
            gaps.append(gap);
        });
        QObject::connect(engine.get(), &SpeechEngine::stateChanged, engine.get(),
                         [this](const PartState &state) {
                             QVERIFY2(!isOver(), "a state changed after the end");
                             states.append(state);
                         });
        QObject::connect(engine.get(), &SpeechEngine::progressed, engine.get(), [this](qint64 position) {
            QVERIFY2(!isOver(), "progress was told after the end");
            progress = position;
        });
        QObject::connect(engine.get(), &SpeechEngine::finished, engine.get(), [this] {
            QVERIFY(!isOver());
            finished = true;
        });
        QObject::connect(engine.get(), &SpeechEngine::failed, engine.get(), [this](const Error &error) {
            QVERIFY(!isOver());
            failed = error;
        });
        engine->start(options);
    }

    bool isOver() const { return finished || failed; }

    /// The conversation goes on for this long.
    void talk(double seconds)
    {
        speaking = true;
        time.run(std::chrono::milliseconds(std::llround(seconds * 1000)));
        speaking = false;
    }

    /// Time passes in which no sound comes.
    void wait(double seconds) { time.run(std::chrono::milliseconds(std::llround(seconds * 1000))); }

    /// The end of the call; true if the engine came to its end in time.
    bool end(double within = 120)
    {
        engine->finish();
        return time.runUntil([this] { return isOver(); },
                             std::chrono::milliseconds(std::llround(within * 1000)));
    }

    QList<ScriptedWord> words() const
    {
        QList<ScriptedWord> words;
        for (const Utterance &utterance : finals)
            for (const Word &word : utterance.words)
                words.append({utterance.track, word.text, word.start, word.end});
        return words;
    }

    QList<CallSpan> gapSpans() const
    {
        QList<CallSpan> spans;
        for (const SpeechGap &gap : gaps)
            spans.append({secondsAt(gap.from), secondsAt(gap.to)});
        return spans;
    }

    ScriptFindings findings() const { return compareWithScript(script, words(), secondsAt(fed), gapSpans()); }

    bool said(PartReason reason) const
    {
        return std::any_of(states.begin(), states.end(),
                           [reason](const PartState &state) { return state.reason == reason; });
    }

    int connections() const { return static_cast<int>(server.connections().size()); }

    /// Seconds of sound in gaps, over both tracks.
    double gapSeconds() const
    {
        double sum = 0;
        for (const SpeechGap &gap : gaps)
            sum += secondsAt(gap.to - gap.from);
        return sum;
    }

    FakeClock clock;
    PumpedTime time{clock};
    MarkedScript script;
    ScriptedDeepgram server;
    MemoryHistory history;
    DeepgramLiveSetup setup;
    SpeechOptions options;
    std::unique_ptr<DeepgramLive> engine;
    /// Frames per step: more than one plays a file faster.
    int framesPerStep = 1;
    /// Both tracks are digital silence, as in a pause.
    bool paused = false;
    bool speaking = false;
    /// While the engine is not connected.
    bool givesRealTime = true;
    qint64 fed = 0;
    qint64 progress = 0;

    QHash<QString, Utterance> finals;
    QHash<QString, Utterance> interims;
    int withdrawn = 0;
    QList<SpeechGap> gaps;
    QList<PartState> states;
    bool finished = false;
    std::optional<Error> failed;

private:
    void feedNext()
    {
        for (int i = 0; i < framesPerStep; ++i) {
            AudioFrame frame = script.frameAt(fed);
            if (paused)
                frame.samples = {};
            fed += frameSamples;
            history.append(frame);
            engine->feed(frame);
        }
    }
};

} // namespace talktrack::test

#define COMPARE_WITH_SCRIPT(dialogue)                                                                        \
    do {                                                                                                     \
        const talktrack::test::ScriptFindings findings_ = (dialogue).findings();                             \
        QVERIFY2(findings_.isExact(), qPrintable(findings_.describe()));                                     \
    } while (false)
