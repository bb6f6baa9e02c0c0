// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/live_call.h"

#include "core/session/call_gaps.h"
#include "core/support/log.h"

#include <QUrl>

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// How far a file may run ahead of what the recogniser has consumed.
constexpr qint64 runAhead = 20LL * sampleRateHz;
/// What to say to words in the place of others is of use for this long after them.
constexpr double suggestionsOfUseSeconds = 10.0;
/// A gap that goes on is stored this often.
constexpr double gapsEverySeconds = 10.0;

/// For each of those that can be asked later, when the program goes.
constexpr auto hurriedPatience = std::chrono::milliseconds(500);

ErrorKind refusalOf(PartReason reason)
{
    switch (reason) {
    case PartReason::KeyMissing:
        return ErrorKind::KeyMissing;
    case PartReason::KeyRefused:
        return ErrorKind::KeyRefused;
    case PartReason::NoCredit:
        return ErrorKind::NoCredit;
    case PartReason::ModelMissing:
        return ErrorKind::ModelMissing;
    case PartReason::EngineFailed:
        return ErrorKind::Failed;
    default:
        return ErrorKind::ProviderRefused;
    }
}

/// A file that waits for its recogniser, where a call does not.
bool isAsFastAsPossible(const CallSetup &setup)
{
    return !setup.audio.inputFile.isEmpty() && setup.audio.speed <= 0;
}

PartReason notRecordedBecause(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::RecordingsLocked:
        return PartReason::RecordingsLocked;
    case ErrorKind::DiskFull:
    case ErrorKind::DiskFailed:
        return PartReason::SoundNotKept;
    default:
        return PartReason::KeychainAway;
    }
}

} // namespace

LiveCall::LiveCall(Call call, const CallSetup &setup, SpeechParts speech, FrameQueue &queue,
                   const CallServices &services, std::unique_ptr<CallSound> sound,
                   std::unique_ptr<CallRecording> recording, const CallPatience &patience)
    : m_call(std::move(call))
    , m_sound(std::move(sound))
    , m_recording(std::move(recording))
    , m_engine(std::move(speech.engine))
    , m_queue(queue)
    , m_services(services)
    , m_writer(services.store, patience.store)
    , m_assembler(m_call.id, m_call.speech)
    , m_pipeline(setup.playbook, &services.classifier)
    , m_gate(isAsFastAsPossible(setup))
    , m_gaps(m_call.id, m_call.speech, speech.makeJob, m_sound.get())
    , m_standIn(m_call.id, isAsFastAsPossible(setup) ? StandIn::MakeEngine{} : speech.makeStandIn,
                m_sound.get(), patience.engine)
    , m_fromFile(!setup.audio.inputFile.isEmpty())
    , m_gapPatience(patience.gaps)
    , m_transcribeLater(setup.transcribeLater)
{
    m_keychainPatience.setSingleShot(true);
    m_keychainPatience.setInterval(patience.keychain);
    m_speechOptions.language = setup.playbook.language;
    m_speechOptions.vocabulary = setup.playbook.vocabulary;
    m_speechOptions.keyterms = keytermsOf(setup.playbook, setup.keyterms);
    m_standIn.setOptions(m_speechOptions);
    m_engineWatchdog.setSingleShot(true);
    m_engineWatchdog.setInterval(patience.engine);
    m_hurry.setSingleShot(true);
    m_hurry.setInterval(hurriedPatience);
    connect(&m_hurry, &QTimer::timeout, this, &LiveCall::leaveEngine);
    connect(&m_engineWatchdog, &QTimer::timeout, this, [this] {
        engineFailed({ErrorKind::Failed, QStringLiteral("no answer at the end"), {}, {}});
    });
    wireEngine();
    wireGate();
    wireGaps();
    wireStandIn();
    wireWriter();
    wireRecording();
}

LiveCall::~LiveCall() = default;

