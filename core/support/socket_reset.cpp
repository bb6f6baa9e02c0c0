// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/socket_reset.h"

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace talktrack {

void throwAwayOnClose(qintptr socketDescriptor)
{
    if (socketDescriptor < 0)
        return;
    const linger atOnce{1, 0};
#ifdef Q_OS_WIN
    ::setsockopt(static_cast<SOCKET>(socketDescriptor), SOL_SOCKET, SO_LINGER,
                 reinterpret_cast<const char *>(&atOnce), sizeof atOnce);
#else
    ::setsockopt(static_cast<int>(socketDescriptor), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
#endif
}

} // namespace talktrack
