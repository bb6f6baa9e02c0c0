// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fault.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

namespace talktrack::test {

namespace {

const QString requestId = QStringLiteral("7c2d8f0e-1b7a-4a39-9f2c-5a4f0a6f6c11");

QString utf8(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes);
}

} // namespace

Fault Fault::refuse(int status, QByteArray body, QByteArray dgError, std::optional<int> retryAfterSeconds)
{
    Fault fault = said(Kind::Refuse, status, std::move(body));
    fault.when = When::AtHandshake;
    if (!dgError.isEmpty()) {
        fault.headers.emplaceBack("dg-error", std::move(dgError));
    }
    if (retryAfterSeconds) {
        fault.headers.emplaceBack("Retry-After", QByteArray::number(*retryAfterSeconds));
    }
    return fault;
}

QByteArray Fault::codeBody(const QByteArray &code, const QByteArray &message)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("err_code"), utf8(code)},
                                     {QStringLiteral("err_msg"), utf8(message)},
                                     {QStringLiteral("request_id"), requestId}})
        .toJson(QJsonDocument::Compact);
}

QByteArray Fault::categoryBody(const QByteArray &category, const QByteArray &message)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("category"), utf8(category)},
                                     {QStringLiteral("message"), utf8(message)},
                                     {QStringLiteral("details"), utf8(message)},
                                     {QStringLiteral("request_id"), requestId}})
        .toJson(QJsonDocument::Compact);
}

Fault Fault::invalidAuth()
{
    return refuse(401, codeBody("INVALID_AUTH", "Invalid credentials."), "Invalid credentials.");
}

Fault Fault::paymentRequired()
{
    const QByteArray message = "Project does not have enough credits for an ASR request and does not have an "
                               "overage agreement.";
    return refuse(402, codeBody("ASR_PAYMENT_REQUIRED", message), message);
}

Fault Fault::forbidden()
{
    const QByteArray message = "Project does not have access to the requested model.";
    return refuse(403, codeBody("INSUFFICIENT_PERMISSIONS", message), message);
}

Fault Fault::tooManyRequests(std::optional<int> retryAfterSeconds)
{
    const QByteArray message = "Too many requests. Please try again later";
    return refuse(429, codeBody("TOO_MANY_REQUESTS", message), message, retryAfterSeconds);
}

Fault Fault::unavailable(std::optional<int> retryAfterSeconds)
{
    return refuse(503, "Service Unavailable", "Please try again later", retryAfterSeconds);
}

Fault Fault::html()
{
    Fault fault =
        refuse(200, "<!DOCTYPE html><html><head><title>Sign in</title></head><body><b>Welcome</b> to "
                    "the guest network.</body></html>");
    fault.headers.emplaceBack("Content-Type", "text/html");
    return fault;
}

Fault Fault::hugeMessage()
{
    const QByteArray words = QByteArray("word ").repeated(200'000);
    return sayText(R"({"type":"Results","channel_index":[0,2],"start":0,"duration":1,"is_final":false,)"
                   R"("channel":{"alternatives":[{"confidence":0.5,"words":[],"transcript":")" +
                   words + R"("}]},"metadata":{"request_id":"0"}})");
}

} // namespace talktrack::test
