// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/transcription_job.h"
#include "core/speech/whisper/whisper_engine.h"

#include <QTimer>

#include <memory>

namespace talktrack {

/// Recognition of a recording by a Whisper-compatible server: its utterances are cut out here and sent one by
/// one, as those of a call are (WhisperEngine).
///
/// The sound has to be a WAV of 16 kHz and 16 bits with one or two channels, as SoundWavDevice makes it, on a
/// device that can seek; anything else is InputUnsupported. All of it is heard or the job fails: NetworkAway
/// or ProviderBusy once the server has not answered for longestOutage, or an utterance was not taken.
/// progressed counts the bytes of sound that have been answered.
class WhisperRecording final : public TranscriptionJob
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds longestOutage{60};

    /// The clock outlives it.
    WhisperRecording(WhisperSetup setup, SpeechOptions options, SoundToSend sound, const Clock &clock,
                     QObject *parent = nullptr);
    ~WhisperRecording() override;

    void start() override;
    void cancel() override;

private:
    class WavHistory;

    void begin();
    void feedMore();
    void stateChanged(const PartState &state);
    void add(const Utterance &utterance);
    void engineFinished();
    void fail(ErrorKind kind, const QString &detail, const QString &subject = {});
    void letGo();

    WhisperSetup m_setup;
    SpeechOptions m_options;
    SoundToSend m_sound;
    const Clock &m_clock;
    std::unique_ptr<WavHistory> m_history;
    std::unique_ptr<WhisperEngine> m_engine;
    QTimer m_feeder;
    qint64 m_fed = 0;
    qint64 m_consumed = 0;
    int m_gaps = 0;
    QList<HeardLine> m_lines;
    bool m_started = false;
    bool m_over = false;
};

} // namespace talktrack
