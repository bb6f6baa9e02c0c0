// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

namespace talktrack {

/// The sound of one track on its way to a recogniser that may be slower than it comes. One thread puts, one
/// takes.
///
/// Nothing is dropped up to mostFrames of sound (digital silence takes no room). Past that the oldest frame
/// that is no speech becomes silence, and where there is none left the oldest frame; the times of what
/// follows stay true.
class SoundQueue final
{
public:
    /// 10 minutes, 20 MB.
    static constexpr std::size_t tenMinutes = 30'000;
    /// Below this a frame counts as no speech when room has to be made.
    static constexpr float quietDbfs = -50.0F;

    using Sound = std::array<qint16, frameSamples>;
    struct Frame
    {
        qint64 position = 0;
        std::chrono::steady_clock::time_point arrived{};
        /// Null for silence.
        std::unique_ptr<Sound> sound;
    };

    explicit SoundQueue(std::size_t mostFrames = tenMinutes);

    /// A frame that is not past the last one is ignored.
    void put(qint64 position, const Sound &sound, std::chrono::steady_clock::time_point arrived);
    /// No more will be put; take() ends when all has been taken.
    void close();
    /// take() ends at once.
    void abort();

    /// Waits for the next frame; nothing at the end.
    std::optional<Frame> take();
    bool isAborted() const;
    double secondsWaiting() const;
    /// Frames that became silence for want of room.
    qint64 droppedFrames() const;

private:
    void makeRoom();

    const std::size_t m_mostFrames;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Frame> m_frames;
    std::size_t m_sounding = 0;
    /// Frames from the front known to be silence or speech.
    std::size_t m_looked = 0;
    qint64 m_nextPosition = 0;
    qint64 m_dropped = 0;
    bool m_closed = false;
    bool m_aborted = false;
};

} // namespace talktrack
