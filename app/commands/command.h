// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/console.h"
#include "core/support/clock.h"
#include "core/support/paths.h"

#include <QStringList>

#include <optional>

namespace talktrack {

/// What every command is given.
struct CommandContext
{
    const Console &console;
    Paths paths;
    const Clock &clock;
};

/// A command: its own arguments (without its name and the global options) to an exit code. Runs an event loop
/// of its own where it must wait.
using CommandFunction = int (*)(const QStringList &arguments, const CommandContext &context);

int runCalls(const QStringList &arguments, const CommandContext &context);
int runShow(const QStringList &arguments, const CommandContext &context);
int runReplay(const QStringList &arguments, const CommandContext &context);
int runDevices(const QStringList &arguments, const CommandContext &context);
int runImport(const QStringList &arguments, const CommandContext &context);
int runLive(const QStringList &arguments, const CommandContext &context);
int runTranscribe(const QStringList &arguments, const CommandContext &context);
int runDemo(const QStringList &arguments, const CommandContext &context);

/// How fast 'demo' plays, in the window as on the terminal: AudioSetup::speed. Absent on wrong usage, which
/// is said, and after --help; exitCode is for the caller to return then.
std::optional<double> demoSpeed(const QStringList &arguments, const Console &console, int &exitCode);

} // namespace talktrack