void LiveCall::wireEngine()
{
    connect(m_engine.get(), &SpeechEngine::stateChanged, this, &LiveCall::speechStateChanged);
    connect(m_engine.get(), &SpeechEngine::utteranceChanged, this, &LiveCall::utteranceChanged);
    connect(m_engine.get(), &SpeechEngine::utteranceWithdrawn, this, [this](const QString &id) {
        m_lostSpeech.forget(id);
        m_shownInterims.remove(id);
        m_standIn.otherWithdrew(id);
        if (m_assembler.withdraw(id))
            Q_EMIT lineRemoved(id);
    });
    connect(m_engine.get(), &SpeechEngine::voiceChanged, this,
            [this](Track track, bool speaking, qint64 position) {
                m_pipeline.voiceChanged(track, speaking, secondsAt(position));
            });
    connect(m_engine.get(), &SpeechEngine::progressed, this, &LiveCall::progressed);
    connect(m_engine.get(), &SpeechEngine::finished, this, &LiveCall::engineFinished);
    connect(m_engine.get(), &SpeechEngine::failed, this, &LiveCall::engineFailed);
}

void LiveCall::wireGate()
{
    connect(&m_gate, &LineGate::passed, this, &LiveCall::commit);
    connect(&m_gate, &LineGate::dropped, this, &LiveCall::dropEcho);
    connect(&m_gate, &LineGate::foundEchoes, this, &LiveCall::withdrawEchoes);
}

void LiveCall::wireGaps()
{
    connect(m_engine.get(), &SpeechEngine::gapFound, this, [this](const SpeechGap &gap) {
        m_provisional.gapFound(gap);
        m_gaps.found(gap);
    });
    connect(&m_gaps, &GapDesk::eventDue, this, &LiveCall::gapEventDue);
    connect(&m_gaps, &GapDesk::lineFilled, this, &LiveCall::lineFilled);
    connect(&m_gaps, &GapDesk::closing, this,
            [this](const SpeechGap &gap) { dropProvisional(m_provisional.gapClosed(gap)); });
    connect(&m_gaps, &GapDesk::echoesDropped, this, [this](int lines) {
        m_echoesDropped += lines;
        reportEchoes();
    });
    connect(&m_gaps, &GapDesk::settled, this, [this] {
        m_phase = Phase::Closing;
        settleRecording();
    });
}

void LiveCall::wireStandIn()
{
    connect(&m_standIn, &StandIn::lineChanged, this, &LiveCall::standInLine);
    connect(&m_standIn, &StandIn::lineWithdrawn, this, &LiveCall::lineRemoved);
    connect(&m_standIn, &StandIn::voiceChanged, this, [this](Track track, bool speaking, qint64 position) {
        // Otherwise the call's own recogniser says so.
        if (m_engineDone)
            m_pipeline.voiceChanged(track, speaking, secondsAt(position));
    });
    connect(&m_standIn, &StandIn::atWorkChanged, this, &LiveCall::saySpeechState);
    connect(&m_standIn, &StandIn::done, this, &LiveCall::finishIfDone);
}

void LiveCall::wireWriter()
{
    connect(&m_writer, &CallWriter::lineDue, this, [this](Transcription line, TimePoint arrived) {
        line.latencyMs = latencySince(arrived);
        Q_EMIT lineChanged(line);
    });
    connect(&m_writer, &CallWriter::lineGone, this, &LiveCall::lineRemoved);
    connect(&m_writer, &CallWriter::feedbackDue, this, &LiveCall::give);
    connect(&m_writer, &CallWriter::heldUpChanged, this, &LiveCall::reportRecording);
    connect(&m_writer, &CallWriter::failed, this,
            [this] { report(CallPart::Recording, PartCondition::Failed, PartReason::StoreFailing); });
    connect(&m_writer, &CallWriter::drained, this, &LiveCall::close);
    connect(&m_writer, &CallWriter::finished, this, [this] {
        m_phase = Phase::Over;
        if (m_writer.failure())
            m_call.status = CallStatus::Failed;
        Q_EMIT ended({m_call, m_analytics, m_speechFailure, m_writer.failure(),
                      m_recording ? m_recording->failure() : std::nullopt});
    });
}

void LiveCall::wireRecording()
{
    if (!m_recording)
        return;
    connect(m_recording.get(), &CallRecording::wrapped, this, &LiveCall::recordingWrapped);
    connect(m_recording.get(), &CallRecording::failed, this, &LiveCall::reportRecording);
    connect(&m_keychainPatience, &QTimer::timeout, this, &LiveCall::giveUpRecording);
    for (const auto settled : {&CallRecording::wrapped, &CallRecording::failed})
        connect(m_recording.get(), settled, this, [this] {
            if (m_phase == Phase::Closing)
                settleRecording();
        });
}

