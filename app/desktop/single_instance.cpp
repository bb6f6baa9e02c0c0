// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/single_instance.h"

#include <QCryptographicHash>
#include <QLocalSocket>

namespace talktrack {
namespace {

constexpr int knockPatienceMs = 1000;

} // namespace

SingleInstance::SingleInstance(const Paths &paths)
    : m_lock(paths.lockFile())
{
    const QByteArray hash =
        QCryptographicHash::hash(paths.dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    m_serverName = QStringLiteral("talktrack-") + QString::fromLatin1(hash);
    m_lock.setStaleLockTime(0);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            socket->abort();
            socket->deleteLater();
        }
        Q_EMIT raiseRequested();
    });
}

bool SingleInstance::claim()
{
    if (!m_lock.tryLock(0) && m_lock.error() == QLockFile::LockFailedError) {
        knock();
        return false;
    }
    // What an earlier crash left behind; the lock says that nobody listens there.
    QLocalServer::removeServer(m_serverName);
    m_server.listen(m_serverName);
    return true;
}

bool SingleInstance::knock() const
{
    QLocalSocket socket;
    socket.connectToServer(m_serverName);
    return socket.waitForConnected(knockPatienceMs);
}

} // namespace talktrack
