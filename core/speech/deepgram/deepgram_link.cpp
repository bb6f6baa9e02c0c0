// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_link.h"

#include "core/model/audio_frame.h"
#include "core/speech/deepgram/deepgram_recording_answer.h"
#include "core/support/log.h"
#include "core/support/socket_reset.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QRegularExpression>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QWebSocket>

#include <utility>

namespace talktrack {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto connectWithin = seconds(10);
constexpr int reasonWithinMs = 5000;
constexpr qint64 longestReason = 64LL * 1024;
constexpr quint64 longestMessage = 8ULL * 1024 * 1024;
/// After CloseStream the rest of the answers comes within this time, or not at all.
constexpr auto closeWithin = seconds(10);
constexpr seconds longestAskedWait{60};
/// One second of sound.
constexpr int sendBufferBytes = 64 * 1024;

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

void secure(QSslConfiguration &configuration)
{
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
}

/// The handshake was answered, but not with a connection. The socket has no better way to tell that from a
/// network that is away.
bool isRefusal(const QString &errorText)
{
    return errorText.contains(QLatin1String("processHandshake"));
}

/// The number in "…Unhandled http status code: 401 (Unauthorized)."; 0 for 400, which the socket does not
/// name.
int statusIn(const QString &errorText)
{
    static const QRegularExpression pattern(QStringLiteral("status code: (\\d{3})"));
    return pattern.match(errorText).captured(1).toInt();
}

} // namespace

class DeepgramLink::Private
{
public:
    Private(DeepgramLink &link, QUrl address, DeepgramCredential secret, const Clock &theClock,
            const LinkWatch::Limits &theLimits)
        : q(link)
        , url(std::move(address))
        , credential(std::move(secret))
        , clock(theClock)
        , limits(theLimits)
        , dialled(theClock.now())
        , watch(theLimits, theClock.now())
    {
    }

    void dial();
    void open();
    void text(const QString &message);
    void broke();
    void askReason(int status);
    void end(const LinkLoss &loss);
    void sendText(const QByteArray &message);
    void sendBytes(const QByteArray &bytes);
    qint64 bytesWaiting() const;
    void throwAwaySent() const;

    DeepgramLink &q;
    const QUrl url;
    const DeepgramCredential credential;
    const Clock &clock;
    const LinkWatch::Limits limits;
    const LinkWatch::TimePoint dialled;
    LinkWatch::TimePoint openedAt{};
    LinkWatch::TimePoint closingSince{};
    LinkWatch watch;
    QWebSocket socket;
    QNetworkAccessManager network;
    StreamClock streamClock;
    qint64 bytesSent = 0;
    bool isOpen = false;
    bool isOver = false;
    bool closing = false;
    /// A close message came.
    bool closed = false;
    bool complete = false;
    bool answering = false;
    bool askingReason = false;
    QPointer<QNetworkReply> reason;
    std::chrono::steady_clock::time_point askedAt;
    bool untrusted = false;
};

void DeepgramLink::Private::dial()
{
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", credential.authorization());
    if (url.scheme() == QLatin1String("wss")) {
        QSslConfiguration configuration = socket.sslConfiguration();
        secure(configuration);
        socket.setSslConfiguration(configuration);
    }
    socket.setMaxAllowedIncomingFrameSize(longestMessage);
    socket.setMaxAllowedIncomingMessageSize(longestMessage);
    connect(&socket, &QWebSocket::connected, &q, [this] { open(); });
    connect(&socket, &QWebSocket::textMessageReceived, &q, [this](const QString &message) { text(message); });
    connect(&socket, &QWebSocket::pong, &q, [this] { watch.heard(clock.now()); });
    connect(&socket, &QWebSocket::aboutToClose, &q, [this] { closed = true; });
    connect(&socket, &QWebSocket::disconnected, &q, [this] { broke(); });
    connect(&socket, &QWebSocket::sslErrors, &q, [this] { untrusted = true; });
    connect(&socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), &q, [this] { broke(); });
    socket.open(request);
}

void DeepgramLink::Private::open()
{
    if (isOver || isOpen)
        return;
    isOpen = true;
    // What waits in the system is out of reach: with its usual buffer a minute of sound would be hidden
    // there.
    if (auto *transport = socket.findChild<QAbstractSocket *>())
        transport->setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, sendBufferBytes);
    openedAt = clock.now();
    watch = LinkWatch(limits, openedAt);
    Q_EMIT q.opened();
}

