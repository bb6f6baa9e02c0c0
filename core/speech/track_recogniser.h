// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/pocketsphinx_decoder.h"
#include "core/speech/sound_queue.h"
#include "core/speech/speech_engine.h"
#include "core/speech/utterance_segmenter.h"

#include <functional>
#include <memory>
#include <thread>
#include <variant>

namespace talktrack {

/// Recognises one track on a thread of its own.
///
/// Thread: made, fed and destroyed on the owner's thread. The sink is called on the recogniser's own thread,
/// and not any more once the destructor has returned. The destructor waits for at most the piece of work at
/// hand: loading the model, 100 ms of sound, or the last pass over an utterance. Order: Loaded, then the
/// others, then Done after finish(); or an Error, and nothing after it.
class TrackRecogniser final : private UtteranceListener
{
public:
    struct Loaded
    {
    };
    struct Withdrawn
    {
        QString id;
    };
    struct Voice
    {
        bool speaking = false;
        qint64 position = 0;
    };
    /// Everything before the position has been consumed and, but for an utterance still open there, reported.
    struct Progress
    {
        qint64 position = 0;
    };
    struct Done
    {
    };
    using Report = std::variant<Loaded, Error, Utterance, Withdrawn, Voice, Progress, Done>;
    using Sink = std::function<void(const Report &report)>;

    TrackRecogniser(Track track, QString modelDir, SpeechOptions options, Sink sink);
    ~TrackRecogniser() override;

    void feed(qint64 position, const SoundQueue::Sound &sound);
    void finish();
    /// Stops as soon as possible, with nothing more reported; the destructor does the same and waits.
    void abort();
    double secondsBehind() const { return m_queue.secondsWaiting(); }
    qint64 droppedFrames() const { return m_queue.droppedFrames(); }

private:
    void run();
    void consume(const SoundQueue::Frame &frame);
    void reportProgress();
    void voiceChanged(bool speaking, qint64 position) override;
    void utteranceBegan(qint64 position) override;
    void utteranceSound(std::span<const qint16> samples) override;
    void utteranceEnded(qint64 position) override;
    void passToDecoder();
    void showInterim();
    Utterance utterance(const QList<HeardWord> &words) const;

    const Track m_track;
    const QString m_modelDir;
    const SpeechOptions m_options;
    const Sink m_sink;
    SoundQueue m_queue;

    // Of the recogniser's own thread.
    std::unique_ptr<PocketSphinxDecoder> m_decoder;
    UtteranceSegmenter m_segmenter;
    std::vector<qint16> m_unpassed;
    std::chrono::steady_clock::time_point m_arrived{};
    QString m_id;
    QString m_interimText;
    qint64 m_start = 0;
    qint64 m_sinceInterim = 0;
    qint64 m_position = 0;
    qint64 m_reported = 0;

    std::thread m_thread;
};

} // namespace talktrack
