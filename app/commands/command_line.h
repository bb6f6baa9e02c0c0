// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "core/support/log.h"

#include <QCommandLineOption>
#include <QCommandLineParser>
#include <QString>
#include <QStringList>

#include <optional>

namespace talktrack {

/// The command line taken apart: global options may stand before or after the command.
struct CommandLine
{
    /// Empty: open the window.
    QString command;
    /// The command's own.
    QStringList arguments;
    Paths paths;
    log::Level logLevel = log::Level::Info;
    bool json = false;
    bool help = false;
    bool version = false;
    /// Only tell whether a window can be opened.
    bool probeDisplay = false;
    /// demo without --headless, and no command at all, want the window.
    bool wantsWindow = false;
};

/// Unknown commands and global options without their value are Usage, with the culprit as subject.
Result<CommandLine> parseCommandLine(const QStringList &arguments);

/// Runs a command that needs no window.
int runCommand(const CommandLine &line);

/// The whole --help.
QString helpText();
QString versionText();

/// Parses a command's own arguments. On bad usage, and on --help, the exit code is in exitCode and the caller
/// returns it.
class CommandArguments final
{
public:
    CommandArguments(const QString &command, const QString &description, const QString &positional,
                     const QList<QCommandLineOption> &options);

    /// Between minimum and maximum positional arguments; maximum < 0 = any number.
    bool parse(const QStringList &arguments, const Console &console, int minimum, int maximum);
    int exitCode() const { return m_exitCode; }
    bool isSet(const QString &option) const { return m_parser.isSet(option); }
    QString value(const QString &option) const { return m_parser.value(option); }
    QStringList values(const QString &option) const { return m_parser.values(option); }
    QStringList positional() const { return m_parser.positionalArguments(); }

private:
    QCommandLineParser m_parser;
    QString m_command;
    QString m_usage;
    int m_exitCode = 0;
};

} // namespace talktrack
