// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>
#include <vector>

struct OpusDecoder;

namespace talktrack::test {

/// Decodes a stream of Ogg Opus as it comes, to 16 kHz, by the book: what the stream calls its pre-skip is
/// left out, and what its last page does not count.
class OpusPages final
{
public:
    OpusPages();
    ~OpusPages();

    /// The samples, interleaved, that are complete with these bytes.
    std::vector<qint16> take(const QByteArray &bytes);
    /// 0 until the header has come.
    int channels() const { return m_channels; }
    bool isUnreadable() const { return m_unreadable; }

private:
    bool takePage(std::vector<qint16> &out);
    bool readHead(const QByteArray &packet);
    void decode(const QByteArray &packet, std::vector<qint16> &out);

    QByteArray m_waiting;
    QByteArray m_packet;
    std::unique_ptr<OpusDecoder, void (*)(OpusDecoder *)> m_decoder;
    int m_channels = 0;
    int m_packets = 0;
    /// At 16 kHz.
    qint64 m_skip = 0;
    qint64 m_given = 0;
    bool m_unreadable = false;
};

} // namespace talktrack::test
