// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/span_set.h"
#include "core/model/track.h"

#include <array>
#include <optional>

namespace talktrack {

/// What the voice detectors say of the present moment, ahead of the lines. A value; not thread-safe; no
/// memory of more than the present stretch.
class VoiceActivity final
{
public:
    /// A customer's voice shorter than this may be a back-channel; only its words will tell.
    static constexpr Ticks backChannelVoice = 1.5_ticks;

    /// Gives the stretch of voice that just ended. A moment before the side's last change counts as that
    /// change; the same state again changes nothing.
    std::optional<Span> change(Track track, bool speaking, Ticks at);

    /// Whether there is any voice detector at all.
    bool isKnown() const { return m_known; }
    bool isSpeaking(Track track) const { return side(track).speaking; }
    /// Since when somebody has been speaking without a break; absent in silence.
    std::optional<Ticks> speakingSince() const;
    /// The rep's monologue that goes on now. customerEnd: where the customer's last substantive line ended.
    Ticks monologue(Ticks now, Ticks customerEnd) const;

private:
    struct Side
    {
        bool speaking = false;
        Ticks changed = 0;
    };
    const Side &side(Track track) const { return m_sides.at(static_cast<std::size_t>(trackIndex(track))); }

    std::array<Side, trackCount> m_sides{};
    bool m_known = false;
    std::optional<Ticks> m_repStretch;
    Ticks m_customerFloorEnd = 0;
};

} // namespace talktrack
