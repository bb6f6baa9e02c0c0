// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/single_instance.h"

#include <QCryptographicHash>
#include <QLocalSocket>
#include <QThread>

namespace talktrack {
namespace {

constexpr int answerPatienceMs = 5000;
constexpr unsigned long retryMs = 50;

} // namespace

SingleInstance::SingleInstance(const Paths &paths)
    : m_lock(paths.lockFile())
{
    const QByteArray hash =
        QCryptographicHash::hash(paths.dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    m_serverName = QStringLiteral("talktrack-") + QString::fromLatin1(hash);
    m_lock.setStaleLockTime(0);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
}

void SingleInstance::answer()
{
    Q_EMIT raiseRequested();
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        socket->write("1");
        socket->disconnectFromServer();
    }
}

SingleInstance::Claim SingleInstance::claim()
{
    const QDeadlineTimer patience(answerPatienceMs);
    // One that is just starting, or just going, holds the lock for a moment without listening.
    while (!m_lock.tryLock(0) && m_lock.error() == QLockFile::LockFailedError) {
        if (knock(patience))
            return Claim::OtherRaised;
        if (patience.hasExpired())
            return Claim::OtherSilent;
        QThread::msleep(retryMs);
    }
    // What an earlier crash left behind; the lock says that nobody listens there.
    QLocalServer::removeServer(m_serverName);
    m_server.listen(m_serverName);
    return Claim::First;
}

bool SingleInstance::knock(const QDeadlineTimer &patience) const
{
    QLocalSocket socket;
    socket.connectToServer(m_serverName);
    return socket.waitForConnected(static_cast<int>(patience.remainingTime())) &&
           socket.waitForReadyRead(static_cast<int>(patience.remainingTime()));
}

} // namespace talktrack
