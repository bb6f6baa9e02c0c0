// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"
#include "core/model/part_state.h"
#include "core/model/playbook.h"
#include "core/model/transcription.h"
#include "core/support/error.h"

#include <QMetaType>
#include <QObject>

#include <chrono>
#include <optional>

namespace talktrack {

/// What a recogniser heard of one utterance so far. The next one with the same id replaces it; the last one
/// is final.
struct Utterance
{
    QString id;
    Track track = Track::Rep;
    /// Diarised speaker within the track, 0 for the first or only one.
    int speakerNumber = 0;
    QString text;
    /// Seconds since the call's start, by the sample clock.
    double start = 0;
    double end = 0;
    QList<Word> words;
    std::optional<double> confidence;
    bool final = false;
    /// Which engine heard it, where that is not the one the call was begun with.
    QString engine;
    /// When the sound or message that caused it arrived.
    std::chrono::steady_clock::time_point arrived{};
    bool operator==(const Utterance &) const = default;
};

/// A stretch of one track that the engine will not recognise any more.
struct SpeechGap
{
    Track track = Track::Rep;
    /// Sample positions, [from, to).
    qint64 from = 0;
    qint64 to = 0;
    bool operator==(const SpeechGap &) const = default;
};

struct SpeechOptions
{
    QString language = QStringLiteral("en");
    QList<VocabularyHint> vocabulary;
    /// Words to favour that the recogniser may know already.
    QStringList keyterms;
    bool operator==(const SpeechOptions &) const = default;
};

/// A recogniser of both tracks.
///
/// Thread: lives on the call thread; forms that compute do so on threads of their own.
/// Order: start(), feed() in order of position, finish(). Then stateChanged and utterance updates at any
/// time, and exactly one of finished (all that was fed has been answered, every utterance is final or
/// withdrawn) or failed (nothing more will come), and nothing after it. Frames may be fed right after
/// start().
class SpeechEngine : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Stable name, as in the contract: "pocketsphinx", "deepgram", "whisper".
    virtual QString name() const = 0;
    virtual void start(const SpeechOptions &options) = 0;
    virtual void feed(const AudioFrame &frame) = 0;
    virtual void finish() = 0;
    /// Other words to favour from now on, where the engine can change them in the middle of a call.
    virtual void favour(const QStringList &keyterms) { Q_UNUSED(keyterms) }
    /// The network may be back: an engine that waits to try again tries now, instead of when the wait is
    /// over.
    virtual void retryNow() {}

Q_SIGNALS:
    void stateChanged(const talktrack::PartState &state);
    void utteranceChanged(const talktrack::Utterance &utterance);
    /// An utterance shown as interim came to nothing; or a final one has been replaced by a better hearing.
    void utteranceWithdrawn(const QString &id);
    /// Somebody began or stopped to speak on a track, at this sample position.
    void voiceChanged(talktrack::Track track, bool speaking, qint64 position);
    /// Everything before this position has been consumed.
    void progressed(qint64 position);
    /// A stretch with speech in it was given up: no utterance of it will come.
    void gapFound(const talktrack::SpeechGap &gap);
    void finished();
    void failed(const talktrack::Error &error);
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::Utterance)
Q_DECLARE_METATYPE(talktrack::SpeechGap)