void DeepgramLink::Private::text(const QString &message)
{
    if (isOver)
        return;
    watch.heard(clock.now());
    const Result<DeepgramMessage> parsed = parseDeepgramMessage(message.toUtf8());
    if (!parsed) {
        log::warning("speech", "message_not_understood", {{"detail", parsed.error().detail}});
        return;
    }
    if (std::holds_alternative<DeepgramResults>(*parsed)) {
        watch.resultCame(clock.now());
        answering = true;
    } else if (std::holds_alternative<DeepgramMetadata>(*parsed)) {
        complete = closing;
    }
    Q_EMIT q.received(*parsed);
}

/// The socket says so by its error, by its end, or by both in either order.
void DeepgramLink::Private::broke()
{
    if (isOver || askingReason)
        return;
    if (!isOpen && isRefusal(socket.errorString())) {
        askReason(statusIn(socket.errorString()));
        return;
    }
    LinkLoss loss;
    loss.reason = isOpen ? socket.closeReason() : socket.errorString();
    // Without a close message the socket says 1000, too.
    loss.closeCode = isOpen && closed ? static_cast<int>(socket.closeCode()) : 0;
    if (untrusted)
        loss.kind = LinkLoss::Kind::Untrusted;
    else if (!isOpen)
        loss.kind = LinkLoss::Kind::Unreachable;
    else if (closing && (complete || loss.closeCode == QWebSocketProtocol::CloseCodeNormal))
        loss.kind = LinkLoss::Kind::Complete;
    end(loss);
}

/// The socket tells only the number of a refusal; the same question without the upgrade is answered in full.
void DeepgramLink::Private::askReason(int status)
{
    askingReason = true;
    askedAt = clock.now();
    QUrl plain = url;
    plain.setScheme(url.scheme() == QLatin1String("wss") ? QStringLiteral("https") : QStringLiteral("http"));
    QNetworkRequest request(plain);
    request.setRawHeader("Authorization", credential.authorization());
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(reasonWithinMs);
    if (plain.scheme() == QLatin1String("https")) {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        secure(configuration);
        request.setSslConfiguration(configuration);
    }
    QNetworkReply *reply = network.get(request);
    reason = reply;
    connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received) {
        if (received > longestReason)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, &q, [this, reply, status] {
        reply->deleteLater();
        LinkLoss loss;
        loss.kind = status != 0 || reply->error() == QNetworkReply::NoError ||
                            reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid()
                        ? LinkLoss::Kind::Refused
                        : LinkLoss::Kind::Unreachable;
        const int answered = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        loss.httpStatus = status != 0 ? status : answered;
        if (answered == loss.httpStatus) {
            loss.reason = deepgramReason(reply->readAll(), reply->rawHeader("dg-error"));
            const int asked = reply->rawHeader("Retry-After").toInt();
            loss.retryAfter = std::clamp(seconds(asked), seconds(0), longestAskedWait);
        }
        end(loss);
    });
}

void DeepgramLink::Private::end(const LinkLoss &loss)
{
    if (std::exchange(isOver, true))
        return;
    isOpen = false;
    if (loss.kind != LinkLoss::Kind::Complete)
        throwAwaySent();
    socket.abort();
    Q_EMIT q.lost(loss);
}

void DeepgramLink::Private::sendText(const QByteArray &message)
{
    if (!isOpen || isOver)
        return;
    bytesSent += message.size();
    socket.sendTextMessage(QString::fromUtf8(message));
    watch.sentSomething(clock.now());
}

void DeepgramLink::Private::sendBytes(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    constexpr qint64 framing = 8;
    bytesSent += bytes.size() + framing;
    socket.sendBinaryMessage(bytes);
    watch.sentSomething(clock.now());
}

/// An encrypted socket counts only what it has not encrypted yet, which is soon nothing, however little of it
/// the line takes.
qint64 DeepgramLink::Private::bytesWaiting() const
{
    const auto *encrypted = socket.findChild<QSslSocket *>();
    return socket.bytesToWrite() + (encrypted ? encrypted->encryptedBytesToWrite() : 0);
}

