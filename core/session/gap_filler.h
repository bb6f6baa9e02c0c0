// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"
#include "core/model/transcription.h"
#include "core/speech/speech_engine.h"
#include "core/speech/transcription_job.h"

#include <QList>
#include <QObject>

#include <functional>
#include <memory>
#include <span>

namespace talktrack {

/// Transcribes the gaps of a call afterwards, from the sound that was kept.
///
/// One job at a time, of at most a quarter of an hour, while the provider can be reached; each asks for a gap
/// with half a second around it, together with those of the other track that touch it, and takes the words
/// that stand in the gap and were not heard at its edges already. Thread: one, with an event loop. Signals:
/// lineFilled for each line of a gap, then gapClosed for it; idle once nothing is open or nothing can be done
/// any more.
class GapFiller final : public QObject
{
    Q_OBJECT

public:
    /// Gaps that touch go together as long as they make no longer piece than this; samples.
    static constexpr qint64 longestPiece = 15LL * 60 * sampleRateHz;
    using MakeJob = std::function<std::unique_ptr<TranscriptionJob>(SoundToSend sound)>;
    /// Fills with interleaved sound of the call from the position on. May be called on the job's thread only.
    using Reader = std::function<void(qint64 position, std::span<qint16> interleaved)>;

    /// engine: the name the lines carry.
    GapFiller(MakeJob makeJob, Reader read, QString engine, QObject *parent = nullptr);
    ~GapFiller() override;

    void add(const SpeechGap &gap);
    /// A final line of the call, so that words at the edges of a gap are not taken twice.
    void note(const Transcription &line);
    /// Whether the provider can be reached at the moment; jobs are begun only then.
    void setReachable(bool reachable);
    /// The gaps that are not closed.
    QList<SpeechGap> open() const;
    bool isWorking() const;

Q_SIGNALS:
    /// final, with its engine; its text is of the gap alone.
    void lineFilled(const talktrack::Utterance &utterance);
    void gapClosed(const talktrack::SpeechGap &gap);
    /// So many lines of the rep's were the customer's voice, come back through loudspeakers, and are left
    /// out.
    void echoesDropped(int lines);
    /// The provider refused for good: the gaps that are open stay open.
    void refused(const talktrack::Error &error);
    /// The provider could not be asked: setReachable() tries again.
    void away(const talktrack::Error &error);
    /// Of the job that is under way; bytes.
    void progressed(qint64 sent, qint64 total);
    void idle();

private:
    struct Waiting
    {
        SpeechGap gap;
        /// Of its track, close to its edges.
        QList<Word> neighbours;
        bool inJob = false;
    };

    static void noteWords(Waiting &waiting, const QList<Word> &words);
    void beginNext();
    void finished(const QList<HeardLine> &heard);
    void failed(const Error &error);
    QList<Word> wordsOf(const HeardLine &line, const Waiting &waiting) const;
    QList<Word> fill(const QList<HeardLine> &lines, const Waiting &waiting);

    MakeJob m_makeJob;
    Reader m_read;
    QString m_engine;
    QList<Waiting> m_waiting;
    QList<Transcription> m_recent;
    std::unique_ptr<TranscriptionJob> m_job;
    qint64 m_jobFrom = 0;
    bool m_reachable = false;
    bool m_refused = false;
};

} // namespace talktrack
