// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/sound_wav_device.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace talktrack {
namespace {

constexpr qint64 bytesPerSample = trackCount * qint64{sizeof(qint16)};

QByteArray wavHead(qint64 soundBytes)
{
    constexpr quint32 formatBytes = 16;
    constexpr quint16 linearPcm = 1;
    // Past 4 GB the sizes cannot be said; readers then go by the length of what they get.
    const auto said = [](qint64 bytes) {
        return static_cast<quint32>(std::min<qint64>(bytes, std::numeric_limits<quint32>::max()));
    };
    QByteArray head(44, '\0');
    head.replace(0, 4, "RIFF");
    qToLittleEndian<quint32>(said(soundBytes + 36), head.data() + 4);
    head.replace(8, 8, "WAVEfmt ");
    qToLittleEndian<quint32>(formatBytes, head.data() + 16);
    qToLittleEndian<quint16>(linearPcm, head.data() + 20);
    qToLittleEndian<quint16>(trackCount, head.data() + 22);
    qToLittleEndian<quint32>(sampleRateHz, head.data() + 24);
    qToLittleEndian<quint32>(static_cast<quint32>(sampleRateHz * bytesPerSample), head.data() + 28);
    qToLittleEndian<quint16>(static_cast<quint16>(bytesPerSample), head.data() + 32);
    qToLittleEndian<quint16>(16, head.data() + 34);
    head.replace(36, 4, "data");
    qToLittleEndian<quint32>(said(soundBytes), head.data() + 40);
    return head;
}

} // namespace

SoundWavDevice::SoundWavDevice(Reader reader, qint64 from, qint64 to)
    : m_reader(std::move(reader))
    , m_from(from)
    , m_samples(std::max<qint64>(0, to - from))
    , m_head(wavHead(m_samples * bytesPerSample))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 SoundWavDevice::size() const
{
    return m_head.size() + m_samples * bytesPerSample;
}

qint64 SoundWavDevice::readData(char *data, qint64 maxSize)
{
    const qint64 at = pos();
    if (at >= size())
        return -1;
    const qint64 fromHead = std::clamp<qint64>(m_head.size() - at, 0, maxSize);
    if (fromHead > 0)
        std::memcpy(data, m_head.constData() + at, static_cast<size_t>(fromHead));
    const qint64 soundAt = at + fromHead - m_head.size();
    const qint64 wanted = std::min(maxSize - fromHead, m_samples * bytesPerSample - soundAt);
    if (wanted <= 0)
        return fromHead;
    const qint64 first = soundAt / bytesPerSample;
    const qint64 last = (soundAt + wanted + bytesPerSample - 1) / bytesPerSample;
    std::vector<qint16> sound(static_cast<size_t>((last - first) * trackCount));
    m_reader(m_from + first, sound);
    std::memcpy(data + fromHead,
                reinterpret_cast<const char *>(sound.data()) + (soundAt - first * bytesPerSample),
                static_cast<size_t>(wanted));
    return fromHead + wanted;
}

} // namespace talktrack
