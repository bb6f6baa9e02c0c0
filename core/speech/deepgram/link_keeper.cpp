// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/link_keeper.h"

#include "core/speech/deepgram/loss_meaning.h"
#include "core/support/answer.h"
#include "core/support/log.h"

#include <utility>

namespace talktrack {

using std::chrono::milliseconds;

namespace {

/// Compressed sound that was answered by nothing, on so many connections in a row that were alive, is not
/// understood.
constexpr int mostMute = 2;

} // namespace

LinkKeeper::LinkKeeper(LinkKeeperSetup setup, std::shared_ptr<DeepgramCredentials> credentials,
                       const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_credentials(std::move(credentials))
    , m_clock(clock)
    , m_backoff(m_setup.backoff)
{
}

LinkKeeper::~LinkKeeper() = default;

void LinkKeeper::start(const QString &language)
{
    m_setup.request.language = language;
    m_downSince = m_clock.now();
    connectNow();
}

void LinkKeeper::setKeyterms(const QStringList &keyterms)
{
    m_keyterms = keyterms;
    m_keytermsChanged = true;
}

bool LinkKeeper::hasNewKeyterms() const
{
    return m_keytermsChanged && takesKeyterms(m_setup.request.model) && !m_stripKeyterms;
}

void LinkKeeper::applyKeyterms()
{
    if (!link() || !hasNewKeyterms())
        return;
    m_keytermsChanged = false;
    m_link->configure(fittingKeyterms(m_keyterms));
}

void LinkKeeper::tryNow()
{
    if (m_phase == Phase::Waiting)
        m_retryAt = m_clock.now();
}

void LinkKeeper::networkBack()
{
    if (m_phase != Phase::Waiting || m_askedToWait)
        return;
    m_backoff.reset();
    m_retryAt = m_clock.now();
}

void LinkKeeper::wokeUp()
{
    m_backoff.reset();
    if (link()) {
        m_link->abort();
        linkLost({LinkLoss::Kind::Silent, 0, QStringLiteral("slept"), 0, {}});
    }
    tryNow();
}

bool LinkKeeper::compress()
{
    if (isCompressed() || !m_mayCompress)
        return false;
    m_setup.request.rawSound = false;
    log::info("speech", "compressed");
    return true;
}

void LinkKeeper::redial(PartReason reason)
{
    if (!link())
        return;
    m_link->abort();
    breakOff({LinkLoss::Kind::Dropped, 0, QStringLiteral("given up"), 0, {}});
    if (m_phase == Phase::Over)
        return;
    m_downReason = reason;
    connectNow();
}

void LinkKeeper::stop()
{
    m_phase = Phase::Over;
    if (m_link) {
        m_link->abort();
        letGo();
    }
}

void LinkKeeper::tick()
{
    if (m_link)
        m_link->tick();
    if (m_phase == Phase::Waiting && m_clock.now() >= m_retryAt)
        connectNow();
    if (link() && m_link->isAnswering() && m_clock.now() - m_link->openedAt() >= m_setup.stableAfter)
        m_backoff.reset();
}

qint64 LinkKeeper::bytesSent() const
{
    return m_bytesSent + (m_link ? m_link->bytesSent() : 0);
}

void LinkKeeper::connectNow()
{
    m_phase = Phase::Authorising;
    whenAnswered(m_credentials->obtain(), this, [this](const Result<DeepgramCredential> &credential) {
        if (m_phase != Phase::Authorising)
            return;
        if (credential)
            dial(*credential);
        else
            withoutCredential(credential.error());
    });
}

void LinkKeeper::withoutCredential(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::NetworkAway:
        waitFor(error.retryAfter.value_or(milliseconds(0)), PartReason::NetworkAway);
        break;
    case ErrorKind::ProviderBusy:
        waitFor(error.retryAfter.value_or(milliseconds(0)), PartReason::ProviderBusy);
        break;
    case ErrorKind::KeyMissing:
        refuse(PartReason::KeyMissing, error.detail);
        break;
    case ErrorKind::NoCredit:
        refuse(PartReason::NoCredit, error.detail);
        break;
    case ErrorKind::ProviderRefused:
        // An odd answer. Whoever has given tokens in this call before will do so again.
        if (m_everOpened) {
            waitFor(milliseconds(0), PartReason::ProviderBusy);
            break;
        }
        [[fallthrough]];
    default:
        refuse(PartReason::KeyRefused, error.detail);
        break;
    }
}

void LinkKeeper::dial(const DeepgramCredential &credential)
{
    DeepgramRequest request = m_setup.request;
    request.keyterms = m_stripKeyterms ? QStringList{} : m_keyterms;
    request.diarize = request.diarize && !m_stripDiarisation;
    m_keytermsChanged = false;
    m_credentialKind = credential.kind;
    m_phase = Phase::Dialling;
    ++m_connections;
    m_link = std::make_unique<DeepgramLink>(deepgramLiveUrl(m_setup.baseUrl, request), credential, m_clock,
                                            m_setup.limits);
    connect(m_link.get(), &DeepgramLink::opened, this, [this] { linkOpened(); });
    connect(m_link.get(), &DeepgramLink::received, this, [this](const DeepgramMessage &message) {
        if (m_link)
            Q_EMIT received(message);
    });
    connect(m_link.get(), &DeepgramLink::lost, this, [this](const LinkLoss &loss) { linkLost(loss); });
}

void LinkKeeper::linkOpened()
{
    m_phase = Phase::Open;
    m_everOpened = true;
    m_tokenRetried = false;
    log::info("speech", "connected", {{"connection", QString::number(m_connections)}});
    Q_EMIT opened();
}

/// Whether it had answered.
bool LinkKeeper::letGo()
{
    const bool answered = m_link->isAnswering();
    m_bytesSent += m_link->bytesSent();
    m_link.release()->deleteLater();
    return answered;
}

void LinkKeeper::breakOff(const LinkLoss &loss)
{
    const bool wasOpen = m_phase == Phase::Open;
    if (wasOpen) {
        m_downSince = m_clock.now();
        m_backoff.lived(std::chrono::duration_cast<milliseconds>(m_clock.now() - m_link->openedAt()));
    }
    if (letGo())
        m_mute = 0;
    else if (wasOpen && isCompressed() && loss.kind == LinkLoss::Kind::Unanswered)
        ++m_mute;
    log::warning("speech", "connection_lost",
                 {{"kind", QString::number(static_cast<int>(loss.kind))},
                  {"status", QString::number(loss.httpStatus)},
                  {"code", QString::number(loss.closeCode)},
                  {"reason", loss.reason.left(300)}});
    Q_EMIT lost(loss);
}

void LinkKeeper::linkLost(const LinkLoss &loss)
{
    const bool wasCompressed = isCompressed();
    breakOff(loss);
    if (m_phase == Phase::Over)
        return;
    if (wasCompressed && isDueForRawSound(loss)) {
        m_setup.request.rawSound = true;
        m_mayCompress = false;
        log::warning("speech", "compressed_not_understood");
        connectNow();
        return;
    }
    if (isAskedAgainWithout(loss) || mayHaveExpired(loss)) {
        connectNow();
        return;
    }
    const LossMeaning meaning = meaningOf(loss);
    if (meaning.isFinal)
        refuse(meaning.reason, QStringLiteral("%1 %2").arg(loss.httpStatus).arg(loss.reason).trimmed());
    else
        waitFor(loss.retryAfter, m_backoff.isFlapping() ? PartReason::LinkFlapping : meaning.reason);
}

/// Better late than not at all.
bool LinkKeeper::isDueForRawSound(const LinkLoss &loss) const
{
    return loss.closeCode == 1008 || m_mute >= mostMute ||
           (loss.httpStatus == 400 && blamedPart(loss.reason) == BlamedPart::None);
}

bool LinkKeeper::isAskedAgainWithout(const LinkLoss &loss)
{
    if (loss.kind != LinkLoss::Kind::Refused || loss.httpStatus != 400)
        return false;
    switch (blamedPart(loss.reason)) {
    case BlamedPart::Keyterms:
        return !std::exchange(m_stripKeyterms, true);
    case BlamedPart::Diarisation:
        return !std::exchange(m_stripDiarisation, true);
    case BlamedPart::None:
        break;
    }
    return false;
}

/// A temporary token lives for seconds; a fresh one is asked for once.
bool LinkKeeper::mayHaveExpired(const LinkLoss &loss)
{
    return loss.httpStatus == 401 && m_credentialKind == DeepgramCredential::Kind::TemporaryToken &&
           !std::exchange(m_tokenRetried, true);
}

void LinkKeeper::waitFor(milliseconds asked, PartReason reason)
{
    m_phase = Phase::Waiting;
    m_askedToWait = asked.count() > 0;
    m_retryAt = m_clock.now() + m_backoff.next(asked);
    m_downReason = reason;
    Q_EMIT waiting();
}

void LinkKeeper::refuse(PartReason reason, const QString &detail)
{
    m_phase = Phase::Refused;
    m_downReason = reason;
    m_refusal = detail;
    log::error("speech", "refused", {{"detail", detail}});
    Q_EMIT refused();
}

} // namespace talktrack
