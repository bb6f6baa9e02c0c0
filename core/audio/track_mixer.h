// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/track_timeline.h"
#include "core/model/audio_frame.h"

#include <array>
#include <chrono>
#include <span>
#include <vector>

namespace talktrack {

/// Lays two devices onto one sample clock and cuts frames of 20 ms from it. Pure: time is handed in; one
/// thread.
///
/// The clock is steady time since the start, so that a device that delivers nothing is silence and one that
/// starts late stands at its true position. A frame is given out as soon as both tracks are known up to its
/// end; a track that lags is waited for by its slack (100 ms, more if the device turns out to be late
/// regularly).
class TrackMixer final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit TrackMixer(TimePoint start)
        : m_start(start)
    {
    }

    /// An inactive track (no device) is silence and not waited for.
    void setActive(Track track, bool active);
    /// What comes next on this track is from another device.
    void restart(Track track);
    /// Samples of which the last arrived at this time.
    void add(Track track, std::span<const qint16> samples, TimePoint arrived);

    /// The frames that are due.
    std::vector<AudioFrame> take(TimePoint now);
    /// At the end: everything up to now, without waiting. May end up to 20 ms after now.
    std::vector<AudioFrame> finish(TimePoint now);

    /// Sample position of a moment.
    qint64 positionAt(TimePoint time) const;
    /// Position after the last frame given out.
    qint64 position() const { return m_position; }
    const TrackTimeline::Figures &figures(Track track) const;

private:
    bool isReady(qint64 end, qint64 now) const;
    AudioFrame nextFrame();

    TimePoint m_start;
    std::array<TrackTimeline, trackCount> m_tracks;
    std::array<bool, trackCount> m_active{};
    qint64 m_position = 0;
    qint64 m_lastTake = 0;
    qint64 m_graceUntil = 0;
};

} // namespace talktrack
