// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/interrupt.h"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace talktrack {

#ifdef Q_OS_UNIX

namespace {

using Nanoseconds = std::int64_t;

/// What comes within this time of the first signal is the same wish: 'timeout' and service managers ask a
/// program and its process group at once, and a hand is not that quick.
constexpr Nanoseconds sameWish = 1'000'000'000;

/// Written to by the signal handler, which may do nothing else.
volatile std::sig_atomic_t wakeDescriptor = -1;
/// When the last wish began; 0 = none yet.
std::atomic<Nanoseconds> lastWish{0};
std::atomic<int> wishesLeft{0};
static_assert(std::atomic<Nanoseconds>::is_always_lock_free, "used in a signal handler");

Nanoseconds now()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return Nanoseconds{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

void wake(int signalNumber)
{
    const int errorBefore = errno;
    const Nanoseconds time = now();
    const Nanoseconds last = lastWish.load();
    if (last != 0 && time - last <= sameWish)
        return;
    lastWish = time;
    if (wishesLeft.fetch_sub(1) <= 0) {
        // Somebody does not want to wait.
        std::signal(signalNumber, SIG_DFL);
        ::raise(signalNumber);
        return;
    }
    const char byte = 1;
    if (wakeDescriptor >= 0) {
        [[maybe_unused]] const ssize_t written = ::write(wakeDescriptor, &byte, 1);
    }
    errno = errorBefore;
}

} // namespace

class Interrupt::Private
{
public:
    std::array<int, 2> pipe{-1, -1};
    std::unique_ptr<QSocketNotifier> notifier;
    bool wasTold = false;
};

Interrupt::Interrupt(Asked asked)
    : d(std::make_unique<Private>())
{
    if (::pipe2(d->pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    wakeDescriptor = d->pipe[1];
    lastWish = 0;
    wishesLeft = asked == Asked::Twice ? 2 : 1;
    d->notifier = std::make_unique<QSocketNotifier>(d->pipe[0], QSocketNotifier::Read);
    connect(d->notifier.get(), &QSocketNotifier::activated, this, [this] {
        std::array<char, 16> bytes{};
        [[maybe_unused]] const ssize_t taken = ::read(d->pipe[0], bytes.data(), bytes.size());
        if (std::exchange(d->wasTold, true))
            Q_EMIT hurried();
        else
            Q_EMIT interrupted();
    });
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        std::signal(number, wake);
}

Interrupt::~Interrupt()
{
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        std::signal(number, SIG_DFL);
    wakeDescriptor = -1;
    for (const int descriptor : d->pipe)
        if (descriptor >= 0)
            ::close(descriptor);
}

#else

class Interrupt::Private
{
};

Interrupt::Interrupt(Asked)
    : d(std::make_unique<Private>())
{
}
Interrupt::~Interrupt() = default;

#endif

} // namespace talktrack