/// What is on its way would take up the line beside the next connection, which sends it again.
void DeepgramLink::Private::throwAwaySent() const
{
    if (const auto *transport = socket.findChild<QAbstractSocket *>())
        throwAwayOnClose(transport->socketDescriptor());
}

DeepgramLink::DeepgramLink(const QUrl &url, const DeepgramCredential &credential, const Clock &clock,
                           const LinkWatch::Limits &limits)
    : d(std::make_unique<Private>(*this, url, credential, clock, limits))
{
    d->dial();
}

DeepgramLink::~DeepgramLink()
{
    abort();
}

bool DeepgramLink::isOpen() const
{
    return d->isOpen && !d->isOver;
}

void DeepgramLink::sendSound(qint64 position, qint64 samples, const QByteArray &bytes, bool speech)
{
    if (!isOpen() || d->closing)
        return;
    d->streamClock.sent(position, samples);
    if (speech)
        d->watch.sentSpeech(milliseconds(samples * 1000 / sampleRateHz));
    d->sendBytes(bytes);
}

void DeepgramLink::sendFiller(qint64 samples, const QByteArray &bytes)
{
    if (!isOpen() || d->closing)
        return;
    d->streamClock.sentFiller(samples);
    d->sendBytes(bytes);
}

void DeepgramLink::finalize(std::optional<int> channel)
{
    QJsonObject message{{QStringLiteral("type"), QStringLiteral("Finalize")}};
    if (channel)
        message.insert(QStringLiteral("channel"), *channel);
    d->sendText(json(message));
}

void DeepgramLink::closeStream()
{
    if (!isOpen() || std::exchange(d->closing, true))
        return;
    d->closingSince = d->clock.now();
    d->sendText(json({{QStringLiteral("type"), QStringLiteral("CloseStream")}}));
}

void DeepgramLink::configure(const QStringList &keyterms)
{
    d->sendText(json({{QStringLiteral("type"), QStringLiteral("Configure")},
                      {QStringLiteral("keyterms"), QJsonArray::fromStringList(keyterms)}}));
}

void DeepgramLink::tick()
{
    const auto now = d->clock.now();
    if (d->isOver)
        return;
    if (d->askingReason) {
        // Its own patience begins anew with each byte.
        if (d->reason && now - d->askedAt >= connectWithin)
            d->reason->abort();
        return;
    }
    if (!d->isOpen) {
        if (now - d->dialled >= connectWithin)
            d->end({LinkLoss::Kind::Unreachable, 0, QStringLiteral("no answer in time"), 0, {}});
        return;
    }
    d->watch.waiting(d->bytesWaiting(), now);
    if (d->closing) {
        if (now - d->closingSince >= closeWithin)
            d->end({LinkLoss::Kind::Silent, 0, QStringLiteral("no end after CloseStream"), 0, {}});
        return;
    }
    if (d->watch.pingIsDue(now)) {
        d->socket.ping();
        d->watch.pinged(now);
    }
    if (d->watch.keepAliveIsDue(now))
        d->sendText(json({{QStringLiteral("type"), QStringLiteral("KeepAlive")}}));
    switch (d->watch.judge(now)) {
    case LinkWatch::Verdict::Alive:
        break;
    case LinkWatch::Verdict::NoPong:
        d->end({LinkLoss::Kind::Silent, 0, QStringLiteral("no pong"), 0, {}});
        break;
    case LinkWatch::Verdict::NoResult:
        d->end({LinkLoss::Kind::Unanswered, 0, QStringLiteral("speech without results"), 0, {}});
        break;
    case LinkWatch::Verdict::NotReading:
        d->end({LinkLoss::Kind::Silent, 0, QStringLiteral("peer does not read"), 0, {}});
        break;
    }
}

void DeepgramLink::abort()
{
    d->isOver = true;
    d->isOpen = false;
    d->socket.disconnect(this);
    d->throwAwaySent();
    d->socket.abort();
}

const StreamClock &DeepgramLink::streamClock() const
{
    return d->streamClock;
}

qint64 DeepgramLink::bytesWaiting() const
{
    return d->bytesWaiting();
}

qint64 DeepgramLink::bytesSent() const
{
    return d->bytesSent;
}

std::chrono::steady_clock::time_point DeepgramLink::openedAt() const
{
    return d->openedAt;
}

bool DeepgramLink::isAnswering() const
{
    return d->answering;
}

} // namespace talktrack
