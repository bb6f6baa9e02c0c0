// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>

namespace talktrack {

/// Where time comes from, so that tests can be in charge of it. Thread-safe in every form.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;
    virtual ~Clock() = default;
    /// Never jumps; for durations, timeouts and order.
    virtual std::chrono::steady_clock::time_point now() const = 0;
    /// For showing and storing only.
    virtual QDateTime utcNow() const = 0;
};

class SystemClock final : public Clock
{
public:
    std::chrono::steady_clock::time_point now() const override { return std::chrono::steady_clock::now(); }
    QDateTime utcNow() const override { return QDateTime::currentDateTimeUtc(); }
};

} // namespace talktrack
