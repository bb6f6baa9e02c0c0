// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_queue.h"

#include <algorithm>

namespace talktrack {

std::optional<WhisperUtterance> WhisperQueue::takeOldest()
{
    return takeOldest([](Track) { return true; }, true);
}

std::optional<WhisperUtterance> WhisperQueue::takeOldest(const std::function<bool(Track)> &isFree,
                                                         bool suspectsToo)
{
    std::deque<WhisperUtterance> *oldest = nullptr;
    for (const Track track : {Track::Rep, Track::Customer}) {
        auto &own = of(track);
        if (own.empty() || !isFree(track) || (!suspectsToo && own.front().faults >= mostFaults))
            continue;
        if (!oldest || own.front().range.from < oldest->front().range.from)
            oldest = &own;
    }
    if (!oldest)
        return std::nullopt;
    const WhisperUtterance taken = oldest->front();
    oldest->pop_front();
    return taken;
}

QList<WhisperUtterance> WhisperQueue::takeSuspects()
{
    QList<WhisperUtterance> suspects;
    for (auto &track : m_tracks) {
        while (!track.empty() && track.front().faults >= mostFaults) {
            suspects.append(track.front());
            track.pop_front();
        }
    }
    return suspects;
}

qint64 WhisperQueue::samples() const
{
    qint64 samples = 0;
    for (const auto &track : m_tracks)
        for (const WhisperUtterance &utterance : track)
            samples += utterance.range.length();
    return samples;
}

qint64 WhisperQueue::firstBefore(qint64 position) const
{
    for (const auto &track : m_tracks)
        if (!track.empty())
            position = std::min(position, track.front().range.from);
    return position;
}

} // namespace talktrack
