// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <QFile>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

/// Sound for the tests of the speech room: stored voices, noise of a known level, and tracks put together
/// from them.
namespace talktrack::test {

using Samples = std::vector<qint16>;

inline std::size_t samplesIn(double seconds)
{
    return static_cast<std::size_t>(std::lround(seconds * sampleRateHz));
}

/// One of the recordings of tests/data/speech; empty if it is not there.
inline Samples voice(const QString &name)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/speech/%1.raw").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QByteArray raw = file.readAll();
    Samples samples(static_cast<std::size_t>(raw.size()) / sizeof(qint16));
    std::memcpy(samples.data(), raw.constData(), samples.size() * sizeof(qint16));
    return samples;
}

/// White noise of that RMS level; the same every time.
inline Samples noise(double seconds, double dbfs)
{
    std::mt19937 random(1);
    std::normal_distribution<double> distribution(0, 32768 * std::pow(10.0, dbfs / 20));
    Samples samples(samplesIn(seconds));
    std::generate(samples.begin(), samples.end(), [&] {
        return static_cast<qint16>(std::clamp(std::lround(distribution(random)), -32768L, 32767L));
    });
    return samples;
}

inline void mixIn(Samples &track, double at, const Samples &sound, double gain = 1)
{
    for (std::size_t i = 0; i < sound.size() && samplesIn(at) + i < track.size(); ++i) {
        qint16 &sample = track[samplesIn(at) + i];
        sample = static_cast<qint16>(std::clamp(std::lround(sample + gain * sound[i]), -32768L, 32767L));
    }
}

/// The gain that brings a sound to that RMS level.
inline double gainTo(double dbfs, const Samples &sound)
{
    double sum = 0;
    for (const qint16 sample : sound) {
        sum += static_cast<double>(sample) * sample;
    }
    return 32768 * std::pow(10.0, dbfs / 20) / std::sqrt(sum / static_cast<double>(sound.size()));
}

} // namespace talktrack::test
