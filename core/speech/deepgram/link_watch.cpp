// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/link_watch.h"

#include <algorithm>

namespace talktrack {
namespace {

/// More bytes than are sent at once: the sound before them has not arrived either, so no result is due for
/// it.
constexpr qint64 heldBackBytes = 16LL * 1024;

} // namespace

LinkWatch::LinkWatch(Limits limits, TimePoint opened)
    : m_limits(limits)
    , m_lastSent(opened)
    , m_lastPing(opened)
    , m_lastResult(opened)
    , m_writeMoved(opened)
    , m_lastHeard(opened)
{
}

void LinkWatch::pinged(TimePoint now)
{
    m_lastPing = now;
    if (!m_pingUnanswered)
        m_pingUnanswered = now;
}

void LinkWatch::heard(TimePoint now)
{
    m_lastHeard = now;
    m_pingUnanswered.reset();
}

void LinkWatch::resultCame(TimePoint now)
{
    m_lastResult = now;
    m_speech = Milliseconds{0};
}

void LinkWatch::waiting(qint64 bytes, TimePoint now)
{
    if (bytes == 0 || bytes < m_waiting)
        m_writeMoved = now;
    m_waiting = bytes;
}

bool LinkWatch::pingIsDue(TimePoint now) const
{
    return now - m_lastPing >= m_limits.pingEvery;
}

LinkWatch::Verdict LinkWatch::judge(TimePoint now) const
{
    if (m_pingUnanswered && now - *m_pingUnanswered >= m_limits.pongWithin)
        return Verdict::NoPong;
    if (m_speech >= m_limits.speechWithoutResult && now - m_lastResult >= m_limits.resultWithin &&
        m_waiting <= heldBackBytes)
        return Verdict::NoResult;
    if (m_waiting > 0 && now - std::max(m_writeMoved, m_lastHeard) >= m_limits.writeWithin)
        return Verdict::NotReading;
    return Verdict::Alive;
}

} // namespace talktrack
