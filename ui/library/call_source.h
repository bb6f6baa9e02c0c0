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
    /// Has what is missing of a recorded call transcribed; the page is told by CallPage's slots.
    std::function<void(const Call &)> transcribe = {};
    std::function<void(const QString &callId)> cancelTranscribing = {};
};

/// The archive outlives the source.
CallSource archiveSource(CallArchive &archive);

} // namespace talktrack
