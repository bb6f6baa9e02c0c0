// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opus_pages.h"

#include "core/model/audio_frame.h"

#include <QtEndian>

#include <opus.h>

#include <algorithm>
#include <utility>

namespace talktrack::test {
namespace {

constexpr qsizetype headerBytes = 27;
/// Opus counts at 48 kHz.
constexpr int countedPerSample = 3;
/// The longest packet there is, 120 ms.
constexpr int mostSamples = sampleRateHz * 120 / 1000;

} // namespace

OpusPages::OpusPages()
    : m_decoder(nullptr, opus_decoder_destroy)
{
}

OpusPages::~OpusPages() = default;

std::vector<qint16> OpusPages::take(const QByteArray &bytes)
{
    m_waiting += bytes;
    std::vector<qint16> out;
    while (!m_unreadable && takePage(out)) {
    }
    return out;
}

bool OpusPages::takePage(std::vector<qint16> &out)
{
    if (m_waiting.size() < headerBytes) {
        return false;
    }
    m_unreadable = !m_waiting.startsWith("OggS");
    const int segments = static_cast<quint8>(m_waiting.at(26));
    if (m_unreadable || m_waiting.size() < headerBytes + segments) {
        return false;
    }
    qsizetype size = headerBytes + segments;
    for (int i = 0; i < segments; ++i) {
        size += static_cast<quint8>(m_waiting.at(headerBytes + i));
    }
    if (m_waiting.size() < size) {
        return false;
    }
    const QByteArray page = m_waiting.left(size);
    m_waiting.remove(0, size);
    qsizetype at = headerBytes + segments;
    for (int i = 0; i < segments && !m_unreadable; ++i) {
        const int length = static_cast<quint8>(page.at(headerBytes + i));
        m_packet += page.mid(at, length);
        at += length;
        if (length < 255) {
            decode(std::exchange(m_packet, {}), out);
        }
    }
    const bool isLast = (static_cast<quint8>(page.at(5)) & 4) != 0;
    const qint64 told = qFromLittleEndian<qint64>(page.constData() + 6) / countedPerSample - m_skip;
    if (isLast && told < m_given) {
        const auto surplus = std::min(static_cast<std::size_t>((m_given - told) * m_channels), out.size());
        out.resize(out.size() - surplus);
        m_given -= static_cast<qint64>(surplus) / m_channels;
    }
    return true;
}

bool OpusPages::readHead(const QByteArray &packet)
{
    if (packet.size() < 19 || !packet.startsWith("OpusHead")) {
        return false;
    }
    m_channels = static_cast<quint8>(packet.at(9));
    m_skip = qFromLittleEndian<quint16>(packet.constData() + 10) / countedPerSample;
    m_given = -m_skip;
    if (m_channels < 1 || m_channels > 2 || packet.at(18) != 0) {
        return false;
    }
    m_decoder.reset(opus_decoder_create(sampleRateHz, m_channels, nullptr));
    return m_decoder != nullptr;
}

void OpusPages::decode(const QByteArray &packet, std::vector<qint16> &out)
{
    const int number = m_packets++;
    if (number == 0) {
        m_unreadable = !readHead(packet);
        return;
    }
    if (number == 1) {
        m_unreadable = !packet.startsWith("OpusTags");
        return;
    }
    const auto channels = static_cast<std::size_t>(m_channels);
    std::vector<qint16> samples(mostSamples * channels);
    const int count =
        opus_decode(m_decoder.get(), reinterpret_cast<const unsigned char *>(packet.constData()),
                    static_cast<opus_int32>(packet.size()), samples.data(), mostSamples, 0);
    if (count < 0) {
        m_unreadable = true;
        return;
    }
    const qint64 skipped = std::clamp<qint64>(-m_given, 0, count);
    m_given += count;
    out.insert(out.end(), samples.begin() + skipped * m_channels,
               samples.begin() + qint64{count} * m_channels);
}

} // namespace talktrack::test
