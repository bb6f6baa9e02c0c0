// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/http_upload.h"

#include <QNetworkReply>
#include <QSslConfiguration>

#include <algorithm>

namespace talktrack {
namespace {

constexpr std::chrono::seconds longestAskedWait{120};

} // namespace

HashingDevice::HashingDevice(std::unique_ptr<QIODevice> source)
    : m_source(std::move(source))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool HashingDevice::seek(qint64 position)
{
    return QIODevice::seek(position) && m_source->seek(position);
}

QByteArray HashingDevice::hash() const
{
    return m_hashed == size() ? m_hash.result().toHex() : QByteArray();
}

qint64 HashingDevice::readData(char *data, qint64 maxSize)
{
    const qint64 at = pos();
    const qint64 got = m_source->read(data, maxSize);
    if (got <= 0)
        return m_source->atEnd() ? -1 : got;
    if (at == 0) {
        m_hash.reset();
        m_hashed = 0;
    }
    if (at == m_hashed) {
        m_hash.addData(QByteArrayView(data, got));
        m_hashed += got;
    }
    return got;
}

HttpUpload::HttpUpload(Limits limits, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] { giveUp(QStringLiteral("no progress in time")); });
}

HttpUpload::~HttpUpload()
{
    cancel();
}

void HttpUpload::post(QNetworkRequest request, std::unique_ptr<QIODevice> body)
{
    m_body = std::make_unique<HashingDevice>(std::move(body));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setHeader(QNetworkRequest::ContentLengthHeader, m_body->size());
    if (request.url().scheme() == QLatin1String("https")) {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setProtocol(QSsl::TlsV1_2OrLater);
        configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
        request.setSslConfiguration(configuration);
    }
    m_reply = m_network.post(request, m_body.get());
    connect(m_reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64 total) {
        m_patience.start(sent < total ? m_limits.stall : m_limits.answer);
        if (total > 0)
            Q_EMIT progressed(sent, total);
    });
    connect(m_reply, &QNetworkReply::readyRead, this, [this] {
        m_answer += m_reply->readAll();
        if (m_answer.size() > m_limits.mostBytes)
            giveUp(QStringLiteral("answer too long"));
    });
    connect(m_reply, &QNetworkReply::finished, this, &HttpUpload::finished);
    m_patience.start(m_limits.stall);
}

void HttpUpload::finished()
{
    QNetworkReply *reply = m_reply;
    m_patience.stop();
    m_reply.clear();
    reply->deleteLater();
    const QVariant status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    if (reply->isOpen())
        m_answer += reply->readAll();
    // An answer that was cut short has a status too, and an error of the connection.
    const bool cutShort =
        reply->error() != QNetworkReply::NoError && reply->error() < QNetworkReply::ContentAccessDenied;
    if (!m_givenUp.isEmpty() || !status.isValid() || (cutShort && status.toInt() < 300)) {
        Q_EMIT lost(m_givenUp.isEmpty()
                        ? QStringLiteral("network error %1").arg(static_cast<int>(reply->error()))
                        : m_givenUp);
        return;
    }
    HttpAnswer answer;
    answer.status = status.toInt();
    answer.body = m_answer;
    answer.errorHeader = reply->rawHeader("dg-error");
    answer.retryAfter = std::clamp(std::chrono::seconds(reply->rawHeader("Retry-After").toInt()),
                                   std::chrono::seconds(0), longestAskedWait);
    answer.sentHash = m_body->hash();
    Q_EMIT answered(answer);
}

void HttpUpload::giveUp(const QString &detail)
{
    if (!m_reply)
        return;
    m_givenUp = detail;
    m_reply->abort();
}

void HttpUpload::cancel()
{
    if (!m_reply)
        return;
    QNetworkReply *reply = m_reply;
    m_reply.clear();
    m_patience.stop();
    reply->disconnect(this);
    reply->abort();
    reply->deleteLater();
}

} // namespace talktrack
