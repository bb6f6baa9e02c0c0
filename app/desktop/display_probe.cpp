// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/display_probe.h"

#include <QtGlobal>

#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
#define TALKTRACK_PROBES_DISPLAY
#include <QGuiApplication>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace talktrack {

#ifdef TALKTRACK_PROBES_DISPLAY

namespace {

constexpr int patienceMs = 10'000;
constexpr char opened = 1;

void endOnFatal(QtMsgType type, const QMessageLogContext &, const QString &)
{
    if (type == QtFatalMsg)
        ::_exit(1);
}

/// In the child: opens the display, says so, and stays until the other end is closed.
[[noreturn]] void openDisplay(int channel)
{
    if (const int silence = ::open("/dev/null", O_WRONLY | O_CLOEXEC); silence >= 0)
        ::dup2(silence, STDERR_FILENO);
    qInstallMessageHandler(endOnFatal);
    // The session is to know of one Talktrack.
    qunsetenv("SESSION_MANAGER");
    int count = 1;
    std::array<char, 10> name{"talktrack"};
    std::array<char *, 2> arguments{name.data(), nullptr};
    const QGuiApplication application(count, arguments.data());
    if (::write(channel, &opened, 1) == 1) {
        char ignored = 0;
        [[maybe_unused]] const ssize_t ended = ::read(channel, &ignored, 1);
    }
    ::_exit(0);
}

} // namespace

class DisplayProbe::Private
{
public:
    pid_t child = -1;
    int channel = -1;
    bool canOpen = false;
};

DisplayProbe::DisplayProbe()
    : d(std::make_unique<Private>())
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return;
    d->child = ::fork();
    if (d->child == 0) {
        ::close(ends[0]);
        openDisplay(ends[1]);
    }
    ::close(ends[1]);
    d->channel = ends[0];
    if (d->child < 0)
        return;
    pollfd answer{d->channel, POLLIN, 0};
    char said = 0;
    d->canOpen = ::poll(&answer, 1, patienceMs) == 1 && ::read(d->channel, &said, 1) == 1 && said == opened;
    if (!d->canOpen)
        ::kill(d->child, SIGKILL);
}

DisplayProbe::~DisplayProbe()
{
    if (d->channel >= 0)
        ::close(d->channel);
    if (d->child > 0)
        ::waitpid(d->child, nullptr, 0);
}

bool DisplayProbe::canOpen() const
{
    return d->canOpen;
}

#else

class DisplayProbe::Private
{
};

DisplayProbe::DisplayProbe() = default;
DisplayProbe::~DisplayProbe() = default;

bool DisplayProbe::canOpen() const
{
    return true;
}

#endif

} // namespace talktrack
