// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/frame_queue.h"
#include "core/coach/card_deck.h"
#include "core/model/part_state.h"
#include "core/session/call_pipeline.h"
#include "core/session/call_recording.h"
#include "core/session/call_services.h"
#include "core/session/call_sound.h"
#include "core/session/call_writer.h"
#include "core/session/gap_desk.h"
#include "core/session/line_gate.h"
#include "core/session/lost_speech.h"
#include "core/session/provisional_lines.h"
#include "core/session/speech_factory.h"
#include "core/session/stand_in.h"
#include "core/speech/speech_engine.h"
#include "core/speech/transcript_assembler.h"
#include "core/support/clock.h"
#include "core/support/result.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <memory>

namespace talktrack {

/// Conducts one call: frames to the recogniser, utterances to the transcript, final lines to the store and
/// only then to the screen, and what follows from them to the rep.
///
/// Thread: made, used and destroyed on the call thread; slots may be invoked queued.
/// Signals: started first, with the first sound; then any; then exactly one of ended or failed, nothing after
/// it. failed means that no sound ever came and no call was kept. What breaks later is a state, and the call
/// goes on; a stretch of it that is lost meanwhile is told as a gap when its end is known.
class LiveCall final : public QObject
{
    Q_OBJECT

public:
    /// The queue and the services outlive this object.
    /// sound: where the call's sound is kept, if the engine goes back to it or the call is recorded.
    /// recording: makes a recording of that sound; null where the call is not to be recorded.
    LiveCall(Call call, const CallSetup &setup, SpeechParts speech, FrameQueue &queue,
             const CallServices &services, std::unique_ptr<CallSound> sound = nullptr,
             std::unique_ptr<CallRecording> recording = nullptr, const CallPatience &patience = {});
    ~LiveCall() override;

    /// On the disk, as far as that goes by now.
    bool keepsSound() const { return m_sound && !m_sound->file().isEmpty(); }

public Q_SLOTS:
    /// Gets the recogniser ready, before the first sound.
    void arm();
    void takeFrames();
    void audioEnded(qint64 position);
    void audioFailed(const talktrack::Error &error);
    void echoChanged(bool speakers, double coupling);
    /// Of the devices: while a side is not heard at all, nothing is said about how the talk goes.
    void audioStateChanged(const talktrack::PartState &state);
    void pausedChanged(bool paused, qint64 position);
    /// A call that waits for its recording to be possible is not begun after all.
    void endBeforeSound();
    /// The program goes: what can be had later is not waited for.
    void hurry();
    /// The person does not want to wait: nor is it for the recogniser's last words.
    void endNow();
    /// If there is still sound to come, the call is kept as interrupted when it ends.
    void cutShort();
    void dismissCard(const QString &id);
    void useCard(const QString &id);
    /// The network may be back: whatever waits for the provider tries again now.
    void networkBack();

Q_SIGNALS:
    void started(const talktrack::Call &call);
    void lineChanged(const talktrack::Transcription &line);
    void lineRemoved(const QString &id);
    void feedbackGiven(const talktrack::FeedbackEvent &event);
    void cardsChanged(const QList<talktrack::Card> &cards);
    void checklistChanged(const QList<talktrack::ChecklistEntry> &entries);
    void metricsChanged(const talktrack::CallMetrics &metrics, const talktrack::MetricBandsReading &bands);
    void stateChanged(const talktrack::PartState &state);
    /// How far a file being played as fast as possible may run ahead.
    void audioAllowedUpTo(qint64 position);
    void ended(const talktrack::CallOutcome &outcome);
    void failed(const talktrack::Error &error);
    /// A file that is played has no use any more, as the recogniser refuses for good.
    void inputUseless();

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    enum class Phase { Armed, Running, Finishing, Filling, Closing, Over };

