// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <algorithm>
#include <span>

namespace talktrack {

/// Notices a device that delivers only digital zeros (muted in hardware, or nothing is played): once per
/// stretch of silence, and when sound returns. Pure.
class SilenceWatch final
{
public:
    static constexpr qint64 silentAfter = 15LL * sampleRateHz;

    enum class Change { None, WentSilent, SoundReturned };

    Change add(std::span<const qint16> samples)
    {
        if (std::any_of(samples.begin(), samples.end(), [](qint16 sample) { return sample != 0; })) {
            const bool wasSilent = isSilent();
            m_zeros = 0;
            return wasSilent ? Change::SoundReturned : Change::None;
        }
        const bool wasSilent = isSilent();
        m_zeros += static_cast<qint64>(samples.size());
        return isSilent() && !wasSilent ? Change::WentSilent : Change::None;
    }

    bool isSilent() const { return m_zeros >= silentAfter; }
    void reset() { m_zeros = 0; }

private:
    qint64 m_zeros = 0;
};

} // namespace talktrack
