// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_token_endpoint.h"

#include "core/speech/deepgram/deepgram_query.h"
#include "core/speech/http_upload.h"

#include <QBuffer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPromise>

#include <utility>

namespace talktrack {
namespace {

using Answer = Result<DeepgramCredential>;

constexpr HttpUpload::Limits limits{std::chrono::seconds(10), std::chrono::seconds(10), 64LL * 1024};

Answer read(const HttpAnswer &answer)
{
    const QString detail = QStringLiteral("token endpoint: %1").arg(answer.status);
    if (answer.status == 401 || answer.status == 403)
        return unexpected(ErrorKind::KeyRefused, detail);
    if (answer.status == 402)
        return unexpected(ErrorKind::NoCredit, detail);
    if (answer.status == 429 || answer.status >= 500)
        return unexpected(Error{ErrorKind::ProviderBusy, detail, {}, answer.retryAfter});
    const QByteArray token = QJsonDocument::fromJson(answer.body)
                                 .object()
                                 .value(QLatin1String("access_token"))
                                 .toString()
                                 .toLatin1();
    const bool isToken = !token.isEmpty() &&
                         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (answer.status != 200 || !isToken)
        return unexpected(ErrorKind::ProviderRefused, detail);
    return DeepgramCredential{DeepgramCredential::Kind::TemporaryToken, token};
}

} // namespace

DeepgramTokenEndpoint::DeepgramTokenEndpoint(QUrl url, QByteArray authorization)
    : m_url(std::move(url))
    , m_authorization(std::move(authorization))
{
}

QFuture<Answer> DeepgramTokenEndpoint::obtain()
{
    if (!isSafeBaseUrl(m_url))
        return QtFuture::makeReadyFuture(Answer(
            unexpected(ErrorKind::ProviderRefused, QStringLiteral("the token endpoint is not https"))));
    QNetworkRequest request(m_url);
    if (!m_authorization.isEmpty())
        request.setRawHeader("Authorization", m_authorization);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    auto body = std::make_unique<QBuffer>();
    body->setData("{}");
    body->open(QIODevice::ReadOnly);

    const auto promise = std::make_shared<QPromise<Answer>>();
    promise->start();
    auto *upload = new HttpUpload(limits);
    const auto answer = [promise, upload](const Answer &result) {
        promise->addResult(result);
        promise->finish();
        upload->deleteLater();
    };
    QObject::connect(upload, &HttpUpload::answered, upload,
                     [answer](const HttpAnswer &answered) { answer(read(answered)); });
    QObject::connect(upload, &HttpUpload::lost, upload, [answer](const QString &detail) {
        answer(unexpected(ErrorKind::NetworkAway, QStringLiteral("token endpoint: ") + detail));
    });
    upload->post(request, std::move(body));
    return promise->future();
}

} // namespace talktrack
