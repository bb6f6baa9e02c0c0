// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>
#include <optional>

namespace talktrack {

/// Judges whether an open connection is alive by what comes back, never by what could be sent: a peer that
/// stopped reading takes a minute of sound before any error shows. Pure; told of everything with the time it
/// happened.
class LinkWatch final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Milliseconds = std::chrono::milliseconds;

    /// Noticed within ten seconds, whichever way the other side went quiet.
    struct Limits
    {
        Milliseconds pingEvery{3000};
        Milliseconds pongWithin{6000};
        /// No result of any kind for this long ...
        Milliseconds resultWithin{6000};
        /// ... while at least this much of what was sent since the last result was speech, and the line takes
        /// it.
        Milliseconds speechWithoutResult{3000};
        /// Bytes wait to be taken, none is taken, and nothing comes. (Of a thin line the system takes many at
        /// a time, and then none for seconds.)
        Milliseconds writeWithin{6000};
        Milliseconds keepAliveEvery{4000};
    };

    enum class Verdict { Alive, NoPong, NoResult, NotReading };

    LinkWatch(Limits limits, TimePoint opened);

    void sentSomething(TimePoint now) { m_lastSent = now; }
    void sentSpeech(Milliseconds amount) { m_speech += amount; }
    void pinged(TimePoint now);
    /// A pong or any message: the line works.
    void heard(TimePoint now);
    void resultCame(TimePoint now);
    /// Bytes not yet handed to the system.
    void waiting(qint64 bytes, TimePoint now);

    bool pingIsDue(TimePoint now) const;
    bool keepAliveIsDue(TimePoint now) const { return now - m_lastSent >= m_limits.keepAliveEvery; }
    Verdict judge(TimePoint now) const;

private:
    Limits m_limits;
    TimePoint m_lastSent;
    TimePoint m_lastPing;
    TimePoint m_lastResult;
    TimePoint m_writeMoved;
    TimePoint m_lastHeard;
    std::optional<TimePoint> m_pingUnanswered;
    Milliseconds m_speech{0};
    qint64 m_waiting = 0;
};

} // namespace talktrack
