// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"
#include "core/session/call_transcriber.h"
#include "core/support/worker_thread.h"

#include <QObject>
#include <QQueue>
#include <QSet>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace talktrack {

/// Transcribes recorded calls one after the other, away from the window's thread: those it is asked for, and
/// by itself those that wait, when it is begun and from time to time while there are any, so that they are
/// done once the network is back. While the provider is away that is tried ever less often; a keychain that
/// stays closed is not asked again until a person wants a call.
///
/// Thread: the window's, which never waits for it, but for its destruction. Signals: of a call first
/// progressed at any time, then one of finished, failed or putOff. What was begun by itself and is tried
/// again later, or does not begin after all, is put off.
class TranscriptionDesk final : public QObject
{
    Q_OBJECT

public:
    /// Makes the jobs of a recogniser, on the desk's thread; the playbook's language and names help it.
    using Jobs = std::function<Result<GapFiller::MakeJob>(const QString &engine, const Playbook &playbook)>;

    /// The services must have a vault, and outlive it. engines: those that can be had, for what is begun by
    /// itself.
    TranscriptionDesk(const CallServices &services, QStringList engines, Jobs jobs,
                      QObject *parent = nullptr);
    ~TranscriptionDesk() override;

    /// Looks for calls that wait, now and from time to time.
    void begin();
    /// The same, at once: the network may be back.
    void look();
    /// While a call is conducted, it has the line to itself: nothing new is begun, and what was begun by
    /// itself is put off, but for the pieces that are done.
    void setCallRunning(bool running);
    void transcribe(const QString &callId, const QString &engine);
    void cancel(const QString &callId);

Q_SIGNALS:
    void progressed(const QString &callId, double fraction);
    void finished(const QString &callId);
    void failed(const QString &callId, const talktrack::Error &error);
    void putOff(const QString &callId);

private:
    struct Wanted
    {
        QString callId;
        QString engine;
        bool byItself = false;
    };

    void search();
    void found(const Result<QList<Call>> &calls);
    void next();
    void conduct(const Wanted &wanted);
    void stopCurrent();
    void dropByItself();
    void ended(const std::optional<Error> &failure);
    void endedByItself(const QString &callId, const Error &failure);

    CallServices m_services;
    const QStringList m_engines;
    const Jobs m_jobs;
    std::unique_ptr<WorkerThread> m_thread;
    /// Lives on the thread, and is touched there only.
    CallTranscriber *m_transcriber = nullptr;
    QQueue<Wanted> m_queue;
    /// Without an id while nothing is being transcribed.
    Wanted m_current;
    /// It has been told to end.
    bool m_isStopping = false;
    /// Not tried by itself again as long as the program runs.
    QSet<QString> m_givenUp;
    QTimer m_again;
    bool m_keychainClosed = false;
    bool m_callRunning = false;
};

} // namespace talktrack
