// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"
#include "core/support/result.h"

namespace talktrack {

/// Takes up the calls that a crash or a power cut left live: they become interrupted, with the duration and
/// the figures of the lines that were kept, scored against the playbook of the call, or the given one where
/// that is not there any more. Of one whose sound was kept,
/// the end that was not transcribed is marked as gaps; where nothing was, it is pending. Calls that another
/// running program conducts are left alone, and so are those that cannot be taken up: on a full disk, behind
/// another program's lock or because of what is damaged in them; that is logged, and the next start tries
/// again. Gives how many were taken up; fails only where the calls cannot even be listed. Blocks, but not for
/// room on the disk; once at the start, not on the window's thread.
Result<int> recoverInterruptedCalls(const CallServices &services, const Playbook &playbook);

} // namespace talktrack
