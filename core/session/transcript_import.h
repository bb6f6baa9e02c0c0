// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"
#include "core/session/transcript_reader.h"
#include "core/support/result.h"

namespace talktrack {

/// Keeps a ready transcript as a completed call, with the feedback and the figures that follow from its
/// lines. Title and time come from the transcript; where it has none, from the setup. Blocks, but not for
/// room on the disk; any thread but the window's.
Result<CallOutcome> importTranscript(ReadTranscript transcript, const CallSetup &setup,
                                     const CallServices &services);

} // namespace talktrack
