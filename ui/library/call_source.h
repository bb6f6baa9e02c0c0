// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/call_archive.h"

#include <functional>

namespace talktrack {

/// Where the library reads calls: CallArchive in the program, a script in tests. Called on the window's
/// thread and never make it wait.
struct CallSource
{
    std::function<QFuture<Result<QList<CallSummary>>>(const CallFilter &)> calls;
    std::function<QFuture<Result<CallRecord>>(const QString &)> call;
};

/// The archive outlives the source.
CallSource archiveSource(CallArchive &archive);

} // namespace talktrack
