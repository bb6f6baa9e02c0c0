// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_journal.h"
#include "core/session/call_services.h"
#include "core/session/gap_filler.h"
#include "core/session/live_call_lock.h"
#include "core/session/missing_speech.h"
#include "core/session/speech_factory.h"
#include "core/speech/transcript_assembler.h"
#include "core/store/call_archive.h"
#include "core/support/result.h"

#include <QMap>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace talktrack {

/// What recognition has added to a call that had ended.
struct TranscribedCall
{
    /// As it is now kept.
    Call call;
    int lines = 0;
    int gapsClosed = 0;
    int gapsOpen = 0;
    /// Lines that were left out as the customer's voice in the rep's microphone.
    int echoes = 0;
};

/// Transcribes what is missing of one recorded call after its end: a pending call as a whole, another where
/// it has gaps. Piece by piece: what was understood is in the store before the next piece is asked for, and
/// stays there even if that cannot be had. Or hears a call again from beginning to end: then the new
/// transcript takes the place of the old one once all of it is there, and not before.
///
/// The figures of the call are made anew with the playbook that was chosen, or the call's own. Where that is
/// not there any more, they stay as they are, unless there are none yet.
///
/// Thread: one with an event loop, not the window's (it reads the sound from the disk); used once. Signals:
/// progressed at any time, then exactly one of finished or failed, and nothing after it. Errors: NotFound,
/// CallRunning, NotRecorded (its sound was not kept), RecordingsLocked, KeychainAway, InputMissing or
/// InputUnreadable (the sound is gone or damaged), those of the recogniser, those of the store, Cancelled.
class CallTranscriber final : public QObject
{
    Q_OBJECT

public:
    /// Makes the recogniser's jobs on this thread; the playbook's language and names help it.
    using Jobs = std::function<Result<GapFiller::MakeJob>(const Playbook &playbook)>;

    /// The services must have a vault. chosen: without it, the call's own. engine: the recogniser's name,
    /// which lines are marked with.
    CallTranscriber(const CallServices &services, std::optional<Playbook> chosen, QString engine, Jobs jobs);
    ~CallTranscriber() override;

    enum class Scope { Missing, Everything };

    /// By id.
    void start(const QString &callId, Scope scope = Scope::Missing);
    /// What was understood of something missing is kept. Of no effect once everything was.
    void cancel();

Q_SIGNALS:
    /// 0–1, of what is to be transcribed.
    void progressed(double fraction);
    void finished(const talktrack::TranscribedCall &call);
    void failed(const talktrack::Error &error);

private:
    void loaded(const Result<CallRecord> &record);
    void unwrapped(const Result<SecretKey> &key);
    Result<void> choosePlaybook();
    void nextPiece();
    void read(qint64 position, std::span<qint16> into);
    void lineFilled(const Utterance &utterance);
    void tell(qint64 sent, qint64 total);
    /// What has been understood by now is kept; then it goes on, or ends for the reason given.
    void write(const std::optional<Error> &unfinished);
    void written(const std::optional<Error> &unfinished);
    bool goes(const Transcription &line) const;
    QList<SpeechGap> unreadOf(const SpeechGap &gap) const;
    CallStatus statusNow() const;
    /// Lines of the recogniser that stood in where it is now heard better: the lines in their place.
    QMap<QString, QString> replaced() const;
    void done();
    void end(const Error &error);

    CallServices m_services;
    std::optional<Playbook> m_playbook;
    /// The figures are made by the playbook that the call is to be judged by.
    bool m_isJudged = true;
    const QString m_engine;
    const Jobs m_jobs;
    GapFiller::MakeJob m_makeJob;
    Scope m_scope = Scope::Missing;
    std::unique_ptr<LiveCallLock> m_lock;
    CallRecord m_record;
    std::unique_ptr<KeptSound> m_sound;
    std::unique_ptr<TranscriptAssembler> m_assembler;
    std::unique_ptr<GapFiller> m_filler;
    std::optional<MissingSpeech> m_missing;
    /// Of the pieces that are not in the store.
    QList<SpeechGap> m_closed;
    QList<Transcription> m_lines;
    /// Sample positions [first, second) that could not be read.
    QList<std::pair<qint64, qint64>> m_unread;
    TranscribedCall m_result;
    /// What was understood is on its way to the disk.
    bool m_writing = false;
    bool m_cancelled = false;
    bool m_over = false;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::TranscribedCall)
