// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <algorithm>
#include <chrono>

namespace talktrack {

/// How much sound may go out: never more than 1.25 × real time over any five seconds, which is what Deepgram
/// takes
/// ("maximum of 1.25x realtime"). A bucket that fills at 1.2 × and holds a quarter of a second. Pure.
class SendPacer final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// callSpeed: how many seconds of the call pass in one second.
    SendPacer(double callSpeed, TimePoint now)
        : m_rate(fill * std::max(1.0, callSpeed))
        , m_most(holdsSeconds * std::max(1.0, callSpeed))
        , m_seconds(m_most)
        , m_last(now)
    {
    }

    /// Samples that may go out now.
    qint64 allowed(TimePoint now)
    {
        const double passed = std::chrono::duration<double>(now - m_last).count();
        m_last = now;
        m_seconds = std::min(m_most, m_seconds + passed * m_rate);
        return positionAt(std::max(0.0, m_seconds));
    }
    void sent(qint64 samples) { m_seconds -= secondsAt(samples); }

private:
    static constexpr double fill = 1.2;
    static constexpr double holdsSeconds = 0.25;

    double m_rate;
    double m_most;
    double m_seconds;
    TimePoint m_last;
};

} // namespace talktrack