void LiveCall::giveUpRecording()
{
    m_recording->giveUp({ErrorKind::KeychainAway, QStringLiteral("no answer in time"), {}, {}});
}

void LiveCall::endBeforeSound()
{
    if (m_phase == Phase::Armed && m_transcribeLater && m_recording)
        m_recording->giveUp({ErrorKind::Cancelled, QStringLiteral("ended before it began"), {}, {}});
}

void LiveCall::hurry()
{
    m_isHurried = true;
    if (m_phase == Phase::Filling)
        m_gaps.settle(hurriedPatience);
    if (m_keychainPatience.isActive())
        giveUpRecording();
}

void LiveCall::endNow()
{
    hurry();
    m_isEndedNow = true;
    if (m_phase == Phase::Finishing && !m_engineDone)
        m_hurry.start();
}

/// What has no final line by now will have none from the recogniser.
void LiveCall::loseSpeech()
{
    m_engineWatchdog.stop();
    m_lostSpeech.begin(secondsAt(m_consumed));
    for (const QString &id : m_assembler.open())
        Q_EMIT lineRemoved(id);
}

/// What it has not said by now is a gap, as far as somebody spoke.
void LiveCall::leaveEngine()
{
    if (std::exchange(m_engineDone, true))
        return;
    log::info("session", "speech_left");
    loseSpeech();
    if (!m_wasLive && m_speechState && m_speechState->condition == PartCondition::Reconnecting)
        m_speechFailure = Error{ErrorKind::NetworkAway, QStringLiteral("not waited for"), {}, {}};
    progressed(m_fed);
    finishIfDone();
}

void LiveCall::recordingWrapped()
{
    m_call.recordingKey = m_recording->wrappedKey();
    m_call.recordingUrl = QUrl::fromLocalFile(m_sound->file()).toString();
    // Before the call has begun there is no row yet; it will have them from its first second.
    if (m_phase != Phase::Armed) {
        m_sound->stay();
        m_writer.noteRecording(m_call);
    }
    reportRecording();
}

void LiveCall::reportRecording()
{
    if (m_phase == Phase::Armed)
        return;
    if (m_writer.isHeldUp())
        report(CallPart::Recording, PartCondition::Degraded, PartReason::StoreFailing);
    else if (!m_recording)
        report(CallPart::Recording, PartCondition::Off);
    else if (m_recording->isOn())
        report(CallPart::Recording, PartCondition::Live);
    else if (m_recording->isPending())
        report(CallPart::Recording, PartCondition::Connecting, PartReason::KeychainWaiting);
    else
        report(CallPart::Recording, PartCondition::Failed, notRecordedBecause(m_recording->failure()->kind));
}

/// At the end of the call: its sound stays if its key does.
void LiveCall::settleRecording()
{
    if (m_recording && m_recording->isPending()) {
        m_keychainPatience.start(m_isHurried ? hurriedPatience : m_keychainPatience.intervalAsDuration());
        return;
    }
    m_keychainPatience.stop();
    if (m_recording && m_recording->isOn()) {
        if (const Result<void> kept = m_sound->keep(); !kept)
            log::error("session", "recording_cut_short", {{"detail", kept.error().detail}});
    }
    m_writer.drain();
}

void LiveCall::arm()
{
    m_engine->start(m_speechOptions);
    Q_EMIT audioAllowedUpTo(runAhead);
}

void LiveCall::begin()
{
    m_phase = Phase::Running;
    Q_EMIT started(m_call);
    report(CallPart::Coach, PartCondition::Live);
    if (!m_call.recordingKey.isEmpty())
        m_sound->stay();
    m_writer.begin(m_call);
    reportRecording();
    Q_EMIT checklistChanged(m_pipeline.checklist());
}

