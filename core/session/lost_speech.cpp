// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/lost_speech.h"

#include "core/session/call_gaps.h"

#include <algorithm>

namespace talktrack {
namespace {

std::size_t at(Track track)
{
    return static_cast<std::size_t>(trackIndex(track));
}

} // namespace

void LostSpeech::note(const Transcription &line)
{
    QHash<QString, double> &open = m_sides.at(at(line.track)).open;
    if (line.final)
        open.remove(line.id);
    else
        open.insert(line.id, line.start);
}

void LostSpeech::forget(const QString &id)
{
    for (Side &side : m_sides)
        side.open.remove(id);
}

void LostSpeech::begin(double consumed)
{
    if (!m_consumed)
        m_consumed = consumed;
}

QList<FeedbackEvent> LostSpeech::gapsUntil(const QString &callId, double end)
{
    QList<FeedbackEvent> gaps;
    if (!m_consumed)
        return gaps;
    for (const Track track : {Track::Rep, Track::Customer}) {
        Side &side = m_sides.at(at(track));
        double start = *m_consumed;
        for (const double since : std::as_const(side.open))
            start = std::min(start, since);
        if (end <= start)
            continue;
        FeedbackEvent gap = CallGaps::open(callId, track, start, end, QStringLiteral("speech"));
        if (side.gapId.isEmpty())
            side.gapId = gap.id;
        gap.id = side.gapId;
        gaps.append(gap);
    }
    return gaps;
}

} // namespace talktrack
