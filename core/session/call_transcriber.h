// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_journal.h"
#include "core/session/call_services.h"
#include "core/session/gap_filler.h"
#include "core/session/live_call_lock.h"
#include "core/session/speech_factory.h"
#include "core/speech/transcript_assembler.h"
#include "core/store/call_archive.h"
#include "core/support/result.h"

#include <QMap>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace talktrack {

/// What recognition has added to a call that had ended.
struct TranscribedCall
{
    /// As it is now kept.
    Call call;
    int lines = 0;
    int gapsClosed = 0;
    int gapsOpen = 0;
};

/// Transcribes what is missing of one recorded call after its end: a pending call as a whole, another where
/// it has gaps. What was understood is kept even if the rest could not be asked for; the rest is kept as
/// gaps.
///
/// Thread: one with an event loop, not the window's (it reads the sound from the disk); used once. Signals:
/// progressed at any time, then exactly one of finished or failed, and nothing after it. Errors: NotFound,
/// CallRunning, NotRecorded (its sound was not kept), RecordingsLocked, KeychainAway, InputMissing or
/// InputUnreadable (the sound is gone or damaged), those of the recogniser, those of the store, Cancelled.
class CallTranscriber final : public QObject
{
    Q_OBJECT

public:
    using Jobs = std::function<Result<GapFiller::MakeJob>()>;

    /// The services must have a vault. engine: the recogniser's name, which lines are marked with; jobs makes
    /// its jobs on this thread.
    CallTranscriber(const CallServices &services, Playbook playbook, QString engine, Jobs jobs);
    ~CallTranscriber() override;

    /// By id.
    void start(const QString &callId);
    /// What was understood is kept. Of no effect once everything was.
    void cancel();

Q_SIGNALS:
    /// 0–1, of what is to be transcribed.
    void progressed(double fraction);
    void finished(const talktrack::TranscribedCall &call);
    void failed(const talktrack::Error &error);

private:
    void loaded(const Result<CallRecord> &record);
    void unwrapped(const Result<SecretKey> &key);
    QList<SpeechGap> stretches() const;
    void begin(const GapFiller::MakeJob &makeJob);
    void lineFilled(const Utterance &utterance);
    void tell(qint64 sent, qint64 total);
    /// All there is to be had has been had; the reason why that is not all.
    void write(const std::optional<Error> &unfinished);
    QList<FeedbackEvent> gapEvents(int &open) const;
    /// Lines of the recogniser that stood in where it is now heard better: the lines in their place.
    QMap<QString, QString> replaced() const;
    void end(const Error &error);

    CallServices m_services;
    const Playbook m_playbook;
    const QString m_engine;
    const Jobs m_jobs;
    std::unique_ptr<LiveCallLock> m_lock;
    CallRecord m_record;
    std::unique_ptr<KeptSound> m_sound;
    std::unique_ptr<TranscriptAssembler> m_assembler;
    std::unique_ptr<GapFiller> m_filler;
    QList<SpeechGap> m_wanted;
    QList<SpeechGap> m_closed;
    QList<Transcription> m_lines;
    /// What was understood is on its way to the disk.
    bool m_writing = false;
    bool m_over = false;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::TranscribedCall)