void LiveCall::takeFrames()
{
    const std::vector<AudioFrame> frames = m_queue.takeAll();
    if (frames.empty() || m_phase > Phase::Finishing)
        return;
    if (m_phase == Phase::Armed)
        begin();
    for (const AudioFrame &frame : frames) {
        if (frame.position > m_fed)
            soundLost(m_fed, frame.position);
        m_fed = frame.position + frameSamples;
        if (m_sound)
            m_sound->append(frame);
        if (!m_engineDone)
            m_engine->feed(frame);
    }
    m_standIn.soundUpTo(m_fed);
    if (m_engineDone)
        progressed(m_fed);
}

void LiveCall::audioEnded(qint64 position)
{
    takeFrames();
    if (m_phase == Phase::Armed) {
        m_phase = Phase::Over;
        Q_EMIT failed(m_refusal.value_or(
            Error{ErrorKind::InputEmpty, QStringLiteral("no sound in the input"), m_call.source, {}}));
        return;
    }
    if (m_phase != Phase::Running)
        return;
    m_phase = Phase::Finishing;
    m_fed = std::max(m_fed, position);
    m_standIn.finish();
    if (m_engineDone) {
        finishIfDone();
        return;
    }
    m_engineWatchdog.start();
    if (m_isEndedNow)
        m_hurry.start();
    m_engine->finish();
}

void LiveCall::audioFailed(const Error &error)
{
    takeFrames();
    if (m_phase == Phase::Armed) {
        m_phase = Phase::Over;
        Q_EMIT failed(error);
        return;
    }
    log::warning("session", "audio_failed", {{"detail", error.detail}});
    report(CallPart::Audio, PartCondition::Failed, PartReason::InputDamaged);
    audioEnded(m_fed);
}

void LiveCall::echoChanged(bool speakers, double coupling)
{
    if (speakers != m_gate.hasEcho())
        log::info("session", "echo",
                  {{"speakers", speakers ? QStringLiteral("yes") : QStringLiteral("no")},
                   {"coupling", QString::number(coupling, 'f', 2)}});
    const bool isNew = speakers && !m_gate.hasEcho();
    m_gate.setEcho(speakers);
    if (isNew && (m_phase == Phase::Running || m_phase == Phase::Finishing))
        m_gate.findPastEchoes();
}

void LiveCall::audioStateChanged(const PartState &state)
{
    switch (state.reason) {
    case PartReason::NoMicrophone:
    case PartReason::MicrophoneGone:
    case PartReason::MicrophoneSilent:
        m_unheard.insert(Track::Rep);
        break;
    // Not a silent one: nobody plays anything on it while the customer listens.
    case PartReason::NoFarEnd:
    case PartReason::FarEndUnsupported:
    case PartReason::FarEndGone:
        m_unheard.insert(Track::Customer);
        break;
    case PartReason::MicrophoneBack:
        m_unheard.remove(Track::Rep);
        break;
    case PartReason::FarEndBack:
        m_unheard.remove(Track::Customer);
        break;
    case PartReason::DeviceChanged:
        m_unheard.clear();
        break;
    case PartReason::Muted:
    case PartReason::Unmuted:
        m_muted = state.reason == PartReason::Muted;
        break;
    default:
        break;
    }
}

void LiveCall::pausedChanged(bool paused, qint64 position)
{
    m_pipeline.pausedChanged(paused, secondsAt(position));
}

void LiveCall::cutShort()
{
    m_cutShort = m_phase <= Phase::Running;
}

void LiveCall::dismissCard(const QString &id)
{
    settleCard(id, CardOutcome::Dismissed);
}

void LiveCall::useCard(const QString &id)
{
    settleCard(id, CardOutcome::Used);
}

void LiveCall::networkBack()
{
    m_engine->retryNow();
    if (m_phase == Phase::Filling)
        m_gaps.setReachable(true);
}

void LiveCall::settleCard(const QString &id, CardOutcome outcome)
{
    if (!m_deck.remove(id))
        return;
    m_writer.noteOutcome(id, outcome, secondsAt(m_consumed));
    Q_EMIT cardsChanged(m_deck.cards());
}

