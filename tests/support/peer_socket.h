// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/clock.h"

#include <QByteArray>
#include <QObject>

#include <chrono>
#include <deque>

class QTcpSocket;

namespace talktrack::test {

/// A scripted server's end of a TCP connection, with the bad manners of networks: held, late, sliced or never
/// read bytes, and ends of every kind. Owns the socket. closed() comes once, whoever ended it.
class PeerSocket final : public QObject
{
    Q_OBJECT

public:
    using Duration = std::chrono::nanoseconds;
    enum class Holding { Nothing, AllButControl, Everything };
    /// Control bytes are pongs.
    enum class Sort { Message, Control };

    PeerSocket(QTcpSocket *socket, const Clock &clock, QObject *parent);
    ~PeerSocket() override;

    void send(const QByteArray &bytes, Sort sort = Sort::Message);
    /// Ends TCP in good order once everything has been sent.
    void endAfterSending();
    /// FIN at once; what is held or late is lost.
    void drop();
    /// RST.
    void reset();

    /// What is held is sent when it is let go.
    void hold(Holding holding);
    void setLatency(Duration latency) { m_latency = latency; }
    void setSlicing(bool on) { m_slicing = on; }
    void setReading(bool on);
    /// 0: no limit.
    void limitReading(int bytesPerSecond);
    /// A network on which nothing travels, in either direction.
    void setBlackHole(bool on);

    bool isOpen() const;
    /// By the clock: sends what is due, reads what may be read.
    void tick();

Q_SIGNALS:
    void received(const QByteArray &bytes);
    void closed();

private:
    struct Outgoing
    {
        QByteArray bytes;
        std::chrono::steady_clock::time_point due;
        Sort sort = Sort::Message;
    };

    void read();
    void sendDue();
    void sliceOn();
    void applyReading();
    void finishIfAllSent();
    void end();

    QTcpSocket *m_socket;
    const Clock &m_clock;
    std::deque<Outgoing> m_outgoing;
    QByteArray m_slices;
    Duration m_latency{0};
    Holding m_holding = Holding::Nothing;
    bool m_slicing = false;
    bool m_slicePosted = false;
    bool m_sliceRests = false;
    bool m_reading = true;
    bool m_blackHole = false;
    bool m_ending = false;
    bool m_closed = false;
    int m_limit = 0;
    double m_allowance = 0;
    std::chrono::steady_clock::time_point m_allowanceAt;
};

} // namespace talktrack::test
