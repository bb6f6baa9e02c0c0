// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_credentials.h"
#include "core/speech/deepgram/deepgram_query.h"
#include "core/speech/deepgram/link_watch.h"
#include "core/speech/sound_history.h"
#include "core/speech/speech_engine.h"
#include "core/support/backoff.h"
#include "core/support/clock.h"

#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>

namespace talktrack {

struct DeepgramLiveSetup
{
    QUrl baseUrl{QStringLiteral("https://api.deepgram.com")};
    /// Language and keyterms are taken from the speech options.
    DeepgramRequest request;
    /// In place of the options' language.
    QString language = {};
    /// How many seconds of the call pass in one second; 0 = a file, as fast as this engine takes it.
    double callSpeed = 1;
    LinkWatch::Limits limits;
    Backoff::Options backoff;
    /// A connection that has answered for this long makes the next loss start from the beginning.
    std::chrono::seconds stableAfter{10};
    /// Seconds of the call that may be caught up after a drop; what is more is given up for now (gapFound).
    double mostBehind = 30;
    /// How long the end of a call waits for a connection that makes no progress.
    std::chrono::seconds finishPatience{15};
};

/// Recognition by Deepgram, live: one socket, two channels.
///
/// Sound is read from the call's history, so that nothing depends on what a connection was able to take.
/// Words count once they are final; after a drop the sound goes out again from 0.3 s before the last final
/// position of each track, at no more than 1.25 × real time, and words already had are left out. What is
/// further behind than mostBehind is given up (gapFound) and the live conversation goes on. Sound of digital
/// silence on both tracks (a pause) is not sent. Where the line is alive but too thin for raw sound
/// (ThinLineWatch), the connection is made anew and sound is sent compressed for the rest of the call.
///
/// States (part Speech): Connecting; Live; Reconnecting with the reason, for how long and how much sound
/// waits, once a second; Degraded/CatchingUp with what waits; Degraded/ThinLine with what waits, to the end
/// of the call; Failed with the reason, after which it does not try again but goes on hearing voices, so that
/// figures stay true; the engine's end is then failed(). Errors: KeyMissing, KeyRefused, NoCredit,
/// ProviderRefused, NetworkAway (never reached at all up to the end).
class DeepgramLive final : public SpeechEngine
{
    Q_OBJECT

public:
    struct Figures
    {
        int connections = 0;
        qint64 doubles = 0;
        qint64 outOfRange = 0;
        qint64 notUnderstood = 0;
        qint64 bytesSent = 0;
        bool operator==(const Figures &) const = default;
    };

    /// The history and the clock outlive it.
    DeepgramLive(DeepgramLiveSetup setup, std::shared_ptr<DeepgramCredentials> credentials,
                 const SoundHistory &history, const Clock &clock, QObject *parent = nullptr);
    ~DeepgramLive() override;

    QString name() const override;
    void start(const SpeechOptions &options) override;
    void feed(const AudioFrame &frame) override;
    void finish() override;
    void favour(const QStringList &keyterms) override;
    void retryNow() override;

    /// All timing happens here; called by a timer of its own, and by tests whose time is not the wall's.
    void tick();

    Figures figures() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
