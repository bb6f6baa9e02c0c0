// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace talktrack {

/// Has a TCP connection thrown away when it is closed, with all that the system has not sent yet; otherwise
/// the system goes on sending it, beside whatever comes after it. Nothing for a descriptor of -1.
void throwAwayOnClose(qintptr socketDescriptor);

} // namespace talktrack