void LiveCall::utteranceChanged(const Utterance &utterance)
{
    if (m_engineDone)
        return;
    if (m_engineWatchdog.isActive())
        m_engineWatchdog.start();
    // What is on the screen in the words of another recogniser stays there until these are final.
    const std::optional<Utterance> shown =
        utterance.final ? utterance : m_standIn.beyond(utterance, m_provisional.end(utterance.track));
    std::optional<Transcription> line = shown ? m_assembler.update(*shown) : std::nullopt;
    if (!line)
        return;
    if (line->track == Track::Customer)
        m_gate.noteCustomer(*line);
    m_lostSpeech.note(*line);
    if (line->final) {
        m_standIn.otherHeard(*line);
        m_gate.take(*line, utterance.arrived);
        return;
    }
    m_shownInterims.insert(line->id);
    line->latencyMs = latencySince(utterance.arrived);
    Q_EMIT lineChanged(*line);
}

void LiveCall::standInLine(const Transcription &line, TimePoint arrived)
{
    if (line.track == Track::Customer)
        m_gate.noteCustomer(line);
    if (line.final) {
        m_gate.take(line, arrived);
        return;
    }
    if (std::optional<Transcription> rest = m_provisional.rest(line)) {
        rest->latencyMs = latencySince(arrived);
        Q_EMIT lineChanged(*rest);
    }
}

void LiveCall::dropEcho(const QString &id)
{
    ++m_echoesDropped;
    Q_EMIT lineRemoved(id);
    reportEchoes();
}

void LiveCall::reportEchoes()
{
    report(CallPart::Audio, PartCondition::Degraded, PartReason::Echo, QString::number(m_echoesDropped));
}

void LiveCall::withdrawEchoes(const QStringList &found)
{
    QStringList ids = found;
    // Another line may have come in the place of one.
    ids.removeIf([this](const QString &id) { return !m_pipeline.counts(id); });
    if (ids.isEmpty())
        return;
    bool deckChanged = false;
    for (const QString &id : std::as_const(ids)) {
        m_writer.withdrawLine(id, QStringLiteral("echo"));
        deckChanged = m_deck.removeOfLine(id) || deckChanged;
        dropEcho(id);
    }
    m_provisional.forget(ids);
    m_pipeline.forget(ids);
    if (deckChanged)
        Q_EMIT cardsChanged(m_deck.cards());
    recount();
}

void LiveCall::recount()
{
    if (m_pipeline.recount())
        Q_EMIT checklistChanged(m_pipeline.checklist());
}

void LiveCall::commit(const Transcription &line, TimePoint arrived)
{
    if (!isProvisional(line)) {
        m_gaps.note(line);
        takeIn(line, arrived, m_provisional.supersededBy(line));
    } else if (const std::optional<Transcription> rest = m_provisional.rest(line)) {
        takeIn(*rest, arrived, {});
    } else {
        Q_EMIT lineRemoved(line.id);
    }
}

void LiveCall::takeIn(Transcription line, TimePoint arrived, const Superseding &superseded)
{
    LinesReplaced replaced = replace(line.id, superseded);
    m_shownInterims.remove(line.id);
    if (!superseded.inPlaceOf.isEmpty())
        line.id = superseded.inPlaceOf;
    m_gate.noteRep(line);
    CallPipeline::Outcome outcome = m_pipeline.addLine(line);
    // A gap's words come too late for a card.
    const bool isOfUse = !line.backfilled && line.end + suggestionsOfUseSeconds >= secondsAt(m_consumed);
    if (line.backfilled || !superseded.isEmpty())
        outcome.feedback = notYetGiven(outcome.feedback, superseded.given, isOfUse);
    for (FeedbackEvent &event : outcome.feedback)
        event.latencyMs = latencySince(arrived);
    if (isProvisional(line))
        m_provisional.add(line, outcome.feedback);
    m_writer.addLine(line, outcome.sentiment, outcome.feedback, arrived, replaced);
    if (outcome.checklistChanged)
        Q_EMIT checklistChanged(m_pipeline.checklist());
    if (outcome.agreed && !line.backfilled && m_deck.settleObjections(line.start))
        Q_EMIT cardsChanged(m_deck.cards());
}

