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

/// How often it is looked for calls that wait.
constexpr auto lookEvery = 3min;

bool isTriedAgain(ErrorKind kind)
{
    return kind == ErrorKind::NetworkAway || kind == ErrorKind::ProviderBusy ||
           kind == ErrorKind::CallRunning || kind == ErrorKind::KeychainAway;
}

} // namespace

TranscriptionDesk::TranscriptionDesk(const CallServices &services, Playbook playbook, SpeechSettings settings,
                                     QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_playbook(std::move(playbook))
    , m_settings(std::move(settings))
    , m_thread(std::make_unique<WorkerThread>(QStringLiteral("transcriber")))
{
    m_again.setInterval(lookEvery);
    connect(&m_again, &QTimer::timeout, this, &TranscriptionDesk::look);
}

TranscriptionDesk::~TranscriptionDesk()
{
    m_thread->post([this] { delete std::exchange(m_transcriber, nullptr); });
    m_thread.reset();
}

void TranscriptionDesk::begin()
{
    m_again.start();
    look();
}

void TranscriptionDesk::look()
{
    whenAnswered(m_services.archive.callsToTranscribe(), this,
                 [this](const Result<QList<Call>> &calls) { found(calls); });
}

void TranscriptionDesk::setCallRunning(bool running)
{
    m_callRunning = running;
    if (!running)
        look();
    next();
}

void TranscriptionDesk::transcribe(const QString &callId, const QString &engine)
{
    m_queue.removeIf([&](const Wanted &wanted) { return wanted.callId == callId; });
    if (m_current.callId == callId)
        return;
    m_queue.prepend({callId, engine, false});
    next();
}

void TranscriptionDesk::cancel(const QString &callId)
{
    m_queue.removeIf([&](const Wanted &wanted) { return wanted.callId == callId; });
    if (m_current.callId == callId)
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
    const QStringList engines = recordingEngines(m_settings);
    for (const Call &call : *calls) {
        const bool isKnown = call.id == m_current.callId ||
                             std::any_of(m_queue.cbegin(), m_queue.cend(),
                                         [&](const Wanted &wanted) { return wanted.callId == call.id; });
        if (!isKnown && engines.contains(call.speech) && !m_givenUp.contains(call.id))
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
    const auto jobs = [wanted, settings = m_settings, playbook = m_playbook, &clock = m_services.clock] {
        return recordingJobs({wanted.engine, playbook.language, keytermsOf(playbook)}, settings, clock);
    };
    Q_EMIT progressed(wanted.callId, 0);
    m_thread->post([this, jobs, wanted] {
        m_transcriber = new CallTranscriber(m_services, m_playbook, wanted.engine, jobs);
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
    if (!failure)
        Q_EMIT finished(done.callId);
    else if (!done.byItself || !isTriedAgain(failure->kind)) {
        m_givenUp.insert(done.callId);
        Q_EMIT failed(done.callId, *failure);
    }
    next();
}

} // namespace talktrack
