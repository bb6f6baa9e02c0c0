// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/line_gate.h"

#include <algorithm>
#include <limits>

namespace talktrack {
namespace {

/// While the far end is heard in the microphone, a rep's line waits this long for the customer's copy of it.
constexpr double echoHoldSeconds = 1.5;
/// A line is final at most this long after its last word, in sound consumed.
constexpr double finalDelaySeconds = 1.0;

} // namespace

LineGate::LineGate(bool inOrder)
    : m_inOrder(inOrder)
{
}

void LineGate::findPastEchoes()
{
    if (const QStringList ids = m_filter.echoesSoFar(); !ids.isEmpty())
        Q_EMIT foundEchoes(ids);
}

bool LineGate::isEcho(const Transcription &line) const
{
    return m_echo && line.track == Track::Rep && m_filter.isEcho(line);
}

void LineGate::take(const Transcription &line, TimePoint arrived)
{
    if (m_echo && line.track == Track::Customer)
        if (const QStringList ids = m_filter.lateEchoes(line); !ids.isEmpty())
            Q_EMIT foundEchoes(ids);
    if (isEcho(line))
        Q_EMIT dropped(line.id);
    else if (m_echo && line.track == Track::Rep)
        hold(line, arrived, line.end + echoHoldSeconds);
    else if (m_inOrder)
        hold(line, arrived, line.end + finalDelaySeconds);
    else
        Q_EMIT passed(line, arrived);
}

void LineGate::hold(const Transcription &line, TimePoint arrived, double due)
{
    const auto place = std::upper_bound(m_held.begin(), m_held.end(), due,
                                        [](double time, const HeldLine &held) { return time < held.due; });
    m_held.insert(place, {line, arrived, due});
}

void LineGate::releaseUntil(double now)
{
    while (!m_held.isEmpty() && m_held.first().due <= now) {
        const HeldLine held = m_held.takeFirst();
        if (isEcho(held.line))
            Q_EMIT dropped(held.line.id);
        else
            Q_EMIT passed(held.line, held.arrived);
    }
}

void LineGate::releaseAll()
{
    releaseUntil(std::numeric_limits<double>::max());
}

} // namespace talktrack
