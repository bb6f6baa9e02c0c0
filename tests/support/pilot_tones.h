// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace talktrack::test {

/// Marks of the sound that survive a lossy coder: each tenth of a second of each track has a faint tone above
/// the voice, one of 16 by its place in the call, so that some of them in a row tell where they stand, to
/// about a millisecond.
inline constexpr qint64 pilotSlot = sampleRateHz / 10;

/// Adds the tones of a track to the samples at a position of the call.
void addPilot(std::span<qint16> samples, Track track, qint64 position);

/// Whether the slot of a track whose samples these are (all of it) has its tone.
bool hasPilot(std::span<const qint16> slot, Track track, qint64 slotNumber);

struct PilotPlace
{
    Track track = Track::Rep;
    /// Of the first sample.
    qint64 position = 0;
};
/// So many samples tell a place.
inline constexpr qint64 pilotSearch = 9 * pilotSlot;
/// Finds out where in a call (of less than an hour) the samples come from, and from which track.
std::optional<PilotPlace> locateByPilot(std::span<const qint16> samples);

/// Follows the places of one channel along a stream by its pilot. What is given out has been checked; it
/// comes up to a second late where the place is new, and three tenths of it otherwise.
class PilotFollower final
{
public:
    struct Stretch
    {
        qint64 samples = 0;
        /// Of its first sample; -1 where there is no pilot.
        qint64 position = -1;
        Track track = Track::Rep;
    };

    void take(std::span<const qint16> samples);
    /// No more comes.
    void finish() { m_finished = true; }
    /// The next stretch, if it is sure.
    std::optional<Stretch> next();

private:
    Stretch give(qint64 samples);

    std::vector<qint16> m_waiting;
    std::optional<PilotPlace> m_place;
    bool m_finished = false;
};

} // namespace talktrack::test
