// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/marked_sound.h"

#include <QByteArray>
#include <QtEndian>

namespace talktrack::test {

/// A WAV file of a scripted call, both tracks.
inline QByteArray wavOf(const MarkedScript &script, double seconds)
{
    QByteArray sound;
    for (qint64 position = 0; position < positionAt(seconds); position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        for (size_t i = 0; i < frameSamples; ++i)
            for (size_t track = 0; track < trackCount; ++track)
                sound.append(reinterpret_cast<const char *>(&frame.samples[track][i]), sizeof(qint16));
    }
    QByteArray head(44, '\0');
    head.replace(0, 4, "RIFF");
    qToLittleEndian<quint32>(static_cast<quint32>(sound.size() + 36), head.data() + 4);
    head.replace(8, 8, "WAVEfmt ");
    qToLittleEndian<quint32>(16, head.data() + 16);
    qToLittleEndian<quint16>(1, head.data() + 20);
    qToLittleEndian<quint16>(trackCount, head.data() + 22);
    qToLittleEndian<quint32>(sampleRateHz, head.data() + 24);
    qToLittleEndian<quint32>(sampleRateHz * trackCount * 2, head.data() + 28);
    qToLittleEndian<quint16>(trackCount * 2, head.data() + 32);
    qToLittleEndian<quint16>(16, head.data() + 34);
    head.replace(36, 4, "data");
    qToLittleEndian<quint32>(static_cast<quint32>(sound.size()), head.data() + 40);
    return head + sound;
}

} // namespace talktrack::test
