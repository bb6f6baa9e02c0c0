// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_runner.h"

#include "core/session/kept_sounds.h"
#include "core/session/live_call.h"
#include "core/session/live_call_lock.h"
#include "core/session/speech_factory.h"
#include "core/speech/no_recognition.h"
#include "core/store/call_store.h"
#include "core/support/clock.h"
#include "core/support/ids.h"
#include "core/support/log.h"
#include "core/support/secret_key.h"
#include "core/support/worker_thread.h"

#include <QSemaphore>

#include <mutex>
#include <utility>

namespace talktrack {
namespace {

/// A call that is ended by quitting may take this long to write what is left,
constexpr int endPatienceMs = 30'000;
/// and one that does not end this long to be taken down.
constexpr int takeDownPatienceMs = 5'000;

} // namespace

/// The objects of one call. They live on the call and the audio thread; everything asked of them goes through
/// the call thread first, so that what is asked before they are made is not lost. When the call is over they
/// are taken down there, and only then does the owner hear of it: nothing is waited for on its thread.
class CallRunner::Private
{
public:
    Private(CallRunner *owner, const CallServices &callServices, SpeechFactory factory)
        : q(owner)
        , services(callServices)
        , makeEngine(std::move(factory))
    {
    }

    void start(const CallSetup &setup);
    void makeCall(const Call &call, const CallSetup &setup);
    std::unique_ptr<CallSound> keepSound(const Call &call, const SecretKey &key);
    void whenRecorded(CallRecording &recording, const CallSetup &setup);
    void makeAudio(const CallSetup &setup);
    void takeDown(std::function<void(CallRunner &)> tell);
    void passOn(const PartState &state);
    void askCall(std::function<void(LiveCall &)> job);
    void askAudio(std::function<void(CallAudio &)> job);
    void release();

    /// Guards q against an owner that goes without having waited to the end.
    std::mutex ownerMutex;
    CallRunner *q;
    CallServices services;
    SpeechFactory makeEngine;
    bool running = false;
    bool started = false;
    /// What was said before the call had started, for right after.
    QList<PartState> earlyStates;
    std::unique_ptr<FrameQueue> queue;
    /// Released once nothing of the call is left, so that quitting can wait without an event loop.
    std::unique_ptr<QSemaphore> gone;
    std::unique_ptr<WorkerThread> callThread;
    std::unique_ptr<WorkerThread> audioThread;
    /// Touched on the call thread only.
    LiveCall *liveCall = nullptr;
    std::unique_ptr<LiveCallLock> lock;
    bool goesDown = false;
    /// Touched on the audio thread only.
    CallAudio *audio = nullptr;
};

CallRunner::CallRunner(const CallServices &services, SpeechFactory speechFactory, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, services, std::move(speechFactory)))
{
}

CallRunner::~CallRunner()
{
    if (!d->running)
        return;
    end();
    d->askCall([](LiveCall &call) { call.hurry(); });
    bool gone = d->gone->tryAcquire(1, endPatienceMs);
    if (!gone) {
        log::error("session", "call_did_not_end");
        Private *that = d.get();
        d->callThread->post([that] { that->takeDown({}); });
        gone = d->gone->tryAcquire(1, takeDownPatienceMs);
    }
    if (gone) {
        d->release();
        return;
    }
    // A thread that never comes back is left to the end of the program, with all that it may touch.
    log::error("session", "call_thread_lost");
    const std::lock_guard lock(d->ownerMutex);
    d->q = nullptr;
    Q_UNUSED(d.release());
}

bool CallRunner::isRunning() const
{
    return d->running;
}

void CallRunner::start(const CallSetup &setup)
{
    if (!d->running)
        d->start(setup);
}

void CallRunner::end()
{
    d->askCall([](LiveCall &call) { call.endBeforeSound(); });
    d->askAudio([](CallAudio &audio) { audio.stop(); });
}

void CallRunner::interrupt()
{
    d->askCall([](LiveCall &call) { call.cutShort(); });
    end();
}

void CallRunner::setMuted(bool muted)
{
    d->askAudio([muted](CallAudio &audio) { audio.setMuted(Track::Rep, muted); });
}

void CallRunner::setPaused(bool paused)
{
    d->askAudio([paused](CallAudio &audio) { audio.setPaused(paused); });
}

void CallRunner::selectDevice(Track track, const std::optional<QString> &id)
{
    d->askAudio([track, id](CallAudio &audio) { audio.selectDevice(track, id); });
}

