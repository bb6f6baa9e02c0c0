// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"
#include "core/session/call_transcriber.h"
#include "core/session/speech_factory.h"
#include "core/support/worker_thread.h"

#include <QObject>
#include <QQueue>
#include <QSet>
#include <QTimer>

#include <memory>

namespace talktrack {

/// Transcribes recorded calls one after the other, away from the window's thread: those it is asked for, and
/// by itself those that are pending, when it is begun and every few minutes while there are any, so that they
/// are done once the network is back.
///
/// Thread: the window's, which never waits for it, but for its destruction. Signals: of a call first
/// progressed at any time, then one of finished or failed. What was tried by itself and could not be done
/// because the provider is away is not told as failed, but tried again.
class TranscriptionDesk final : public QObject
{
    Q_OBJECT

public:
    /// The services must have a vault, and outlive it.
    TranscriptionDesk(const CallServices &services, Playbook playbook, SpeechSettings settings,
                      QObject *parent = nullptr);
    ~TranscriptionDesk() override;

    /// Looks for calls that wait, now and from time to time.
    void begin();
    /// The same, at once: the network may be back.
    void look();
    /// While a call is conducted, it has the line to itself: nothing new is begun.
    void setCallRunning(bool running);
    void transcribe(const QString &callId, const QString &engine);
    void cancel(const QString &callId);

Q_SIGNALS:
    void progressed(const QString &callId, double fraction);
    void finished(const QString &callId);
    void failed(const QString &callId, const talktrack::Error &error);

private:
    struct Wanted
    {
        QString callId;
        QString engine;
        bool byItself = false;
    };

    void found(const Result<QList<Call>> &calls);
    void next();
    void conduct(const Wanted &wanted);
    void ended(const std::optional<Error> &failure);

    CallServices m_services;
    const Playbook m_playbook;
    const SpeechSettings m_settings;
    std::unique_ptr<WorkerThread> m_thread;
    /// Lives on the thread, and is touched there only.
    CallTranscriber *m_transcriber = nullptr;
    QQueue<Wanted> m_queue;
    /// Without an id while nothing is being transcribed.
    Wanted m_current;
    /// Not tried by itself again as long as the program runs.
    QSet<QString> m_givenUp;
    QTimer m_again;
    bool m_callRunning = false;
};

} // namespace talktrack
