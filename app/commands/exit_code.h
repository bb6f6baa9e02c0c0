// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/error.h"

#include <QString>

namespace talktrack {

/// The contract's exit codes.
enum ExitCode {
    ExitDone = 0,
    ExitFailed = 1,
    ExitUsage = 2,
    ExitInput = 3,
    ExitProvider = 4,
    ExitStorage = 5,
    ExitNotFound = 6,
};

ExitCode exitCodeFor(ErrorKind kind);

/// Stable code of an error for machines, for example "input_unreadable".
QString errorCode(ErrorKind kind);

} // namespace talktrack
