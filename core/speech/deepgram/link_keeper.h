// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"
#include "core/speech/deepgram/deepgram_credentials.h"
#include "core/speech/deepgram/deepgram_link.h"
#include "core/speech/deepgram/deepgram_query.h"
#include "core/speech/deepgram/link_watch.h"
#include "core/support/backoff.h"
#include "core/support/clock.h"

#include <QObject>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <memory>

namespace talktrack {

struct LinkKeeperSetup
{
    QUrl baseUrl;
    DeepgramRequest request;
    LinkWatch::Limits limits;
    Backoff::Options backoff;
    /// A connection that has answered for this long makes the next loss start from the beginning.
    std::chrono::seconds stableAfter{10};
};

/// The life of a call's connections, one after another: asks for a credential, dials, and after a loss waits
/// and dials again, or does not where that could not help. A request that is refused for a part that can be
/// done without is asked once more without it. Sound is raw until compress(), and again if compressed sound
/// is not understood.
///
/// Thread: one, with an event loop; all timing goes by the clock and tick(). Owned by the engine. Signals,
/// for each connection: opened at most once, then received, then lost once; after lost (of which the receiver
/// may stop() it, or ask to compress()) comes waiting or refused, or the next is dialled at once. Without a
/// connection, when there is no credential, waiting or refused comes alone. Nothing after refused or stop().
class LinkKeeper final : public QObject
{
    Q_OBJECT

public:
    enum class Phase { Idle, Authorising, Dialling, Open, Waiting, Refused, Over };

    LinkKeeper(LinkKeeperSetup setup, std::shared_ptr<DeepgramCredentials> credentials, const Clock &clock,
               QObject *parent = nullptr);
    ~LinkKeeper() override;

    /// Dials for the first time.
    void start(const QString &language);
    /// Of the next connection, and of this one once applyKeyterms() is called.
    void setKeyterms(const QStringList &keyterms);
    /// Tells an open connection of keyterms that it does not have yet. It cuts off what is being said.
    void applyKeyterms();
    /// Tries now instead of when the wait is over.
    void tryNow();
    /// The same, as the network may be back, unless the other side asked for the wait. What is tried after
    /// that waits as short as after the first loss.
    void networkBack();
    /// The computer slept: a socket does not survive that, and does not say so for a long time.
    void wokeUp();
    /// From the next connection on sound is compressed, for the rest of the call. False if it is already, or
    /// was not understood in this call.
    bool compress();
    /// Gives up the connection, for this reason, and dials the next at once.
    void redial(PartReason reason);
    /// Ends the connection without lost(), for good.
    void stop();
    void tick();

    Phase phase() const { return m_phase; }
    /// While the phase is Open and only then.
    DeepgramLink *link() const { return m_phase == Phase::Open ? m_link.get() : nullptr; }
    /// Why there is no connection.
    PartReason downReason() const { return m_downReason; }
    std::chrono::steady_clock::time_point downSince() const { return m_downSince; }
    /// Of the refusal; for the log.
    QString refusal() const { return m_refusal; }
    bool isCompressed() const { return !m_setup.request.rawSound; }
    bool hasEverOpened() const { return m_everOpened; }
    bool hasNewKeyterms() const;
    int connections() const { return m_connections; }
    /// Over all connections.
    qint64 bytesSent() const;

Q_SIGNALS:
    void opened();
    void received(const talktrack::DeepgramMessage &message);
    void lost(const talktrack::LinkLoss &loss);
    void waiting();
    void refused();

private:
    void connectNow();
    void withoutCredential(const Error &error);
    void dial(const DeepgramCredential &credential);
    void linkOpened();
    void linkLost(const LinkLoss &loss);
    bool isAskedAgainWithout(const LinkLoss &loss);
    bool mayHaveExpired(const LinkLoss &loss);
    /// asked: by the other side; none if 0.
    void waitFor(std::chrono::milliseconds asked, PartReason reason);
    void refuse(PartReason reason, const QString &detail);
    void breakOff(const LinkLoss &loss);
    bool isDueForRawSound(const LinkLoss &loss) const;
    bool letGo();

    LinkKeeperSetup m_setup;
    std::shared_ptr<DeepgramCredentials> m_credentials;
    const Clock &m_clock;
    Backoff m_backoff;
    std::unique_ptr<DeepgramLink> m_link;
    std::chrono::steady_clock::time_point m_retryAt{};
    std::chrono::steady_clock::time_point m_downSince{};
    QStringList m_keyterms;
    QString m_refusal;
    qint64 m_bytesSent = 0;
    int m_connections = 0;
    Phase m_phase = Phase::Idle;
    PartReason m_downReason = PartReason::None;
    DeepgramCredential::Kind m_credentialKind = DeepgramCredential::Kind::Key;
    /// Connections in a row that took compressed sound and answered nothing.
    int m_mute = 0;
    bool m_mayCompress = true;
    bool m_everOpened = false;
    bool m_stripKeyterms = false;
    bool m_stripDiarisation = false;
    bool m_tokenRetried = false;
    bool m_keytermsChanged = false;
    bool m_askedToWait = false;
};

} // namespace talktrack
