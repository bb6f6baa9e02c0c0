// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command_line.h"

#include <QCoreApplication>

#include <utility>

namespace talktrack {
namespace {

struct CommandLineTexts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

struct CommandEntry
{
    const char *name;
    CommandFunction run;
    const char *usage;
    const char *summary;
};

const std::array commands{
    CommandEntry{
        "demo", runDemo, "demo [--headless] [--speed N]",
        QT_TRANSLATE_NOOP("CommandLine", "play the bundled two-party call, with no key and no network")},
    CommandEntry{"live", runLive, "live [--mic ID] [--far ID] | [--input FILE]",
                 QT_TRANSLATE_NOOP("CommandLine", "coach a live call without a window")},
    CommandEntry{"import", runImport, "import FILE...",
                 QT_TRANSLATE_NOOP("CommandLine", "transcribe and analyse recordings or ready transcripts")},
    CommandEntry{
        "transcribe", runTranscribe, "transcribe [CALL...]",
        QT_TRANSLATE_NOOP("CommandLine", "transcribe recorded calls that wait for it, or their gaps")},
    CommandEntry{"replay", runReplay, "replay CALL [--playbook FILE] [--diff]",
                 QT_TRANSLATE_NOOP("CommandLine", "run a stored call through a playbook again")},
    CommandEntry{"devices", runDevices, "devices",
                 QT_TRANSLATE_NOOP("CommandLine", "list inputs and outputs")},
    CommandEntry{"calls", runCalls, "calls [--limit N] [--from DATE] [--to DATE]",
                 QT_TRANSLATE_NOOP("CommandLine", "list the calls, newest first")},
    CommandEntry{"show", runShow, "show CALL",
                 QT_TRANSLATE_NOOP("CommandLine", "one call: transcript, feedback, analytics")},
};

const CommandEntry *findCommand(const QString &name)
{
    for (const CommandEntry &entry : commands)
        if (name == QLatin1String(entry.name))
            return &entry;
    return nullptr;
}

/// Takes the value of a global option out of "--option value" or "--option=value".
std::optional<Result<QString>> takeValue(const QStringList &arguments, qsizetype &i, const QString &option)
{
    const QString &argument = arguments.at(i);
    if (argument.startsWith(option + QLatin1Char('=')))
        return Result<QString>(argument.mid(option.size() + 1));
    if (argument != option)
        return std::nullopt;
    if (i + 1 >= arguments.size() || arguments.at(i + 1).startsWith(QLatin1String("--")))
        return Result<QString>(unexpected(ErrorKind::Usage, QStringLiteral("value missing"), option));
    return Result<QString>(arguments.at(++i));
}

} // namespace

Result<CommandLine> parseCommandLine(const QStringList &arguments)
{
    CommandLine line;
    QString dataDir;
    QString config;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments.at(i);
        if (argument == QLatin1String("--")) {
            line.arguments += arguments.mid(i);
            break;
        }
        QString logLevel;
        bool taken = false;
        for (const auto &[option, target] :
             {std::pair{"--data-dir", &dataDir}, std::pair{"--config", &config},
              std::pair{"--log-level", &logLevel}}) {
            if (const auto value = takeValue(arguments, i, QLatin1String(option))) {
                if (!*value)
                    return unexpected(value->error());
                *target = **value;
                taken = true;
                break;
            }
        }
        if (!logLevel.isEmpty()) {
            const std::optional<log::Level> level = log::levelFromName(logLevel);
            if (!level)
                return unexpected(ErrorKind::Usage, QStringLiteral("log level"),
                                  QStringLiteral("--log-level ") + logLevel);
            line.logLevel = *level;
        }
        if (taken)
            continue;
        if (argument == QLatin1String("--json"))
            line.json = true;
        else if (argument == QLatin1String("--probe-display"))
            line.probeDisplay = true;
        else if (argument == QLatin1String("--version"))
            line.version = true;
        else if (argument == QLatin1String("--help") || argument == QLatin1String("-h"))
            line.help = true;
        else if (line.command.isEmpty() && !argument.startsWith(QLatin1Char('-')))
            line.command = argument;
        else
            line.arguments.append(argument);
    }
    line.paths = Paths::resolve(dataDir, config);
    if (!line.command.isEmpty() && !findCommand(line.command))
        return unexpected(ErrorKind::Usage, QStringLiteral("unknown command"), line.command);
    if (line.command.isEmpty() && !line.arguments.isEmpty())
        return unexpected(ErrorKind::Usage, QStringLiteral("unknown option"), line.arguments.first());
    if (line.command == QLatin1String("demo")) {
        line.wantsWindow = !line.arguments.contains(QLatin1String("--headless")) && !line.json;
    } else {
        line.wantsWindow = line.command.isEmpty();
    }
    if (line.help && !line.command.isEmpty())
        line.arguments.append(QStringLiteral("--help"));
    return line;
}