void CallRunner::dismissCard(const QString &id)
{
    d->askCall([id](LiveCall &call) { call.dismissCard(id); });
}

void CallRunner::useCard(const QString &id)
{
    d->askCall([id](LiveCall &call) { call.useCard(id); });
}

void CallRunner::endNow()
{
    d->askCall([](LiveCall &call) { call.endNow(); });
}

void CallRunner::networkBack()
{
    d->askCall([](LiveCall &call) { call.networkBack(); });
}

void CallRunner::Private::start(const CallSetup &setup)
{
    Call call;
    call.id = newId();
    call.userId = services.store.userId();
    call.title = setup.title;
    call.startedAt = setup.startedAt.isValid() ? setup.startedAt : services.clock.utcNow();
    call.type = setup.playbook.callType;
    call.speech = setup.speech;
    call.coach = setup.coach;
    call.playbookName = setup.playbook.name;
    call.playbookVersion = setup.playbook.version;
    call.source = setup.source;

    running = true;
    started = false;
    goesDown = false;
    earlyStates.clear();
    queue = std::make_unique<FrameQueue>();
    gone = std::make_unique<QSemaphore>();
    callThread = std::make_unique<WorkerThread>(QStringLiteral("call"));
    audioThread = std::make_unique<WorkerThread>(QStringLiteral("audio"));
    callThread->post([this, call, setup] { makeCall(call, setup); });
}

/// On the call thread.
void CallRunner::Private::makeCall(const Call &call, const CallSetup &setup)
{
    const auto fail = [this](const Error &error) {
        takeDown([error](CallRunner &runner) { Q_EMIT runner.failed(error); });
    };
    // Before there is a file that another start of the program might take for a leftover.
    lock = std::make_unique<LiveCallLock>(services.dataDir, call.id);
    std::unique_ptr<CallSound> sound;
    std::unique_ptr<CallRecording> recording;
    if (setup.record || needsSoundHistory(call.speech)) {
        const Result<SecretKey> key = SecretKey::generate();
        if (!key)
            return fail(key.error());
        sound = keepSound(call, *key);
        if (setup.record)
            recording = std::make_unique<CallRecording>(*key, services.vault, services.archive);
    }
    Result<SpeechParts> speech =
        setup.transcribeLater
            ? Result<SpeechParts>(SpeechParts(std::make_unique<NoRecognition>(setup.speech)))
            : makeEngine({setup.speech, sound.get(), setup.audio.speed, setup.audio.oneTrack});
    if (!speech)
        return fail(speech.error());
    CallRecording *const asked = recording.get();
    liveCall = new LiveCall(call, setup, std::move(*speech), *queue, services, std::move(sound),
                            std::move(recording));
    QObject::connect(liveCall, &LiveCall::inputUseless, q, &CallRunner::end);
    QObject::connect(liveCall, &LiveCall::started, q, [this](const Call &begun) {
        started = true;
        Q_EMIT q->started(begun);
        for (const PartState &state : std::exchange(earlyStates, {}))
            Q_EMIT q->stateChanged(state);
    });
    QObject::connect(liveCall, &LiveCall::lineChanged, q, &CallRunner::lineChanged);
    QObject::connect(liveCall, &LiveCall::lineRemoved, q, &CallRunner::lineRemoved);
    QObject::connect(liveCall, &LiveCall::feedbackGiven, q, &CallRunner::feedbackGiven);
    QObject::connect(liveCall, &LiveCall::cardsChanged, q, &CallRunner::cardsChanged);
    QObject::connect(liveCall, &LiveCall::checklistChanged, q, &CallRunner::checklistChanged);
    QObject::connect(liveCall, &LiveCall::metricsChanged, q, &CallRunner::metricsChanged);
    QObject::connect(liveCall, &LiveCall::stateChanged, q, [this](const PartState &state) { passOn(state); });
    QObject::connect(liveCall, &LiveCall::ended, liveCall, [this](const CallOutcome &outcome) {
        takeDown([outcome](CallRunner &runner) { Q_EMIT runner.ended(outcome); });
    });
    QObject::connect(liveCall, &LiveCall::failed, liveCall, [this](const Error &error) {
        takeDown([error](CallRunner &runner) { Q_EMIT runner.failed(error); });
    });
    if (asked && setup.transcribeLater)
        whenRecorded(*asked, setup);
    else
        audioThread->post([this, setup] { makeAudio(setup); });
    if (!asked)
        return;
    if (!liveCall->keepsSound())
        asked->giveUp({ErrorKind::DiskFailed, QStringLiteral("no file for the sound"), services.dataDir, {}});
    else
        asked->start();
}

