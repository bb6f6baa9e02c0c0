// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <array>
#include <optional>

namespace talktrack {

/// Peak and RMS of both tracks over 60 ms at a time, which makes about 16 readings a second. Pure; any
/// thread.
class LevelMeter final
{
public:
    static constexpr int framesPerReading = 3;

    /// A reading at every third frame.
    std::optional<AudioLevels> add(const AudioFrame &frame);

private:
    std::array<int, trackCount> m_peak{};
    std::array<double, trackCount> m_squares{};
    int m_frames = 0;
};

} // namespace talktrack
