// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/standard_streams.h"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace talktrack {

#ifdef Q_OS_UNIX

void secureStandardStreams()
{
    std::signal(SIGPIPE, SIG_IGN);
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) != -1)
            continue;
        // Takes the lowest free number, which is this one; opened the wrong way round, so that using it
        // fails.
        [[maybe_unused]] const int taken =
            ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

bool isTerminal(std::FILE *stream)
{
    return ::isatty(::fileno(stream)) != 0;
}

#else

void secureStandardStreams() {}

bool isTerminal(std::FILE *)
{
    return false;
}

#endif

} // namespace talktrack
