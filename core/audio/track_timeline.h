// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <deque>
#include <span>
#include <vector>

namespace talktrack {

/// One device's sound laid onto the call's sample clock. Pure; positions are samples since the call's start.
///
/// A device counts its own samples; the call's clock counts steady time. The least delay between the two over
/// a while is the device's true position, as sound can arrive late but never early. A stream that begins (or
/// goes on after a gap) is held back for settleSamples to learn that delay; while it runs, the delay is
/// watched and the drift of the device's clock corrected by leaving out or adding samples, in quiet passages
/// if there are any.
class TrackTimeline final
{
public:
    /// 60 ms: three chunks of the usual size; less than the mixer's slack, so that holding back loses
    /// nothing.
    static constexpr qint64 settleSamples = qint64{sampleRateHz} * 60 / 1000;
    /// The delay is judged over 2 s; 10 ms off is corrected (the promise is 50 ms).
    static constexpr qint64 driftWindow = 2LL * sampleRateHz;
    static constexpr qint64 driftTolerance = sampleRateHz / 100;
    /// How long a missing piece is waited for, at first and at most; grows to what the device turns out to
    /// need.
    static constexpr qint64 leastSlack = sampleRateHz / 10;
    static constexpr qint64 mostSlack = sampleRateHz / 2;

    struct Figures
    {
        qint64 silence = 0;
        qint64 late = 0;
        qint64 leftOut = 0;
        qint64 added = 0;
    };

    /// Samples of which the last arrived at this position of the clock.
    void add(std::span<const qint16> samples, qint64 arrivedAt);
    /// The source was changed or stopped: what comes next is a stream of its own.
    void restart();
    /// Ends the holding back once its time is over.
    void settleAt(qint64 now);
    /// Ends it at once.
    void settle();

    /// Everything before this position is known.
    qint64 end() const { return m_taken + static_cast<qint64>(m_samples.size()); }
    qint64 slack() const { return m_slack; }
    const Figures &figures() const { return m_figures; }

    /// The next samples; silence where there are none.
    void take(std::span<qint16> out);

private:
    bool isRunning() const { return m_staged.empty() && m_running; }
    void stage(std::span<const qint16> samples, qint64 arrivedAt);
    void append(std::span<const qint16> samples);
    void watchDrift(qint64 delay, qint64 arrivedAt);
    std::vector<qint16> corrected(std::span<const qint16> samples);

    /// From m_taken on, without gaps.
    std::deque<qint16> m_samples;
    qint64 m_taken = 0;
    qint64 m_slack = leastSlack;
    bool m_running = false;

    std::vector<qint16> m_staged;
    qint64 m_stagedSince = 0;
    qint64 m_stagedStart = 0;

    qint64 m_windowStart = 0;
    qint64 m_windowLeast = 0;
    bool m_windowOpen = false;
    /// Samples still to be added (positive) or left out (negative).
    qint64 m_pending = 0;
    qint64 m_pendingChunks = 0;
    Figures m_figures;
};

} // namespace talktrack
