// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/track.h"

#include <QMetaType>

#include <array>
#include <cstddef>
#include <span>

namespace talktrack {

/// Everything past the audio room is 16 kHz signed 16-bit.
inline constexpr int sampleRateHz = 16000;
/// 20 ms.
inline constexpr int frameSamples = sampleRateHz / 50;

/// 20 ms of both tracks on the call's one sample clock.
struct AudioFrame
{
    /// Samples since the call's start of the frame's first sample; a multiple of frameSamples.
    qint64 position = 0;
    std::array<std::array<qint16, frameSamples>, trackCount> samples{};
    bool operator==(const AudioFrame &) const = default;
};

inline constexpr std::size_t frameValues = static_cast<std::size_t>(frameSamples) * trackCount;

/// The frame of interleaved sound (rep, customer, rep, …).
constexpr AudioFrame frameOf(qint64 position, std::span<const qint16, frameValues> interleaved)
{
    AudioFrame frame;
    frame.position = position;
    for (std::size_t i = 0; i < frameValues; ++i)
        frame.samples.at(i % trackCount).at(i / trackCount) = interleaved[i];
    return frame;
}

/// Seconds since the call's start of a sample position.
constexpr double secondsAt(qint64 position)
{
    return static_cast<double>(position) / sampleRateHz;
}

constexpr qint64 positionAt(double seconds)
{
    return static_cast<qint64>(seconds * sampleRateHz);
}

/// The lowest level reported; digital silence reads as this.
inline constexpr float silenceDbfs = -96.0F;

/// Levels of both tracks over the last 50–100 ms, in dB below full scale.
struct AudioLevels
{
    std::array<float, trackCount> peakDbfs{silenceDbfs, silenceDbfs};
    std::array<float, trackCount> rmsDbfs{silenceDbfs, silenceDbfs};
    bool operator==(const AudioLevels &) const = default;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::AudioFrame)
Q_DECLARE_METATYPE(talktrack::AudioLevels)
