// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/live_call.h"

#include "core/store/call_archive.h"
#include "core/store/call_store.h"
#include "core/support/answer.h"
#include "core/support/log.h"

#include <limits>
#include <utility>

namespace talktrack {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// How far a file may run ahead of what the recogniser has consumed.
constexpr qint64 runAhead = 20LL * sampleRateHz;
/// While the far end is heard in the microphone, a rep's line waits this long for the customer's copy of it.
constexpr double echoHoldSeconds = 1.5;
/// A line is final at most this long after its last word, in sound consumed.
constexpr double finalDelaySeconds = 1.0;
constexpr auto engineSilence = seconds(20);
constexpr auto storeSilence = seconds(10);

} // namespace

LiveCall::LiveCall(Call call, const CallSetup &setup, std::unique_ptr<SpeechEngine> engine, FrameQueue &queue,
                   const CallServices &services)
    : m_call(std::move(call))
    , m_engine(std::move(engine))
    , m_queue(queue)
    , m_services(services)
    , m_assembler(m_call.id, m_call.speech)
    , m_pipeline(setup.playbook, &services.classifier)
    , m_inOrder(!setup.audio.inputFile.isEmpty() && setup.audio.speed <= 0)
{
    m_speechOptions.language = setup.playbook.language;
    m_speechOptions.vocabulary = setup.playbook.vocabulary;
    for (const PlaybookCompetitor &competitor : setup.playbook.competitors)
        m_speechOptions.keyterms.append(competitor.name);
    m_engineWatchdog.setSingleShot(true);
    m_engineWatchdog.setInterval(engineSilence);
    m_storeWatchdog.setSingleShot(true);
    m_storeWatchdog.setInterval(storeSilence);
    connect(&m_engineWatchdog, &QTimer::timeout, this, [this] {
        engineFailed({ErrorKind::Failed, QStringLiteral("no answer at the end"), {}, {}});
    });
    connect(&m_storeWatchdog, &QTimer::timeout, this, [this] {
        log::error("session", "store_did_not_finish");
        m_pendingWrites = 0;
        finishIfDone();
    });
    connect(&services.store, &CallStore::diskFull, this, &LiveCall::setDiskFull);
    wireEngine();
}

LiveCall::~LiveCall() = default;

