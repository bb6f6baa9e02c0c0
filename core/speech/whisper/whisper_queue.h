// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/whisper/whisper_ear.h"

#include <QList>

#include <array>
#include <deque>
#include <functional>
#include <optional>

namespace talktrack {

/// The utterances that wait to be asked about, each track's in order. Pure.
class WhisperQueue final
{
public:
    /// One that failed this often by what may be its own fault is a suspect.
    static constexpr int mostFaults = 3;

    void add(const WhisperUtterance &utterance) { of(utterance.track).push_back(utterance); }
    /// To where it was taken from.
    void putBack(const WhisperUtterance &utterance) { of(utterance.track).push_front(utterance); }

    std::optional<WhisperUtterance> takeOldest();
    /// Of the tracks that are free, and without suspects unless they are wanted.
    std::optional<WhisperUtterance> takeOldest(const std::function<bool(Track)> &isFree, bool suspectsToo);
    /// The suspects that come next.
    QList<WhisperUtterance> takeSuspects();

    /// Their sound.
    qint64 samples() const;
    /// Where the first of them begins; the position itself if that comes before.
    qint64 firstBefore(qint64 position) const;

private:
    std::deque<WhisperUtterance> &of(Track track)
    {
        return m_tracks[static_cast<std::size_t>(trackIndex(track))];
    }
    std::array<std::deque<WhisperUtterance>, trackCount> m_tracks;
};

} // namespace talktrack
