// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/deepgram_records.h"
#include "tests/support/fault.h"
#include "tests/support/http_wire.h"
#include "tests/support/peer_socket.h"

#include <QObject>

#include <memory>
#include <optional>

class QTcpSocket;

namespace talktrack::test {

class LiveSession;
class ScriptedDeepgram;

/// One TCP connection of a ScriptedDeepgram: HTTP until it is upgraded. Owned by its server; ended() once.
class ScriptedPeer final : public QObject
{
    Q_OBJECT

public:
    ScriptedPeer(QTcpSocket *socket, ScriptedDeepgram *server);

    void tick();
    PeerSocket &socket() { return m_socket; }
    bool isOpen() const { return m_socket.isOpen(); }

Q_SIGNALS:
    void ended();

private:
    void receive(const QByteArray &bytes);
    void readRequests();
    void announce(const HttpRequest &head);
    void watchBody();
    void answer(const HttpRequest &request);
    void handshake(const HttpRequest &request);
    void answerRequest(const HttpRequest &request);
    void answerRecording(const HttpRequest &request);
    void answerWhisper(const HttpRequest &request);
    void answerToken(const HttpRequest &request);

    const Fault *find(Fault::Kind kind) const;
    /// Applies what concerns the socket before the answer; false if there will be none.
    bool applyBefore();
    void reply(int status, const QByteArray &body, HttpHeaders headers = {});
    void refuse(const Fault &fault);
    void setStatus(int status);

    ScriptedDeepgram *m_server;
    PeerSocket m_socket;
    HttpReader m_reader;
    LiveSession *m_session = nullptr;
    std::shared_ptr<ConnectionRecord> m_connection;
    std::shared_ptr<RequestRecord> m_request;
    QList<Fault> m_faults;
    bool m_silent = false;
};

/// Which endpoint a request that is no handshake belongs to.
Endpoint endpointOf(const HttpRequest &request);

} // namespace talktrack::test