/// The figures follow at the next recount, before anybody sees them.
LinesReplaced LiveCall::replace(const QString &lineId, const Superseding &superseded)
{
    LinesReplaced replaced;
    replaced.merged = superseded.merged;
    replaced.withdrawn = superseded.withdrawn;
    m_pipeline.forget(superseded.merged + superseded.withdrawn);
    for (const Transcription &line : superseded.shortened) {
        m_pipeline.change(line);
        replaced.shortened.append({line, m_pipeline.sentimentOf(line)});
    }
    // The better line goes on under the id of the one it replaces; its own interim text goes.
    if (!superseded.inPlaceOf.isEmpty() && m_shownInterims.contains(lineId))
        replaced.withdrawn.append(lineId);
    return replaced;
}

void LiveCall::dropProvisional(const Superseding &superseded)
{
    const LinesReplaced replaced = replace({}, superseded);
    for (const StoredLine &shortened : replaced.shortened)
        m_writer.addLine(shortened.line, shortened.sentiment, {}, m_services.clock.now());
    for (const QString &id : replaced.withdrawn) {
        m_writer.withdrawLine(id, QStringLiteral("stand_in"));
        Q_EMIT lineRemoved(id);
    }
}

void LiveCall::give(QList<FeedbackEvent> events, TimePoint arrived)
{
    bool deckChanged = false;
    for (FeedbackEvent &event : events) {
        event.latencyMs = latencySince(arrived);
        Q_EMIT feedbackGiven(event);
        deckChanged = m_deck.add(event, event.timestamp) || deckChanged;
    }
    if (deckChanged)
        Q_EMIT cardsChanged(m_deck.cards());
}

void LiveCall::giveAtOnce(const QList<FeedbackEvent> &events)
{
    if (events.isEmpty())
        return;
    m_writer.addFeedback(events);
    give(events, m_services.clock.now());
}

void LiveCall::soundLost(qint64 from, qint64 to)
{
    // What no recogniser hears any more is one gap already.
    if (m_engineDone)
        return;
    QList<FeedbackEvent> gaps;
    for (const Track track : {Track::Rep, Track::Customer})
        gaps.append(CallGaps::lostSound(m_call.id, {track, from, to}));
    giveAtOnce(gaps);
}

void LiveCall::speechStateChanged(const PartState &state)
{
    // A thin line (degraded for another reason) is left to what is said now; its gaps are filled after the
    // call.
    m_gaps.setReachable(state.condition == PartCondition::Live || state.reason == PartReason::CatchingUp);
    m_wasLive = m_wasLive || hearsNow(state);
    // Said below, once, with what the stand-in makes of it.
    m_speechState.reset();
    m_standIn.otherChanged(state);
    m_speechState = state;
    saySpeechState();
    if (state.condition != PartCondition::Failed)
        return;
    m_refusal = Error{refusalOf(state.reason), QStringLiteral("refused by the recogniser"), {}, {}};
    // Refused from the start, a file is better played again with another key.
    if (m_fromFile && !(m_wasLive && m_standIn.isPossible()))
        Q_EMIT inputUseless();
}

void LiveCall::saySpeechState()
{
    if (!m_speechState)
        return;
    PartState state = *m_speechState;
    state.standsIn = m_standIn.isAtWork() && !hearsNow(state);
    if (state.standsIn && state.condition == PartCondition::Failed)
        state.condition = PartCondition::Degraded;
    Q_EMIT stateChanged(state);
}

void LiveCall::gapEventDue(const FeedbackEvent &event)
{
    m_writer.addFeedback({event});
    Q_EMIT feedbackGiven(event);
    if (event.metadata.value(QLatin1String("closed")).toBool()) {
        m_wasFilled = true;
        recount();
    }
}

void LiveCall::lineFilled(const Utterance &utterance)
{
    std::optional<Transcription> line = m_assembler.update(utterance);
    if (!line)
        return;
    line->backfilled = true;
    takeIn(*line, m_services.clock.now(), m_provisional.supersededBy(*line));
}

void LiveCall::progressed(qint64 position)
{
    if (m_engineWatchdog.isActive())
        m_engineWatchdog.start();
    m_consumed = std::max(m_consumed, position);
    Q_EMIT audioAllowedUpTo(m_consumed + runAhead);
    while (m_phase >= Phase::Running && m_nextTick <= m_consumed) {
        tick(secondsAt(m_nextTick));
        m_nextTick += sampleRateHz;
    }
}