void LiveCall::wireEngine()
{
    connect(m_engine.get(), &SpeechEngine::stateChanged, this, &LiveCall::stateChanged);
    connect(m_engine.get(), &SpeechEngine::utteranceChanged, this, &LiveCall::utteranceChanged);
    connect(m_engine.get(), &SpeechEngine::utteranceWithdrawn, this, [this](const QString &id) {
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

void LiveCall::arm()
{
    m_engine->start(m_speechOptions);
    Q_EMIT audioAllowedUpTo(runAhead);
}

void LiveCall::begin()
{
    m_phase = Phase::Running;
    keep(m_services.store.createCall(m_call));
    Q_EMIT started(m_call);
    report(CallPart::Coach, PartCondition::Live);
    report(CallPart::Recording, PartCondition::Off);
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
        m_fed = frame.position + frameSamples;
        if (!m_engineDone)
            m_engine->feed(frame);
    }
    if (m_engineDone)
        progressed(m_fed);
}

void LiveCall::audioEnded(qint64 position)
{
    takeFrames();
    if (m_phase == Phase::Armed) {
        m_phase = Phase::Over;
        Q_EMIT failed({ErrorKind::InputEmpty, QStringLiteral("no sound in the input"), m_call.source, {}});
        return;
    }
    if (m_phase != Phase::Running)
        return;
    m_phase = Phase::Finishing;
    m_fed = std::max(m_fed, position);
    if (m_engineDone) {
        finishIfDone();
        return;
    }
    m_engineWatchdog.start();
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
    if (speakers != m_echo)
        log::info("session", "echo",
                  {{"speakers", speakers ? QStringLiteral("yes") : QStringLiteral("no")},
                   {"coupling", QString::number(coupling, 'f', 2)}});
    m_echo = speakers;
}

void LiveCall::setDiskFull(bool full)
{
    if (full == m_diskFull || m_phase == Phase::Over)
        return;
    m_diskFull = full;
    report(CallPart::Recording, full ? PartCondition::Degraded : PartCondition::Off,
           full ? PartReason::StoreFailing : PartReason::None);
}

void LiveCall::dismissCard(const QString &id)
{
    if (!m_deck.remove(id))
        return;
    keep(m_services.store.noteOutcome(id, CardOutcome::Dismissed, secondsAt(m_consumed)));
    Q_EMIT cardsChanged(m_deck.cards());
}

void LiveCall::useCard(const QString &id)
{
    if (!m_deck.remove(id))
        return;
    keep(m_services.store.noteOutcome(id, CardOutcome::Used, secondsAt(m_consumed)));
    Q_EMIT cardsChanged(m_deck.cards());
}

void LiveCall::utteranceChanged(const Utterance &utterance)
{
    if (m_engineWatchdog.isActive())
        m_engineWatchdog.start();
    std::optional<Transcription> line = m_assembler.update(utterance);
    if (!line)
        return;
    if (line->track == Track::Customer)
        m_echoFilter.noteCustomer(*line);
    if (line->final) {
        finalLine(*line, utterance.arrived);
        return;
    }
    line->latencyMs = latencySince(utterance.arrived);
    Q_EMIT lineChanged(*line);
}

void LiveCall::finalLine(const Transcription &line, TimePoint arrived)
{
    if (m_echo && line.track == Track::Customer)
        for (const QString &id : m_echoFilter.lateEchoes(line))
            dropEcho(id, true);
    const bool maybeEcho = m_echo && line.track == Track::Rep;
    if (maybeEcho && m_echoFilter.isEcho(line))
        dropEcho(line.id, false);
    else if (maybeEcho)
        hold(line, arrived, line.end + echoHoldSeconds);
    else if (m_inOrder)
        hold(line, arrived, line.end + finalDelaySeconds);
    else
        commit(line, arrived);
}

void LiveCall::hold(const Transcription &line, TimePoint arrived, double due)
{
    const auto place = std::upper_bound(m_held.begin(), m_held.end(), due,
                                        [](double time, const HeldLine &held) { return time < held.due; });
    m_held.insert(place, {line, arrived, due});
}

void LiveCall::releaseHeld(double now)
{
    while (!m_held.isEmpty() && m_held.first().due <= now) {
        const HeldLine held = m_held.takeFirst();
        if (m_echo && held.line.track == Track::Rep && m_echoFilter.isEcho(held.line))
            dropEcho(held.line.id, false);
        else
            commit(held.line, held.arrived);
    }
}

void LiveCall::dropEcho(const QString &id, bool wasCommitted)
{
    ++m_echoesDropped;
    m_lateEcho = m_lateEcho || wasCommitted;
    if (wasCommitted)
        keep(m_services.store.withdrawLine(id, QStringLiteral("echo")));
    Q_EMIT lineRemoved(id);
    report(CallPart::Audio, PartCondition::Degraded, PartReason::Echo, QString::number(m_echoesDropped));
}

void LiveCall::commit(const Transcription &line, TimePoint arrived)
{
    if (m_echo && line.track == Track::Rep)
        m_echoFilter.noteRep(line);
    CallPipeline::Outcome outcome = m_pipeline.addLine(line);
    Delivery delivery{line, std::move(outcome.feedback), arrived};
    for (FeedbackEvent &event : delivery.feedback)
        event.latencyMs = latencySince(arrived);
    ++m_pendingWrites;
    QFuture<Result<void>> written = m_services.store.addLine(line, outcome.sentiment, delivery.feedback);
    if (m_diskFull) {
        // Not on disk yet, so not final yet; but the rep must see it now.
        Transcription unsaved = line;
        unsaved.final = false;
        Q_EMIT lineChanged(unsaved);
        give(std::exchange(delivery.feedback, {}), arrived);
    }
    whenAnswered(written, this, [this, delivery = std::move(delivery)](const Result<void> &result) {
        delivered(delivery, result);
    });
    if (outcome.checklistChanged)
        Q_EMIT checklistChanged(m_pipeline.checklist());
    if (outcome.agreed && m_deck.settleObjections(line.start))
        Q_EMIT cardsChanged(m_deck.cards());
}

void LiveCall::delivered(Delivery delivery, const Result<void> &written)
{
    if (m_phase == Phase::Over)
        return;
    --m_pendingWrites;
    if (!written) {
        log::error("session", "line_not_stored", {{"detail", written.error().detail}});
        report(CallPart::Recording, PartCondition::Failed, PartReason::StoreFailing);
        delivery.line.final = false;
    }
    delivery.line.latencyMs = latencySince(delivery.arrived);
    Q_EMIT lineChanged(delivery.line);
    give(std::move(delivery.feedback), delivery.arrived);
    finishIfDone();
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
    releaseHeld(now);
    const CallMetrics metrics = m_pipeline.metricsAt(now);
    Q_EMIT metricsChanged(metrics, m_pipeline.bands(metrics));
    const QList<FeedbackEvent> nudges = m_pipeline.nudges(m_call.id, now);
    if (!nudges.isEmpty()) {
        keep(m_services.store.addFeedback(nudges));
        give(nudges, m_services.clock.now());
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
    releaseHeld(std::numeric_limits<double>::max());
    m_storeWatchdog.start();
    finishIfDone();
}

void LiveCall::engineFailed(const Error &error)
{
    if (std::exchange(m_engineDone, true))
        return;
    m_engineWatchdog.stop();
    log::error("session", "speech_failed", {{"detail", error.detail}});
    m_speechFailure = error;
    for (const QString &id : m_assembler.open())
        Q_EMIT lineRemoved(id);
    const PartReason reason =
        error.kind == ErrorKind::ModelMissing ? PartReason::ModelMissing : PartReason::EngineFailed;
    report(CallPart::Speech, PartCondition::Failed, reason);
    progressed(m_fed);
    releaseHeld(std::numeric_limits<double>::max());
    if (m_phase == Phase::Finishing)
        m_storeWatchdog.start();
    finishIfDone();
}

void LiveCall::finishIfDone()
{
    if (m_phase == Phase::Finishing && m_engineDone && m_pendingWrites == 0)
        close();
}

void LiveCall::close()
{
    m_phase = Phase::Closing;
    m_storeWatchdog.stop();
    const double duration = secondsAt(m_fed);
    if (!m_lateEcho) {
        finish(m_pipeline.analytics(m_call.id, duration));
        return;
    }
    // A line that had been counted was withdrawn: count again from what is kept.
    whenAnswered(m_services.archive.call(m_call.id), this,
                 [this, duration](const Result<CallRecord> &record) {
                     if (!record) {
                         finish(m_pipeline.analytics(m_call.id, duration));
                         return;
                     }
                     CallPipeline recount(m_pipeline.playbook(), &m_services.classifier);
                     for (const StoredLine &stored : record->lines)
                         recount.addLine(stored.line);
                     finish(recount.analytics(m_call.id, duration));
                 });
}

void LiveCall::finish(const Analytics &analytics)
{
    m_call.status = m_speechFailure ? CallStatus::Failed : CallStatus::Completed;
    m_call.duration = secondsAt(m_fed);
    m_call.endedAt = m_call.startedAt.addMSecs(static_cast<qint64>(*m_call.duration * 1000));
    const auto over = [this, analytics] {
        if (std::exchange(m_phase, Phase::Over) != Phase::Over)
            Q_EMIT ended({m_call, analytics, m_speechFailure});
    };
    whenAnswered(m_services.store.finishCall(m_call, analytics), this, [over](const Result<void> &written) {
        if (!written)
            log::error("session", "call_not_finished", {{"detail", written.error().detail}});
        over();
    });
    // On a disk that stays full the end of the call is written when there is room; the rep does not wait for
    // it.
    QTimer::singleShot(storeSilence, this, over);
}

void LiveCall::keep(const QFuture<Result<void>> &write)
{
    whenAnswered(write, this, [this](const Result<void> &result) {
        if (result)
            return;
        log::error("session", "write_failed", {{"detail", result.error().detail}});
        report(CallPart::Recording, PartCondition::Failed, PartReason::StoreFailing);
    });
}

void LiveCall::report(CallPart part, PartCondition condition, PartReason reason, const QString &subject)
{
    Q_EMIT stateChanged({part, condition, reason, subject});
}

int LiveCall::latencySince(TimePoint arrived) const
{
    const auto elapsed = m_services.clock.now() - arrived;
    return std::max(0, static_cast<int>(std::chrono::duration_cast<milliseconds>(elapsed).count()));
}

} // namespace talktrack
