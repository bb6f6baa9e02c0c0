// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/clock.h"

#include <atomic>

namespace talktrack::test {

/// A clock that stands until it is moved.
class FakeClock final : public Clock
{
public:
    std::chrono::steady_clock::time_point now() const override
    {
        return std::chrono::steady_clock::time_point(std::chrono::nanoseconds(m_since.load()) +
                                                     std::chrono::hours(1));
    }
    QDateTime utcNow() const override
    {
        return QDateTime::fromMSecsSinceEpoch(
            1'795'341'600'000 + (m_since.load() + m_slept.load()) / 1'000'000, Qt::UTC);
    }
    void advance(std::chrono::nanoseconds by) { m_since += by.count(); }
    /// The computer slept: the wall's clock went on, the steady one stood.
    void sleep(std::chrono::nanoseconds by) { m_slept += by.count(); }

private:
    std::atomic<qint64> m_since{0};
    std::atomic<qint64> m_slept{0};
};

} // namespace talktrack::test
