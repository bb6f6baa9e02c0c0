// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"
#include "tests/support/fake_clock.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QThread>

#include <chrono>
#include <functional>
#include <utility>
#include <vector>

namespace talktrack::test {

/// Runs a test's virtual time as fast as the machine can: moves the clock by 20 ms, calls what happens at
/// each step, and lets the event loop of this thread run until it has nothing left to do, so that bytes
/// written on loopback have been read and answered before time goes on.
///
/// Thread: that of the test, on which the objects under test and the servers live. What works on other
/// threads (QNetworkAccessManager does) is not waited for by a step: time may run on by some steps meanwhile.
class PumpedTime final
{
public:
    using Duration = std::chrono::nanoseconds;
    static constexpr Duration step = std::chrono::milliseconds(20);
    static_assert(step.count() * sampleRateHz == Duration(std::chrono::seconds(1)).count() * frameSamples);

    explicit PumpedTime(FakeClock &clock)
        : m_clock(clock)
    {
    }

    /// Called at each step, after the clock moved, in the order they were given.
    void onStep(std::function<void()> job) { m_jobs.push_back(std::move(job)); }

    void run(Duration time)
    {
        for (Duration passed{0}; passed < time; passed += step) {
            stepOn();
        }
    }

    /// False if the condition did not come true in time; it is looked at after each step.
    bool runUntil(const std::function<bool()> &condition, Duration atMost)
    {
        for (Duration passed{0}; passed < atMost && !condition(); passed += step) {
            stepOn();
        }
        return condition();
    }

    /// The event loop without time.
    void settle() const
    {
        QAbstractEventDispatcher *const dispatcher = QAbstractEventDispatcher::instance();
        int quiet = 0;
        for (int round = 0; quiet < quietRounds && round < mostRounds; ++round) {
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            quiet = dispatcher->processEvents(QEventLoop::AllEvents) ? 0 : quiet + 1;
        }
    }

    /// Lets real time pass and no virtual time, for what other threads do; false if it was in vain.
    bool settleUntil(const std::function<bool()> &condition,
                     std::chrono::milliseconds realAtMost = std::chrono::seconds(10)) const
    {
        const QDeadlineTimer deadline(realAtMost);
        while (!condition() && !deadline.hasExpired()) {
            settle();
            QThread::usleep(100);
        }
        return condition();
    }

    /// Virtual time so far.
    Duration elapsed() const { return m_elapsed; }

private:
    static constexpr int quietRounds = 2;
    /// A loop that never gets quiet must not stop time: something spins, or slices a long message.
    static constexpr int mostRounds = 200'000;

    void stepOn()
    {
        m_clock.advance(step);
        m_elapsed += step;
        for (const auto &job : m_jobs) {
            job();
        }
        settle();
    }

    FakeClock &m_clock;
    Duration m_elapsed{0};
    std::vector<std::function<void()>> m_jobs;
};

} // namespace talktrack::test
