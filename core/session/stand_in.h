// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"
#include "core/model/transcription.h"
#include "core/speech/sound_history.h"
#include "core/speech/speech_engine.h"
#include "core/speech/transcript_assembler.h"
#include "core/support/result.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace talktrack {

/// Has another recogniser, on this machine, hear a call while the call's own is away.
///
/// Its engine is made once the other one has been away for 3 s of the call, or at once where that has been
/// silent for long or refuses for good; it is fed from the call's sound, from where the other's final lines
/// end, so that nothing of the outage is missed, and finished when the other has heard what is said now
/// (hearsNow()) for 2 s of the call. While the other is well there is no engine and no thread. An engine that
/// cannot be had or fails is logged and not tried again in this call.
///
/// Thread: the call thread; owned by LiveCall. Signals: any; done once after finish(), if isDone() did not
/// hold by then.
class StandIn final : public QObject
{
    Q_OBJECT

public:
    using TimePoint = std::chrono::steady_clock::time_point;
    /// Called at each outage; ModelMissing and the like.
    using MakeEngine = std::function<Result<std::unique_ptr<SpeechEngine>>()>;

    /// makeEngine may be empty and sound null: then nobody ever stands in. The sound outlives this object.
    /// patience: how long finish() waits for a sign of life.
    StandIn(QString callId, MakeEngine makeEngine, const SoundHistory *sound,
            std::chrono::milliseconds patience);
    ~StandIn() override;

    void setOptions(const SpeechOptions &options) { m_options = options; }
    /// It would stand in if need be.
    bool isPossible() const { return m_makeEngine && m_sound && !m_failed; }
    /// It hears the call now, because the other does not.
    bool isAtWork() const { return m_engine && !m_finishing; }
    bool isDone() const { return m_ending && !m_engine; }
    /// It heard the call to its end in place of the other, which did not come back.
    bool tookOver() const { return m_ending && m_away && m_stoodIn && !m_failed; }

    void otherChanged(const PartState &state);
    /// The other engine has failed.
    void otherGone();
    /// A final line of the other engine, before it is shown: interim text of this one in its place goes.
    void otherHeard(const Transcription &line);
    /// An interim utterance of the other engine came to nothing.
    void otherWithdrew(const QString &id);
    /// There is sound up to this position.
    void soundUpTo(qint64 position);
    /// There will be no more sound.
    void finish();

    /// The part of an interim utterance of the other engine that is not on the screen in the words of this
    /// one, and so is to be shown; this one then shows nothing in its place before its own line is final.
    /// provisionalEnd: up to where this one's words have been taken into the transcript, in seconds.
    std::optional<Utterance> beyond(const Utterance &interim, double provisionalEnd);

Q_SIGNALS:
    /// Interim or final; its engine is the one that stands in.
    void lineChanged(const talktrack::Transcription &line, talktrack::StandIn::TimePoint arrived);
    /// An interim line came to nothing; or one of the other's, which this one's final line has taken the
    /// place of.
    void lineWithdrawn(const QString &id);
    void voiceChanged(talktrack::Track track, bool speaking, qint64 position);
    /// isAtWork() is another one.
    void atWorkChanged();
    void done();

private:
    void beginIfDue();
    void begin();
    void feed();
    void endEngine();
    void utteranceChanged(const Utterance &utterance);
    void showInterim(Transcription line, TimePoint arrived);
    void over();

    const QString m_callId;
    const MakeEngine m_makeEngine;
    const SoundHistory *m_sound;
    SpeechOptions m_options;
    std::unique_ptr<SpeechEngine> m_engine;
    std::optional<TranscriptAssembler> m_assembler;
    QTimer m_watchdog;
    qint64 m_end = 0;
    qint64 m_next = 0;
    /// One past the other's final words, by track.
    std::array<qint64, trackCount> m_heardUpTo{};
    /// Interim text on the screen, of this one and of the other, by track.
    struct Interim
    {
        QString id;
        double start = 0;
        double end = 0;
    };
    std::array<Interim, trackCount> m_own;
    std::array<Interim, trackCount> m_others;
    /// Since when the other is away, and since when it has been live again.
    qint64 m_awaySince = 0;
    qint64 m_liveSince = 0;
    bool m_away = false;
    /// No use in waiting for it.
    bool m_awayForLong = false;
    bool m_live = false;
    bool m_finishing = false;
    bool m_ending = false;
    bool m_stoodIn = false;
    bool m_failed = false;
};

} // namespace talktrack
