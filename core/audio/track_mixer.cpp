// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/track_mixer.h"

namespace talktrack {

void TrackMixer::setActive(Track track, bool active)
{
    m_active[static_cast<std::size_t>(trackIndex(track))] = active;
}

void TrackMixer::restart(Track track)
{
    m_tracks[static_cast<std::size_t>(trackIndex(track))].restart();
}

void TrackMixer::add(Track track, std::span<const qint16> samples, TimePoint arrived)
{
    m_tracks[static_cast<std::size_t>(trackIndex(track))].add(samples, positionAt(arrived));
}

std::vector<AudioFrame> TrackMixer::take(TimePoint now)
{
    const qint64 nowPosition = positionAt(now);
    // This thread itself stood still: what the devices delivered meanwhile is still on its way to us.
    if (nowPosition - m_lastTake > TrackTimeline::leastSlack) {
        m_graceUntil = nowPosition + TrackTimeline::leastSlack;
    }
    m_lastTake = nowPosition;
    for (auto &track : m_tracks) {
        track.settleAt(nowPosition);
    }
    std::vector<AudioFrame> frames;
    while (isReady(m_position + frameSamples, nowPosition)) {
        frames.push_back(nextFrame());
    }
    return frames;
}

bool TrackMixer::isReady(qint64 end, qint64 now) const
{
    if (end > now) {
        return false;
    }
    for (std::size_t i = 0; i < trackCount; ++i) {
        const bool known = m_tracks[i].end() >= end;
        const bool waiting = m_active[i] && (now < m_graceUntil || now < end + m_tracks[i].slack());
        if (!known && waiting) {
            return false;
        }
    }
    return true;
}

std::vector<AudioFrame> TrackMixer::finish(TimePoint now)
{
    for (auto &track : m_tracks) {
        track.settle();
    }
    std::vector<AudioFrame> frames;
    for (const qint64 end = positionAt(now); m_position < end;) {
        frames.push_back(nextFrame());
    }
    return frames;
}

AudioFrame TrackMixer::nextFrame()
{
    AudioFrame frame;
    frame.position = m_position;
    for (std::size_t i = 0; i < trackCount; ++i) {
        m_tracks[i].take(frame.samples[i]);
    }
    m_position += frameSamples;
    return frame;
}

qint64 TrackMixer::positionAt(TimePoint time) const
{
    const std::chrono::duration<double> since = time - m_start;
    return talktrack::positionAt(since.count());
}

const TrackTimeline::Figures &TrackMixer::figures(Track track) const
{
    return m_tracks[static_cast<std::size_t>(trackIndex(track))].figures();
}

} // namespace talktrack