void LiveCall::tick(double now)
{
    m_gate.releaseUntil(now);
    recount();
    const CallMetrics metrics = m_pipeline.metricsAt(now);
    Q_EMIT metricsChanged(metrics, m_pipeline.bands(metrics));
    if (m_unheard.isEmpty() && !m_muted)
        giveAtOnce(m_pipeline.nudges(m_call.id, now));
    if (m_lostSpeech.hasBegun() && now >= m_nextGaps) {
        m_nextGaps = now + gapsEverySeconds;
        m_writer.addFeedback(m_lostSpeech.gapsUntil(m_call.id, now));
    }
    if (m_deck.expire(now))
        Q_EMIT cardsChanged(m_deck.cards());
}

void LiveCall::engineFinished()
{
    if (std::exchange(m_engineDone, true))
        return;
    m_engineWatchdog.stop();
    progressed(m_fed);
    m_gate.releaseAll();
    // What it found no words in, and did not leave as a gap, were none.
    dropProvisional(m_provisional.heardAll(secondsAt(m_fed)));
    finishIfDone();
}

void LiveCall::engineFailed(const Error &error)
{
    if (std::exchange(m_engineDone, true))
        return;
    log::error("session", "speech_failed", {{"detail", error.detail}});
    m_speechFailure = error;
    loseSpeech();
    // A provider's engine has said itself what is wrong.
    const std::optional<PartState> said = std::exchange(m_speechState, {});
    m_standIn.otherGone();
    if (error.kind == ErrorKind::ModelMissing || error.kind == ErrorKind::Failed)
        m_speechState = {CallPart::Speech,
                         PartCondition::Failed,
                         error.kind == ErrorKind::Failed ? PartReason::EngineFailed
                                                         : PartReason::ModelMissing,
                         {}};
    if (m_speechState)
        saySpeechState();
    else
        m_speechState = said;
    progressed(m_fed);
    m_gate.releaseAll();
    finishIfDone();
}

void LiveCall::finishIfDone()
{
    if (m_phase != Phase::Finishing || !m_engineDone || !m_standIn.isDone())
        return;
    m_gate.releaseAll();
    m_phase = Phase::Filling;
    giveAtOnce(m_lostSpeech.gapsUntil(m_call.id, secondsAt(m_fed)));
    if (m_gaps.hasOpen())
        report(CallPart::Speech, PartCondition::Degraded, PartReason::TranscribedLater);
    m_gaps.settle(m_isHurried ? hurriedPatience : m_gapPatience);
}

void LiveCall::close()
{
    // What a provider left out in the end has been filled from the sound.
    if (m_speechFailure && m_speechFailure->kind == ErrorKind::NetworkAway && m_wasFilled &&
        !m_gaps.hasOpen())
        m_speechFailure.reset();
    m_call.status = statusAtEnd();
    m_call.duration = secondsAt(m_fed);
    m_call.endedAt = m_call.startedAt.addMSecs(static_cast<qint64>(*m_call.duration * 1000));
    recount();
    m_analytics = m_pipeline.analytics(m_call.id, *m_call.duration);
    m_writer.finish(m_call, m_analytics);
}

CallStatus LiveCall::statusAtEnd() const
{
    if (m_writer.failure())
        return CallStatus::Failed;
    const bool kept = !m_call.recordingKey.isEmpty();
    if (m_transcribeLater)
        return kept ? CallStatus::Pending : CallStatus::Failed;
    // A transcript in the words of the recogniser that stood in is one.
    const bool isTranscribed = !m_speechFailure || m_standIn.tookOver();
    // What a provider could not be asked during the call, it can be asked later.
    if (!isTranscribed)
        return kept ? CallStatus::Pending : CallStatus::Failed;
    return m_cutShort ? CallStatus::Interrupted : CallStatus::Completed;
}

void LiveCall::report(CallPart part, PartCondition condition, PartReason reason, const QString &subject)
{
    Q_EMIT stateChanged({part, condition, reason, subject});
}

int LiveCall::latencySince(TimePoint arrived) const
{
    const auto elapsed = m_services.clock.now() - arrived;
    return std::max(0,
                    static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count()));
}

} // namespace talktrack
