// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/socket_reset.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <cerrno>
#include <memory>

#include <sys/socket.h>

using namespace talktrack;

class SocketResetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOtherSideIsReset()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, server.serverPort());
        QTRY_VERIFY(server.hasPendingConnections());
        const std::unique_ptr<QTcpSocket> peer(server.nextPendingConnection());
        peer->setReadBufferSize(1);
        QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
        client.write(QByteArray(100'000, 'x'));
        QTRY_COMPARE(client.bytesToWrite(), 0);
        throwAwayOnClose(client.socketDescriptor());
        client.abort();
        // What has arrived may be read; then comes a reset and not a proper end.
        QByteArray bytes(200'000, '\0');
        ssize_t got = 1;
        while (got > 0)
            got = ::recv(static_cast<int>(peer->socketDescriptor()), bytes.data(),
                         static_cast<size_t>(bytes.size()), 0);
        QCOMPARE(got, -1);
        QCOMPARE(errno, ECONNRESET);
    }

    void noSocketIsNoFault() { throwAwayOnClose(-1); }
};

QTEST_GUILESS_MAIN(SocketResetTest)
#include "tst_socket_reset.moc"
