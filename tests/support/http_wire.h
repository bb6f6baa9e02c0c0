// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QUrlQuery>

#include <optional>
#include <utility>

namespace talktrack::test {

/// A request as it came.
struct HttpRequest
{
    QByteArray method;
    /// Without the query.
    QByteArray path;
    QUrlQuery query;
    /// Names in lower case.
    QMap<QByteArray, QByteArray> headers;
    QByteArray body;

    QByteArray header(const QByteArray &lowerCaseName) const { return headers.value(lowerCaseName); }
    bool isUpgrade() const { return header("upgrade").toLower() == "websocket"; }
};

using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

/// Head of an answer, with Content-Length unless the status is 101.
QByteArray httpHead(int status, const HttpHeaders &headers, qsizetype bodyBytes);
QByteArray webSocketAccept(const QByteArray &key);

/// Reads requests out of a stream: bodies by Content-Length or in chunks.
class HttpReader final
{
public:
    void append(const QByteArray &bytes) { m_bytes += bytes; }
    /// Head of the request whose body is coming; null before it is whole and after the request is taken.
    const HttpRequest *head() { return m_broken || (!m_head && !readHead()) ? nullptr : &*m_head; }
    /// Bytes of the body that are here.
    qsizetype waitingBytes() const { return m_bytes.size(); }
    /// The next whole request.
    std::optional<HttpRequest> next();
    /// What came behind the last request.
    QByteArray takeRest() { return std::exchange(m_bytes, QByteArray()); }
    /// The stream is no HTTP.
    bool isBroken() const { return m_broken; }

private:
    bool readHead();
    bool readChunks();

    QByteArray m_bytes;
    std::optional<HttpRequest> m_head;
    bool m_broken = false;
};

enum class Opcode : quint8 { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

/// A message, or a control frame, of a client.
struct WebSocketMessage
{
    Opcode opcode = Opcode::Text;
    QByteArray payload;
};

/// A server's frame, not masked.
QByteArray webSocketFrame(Opcode opcode, const QByteArray &payload);
QByteArray closePayload(int code, const QByteArray &reason);

/// Reads a client's frames and puts fragmented messages together.
class WebSocketReader final
{
public:
    void append(const QByteArray &bytes) { m_bytes += bytes; }
    std::optional<WebSocketMessage> next();
    /// The client broke the protocol: an unmasked frame, a reserved bit, a stray continuation.
    bool isBroken() const { return m_broken; }

private:
    QByteArray m_bytes;
    std::optional<WebSocketMessage> m_fragments;
    bool m_broken = false;
};

} // namespace talktrack::test
