// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/sound_queue.h"

#include "core/speech/voice_activity_detector.h"

#include <algorithm>

namespace talktrack {

SoundQueue::SoundQueue(std::size_t mostFrames)
    : m_mostFrames(std::max<std::size_t>(mostFrames, 1))
{
}

void SoundQueue::put(qint64 position, const Sound &sound, std::chrono::steady_clock::time_point arrived)
{
    const bool silent = std::all_of(sound.begin(), sound.end(), [](qint16 sample) { return sample == 0; });
    Frame frame{position, arrived, silent ? nullptr : std::make_unique<Sound>(sound)};
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed || m_aborted || position < m_nextPosition) {
            return;
        }
        m_nextPosition = position + frameSamples;
        m_frames.push_back(std::move(frame));
        if (!silent && ++m_sounding > m_mostFrames) {
            makeRoom();
        }
    }
    m_changed.notify_one();
}

void SoundQueue::makeRoom()
{
    const auto isQuiet = [](const Frame &frame) {
        return frame.sound && rmsDbfs(*frame.sound) < quietDbfs;
    };
    const auto begin = m_frames.begin() + static_cast<std::ptrdiff_t>(std::min(m_looked, m_frames.size()));
    auto found = std::find_if(begin, m_frames.end(), isQuiet);
    m_looked = static_cast<std::size_t>(found - m_frames.begin());
    if (found == m_frames.end()) {
        found = std::find_if(m_frames.begin(), m_frames.end(),
                             [](const Frame &frame) { return bool(frame.sound); });
    }
    found->sound.reset();
    --m_sounding;
    ++m_dropped;
}

void SoundQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
}

void SoundQueue::abort()
{
    {
        const std::lock_guard lock(m_mutex);
        m_aborted = true;
    }
    m_changed.notify_all();
}

std::optional<SoundQueue::Frame> SoundQueue::take()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_aborted || m_closed || !m_frames.empty(); });
    if (m_aborted || m_frames.empty()) {
        return std::nullopt;
    }
    Frame frame = std::move(m_frames.front());
    m_frames.pop_front();
    m_sounding -= frame.sound ? 1 : 0;
    m_looked -= m_looked > 0 ? 1 : 0;
    return frame;
}

bool SoundQueue::isAborted() const
{
    const std::lock_guard lock(m_mutex);
    return m_aborted;
}

double SoundQueue::secondsWaiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_frames.empty() ? 0 : secondsAt(m_nextPosition - m_frames.front().position);
}

qint64 SoundQueue::droppedFrames() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

} // namespace talktrack
