// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_wire.h"

#include <QCryptographicHash>
#include <QUrl>
#include <QtEndian>

namespace talktrack::test {

namespace {

constexpr qsizetype mostHeadBytes = 65536;

QByteArray statusText(int status)
{
    switch (status) {
    case 101:
        return "Switching Protocols";
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 402:
        return "Payment Required";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 429:
        return "Too Many Requests";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    default:
        return "Status";
    }
}

} // namespace

QByteArray httpHead(int status, const HttpHeaders &headers, qsizetype bodyBytes)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + ' ' + statusText(status) + "\r\n";
    for (const auto &[name, value] : headers) {
        head += name + ": " + value + "\r\n";
    }
    if (status != 101) {
        head += "Content-Length: " + QByteArray::number(bodyBytes) + "\r\n";
    }
    return head + "\r\n";
}

QByteArray webSocketAccept(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1)
        .toBase64();
}

std::optional<HttpRequest> HttpReader::next()
{
    if (m_broken || (!m_head && !readHead())) {
        return std::nullopt;
    }
    if (m_head->header("transfer-encoding").toLower().contains("chunked")) {
        if (!readChunks()) {
            return std::nullopt;
        }
    } else {
        const qsizetype length = m_head->header("content-length").toLongLong();
        if (m_bytes.size() < length) {
            return std::nullopt;
        }
        m_head->body = m_bytes.left(length);
        m_bytes.remove(0, length);
    }
    return std::exchange(m_head, std::nullopt);
}

bool HttpReader::readHead()
{
    const qsizetype end = m_bytes.indexOf("\r\n\r\n");
    if (end < 0) {
        m_broken = m_bytes.size() > mostHeadBytes;
        return false;
    }
    const QList<QByteArray> lines = m_bytes.left(end).split('\n');
    m_bytes.remove(0, end + 4);
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    if (words.size() != 3 || !words.at(2).startsWith("HTTP/1.")) {
        m_broken = true;
        return false;
    }
    HttpRequest request;
    request.method = words.at(0);
    const QUrl target = QUrl::fromEncoded(words.at(1));
    request.path = target.path().toUtf8();
    // As a server reads it: '+' is a space.
    request.query =
        QUrlQuery(target.query(QUrl::FullyEncoded).replace(QLatin1Char('+'), QStringLiteral("%20")));
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines.at(i).indexOf(':');
        if (colon > 0) {
            request.headers.insert(lines.at(i).left(colon).trimmed().toLower(),
                                   lines.at(i).mid(colon + 1).trimmed());
        }
    }
    m_head = request;
    return true;
}

bool HttpReader::readChunks()
{
    while (true) {
        const qsizetype line = m_bytes.indexOf("\r\n");
        if (line < 0) {
            return false;
        }
        bool isNumber = false;
        const qsizetype size = m_bytes.left(line).split(';').first().trimmed().toLongLong(&isNumber, 16);
        if (!isNumber) {
            m_broken = true;
            return false;
        }
        if (m_bytes.size() < line + 2 + size + 2) {
            return false;
        }
        m_head->body += m_bytes.mid(line + 2, size);
        m_bytes.remove(0, line + 2 + size + 2);
        if (size == 0) {
            return true;
        }
    }
}

QByteArray webSocketFrame(Opcode opcode, const QByteArray &payload)
{
    QByteArray frame(1, static_cast<char>(0x80 | static_cast<int>(opcode)));
    if (payload.size() < 126) {
        frame += static_cast<char>(payload.size());
    } else if (payload.size() < 65536) {
        char size[2];
        qToBigEndian(static_cast<quint16>(payload.size()), size);
        frame += char(126);
        frame += QByteArray(size, sizeof size);
    } else {
        char size[8];
        qToBigEndian(static_cast<quint64>(payload.size()), size);
        frame += char(127);
        frame += QByteArray(size, sizeof size);
    }
    return frame + payload;
}

QByteArray closePayload(int code, const QByteArray &reason)
{
    char bytes[2];
    qToBigEndian(static_cast<quint16>(code), bytes);
    return QByteArray(bytes, sizeof bytes) + reason.left(123);
}

std::optional<WebSocketMessage> WebSocketReader::next()
{
    while (!m_broken && m_bytes.size() >= 2) {
        const auto first = static_cast<quint8>(m_bytes.at(0));
        const auto second = static_cast<quint8>(m_bytes.at(1));
        qsizetype at = 2;
        auto size = static_cast<quint64>(second & 0x7F);
        if (size == 126) {
            if (m_bytes.size() < 4) {
                return std::nullopt;
            }
            size = qFromBigEndian<quint16>(m_bytes.constData() + 2);
            at = 4;
        } else if (size == 127) {
            if (m_bytes.size() < 10) {
                return std::nullopt;
            }
            size = qFromBigEndian<quint64>(m_bytes.constData() + 2);
            at = 10;
        }
        if (!(second & 0x80) || (first & 0x70) || size > (quint64(1) << 31)) {
            m_broken = true;
            return std::nullopt;
        }
        const auto length = static_cast<qsizetype>(size);
        if (m_bytes.size() < at + 4 + length) {
            return std::nullopt;
        }
        const QByteArray mask = m_bytes.mid(at, 4);
        QByteArray payload = m_bytes.mid(at + 4, length);
        m_bytes.remove(0, at + 4 + length);
        char *const bytes = payload.data();
        for (qsizetype i = 0; i < length; ++i) {
            bytes[i] = static_cast<char>(bytes[i] ^ mask.at(i & 3));
        }
        const auto opcode = static_cast<Opcode>(first & 0x0F);
        const bool isLast = first & 0x80;
        if (static_cast<int>(opcode) >= 8) {
            return WebSocketMessage{opcode, payload};
        }
        if ((opcode == Opcode::Continuation) != m_fragments.has_value()) {
            m_broken = true;
            return std::nullopt;
        }
        if (opcode == Opcode::Continuation) {
            m_fragments->payload += payload;
        } else {
            m_fragments = WebSocketMessage{opcode, payload};
        }
        if (isLast) {
            return std::exchange(m_fragments, std::nullopt);
        }
    }
    return std::nullopt;
}

} // namespace talktrack::test
