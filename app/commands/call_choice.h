// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "core/model/playbook.h"
#include "core/store/call_archive.h"
#include "core/support/result.h"

#include <memory>

namespace talktrack {

class Composition;

/// The program's objects, with the calls that were cut off taken up, scored against that playbook. Waits.
Result<std::unique_ptr<Composition>> openedForCalls(const CommandContext &context, const Playbook &playbook);

/// Whether --speech may take this; if not, that is said as wrong usage.
bool isSpeechEngine(const QString &name, const Console &console);

/// The playbook of the --playbook option, or the built-in one where it is empty. What is not right in it, but
/// no reason to refuse it, is said on standard error.
Result<Playbook> chosenPlaybook(const QString &file, const Console &console);

/// Takes up calls that were cut off, if there are any, so that they are listed as what they are; else, as
/// while a call is conducted, nothing is opened for writing. A database that cannot be written to is left as
/// it is, to be read all the same. Waits.
void recoverBeforeReading(const CommandContext &context);

/// The stored call that CALL names. Waits.
Result<CallRecord> chosenCall(const CommandContext &context, const QString &idOrPrefix);

/// Says why there is no such call, as chosenCall() or the archive had it.
ExitCode failToFind(const Console &console, const Error &error);

} // namespace talktrack
