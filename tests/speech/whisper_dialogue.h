// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/whisper/whisper_engine.h"
#include "tests/support/fake_clock.h"
#include "tests/support/marked_sound.h"
#include "tests/support/pumped_time.h"
#include "tests/support/scripted_deepgram.h"

#include <QHash>
#include <QTest>

#include <memory>
#include <optional>

namespace talktrack::test {

/// A call between the Whisper engine and the scripted server, in virtual time. The engine's requests travel
/// on a thread of Qt's own: time stands while one may be answered, up to realPatience of real time each.
class WhisperDialogue
{
public:
    explicit WhisperDialogue(MarkedScript theScript)
        : script(std::move(theScript))
        , server(clock, script)
    {
        setup.baseUrl = server.baseUrl();
        setup.key = "test-key";
        setup.model = QStringLiteral("whisper-1");
        time.onStep([this] { server.tick(); });
        time.onStep([this] {
            if (speaking)
                feedNext();
            engine->tick();
            waitForAnswers();
        });
    }

    void begin()
    {
        engine = std::make_unique<WhisperEngine>(setup, history, clock);
        auto *const it = engine.get();
        QObject::connect(it, &SpeechEngine::utteranceChanged, it, [this](const Utterance &heard) {
            QVERIFY2(!isOver(), "something was said after the end");
            QVERIFY2(heard.final, "an interim text");
            QVERIFY2(!ids.contains(heard.id), "an utterance changed after it was final");
            ids.insert(heard.id);
            auto &last = lastStart[static_cast<std::size_t>(trackIndex(heard.track))];
            QVERIFY2(heard.start >= last, "an utterance out of order");
            last = heard.start;
            finals.append(heard);
        });
        QObject::connect(it, &SpeechEngine::gapFound, it, [this](const SpeechGap &gap) {
            QVERIFY2(!isOver(), "a gap after the end");
            gaps.append(gap);
        });
        QObject::connect(it, &SpeechEngine::stateChanged, it,
                         [this](const PartState &state) { states.append(state); });
        QObject::connect(it, &SpeechEngine::voiceChanged, it, [this](Track track, bool begins, qint64) {
            voices[static_cast<std::size_t>(trackIndex(track))] += begins ? 1 : 0;
        });
        QObject::connect(it, &SpeechEngine::progressed, it, [this](qint64 position) {
            QVERIFY(position >= progress);
            progress = position;
        });
        QObject::connect(it, &SpeechEngine::finished, it, [this] {
            QVERIFY(!isOver());
            finished = true;
        });
        QObject::connect(it, &SpeechEngine::failed, it, [this](const Error &error) {
            QVERIFY(!isOver());
            failed = error;
        });
        engine->start(options);
        waitForAnswers();
    }

    bool isOver() const { return finished || failed; }

    /// The conversation goes on for this long.
    void talk(double seconds)
    {
        speaking = true;
        wait(seconds);
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

    ScriptFindings findings(double tolerance = 0.05) const
    {
        QList<ScriptedWord> words;
        for (const Utterance &utterance : finals)
            for (const Word &word : utterance.words)
                words.append({utterance.track, word.text, word.start, word.end});
        QList<CallSpan> spans;
        for (const SpeechGap &gap : gaps)
            spans.append({secondsAt(gap.from), secondsAt(gap.to)});
        return compareWithScript(script, words, secondsAt(fed), spans, tolerance);
    }

    bool said(PartCondition condition, PartReason reason) const
    {
        return std::any_of(states.begin(), states.end(), [&](const PartState &state) {
            return state.condition == condition && state.reason == reason;
        });
    }

    /// Seconds of sound in gaps, over both tracks.
    double gapSeconds() const
    {
        double sum = 0;
        for (const SpeechGap &gap : gaps)
            sum += secondsAt(gap.to - gap.from);
        return sum;
    }

    QList<RequestRecord> requests() const { return server.requests(Endpoint::Whisper); }

    FakeClock clock;
    PumpedTime time{clock};
    MarkedScript script;
    ScriptedDeepgram server;
    MemoryHistory history;
    WhisperSetup setup;
    SpeechOptions options;
    std::unique_ptr<WhisperEngine> engine;
    /// More than one plays a file faster, as far as it is consumed.
    int framesPerStep = 1;
    std::chrono::milliseconds realPatience{1500};
    bool speaking = false;
    qint64 fed = 0;
    qint64 progress = 0;

    QList<Utterance> finals;
    QSet<QString> ids;
    std::array<double, trackCount> lastStart{};
    std::array<int, trackCount> voices{};
    QList<SpeechGap> gaps;
    QList<PartState> states;
    bool finished = false;
    std::optional<Error> failed;

private:
    void feedNext()
    {
        for (int i = 0; i < framesPerStep; ++i) {
            if (setup.callSpeed <= 0 && fed > progress + 20LL * sampleRateHz)
                return;
            const AudioFrame frame = script.frameAt(fed);
            fed += frameSamples;
            history.append(frame);
            engine->feed(frame);
        }
    }

    void waitForAnswers()
    {
        while (engine->figures().underWay > 0 && engine->figures().requests != m_held) {
            const auto before = engine->figures();
            const bool moved = time.settleUntil([&] { return !(engine->figures() == before); }, realPatience);
            if (!moved)
                m_held = before.requests;
        }
    }

    /// The number of requests when one of them was found not to be answered without time.
    int m_held = -1;
};

} // namespace talktrack::test

#define COMPARE_WITH_SCRIPT(dialogue)                                                                        \
    do {                                                                                                     \
        const talktrack::test::ScriptFindings findings_ = (dialogue).findings();                             \
        QVERIFY2(findings_.isExact(), qPrintable(findings_.describe()));                                     \
    } while (false)
