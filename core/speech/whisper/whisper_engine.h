// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/sound_history.h"
#include "core/speech/speech_engine.h"
#include "core/support/backoff.h"
#include "core/support/clock.h"

#include <QUrl>

#include <chrono>
#include <memory>

namespace talktrack {

struct WhisperSetup
{
    /// With or without /v1, or {base}/inference; https, or http on the local network.
    QUrl baseUrl;
    /// A bearer key; empty for servers that want none.
    QByteArray key;
    /// "whisper-1" if empty.
    QString model;
    /// How many seconds of the call pass in one second; 0 = a file, as fast as the server takes it.
    double callSpeed = 1;
    Backoff::Options backoff;
    /// For an answer, and the length of the utterance on top; twice that after a request went unanswered.
    std::chrono::seconds answerPatience{15};
    /// Seconds of speech that may wait; of what is more the oldest is given up for now (gapFound).
    double mostBehind = 60;
    /// How long the end of a call waits without an answer.
    std::chrono::seconds finishPatience{20};
};

/// Recognition by a Whisper-compatible server: utterance by utterance, as they end, each posted as a WAV of
/// its track. There is no interim text; an utterance is final when its answer comes.
///
/// Utterances are cut here (UtteranceSegmenter) and wait as places in the call; their sound is read from the
/// history when it goes out. At most two requests are under way, one per track, so that each track stays in
/// order; one while the server is not known to work. At the start, and after a loss while nobody spoke, a
/// second of silence is asked about, which finds out whether and how the server is to be asked.
///
/// States (part Speech): Connecting; Live; Reconnecting with the reason, for how long and how much speech
/// waits, once a second; Degraded/CatchingUp with what waits; Failed with the reason, after which it does not
/// try again but goes on hearing voices, every utterance becomes a gap, and the engine's end is failed().
/// Errors: KeyMissing, KeyRefused, NoCredit, ProviderRefused, and NetworkAway or ProviderBusy (nothing was
/// ever answered up to the end).
class WhisperEngine final : public SpeechEngine
{
    Q_OBJECT

public:
    struct Figures
    {
        int requests = 0;
        int answers = 0;
        /// Requests that have not ended.
        int underWay = 0;
        /// Answers in which nothing was said.
        int empty = 0;
        int givenUp = 0;
        bool operator==(const Figures &) const = default;
    };

    /// The history and the clock outlive it.
    WhisperEngine(WhisperSetup setup, const SoundHistory &history, const Clock &clock,
                  QObject *parent = nullptr);
    ~WhisperEngine() override;

    QString name() const override;
    void start(const SpeechOptions &options) override;
    void feed(const AudioFrame &frame) override;
    void finish() override;
    void retryNow() override;

    /// All timing happens here; called by a timer of its own, and by tests whose time is not the wall's.
    void tick();

    Figures figures() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
