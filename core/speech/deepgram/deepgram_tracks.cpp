// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_tracks.h"

#include "core/support/log.h"

#include <algorithm>

namespace talktrack {
namespace {

/// The beginning of a stretch after a gap is put where nobody speaks, if there is such a place in this much
/// sound.
constexpr qint64 quietPlaceWithin = 2LL * sampleRateHz;
/// Unanswered sound at the very end that is no more than rounding.
constexpr qint64 endTolerance = sampleRateHz / 10;

} // namespace

qint64 DeepgramTracks::answeredUpTo() const
{
    return std::min(m_channels[0].answeredUpTo(), m_channels[1].answeredUpTo());
}

bool DeepgramTracks::hadVoice(PositionRange range) const
{
    return m_channels[0].hadVoice(range) || m_channels[1].hadVoice(range);
}

bool DeepgramTracks::hasUnanswered(qint64 end) const
{
    return std::any_of(m_channels.begin(), m_channels.end(), [end](const DeepgramChannel &channel) {
        return channel.hadVoice({channel.answeredUpTo() + endTolerance, end});
    });
}

QList<SpeechGap> DeepgramTracks::giveUp(Track track, PositionRange range)
{
    QList<SpeechGap> gaps;
    DeepgramChannel &channel = (*this)[track];
    for (const PositionRange &part : channel.unanswered(range)) {
        if (!channel.hadVoice(part))
            continue;
        log::warning(
            "speech", "stretch_given_up",
            {{"track", speakerOf(track)}, {"seconds", QString::number(secondsAt(part.length()), 'f', 1)}});
        gaps.append({track, part.from, part.to});
    }
    channel.giveUp(range);
    return gaps;
}

QList<SpeechGap> DeepgramTracks::giveUp(PositionRange range)
{
    return giveUp(Track::Rep, range) + giveUp(Track::Customer, range);
}

QList<SpeechGap> DeepgramTracks::giveUpRest(qint64 end)
{
    QList<SpeechGap> gaps;
    for (const Track track : {Track::Rep, Track::Customer}) {
        const DeepgramChannel &channel = (*this)[track];
        if (channel.hadVoice({channel.answeredUpTo() + endTolerance, end}))
            gaps += giveUp(track, {0, end});
    }
    return gaps;
}

void DeepgramTracks::leaveOut(PositionRange range)
{
    for (DeepgramChannel &channel : m_channels)
        channel.leaveOut(range);
}

qint64 DeepgramTracks::quietPlaceBefore(qint64 position) const
{
    constexpr qint64 step = frameSamples;
    constexpr qint64 margin = 8LL * frameSamples;
    for (qint64 place = position; place > std::max<qint64>(0, position - quietPlaceWithin); place -= step)
        if (!hadVoice({place - margin, place + margin}))
            return place;
    return position;
}

} // namespace talktrack