    void wireEngine();
    void wireGate();
    void wireGaps();
    void wireStandIn();
    void wireWriter();
    void wireRecording();
    void giveUpRecording();
    void leaveEngine();
    void loseSpeech();
    void recordingWrapped();
    void reportRecording();
    void settleRecording();
    CallStatus statusAtEnd() const;
    void begin();
    void utteranceChanged(const Utterance &utterance);
    void progressed(qint64 position);
    void tick(double now);
    void commit(const Transcription &line, TimePoint arrived);
    /// To the figures, the disk and then the screen, in the place of the lines it supersedes.
    void takeIn(Transcription line, TimePoint arrived, const Superseding &superseded);
    LinesReplaced replace(const QString &lineId, const Superseding &superseded);
    /// What stood in for words that, it turns out, nobody said.
    void dropProvisional(const Superseding &superseded);
    bool isProvisional(const Transcription &line) const { return line.engine != m_call.speech; }
    /// Of the recogniser that stands in.
    void standInLine(const Transcription &line, TimePoint arrived);
    void recount();
    void give(QList<FeedbackEvent> events, TimePoint arrived);
    void giveAtOnce(const QList<FeedbackEvent> &events);
    void settleCard(const QString &id, CardOutcome outcome);
    /// A copy of the customer's words that has not been counted.
    void dropEcho(const QString &id);
    void reportEchoes();
    /// Such copies that have been.
    void withdrawEchoes(const QStringList &found);
    void soundLost(qint64 from, qint64 to);
    void speechStateChanged(const PartState &state);
    void saySpeechState();
    /// Words of a gap, heard afterwards: too late for a card, but not for the transcript and the figures.
    void lineFilled(const Utterance &utterance);
    void gapEventDue(const FeedbackEvent &event);
    void engineFinished();
    void engineFailed(const Error &error);
    void finishIfDone();
    void close();
    void report(CallPart part, PartCondition condition, PartReason reason = PartReason::None,
                const QString &subject = {});
    int latencySince(TimePoint arrived) const;

    Call m_call;
    SpeechOptions m_speechOptions;
    /// The engine and the desk read it. Null where nobody has to go back to it.
    std::unique_ptr<CallSound> m_sound;
    std::unique_ptr<CallRecording> m_recording;
    std::unique_ptr<SpeechEngine> m_engine;
    FrameQueue &m_queue;
    CallServices m_services;
    CallWriter m_writer;
    TranscriptAssembler m_assembler;
    CallPipeline m_pipeline;
    CardDeck m_deck;
    LineGate m_gate;
    GapDesk m_gaps;
    StandIn m_standIn;
    ProvisionalLines m_provisional;
    /// Lines that are on the screen as interim.
    QSet<QString> m_shownInterims;
    std::optional<PartState> m_speechState;
    LostSpeech m_lostSpeech;
    /// Second of the call of which its gaps are stored next, so that a crash does not lose them.
    double m_nextGaps = 0;
    /// Ends the call although the recogniser does not: restarted by each sign of life from it.
    QTimer m_engineWatchdog;
    QTimer m_hurry;
    Phase m_phase = Phase::Armed;
    /// A file, which has no more to give once the recogniser refuses it.
    const bool m_fromFile;
    const std::chrono::milliseconds m_gapPatience;
    bool m_isHurried = false;
    bool m_isEndedNow = false;
    QTimer m_keychainPatience;
    const bool m_transcribeLater;
    bool m_engineDone = false;
    bool m_wasFilled = false;
    /// Sides of which no sound comes at all.
    QSet<Track> m_unheard;
    bool m_muted = false;
    bool m_wasLive = false;
    bool m_cutShort = false;
    int m_echoesDropped = 0;
    qint64 m_fed = 0;
    qint64 m_consumed = 0;
    qint64 m_nextTick = 0;
    std::optional<Error> m_speechFailure;
    /// The recogniser has said that it refuses for good.
    std::optional<Error> m_refusal;
    /// Set when the call is over.
    Analytics m_analytics;
};

} // namespace talktrack
