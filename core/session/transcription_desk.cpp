// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/transcription_desk.h"

#include "core/store/call_archive.h"
#include "core/support/answer.h"
#include "core/support/log.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace talktrack {
namespace {

using namespace std::chrono_literals;

/// How often it is looked for calls that wait, and how rarely at most while the provider is away.
constexpr std::chrono::milliseconds lookEvery = 3min;
constexpr std::chrono::milliseconds lookAtLeastEvery = 48min;

bool isProviderAway(ErrorKind kind)
{
    return kind == ErrorKind::NetworkAway || kind == ErrorKind::ProviderBusy;
}

bool isTriedAgain(ErrorKind kind)
{
    return isProviderAway(kind) || kind == ErrorKind::CallRunning || kind == ErrorKind::KeychainAway;
}

} // namespace

TranscriptionDesk::TranscriptionDesk(const CallServices &services, QStringList engines, Jobs jobs,
                                     QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_engines(std::move(engines))
    , m_jobs(std::move(jobs))
    , m_thread(std::make_unique<WorkerThread>(QStringLiteral("transcriber")))
{
    m_again.setInterval(lookEvery);
    connect(&m_again, &QTimer::timeout, this, &TranscriptionDesk::search);
}

TranscriptionDesk::~TranscriptionDesk()
{
    m_thread->post([this] { delete std::exchange(m_transcriber, nullptr); });
    m_thread.reset();
}

void TranscriptionDesk::begin()
{
    look();
}

void TranscriptionDesk::look()
{
    m_again.start(lookEvery);
    search();
}

void TranscriptionDesk::search()
{
    whenAnswered(m_services.archive.callsToTranscribe(), this,
                 [this](const Result<QList<Call>> &calls) { found(calls); });
}

void TranscriptionDesk::setCallRunning(bool running)
{
    m_callRunning = running;
    if (running && m_current.byItself)
        stopCurrent();
    if (!running)
        look();
    next();
}

void TranscriptionDesk::transcribe(const QString &callId, const QString &engine)
{
    m_queue.removeIf([&](const Wanted &wanted) { return wanted.callId == callId; });
    m_givenUp.remove(callId);
    m_keychainClosed = false;
    const bool isUnderWay = m_current.callId == callId && !m_isStopping;
    if (isUnderWay && m_current.engine == engine) {
        m_current.byItself = false;
        return;
    }
    if (isUnderWay)
        stopCurrent();
    m_queue.prepend({callId, engine, false});
    next();
}

void TranscriptionDesk::cancel(const QString &callId)
{
    // Not by itself either, from now on.
    m_givenUp.insert(callId);
    if (m_queue.removeIf([&](const Wanted &wanted) { return wanted.callId == callId; }) > 0)
        Q_EMIT putOff(callId);
    if (m_current.callId == callId) {
        m_current.byItself = false;
        stopCurrent();
    }
}

void TranscriptionDesk::stopCurrent()
{
    m_isStopping = true;
    m_thread->post([this] {
        if (m_transcriber)
            m_transcriber->cancel();
    });
}

void TranscriptionDesk::found(const Result<QList<Call>> &calls)
{
    if (!calls) {
        log::warning("session", "no_list_to_transcribe", {{"detail", calls.error().detail}});
        return;
    }
    if (m_keychainClosed)
        return;
    for (const Call &call : *calls) {
        const bool isKnown = call.id == m_current.callId ||
                             std::any_of(m_queue.cbegin(), m_queue.cend(),
                                         [&](const Wanted &wanted) { return wanted.callId == call.id; });
        if (!isKnown && m_engines.contains(call.speech) && !m_givenUp.contains(call.id))
            m_queue.enqueue({call.id, call.speech, true});
    }
    next();
}

void TranscriptionDesk::next()
{
    if (!m_current.callId.isEmpty() || m_callRunning || m_queue.isEmpty())
        return;
    m_current = m_queue.dequeue();
    conduct(m_current);
}

void TranscriptionDesk::conduct(const Wanted &wanted)
{
    const auto jobs = [engine = wanted.engine, make = m_jobs](const Playbook &playbook) {
        return make(engine, playbook);
    };
    Q_EMIT progressed(wanted.callId, 0);
    m_thread->post([this, jobs, wanted] {
        m_transcriber = new CallTranscriber(m_services, std::nullopt, wanted.engine, jobs);
        connect(m_transcriber, &CallTranscriber::progressed, this,
                [this, id = wanted.callId](double fraction) { Q_EMIT progressed(id, fraction); });
        connect(m_transcriber, &CallTranscriber::finished, this, [this] { ended(std::nullopt); });
        connect(m_transcriber, &CallTranscriber::failed, this, [this](const Error &error) { ended(error); });
        m_transcriber->start(wanted.callId);
    });
}

void TranscriptionDesk::ended(const std::optional<Error> &failure)
{
    m_thread->post([this] { delete std::exchange(m_transcriber, nullptr); });
    const Wanted done = std::exchange(m_current, {});
    m_isStopping = false;
    if (failure && failure->kind == ErrorKind::KeychainAway) {
        m_keychainClosed = true;
        dropByItself();
    }
    if (!failure) {
        m_again.start(lookEvery);
        Q_EMIT finished(done.callId);
    } else if (done.byItself) {
        endedByItself(done.callId, *failure);
    } else {
        if (!isTriedAgain(failure->kind))
            m_givenUp.insert(done.callId);
        Q_EMIT failed(done.callId, *failure);
    }
    next();
}

/// They are found again when it is looked for them.
void TranscriptionDesk::dropByItself()
{
    m_queue.removeIf([](const Wanted &wanted) { return wanted.byItself; });
}

void TranscriptionDesk::endedByItself(const QString &callId, const Error &failure)
{
    // Stopped for a call, which may be over by now; by a person it would not be by itself any more.
    const bool isStopped = failure.kind == ErrorKind::Cancelled || m_callRunning;
    const bool isPutOff = isProviderAway(failure.kind) || failure.kind == ErrorKind::CallRunning || isStopped;
    if (isProviderAway(failure.kind)) {
        m_again.start(std::min(m_again.intervalAsDuration() * 2, lookAtLeastEvery));
        // The others would fare no better.
        dropByItself();
    }
    if (!isPutOff && failure.kind != ErrorKind::KeychainAway)
        m_givenUp.insert(callId);
    if (isPutOff)
        Q_EMIT putOff(callId);
    else
        Q_EMIT failed(callId, failure);
}

} // namespace talktrack
