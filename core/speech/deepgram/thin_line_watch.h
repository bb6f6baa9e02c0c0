// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>
#include <optional>

namespace talktrack {

/// Judges whether a connection is alive but takes sound more slowly than it is spoken.
///
/// Three things together, for some seconds: bytes wait in the program, as the line does not take them;
/// answers come all the same, so that it is no stall of the other side (and of one that takes everything and
/// does not answer, nothing waits); and they speak of sound that is further and further behind. A line that
/// catches up after an outage may have bytes waiting and be behind, but its answers gain. Pure; told of
/// everything with the time it happened; positions are samples since the call's start. One for each
/// connection.
class ThinLineWatch final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// callSpeed: how many seconds of the call pass in one second; there is no thin line for a file (0).
    explicit ThinLineWatch(double callSpeed = 1)
        : m_callSpeed(callSpeed)
    {
    }

    /// The connection is sent sound from this position on.
    void begin(qint64 position) { m_answered = position; }
    /// A result, final or not, speaks of sound up to there.
    void answered(qint64 upTo, TimePoint now);
    /// To be called ten times a second or more often. bytes: that wait in the program.
    void look(qint64 fed, qint64 bytes, TimePoint now);

    /// Seen at the last look.
    bool isThin() const { return m_thin; }
    /// The line does not take the sound as fast as it comes, and answers came since that began. If a
    /// connection is lost in such a state because nothing came back, it may well have been too thin for that.
    bool isHeldBack(TimePoint now) const;

private:
    /// Bytes have been waiting since, and what had been answered then; when answers got further.
    struct Wait
    {
        TimePoint since;
        qint64 answeredThen = 0;
        std::optional<TimePoint> firstAnswer;
        TimePoint lastAnswer;
    };

    double m_callSpeed;
    qint64 m_answered = 0;
    TimePoint m_lastWaiting{};
    std::optional<Wait> m_wait;
    bool m_thin = false;
};

} // namespace talktrack
