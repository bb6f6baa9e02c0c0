// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_request.h"

#include "core/model/audio_frame.h"

#include <QHostAddress>
#include <QSslConfiguration>
#include <QUuid>
#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <utility>

namespace talktrack {
namespace {

const QString openAiPath = QStringLiteral("/audio/transcriptions");
const QString inferencePath = QStringLiteral("/inference");

bool isOfTheLocalNetwork(const QString &host)
{
    const QHostAddress address(host);
    if (address.isNull())
        return host == QLatin1String("localhost") || !host.contains(QLatin1Char('.')) ||
               host.endsWith(QLatin1String(".local"), Qt::CaseInsensitive);
    // RFC 1918, RFC 4193.
    static const QList<std::pair<QHostAddress, int>> ours{
        QHostAddress::parseSubnet(QStringLiteral("10.0.0.0/8")),
        QHostAddress::parseSubnet(QStringLiteral("172.16.0.0/12")),
        QHostAddress::parseSubnet(QStringLiteral("192.168.0.0/16"))};
    return address.isLoopback() || address.isLinkLocal() || address.isUniqueLocalUnicast() ||
           std::any_of(ours.begin(), ours.end(),
                       [&](const auto &subnet) { return address.isInSubnet(subnet); });
}

/// "en" of "en-US"; empty where the server is to find out.
QString languageCode(const QString &language)
{
    const QString code = language.section(QLatin1Char('-'), 0, 0).section(QLatin1Char('_'), 0, 0).toLower();
    const bool isCode = (code.size() == 2 || code.size() == 3) &&
                        std::all_of(code.begin(), code.end(), [](QChar c) { return c >= u'a' && c <= u'z'; });
    return isCode ? code : QString();
}

} // namespace

bool isSafeWhisperUrl(const QUrl &base)
{
    if (!base.isValid() || base.host().isEmpty() || !base.userInfo().isEmpty())
        return false;
    if (base.scheme() == QLatin1String("https"))
        return true;
    return base.scheme() == QLatin1String("http") && isOfTheLocalNetwork(base.host());
}

QUrl whisperUrl(const QUrl &base, bool inference)
{
    if (!isSafeWhisperUrl(base))
        return {};
    QString path = base.path(QUrl::FullyEncoded);
    for (const QString &end : {QStringLiteral("/"), openAiPath, inferencePath, QStringLiteral("/"),
                               QStringLiteral("/v1"), QStringLiteral("/")})
        while (path.endsWith(end))
            path.chop(end.size());
    QUrl url = base;
    url.setPath(path + (inference ? inferencePath : QStringLiteral("/v1") + openAiPath), QUrl::StrictMode);
    url.setFragment({});
    return url;
}

QByteArray whisperWav(std::span<const qint16> samples)
{
    constexpr int headBytes = 44;
    constexpr quint32 formatBytes = 16;
    constexpr quint16 linearPcm = 1;
    const auto heard = static_cast<qsizetype>(samples.size());
    const qsizetype count = std::max(heard, static_cast<qsizetype>(positionAt(shortestWhisperSound)));
    const auto soundBytes = static_cast<quint32>(count * qsizetype{sizeof(qint16)});
    QByteArray wav(headBytes + static_cast<qsizetype>(soundBytes), '\0');
    wav.replace(0, 4, "RIFF");
    wav.replace(8, 8, "WAVEfmt ");
    wav.replace(36, 4, "data");
    char *const at = wav.data();
    qToLittleEndian<quint32>(soundBytes + headBytes - 8, at + 4);
    qToLittleEndian<quint32>(formatBytes, at + 16);
    qToLittleEndian<quint16>(linearPcm, at + 20);
    qToLittleEndian<quint16>(1, at + 22);
    qToLittleEndian<quint32>(sampleRateHz, at + 24);
    qToLittleEndian<quint32>(sampleRateHz * quint32{sizeof(qint16)}, at + 28);
    qToLittleEndian<quint16>(sizeof(qint16), at + 32);
    qToLittleEndian<quint16>(16, at + 34);
    qToLittleEndian<quint32>(soundBytes, at + 40);
    if (heard > 0)
        qToLittleEndian<qint16>(samples.data(), heard, at + headBytes);
    return wav;
}

WhisperPosting whisperPosting(const WhisperRequest &asked, const WhisperManner &manner, const QByteArray &wav)
{
    // A random boundary does not come up in sound.
    const QByteArray boundary = "talktrack-" + QUuid::createUuid().toByteArray(QUuid::Id128);
    QByteArray body;
    body.reserve(wav.size() + 1024);
    const auto addField = [&](const QByteArray &name, const QByteArray &value) {
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
                value + "\r\n";
    };
    const QString model = asked.model.simplified();
    addField("model", model.isEmpty() ? QByteArray("whisper-1") : model.toUtf8());
    if (const QString language = languageCode(asked.language); !language.isEmpty())
        addField("language", language.toLatin1());
    addField("response_format", manner.simple ? "json" : "verbose_json");
    if (!manner.simple) {
        // Without the segments there is nothing to tell silence by.
        addField("timestamp_granularities[]", "segment");
        addField("timestamp_granularities[]", "word");
    }
    addField("temperature", "0");
    body += "--" + boundary +
            "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"utterance.wav\"\r\n"
            "Content-Type: audio/wav\r\n\r\n" +
            wav + "\r\n--" + boundary + "--\r\n";

    QNetworkRequest request(whisperUrl(asked.baseUrl, manner.inference));
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QByteArray("multipart/form-data; boundary=" + boundary));
    if (!asked.key.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + asked.key);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    if (request.url().scheme() == QLatin1String("https")) {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setProtocol(QSsl::TlsV1_2OrLater);
        configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
        request.setSslConfiguration(configuration);
    }
    return {request, body};
}

} // namespace talktrack
