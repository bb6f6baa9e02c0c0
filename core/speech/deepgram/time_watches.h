// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>
#include <optional>

namespace talktrack {

/// Notices that the computer slept: the wall's clock runs ahead of the steady one. Pure; looked at every
/// second or more often.
class SleepWatch final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    SleepWatch(const QDateTime &wall, TimePoint steady)
        : m_wall(wall)
        , m_steady(steady)
    {
    }

    /// How long it slept since the last look, if it did.
    std::optional<std::chrono::milliseconds> sleptSince(const QDateTime &wall, TimePoint steady)
    {
        using std::chrono::milliseconds;
        const milliseconds ahead =
            milliseconds(m_wall.msecsTo(wall)) - std::chrono::duration_cast<milliseconds>(steady - m_steady);
        m_wall = wall;
        m_steady = steady;
        return ahead < least ? std::nullopt : std::optional(ahead);
    }

private:
    static constexpr auto least = std::chrono::seconds(5);

    QDateTime m_wall;
    TimePoint m_steady;
};

/// Notices that the end of a call makes no progress any more: neither is anything sent, nor are connections
/// that can be had of any use. Pure.
class FinishWatch final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit FinishWatch(std::chrono::seconds patience)
        : m_patience(patience)
    {
    }

    void begin(TimePoint now) { m_moved = m_answeredAt = now; }
    /// A connection that was open broke off before everything was answered.
    void connectionLost() { ++m_useless; }
    /// Whether to go on waiting. answered grows; sent goes back with each connection.
    bool isWorthWaiting(qint64 answered, qint64 sent, TimePoint now)
    {
        if (answered > m_answered) {
            m_answered = answered;
            m_answeredAt = now;
            m_useless = 0;
        }
        if (answered + sent != m_progress) {
            m_progress = answered + sent;
            m_moved = now;
        }
        return now - m_moved < m_patience && (m_useless < mostUseless || now - m_answeredAt < m_patience);
    }

private:
    /// Sound that so many connections in a row took without an answer will not be answered by the next.
    static constexpr int mostUseless = 3;

    std::chrono::seconds m_patience;
    TimePoint m_moved{};
    TimePoint m_answeredAt{};
    qint64 m_progress = -1;
    qint64 m_answered = -1;
    int m_useless = 0;
};

} // namespace talktrack
