// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/interrupt.h"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#endif

namespace talktrack {

#ifdef Q_OS_UNIX

namespace {

/// Written to by the signal handler, which may do nothing else.
volatile std::sig_atomic_t wakeDescriptor = -1;

void wake(int signalNumber)
{
    // The next one of its kind ends the program.
    std::signal(signalNumber, SIG_DFL);
    const char byte = 1;
    if (wakeDescriptor >= 0) {
        [[maybe_unused]] const ssize_t written = ::write(wakeDescriptor, &byte, 1);
    }
}

} // namespace

class Interrupt::Private
{
public:
    std::array<int, 2> pipe{-1, -1};
    std::unique_ptr<QSocketNotifier> notifier;
};

Interrupt::Interrupt()
    : d(std::make_unique<Private>())
{
    if (::pipe2(d->pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    wakeDescriptor = d->pipe[1];
    d->notifier = std::make_unique<QSocketNotifier>(d->pipe[0], QSocketNotifier::Read);
    connect(d->notifier.get(), &QSocketNotifier::activated, this, [this] {
        std::array<char, 16> bytes{};
        [[maybe_unused]] const ssize_t taken = ::read(d->pipe[0], bytes.data(), bytes.size());
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

Interrupt::Interrupt()
    : d(std::make_unique<Private>())
{
}
Interrupt::~Interrupt() = default;

#endif

} // namespace talktrack
