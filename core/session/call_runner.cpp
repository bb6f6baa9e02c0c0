// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_runner.h"

#include "core/session/live_call.h"
#include "core/session/live_call_lock.h"
#include "core/session/speech_factory.h"
#include "core/store/call_store.h"
#include "core/support/clock.h"
#include "core/support/ids.h"
#include "core/support/log.h"
#include "core/support/paths.h"
#include "core/support/secret_key.h"
#include "core/support/worker_thread.h"

#include <QSemaphore>

#include <utility>

namespace talktrack {
namespace {

/// A call that is ended by quitting may take this long to write what is left.
constexpr int endPatienceMs = 30'000;

} // namespace

/// The objects of one call. They live on the call and the audio thread; everything asked of them goes through
/// the call thread first, so that what is asked before they are made is not lost.
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
    std::unique_ptr<CallSound> keepSound(const Call &call);
    void makeAudio(const CallSetup &setup);
    void refuse(const Error &error);
    void passOn(const PartState &state);
    void askCall(std::function<void(LiveCall &)> job);
    void askAudio(std::function<void(CallAudio &)> job);
    void release();

    CallRunner *q;
    CallServices services;
    SpeechFactory makeEngine;
    bool running = false;
    bool started = false;
    /// What was said before the call had started, for right after.
    QList<PartState> earlyStates;
    std::unique_ptr<LiveCallLock> lock;
    std::unique_ptr<FrameQueue> queue;
    /// Released once the call is over, so that quitting can wait without an event loop.
    std::unique_ptr<QSemaphore> over;
    std::unique_ptr<WorkerThread> callThread;
    std::unique_ptr<WorkerThread> audioThread;
    /// Touched on the call thread only.
    LiveCall *liveCall = nullptr;
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
    if (d->running) {
        end();
        if (!d->over->tryAcquire(1, endPatienceMs))
            log::error("session", "call_did_not_end");
    }
    d->release();
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

void CallRunner::Private::start(const CallSetup &setup)
{
    release();
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
    earlyStates.clear();
    lock = std::make_unique<LiveCallLock>(services.dataDir, call.id);
    queue = std::make_unique<FrameQueue>();
    over = std::make_unique<QSemaphore>();
    callThread = std::make_unique<WorkerThread>(QStringLiteral("call"));
    audioThread = std::make_unique<WorkerThread>(QStringLiteral("audio"));
    callThread->post([this, call, setup] { makeCall(call, setup); });
}

/// On the call thread.
void CallRunner::Private::makeCall(const Call &call, const CallSetup &setup)
{
    std::unique_ptr<CallSound> sound = keepSound(call);
    Result<SpeechParts> speech =
        makeEngine({setup.speech, sound.get(), setup.audio.speed, setup.audio.oneTrack});
    if (!speech) {
        refuse(speech.error());
        return;
    }
    liveCall = new LiveCall(call, setup, std::move(*speech), *queue, services, std::move(sound));
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
    QObject::connect(liveCall, &LiveCall::ended, q, [this](const CallOutcome &outcome) {
        release();
        Q_EMIT q->ended(outcome);
    });
    QObject::connect(liveCall, &LiveCall::failed, q, [this](const Error &error) {
        release();
        Q_EMIT q->failed(error);
    });
    const auto markOver = [this] {
        over->release();
    };
    QObject::connect(liveCall, &LiveCall::ended, liveCall, markOver);
    QObject::connect(liveCall, &LiveCall::failed, liveCall, markOver);
    audioThread->post([this, setup] { makeAudio(setup); });
}

/// On the call thread. The sound of a call stays readable while it lasts, for a recogniser that may have to
/// go back to it.
std::unique_ptr<CallSound> CallRunner::Private::keepSound(const Call &call)
{
    if (!needsSoundHistory(call.speech))
        return nullptr;
    const Result<SecretKey> key = SecretKey::generate();
    const QString directory = services.dataDir + QStringLiteral("/sound");
    const auto notKept = [this] {
        QMetaObject::invokeMethod(q, [this] {
            passOn({CallPart::Recording, PartCondition::Degraded, PartReason::SoundNotKept, {}});
        });
    };
    if (!key || !makePrivateDirectory(directory))
        log::error("session", "no_place_for_sound");
    return key ? std::make_unique<CallSound>(QStringLiteral("%1/%2.sound").arg(directory, call.id), *key,
                                             [notKept](const Error &) { notKept(); })
               : nullptr;
}

/// On the audio thread, after the call was made and before anything else is asked of either.
void CallRunner::Private::makeAudio(const CallSetup &setup)
{
    audio = new CallAudio(setup.audio, *queue, services.clock);
    LiveCall *call = liveCall;
    QObject::connect(audio, &CallAudio::framesReady, call, &LiveCall::takeFrames);
    QObject::connect(audio, &CallAudio::echoChanged, call, &LiveCall::echoChanged);
    QObject::connect(audio, &CallAudio::pausedChanged, call, &LiveCall::pausedChanged);
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

/// On the call thread.
void CallRunner::Private::refuse(const Error &error)
{
    over->release();
    QMetaObject::invokeMethod(
        q,
        [this, error] {
            release();
            Q_EMIT q->failed(error);
        },
        Qt::QueuedConnection);
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

void CallRunner::Private::release()
{
    running = false;
    if (callThread) {
        // What the call thread has still to do may post to the audio thread, so it goes first.
        QSemaphore reached;
        callThread->post([&reached] { reached.release(); });
        reached.acquire();
        audioThread->post([this] { delete std::exchange(audio, nullptr); });
        audioThread.reset();
        callThread->post([this] { delete std::exchange(liveCall, nullptr); });
        callThread.reset();
    }
    lock.reset();
}

} // namespace talktrack
