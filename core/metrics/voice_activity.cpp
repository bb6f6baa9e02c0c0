// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/voice_activity.h"

#include "core/metrics/turns.h"

#include <algorithm>

namespace talktrack {

std::optional<Span> VoiceActivity::change(Track track, bool speaking, Ticks at)
{
    m_known = true;
    Side &changed = m_sides.at(static_cast<std::size_t>(trackIndex(track)));
    if (changed.speaking == speaking)
        return std::nullopt;
    const Span before{changed.changed, std::max(at, changed.changed)};
    changed = {speaking, before.end};
    if (speaking) {
        if (track == Track::Rep && (!m_repStretch || before.end - before.start >= Turns::monologuePause))
            m_repStretch = before.end;
        return std::nullopt;
    }
    if (track == Track::Customer && before.end - before.start >= backChannelVoice)
        m_customerFloorEnd = before.end;
    return before;
}

std::optional<Ticks> VoiceActivity::speakingSince() const
{
    std::optional<Ticks> since;
    for (const Side &one : m_sides)
        if (one.speaking)
            since = std::min(since.value_or(one.changed), one.changed);
    return since;
}

Ticks VoiceActivity::monologue(Ticks now, Ticks customerEnd) const
{
    const Side &rep = side(Track::Rep);
    const Side &customer = side(Track::Customer);
    if (!m_repStretch || (!rep.speaking && now - rep.changed >= Turns::monologuePause))
        return 0;
    if (customer.speaking && now - customer.changed >= backChannelVoice)
        return 0;
    const Ticks start = std::max({*m_repStretch, m_customerFloorEnd, customerEnd});
    const Ticks end = rep.speaking ? now : rep.changed;
    return std::max<Ticks>(0, end - start);
}

} // namespace talktrack
