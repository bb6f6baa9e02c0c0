// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/marked_sound.h"
#include "tests/support/test_sound.h"

#include <QByteArray>

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
    return wavFile(sampleRateHz, trackCount, 16, sound);
}

} // namespace talktrack::test
