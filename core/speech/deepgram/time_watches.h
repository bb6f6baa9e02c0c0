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

/// Notices that the end of a call makes no progress any more. Pure.
class FinishWatch final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit FinishWatch(std::chrono::seconds patience)
        : m_patience(patience)
    {
    }

    void begin(TimePoint now) { m_moved = now; }
    /// Whether to go on waiting, with a number that grows by all progress there is.
    bool isWorthWaiting(qint64 progress, TimePoint now)
    {
        if (progress != m_progress) {
            m_progress = progress;
            m_moved = now;
        }
        return now - m_moved < m_patience;
    }

private:
    std::chrono::seconds m_patience;
    TimePoint m_moved{};
    qint64 m_progress = -1;
};

} // namespace talktrack
