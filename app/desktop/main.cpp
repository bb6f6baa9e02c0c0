// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command_line.h"
#include "app/commands/standard_streams.h"
#include "app/desktop/display_probe.h"
#include "app/desktop/window_start.h"
#include "core/support/log.h"

#include <QApplication>
#include <QCoreApplication>

#include <memory>
#include <optional>

using namespace talktrack;

int main(int argc, char **argv)
{
    secureStandardStreams();
    QCoreApplication::setApplicationName(QStringLiteral("talktrack"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TALKTRACK_VERSION));
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));

    const Result<CommandLine> line = parseCommandLine(arguments);
    const Console console(arguments.contains(QStringLiteral("--json")));
    if (!line)
        return console.fail(line.error());
    const bool onlyText = line->version || (line->help && line->command.isEmpty());
    const bool window = line->wantsWindow && !onlyText && !line->help;
    std::optional<double> speed;
    if (window && line->command == QLatin1String("demo")) {
        int exitCode = ExitDone;
        speed = demoSpeed(line->arguments, console, exitCode);
        if (!speed)
            return exitCode;
    }
    std::optional<DisplayProbe> probe;
    if (window || line->probeDisplay)
        probe.emplace();
    if (line->probeDisplay)
        return probe->canOpen() ? ExitDone : ExitFailed;
    if (window && !probe->canOpen())
        return console.fail(
            ErrorKind::Failed,
            QCoreApplication::translate("main", "There is no display to open a window on: use 'talktrack "
                                                "demo --headless' or 'talktrack live'."));
    // Before Qt has anything to say, which is for the log.
    if (!onlyText && makePrivateDirectory(line->paths.dataDir)) {
        // A log that cannot be written must not keep anybody from a call.
        [[maybe_unused]] const Result<void> opened = log::open(line->paths.logFile(), line->logLevel);
    }
    const std::unique_ptr<QCoreApplication> application =
        window ? std::make_unique<QApplication>(argc, argv) : std::make_unique<QCoreApplication>(argc, argv);
    probe.reset();
    QCoreApplication::setApplicationName(QStringLiteral("talktrack"));
    if (onlyText) {
        const QStringList lines = (line->version ? versionText() : helpText()).split(QLatin1Char('\n'));
        for (const QString &text : lines)
            console.line(text);
        return console.exitCode(ExitDone);
    }
    const int exitCode = window ? runWindow(line->paths, speed) : runCommand(*line);
    log::close();
    return exitCode;
}
