// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/level_meter.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace talktrack {

namespace {

float toDbfs(double amplitude)
{
    constexpr double fullScale = 32768.0;
    if (amplitude <= 0) {
        return silenceDbfs;
    }
    return std::max(silenceDbfs, static_cast<float>(20 * std::log10(amplitude / fullScale)));
}

} // namespace

std::optional<AudioLevels> LevelMeter::add(const AudioFrame &frame)
{
    for (std::size_t track = 0; track < trackCount; ++track) {
        for (const int sample : frame.samples[track]) {
            m_peak[track] = std::max(m_peak[track], std::abs(sample));
            m_squares[track] += static_cast<double>(sample) * sample;
        }
    }
    if (++m_frames < framesPerReading) {
        return std::nullopt;
    }
    AudioLevels levels;
    for (std::size_t track = 0; track < trackCount; ++track) {
        levels.peakDbfs[track] = toDbfs(m_peak[track]);
        levels.rmsDbfs[track] = toDbfs(std::sqrt(m_squares[track] / (framesPerReading * frameSamples)));
    }
    *this = LevelMeter();
    return levels;
}

} // namespace talktrack