int runCommand(const CommandLine &line)
{
    const Console console(line.json);
    const SystemClock clock;
    return console.exitCode(findCommand(line.command)->run(line.arguments, {console, line.paths, clock}));
}

QString helpText()
{
    QString help = CommandLineTexts::tr("Usage: talktrack [COMMAND] [OPTIONS]\n\n"
                                        "Without a command the window opens.\n\nCommands:\n");
    for (const CommandEntry &entry : commands)
        help += QStringLiteral("  %1\n      %2\n")
                    .arg(QLatin1String(entry.usage), CommandLineTexts::tr(entry.summary));
    help += CommandLineTexts::tr(
        "\nCALL is a call's id, an unambiguous prefix of it, or 'last', the call that was added last: by a\n"
        "live call, a demo or an import, whenever it took place.\n"
        "'talktrack COMMAND --help' tells a command's own options.\n"
        "\nGlobal options:\n"
        "  --data-dir DIR      where the calls are kept\n"
        "  --config FILE       settings file\n"
        "  --log-level LEVEL   debug, info, warning, error or off\n"
        "  --json              machine-readable output, one object a line\n"
        "  --probe-display     do nothing but tell by the exit code (0 or 1) whether a window can be opened\n"
        "  --help, --version\n"
        "\nEnvironment: TALKTRACK_DATA_DIR and TALKTRACK_CONFIG as the options of the same name;\n"
        "TALKTRACK_SPEECH_MODEL, the folder of the offline recogniser's models.\n"
        "DEEPGRAM_API_KEY (or DEEPGRAM_TOKEN_URL for temporary tokens), DEEPGRAM_BASE_URL;\n"
        "WHISPER_BASE_URL, WHISPER_API_KEY.\n"
        "While one of these is away the offline recogniser stands in; 'stand_in=false' in the group [speech] "
        "of\n"
        "the settings file turns that off.\n"
        "\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 unreadable or unsupported input file,\n"
        "4 a provider or the network refused or stayed away, 5 the database or the disk failed, 6 not "
        "found.");
    return help;
}

QString versionText()
{
    return QStringLiteral("talktrack %1").arg(QCoreApplication::applicationVersion());
}

CommandArguments::CommandArguments(const QString &command, const QString &description,
                                   const QString &positional, const QList<QCommandLineOption> &options)
    : m_command(command)
    , m_usage(QStringLiteral("talktrack %1 %2").arg(command, positional).trimmed())
{
    m_parser.setApplicationDescription(description);
    m_parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    m_parser.addPositionalArgument(command, {}, m_usage);
    m_parser.addOption({QStringLiteral("help"), CommandLineTexts::tr("Show this help.")});
    m_parser.addOptions(options);
}

bool CommandArguments::parse(const QStringList &arguments, const Console &console, int minimum, int maximum)
{
    const auto usage = [&](const QString &what) {
        m_exitCode = console.fail(
            ErrorKind::Usage,
            CommandLineTexts::tr("%1 'talktrack %2 --help' tells how it is used.").arg(what, m_command));
        return false;
    };
    if (!m_parser.parse(QStringList{m_command} + arguments)) {
        const QString error = m_parser.errorText();
        return usage(error.endsWith(QLatin1Char('.')) ? error : error + QLatin1Char('.'));
    }
    if (isSet(QStringLiteral("help"))) {
        QStringList help = m_parser.helpText().trimmed().split(QLatin1Char('\n'));
        // Qt's own first line has the program's path, its last section nothing but the command's name.
        help.first() = CommandLineTexts::tr("Usage: %1 [OPTIONS]").arg(m_usage);
        help.resize(help.lastIndexOf(QString()));
        for (const QString &helpLine : std::as_const(help))
            console.line(helpLine);
        m_exitCode = ExitDone;
        return false;
    }
    const qsizetype given = positional().size();
    if (given < minimum)
        return usage(CommandLineTexts::tr("Something is missing after 'talktrack %1'.").arg(m_command));
    if (maximum >= 0 && given > maximum)
        return usage(CommandLineTexts::tr("'%1' is one argument too many.").arg(positional().at(maximum)));
    return true;
}

} // namespace talktrack
