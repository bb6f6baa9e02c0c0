// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/peer_socket.h"

#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

#include <algorithm>

namespace talktrack::test {

PeerSocket::PeerSocket(QTcpSocket *socket, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_clock(clock)
    , m_allowanceAt(clock.now())
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &PeerSocket::read);
    connect(m_socket, &QTcpSocket::disconnected, this, &PeerSocket::end);
}

PeerSocket::~PeerSocket()
{
    m_socket->disconnect(this);
}

bool PeerSocket::isOpen() const
{
    return !m_closed && m_socket->state() == QAbstractSocket::ConnectedState;
}

void PeerSocket::send(const QByteArray &bytes, Sort sort)
{
    if (m_closed || m_ending) {
        return;
    }
    m_outgoing.push_back({bytes, m_clock.now() + m_latency, sort});
    sendDue();
}

void PeerSocket::endAfterSending()
{
    m_ending = true;
    finishIfAllSent();
}

void PeerSocket::finishIfAllSent()
{
    if (m_ending && m_outgoing.empty() && m_slices.isEmpty() && !m_blackHole && isOpen()) {
        m_socket->disconnectFromHost();
    }
}

void PeerSocket::drop()
{
    if (m_closed) {
        return;
    }
    // Unread bytes would turn the FIN into a RST.
    m_socket->setReadBufferSize(0);
    m_socket->readAll();
    m_socket->flush();
    m_socket->disconnect(this);
    m_socket->abort();
    end();
}

void PeerSocket::reset()
{
    if (m_closed) {
        return;
    }
    const linger atOnce{1, 0};
    ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce,
                 sizeof atOnce);
    m_socket->disconnect(this);
    m_socket->abort();
    end();
}

void PeerSocket::end()
{
    if (m_closed) {
        return;
    }
    m_closed = true;
    m_outgoing.clear();
    m_slices.clear();
    Q_EMIT closed();
}

void PeerSocket::hold(Holding holding)
{
    m_holding = holding;
    sendDue();
}

void PeerSocket::setReading(bool on)
{
    m_reading = on;
    applyReading();
}

void PeerSocket::limitReading(int bytesPerSecond)
{
    m_limit = bytesPerSecond;
    m_allowance = 0;
    m_allowanceAt = m_clock.now();
    applyReading();
}

void PeerSocket::setBlackHole(bool on)
{
    m_blackHole = on;
    applyReading();
    sendDue();
}

void PeerSocket::applyReading()
{
    if (m_closed) {
        return;
    }
    const bool slowly = !m_reading || m_blackHole || m_limit > 0;
    m_socket->setReadBufferSize(slowly ? 1024 : 0);
    read();
}

void PeerSocket::read()
{
    if (m_closed || !m_reading || m_blackHole) {
        return;
    }
    if (m_limit == 0) {
        if (m_socket->bytesAvailable() > 0) {
            Q_EMIT received(m_socket->readAll());
        }
        return;
    }
    const auto now = m_clock.now();
    const double seconds = std::chrono::duration<double>(now - m_allowanceAt).count();
    m_allowanceAt = now;
    m_allowance = std::min(m_allowance + seconds * m_limit, static_cast<double>(m_limit));
    QByteArray bytes;
    while (m_allowance >= 1) {
        const QByteArray more = m_socket->read(static_cast<qint64>(m_allowance));
        if (more.isEmpty()) {
            break;
        }
        m_allowance -= static_cast<double>(more.size());
        bytes += more;
    }
    if (!bytes.isEmpty()) {
        Q_EMIT received(bytes);
    }
}

void PeerSocket::tick()
{
    sendDue();
    if (m_limit > 0) {
        read();
    }
}

void PeerSocket::sendDue()
{
    if (m_closed || m_blackHole) {
        return;
    }
    const auto now = m_clock.now();
    bool wrote = false;
    for (auto it = m_outgoing.begin(); it != m_outgoing.end() && it->due <= now;) {
        const bool held = m_holding == Holding::Everything ||
                          (m_holding == Holding::AllButControl && it->sort == Sort::Message);
        if (held) {
            ++it;
            continue;
        }
        if (m_slicing || !m_slices.isEmpty()) {
            m_slices += it->bytes;
        } else {
            m_socket->write(it->bytes);
            wrote = true;
        }
        it = m_outgoing.erase(it);
    }
    if (wrote) {
        m_socket->flush();
    }
    sliceOn();
    finishIfAllSent();
}

void PeerSocket::sliceOn()
{
    if (m_slices.isEmpty() || m_slicePosted) {
        return;
    }
    m_slicePosted = true;
    // A timer, as a posted event would be followed by the next one within the same turn of the loop;
    // and every other turn is the reader's.
    QTimer::singleShot(0, this, [this] {
        m_slicePosted = false;
        if (m_closed || m_slices.isEmpty()) {
            return;
        }
        m_sliceRests = !m_sliceRests;
        if (!m_sliceRests) {
            m_socket->write(m_slices.constData(), 1);
            m_socket->flush();
            m_slices.remove(0, 1);
        }
        sliceOn();
        finishIfAllSent();
    });
}

} // namespace talktrack::test
