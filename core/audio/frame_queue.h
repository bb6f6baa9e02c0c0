// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <deque>
#include <mutex>
#include <vector>

namespace talktrack {

/// Frames on their way from the audio thread to the call thread. Bounded: when the reader falls behind by
/// more than the capacity, the oldest frames are dropped and counted, so that capture itself never waits.
/// Thread-safe.
class FrameQueue final
{
public:
    /// 60 s of sound.
    static constexpr std::size_t defaultCapacity = 3000;

    explicit FrameQueue(std::size_t capacity = defaultCapacity)
        : m_capacity(capacity)
    {
    }

    /// True when the queue was empty before: the moment to wake the reader.
    bool push(const AudioFrame &frame)
    {
        const std::lock_guard lock(m_mutex);
        const bool wasEmpty = m_frames.empty();
        if (m_frames.size() == m_capacity) {
            m_frames.pop_front();
            ++m_dropped;
        }
        m_frames.push_back(frame);
        return wasEmpty;
    }

    /// Takes everything, oldest first.
    std::vector<AudioFrame> takeAll()
    {
        const std::lock_guard lock(m_mutex);
        std::vector<AudioFrame> frames(m_frames.begin(), m_frames.end());
        m_frames.clear();
        return frames;
    }

    /// Frames dropped since the start.
    qint64 dropped() const
    {
        const std::lock_guard lock(m_mutex);
        return m_dropped;
    }

private:
    mutable std::mutex m_mutex;
    std::deque<AudioFrame> m_frames;
    std::size_t m_capacity;
    qint64 m_dropped = 0;
};

} // namespace talktrack