/// On the call thread. A call of which nothing but the recording is wanted begins once there will be one.
void CallRunner::Private::whenRecorded(CallRecording &recording, const CallSetup &setup)
{
    QObject::connect(&recording, &CallRecording::wrapped, liveCall,
                     [this, setup] { audioThread->post([this, setup] { makeAudio(setup); }); });
    QObject::connect(&recording, &CallRecording::failed, liveCall, [this, &recording] {
        takeDown([error = *recording.failure()](CallRunner &runner) { Q_EMIT runner.failed(error); });
    });
}

/// On the call thread. The sound of a call stays readable while it lasts, for a recogniser that may have to
/// go back to it.
std::unique_ptr<CallSound> CallRunner::Private::keepSound(const Call &call, const SecretKey &key)
{
    if (!kept_sounds::makeDirectory(services.dataDir))
        log::error("session", "no_place_for_sound");
    return std::make_unique<CallSound>(
        kept_sounds::fileOf(services.dataDir, call.id), key, [this](const Error &) {
            const std::lock_guard guard(ownerMutex);
            if (q)
                QMetaObject::invokeMethod(
                    q,
                    [this] {
                        passOn({CallPart::Recording, PartCondition::Degraded, PartReason::SoundNotKept, {}});
                    },
                    Qt::QueuedConnection);
        });
}

/// On the audio thread, after the call was made and before anything else is asked of either.
void CallRunner::Private::makeAudio(const CallSetup &setup)
{
    audio = new CallAudio(setup.audio, *queue, services.clock);
    LiveCall *call = liveCall;
    QObject::connect(audio, &CallAudio::framesReady, call, &LiveCall::takeFrames);
    QObject::connect(audio, &CallAudio::echoChanged, call, &LiveCall::echoChanged);
    QObject::connect(audio, &CallAudio::pausedChanged, call, &LiveCall::pausedChanged);
    QObject::connect(audio, &CallAudio::stateChanged, call, &LiveCall::audioStateChanged);
    QObject::connect(audio, &CallAudio::ended, call, &LiveCall::audioEnded);
    QObject::connect(audio, &CallAudio::failed, call, &LiveCall::audioFailed);
    // The audio thread may speak once more after the call thread has said that the call is over.
    QObject::connect(audio, &CallAudio::levelsChanged, q, [this](const AudioLevels &levels) {
        if (running)
            Q_EMIT q->levelsChanged(levels);
    });
    QObject::connect(audio, &CallAudio::stateChanged, q, [this](const PartState &state) { passOn(state); });
    QObject::connect(call, &LiveCall::audioAllowedUpTo, audio, &CallAudio::allowUpTo);
    callThread->post([call] { call->arm(); });
    audio->start();
}

/// On the call thread, where it goes on once the audio is gone: the audio speaks to the call.
void CallRunner::Private::takeDown(std::function<void(CallRunner &)> tell)
{
    if (std::exchange(goesDown, true))
        return;
    const auto last = [this, tell = std::move(tell)] {
        delete std::exchange(liveCall, nullptr);
        lock.reset();
        const std::lock_guard guard(ownerMutex);
        if (q && tell)
            QMetaObject::invokeMethod(
                q,
                [this, tell] {
                    release();
                    tell(*q);
                },
                Qt::QueuedConnection);
        gone->release();
    };
    audioThread->post([this, last] {
        delete std::exchange(audio, nullptr);
        callThread->post(last);
    });
}

void CallRunner::Private::passOn(const PartState &state)
{
    if (!running)
        return;
    if (started)
        Q_EMIT q->stateChanged(state);
    else
        earlyStates.append(state);
}

void CallRunner::Private::askCall(std::function<void(LiveCall &)> job)
{
    if (!running)
        return;
    callThread->post([this, job = std::move(job)] {
        if (liveCall)
            job(*liveCall);
    });
}

void CallRunner::Private::askAudio(std::function<void(CallAudio &)> job)
{
    askCall([this, job = std::move(job)](LiveCall &) {
        audioThread->post([this, job] {
            if (audio)
                job(*audio);
        });
    });
}

/// Once nothing lives on the threads any more: they have nothing left to do than to end.
void CallRunner::Private::release()
{
    running = false;
    callThread.reset();
    audioThread.reset();
}

} // namespace talktrack
