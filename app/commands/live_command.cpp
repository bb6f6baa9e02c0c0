// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_choice.h"
#include "app/commands/command_line.h"
#include "app/commands/demo_file.h"
#include "app/commands/interrupt.h"
#include "app/commands/live_printer.h"
#include "app/desktop/composition.h"
#include "core/audio/devices.h"
#include "ui/texts/error_text.h"
#include "ui/texts/figure_text.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QTimer>

namespace talktrack {
namespace {

constexpr int devicePatienceMs = 3000;

struct LiveCommand
{
    Q_DECLARE_TR_FUNCTIONS(LiveCommand)
};

const QString micOption = QStringLiteral("mic");
const QString farOption = QStringLiteral("far");
const QString inputOption = QStringLiteral("input");
const QString speedOption = QStringLiteral("speed");
const QString speechOption = QStringLiteral("speech");
const QString keytermOption = QStringLiteral("keyterm");
const QString coachOption = QStringLiteral("coach");
const QString recordOption = QStringLiteral("record");
const QString laterOption = QStringLiteral("transcribe-later");
const QString titleOption = QStringLiteral("title");
const QString playbookOption = QStringLiteral("playbook");

QCommandLineOption speedCommandOption()
{
    return {speedOption,
            LiveCommand::tr("Play a file N times as fast; 'max' = as fast as the recogniser takes it."),
            QStringLiteral("N"), QStringLiteral("1")};
}

/// 0 for "max".
std::optional<double> parseSpeed(const QString &text)
{
    if (text == QLatin1String("max"))
        return 0;
    bool ok = false;
    const double speed = text.toDouble(&ok);
    return ok && speed >= 0.1 && speed <= 100 ? std::optional(speed) : std::nullopt;
}

QString badSpeed()
{
    return LiveCommand::tr("--speed takes a number from 0.1 to 100, or 'max'.");
}

std::optional<QString> deviceChoice(const QString &value)
{
    return value == QLatin1String("none") ? std::nullopt : std::optional(value);
}

/// Where no device is there at all there is nothing to hear, and no call to keep.
bool somethingCanBeHeard(const AudioSetup &audio, const QList<AudioDevice> &devices)
{
    return std::any_of(devices.begin(), devices.end(), [&](const AudioDevice &device) {
        return device.kind == DeviceKind::Input ? audio.microphone.has_value() : audio.farEnd.has_value();
    });
}

/// A device that was named must be there, and at least one of those that were not.
Result<void> checkDevices(const AudioSetup &audio)
{
    const auto isNamed = [](const std::optional<QString> &id) {
        return id && *id != defaultDeviceId;
    };
    DeviceMonitor monitor;
    if (!monitor.isReady()) {
        QEventLoop loop;
        QObject::connect(&monitor, &DeviceMonitor::changed, &loop, &QEventLoop::quit);
        QTimer::singleShot(devicePatienceMs, &loop, &QEventLoop::quit);
        loop.exec();
    }
    const QList<AudioDevice> devices = monitor.devices();
    const auto missing = [&](const std::optional<QString> &id, DeviceKind kind) {
        return isNamed(id) && std::none_of(devices.begin(), devices.end(), [&](const AudioDevice &device) {
                   return device.kind == kind && device.id == *id;
               });
    };
    if (missing(audio.microphone, DeviceKind::Input))
        return unexpected(ErrorKind::DeviceMissing, QStringLiteral("no such input"), *audio.microphone);
    if (missing(audio.farEnd, DeviceKind::Output))
        return unexpected(ErrorKind::DeviceMissing, QStringLiteral("no such output"), *audio.farEnd);
    if (!somethingCanBeHeard(audio, devices))
        return unexpected(ErrorKind::DeviceMissing, QStringLiteral("no devices"));
    return {};
}

/// Runs the call to its end, by itself or by Ctrl-C.
int conduct(const CallSetup &setup, const CommandContext &context)
{
    Interrupt interrupt(Interrupt::Asked::Twice);
    const Result<std::unique_ptr<Composition>> composition = openedForCalls(context, setup.playbook);
    if (!composition)
        return context.console.fail(composition.error());
    const CallServices services = (*composition)->services();

    CallRunner runner(services, (*composition)->speechFactory());
    const LivePrinter printer(runner, context.console);
    QEventLoop loop;
    int exitCode = ExitDone;
    bool hasBegun = false;
    bool endedHere = false;
    QObject::connect(&runner, &CallRunner::started, &loop, [&] { hasBegun = true; });
    QObject::connect(&interrupt, &Interrupt::interrupted, &runner, [&] {
        endedHere = true;
        if (hasBegun)
            context.console.note(
                LiveCommand::tr("The call is being ended. Ctrl-C again does not wait for its last words."));
        runner.end();
    });
    QObject::connect(&interrupt, &Interrupt::hurried, &runner, &CallRunner::endNow);
    QObject::connect(&printer, &LivePrinter::outputLost, &runner, &CallRunner::end);
    QObject::connect(&runner, &CallRunner::failed, &loop, [&](const Error &error) {
        exitCode =
            endedHere && !hasBegun
                ? context.console.fail(
                      ErrorKind::Cancelled,
                      LiveCommand::tr("The call was ended before it had begun: there is nothing to keep."))
                : context.console.fail(error);
        loop.quit();
    });
    QObject::connect(&runner, &CallRunner::ended, &loop, [&](const CallOutcome &outcome) {
        if (outcome.speechFailure)
            exitCode = context.console.fail(*outcome.speechFailure);
        if (outcome.recordingFailure)
            exitCode = context.console.fail(outcome.recordingFailure->kind,
                                            notRecordedText(*outcome.recordingFailure));
        // What could not be kept weighs more than what could not be understood.
        if (outcome.storeFailure)
            exitCode = context.console.fail(*outcome.storeFailure);
        loop.quit();
    });
    runner.start(setup);
    loop.exec();
    return exitCode;
}

} // namespace

int runLive(const QStringList &arguments, const CommandContext &context)
{
    CommandArguments options(
        QStringLiteral("live"), LiveCommand::tr("Coaches a live call without a window."), {},
        {{micOption, LiveCommand::tr("The rep's microphone: an id, 'default' or 'none'."),
          QStringLiteral("ID"), defaultDeviceId},
         {farOption,
          LiveCommand::tr("The other party, what the computer plays: an output's id, 'default' or 'none'."),
          QStringLiteral("ID"), defaultDeviceId},
         {inputOption,
          LiveCommand::tr("A recording played as if live: channel 0 is the rep, channel 1 the customer; one "
                          "with a single channel is the customer's as a whole."),
          QStringLiteral("FILE")},
         speedCommandOption(),
         {speechOption,
          LiveCommand::tr("The recogniser: 'pocketsphinx' (on this computer), 'deepgram' or 'whisper'."),
          QStringLiteral("ENGINE"), QStringLiteral("pocketsphinx")},
         {keytermOption, LiveCommand::tr("A name that may come up in the call; may be given several times."),
          QStringLiteral("TERM")},
         {coachOption, LiveCommand::tr("The coach: 'rules'."), QStringLiteral("COACH"),
          QStringLiteral("rules")},
         {recordOption, LiveCommand::tr("Keep the call's sound, encrypted; its key goes to the keychain.")},
         {laterOption, LiveCommand::tr("Only record now; 'talktrack transcribe' does the rest.")},
         {titleOption, LiveCommand::tr("The call's title."), QStringLiteral("T")},
         {playbookOption, LiveCommand::tr("The playbook to coach with."), QStringLiteral("FILE")}});
    if (!options.parse(arguments, context.console, 0, 0))
        return options.exitCode();
    const std::optional<double> speed = parseSpeed(options.value(speedOption));
    if (!speed)
        return context.console.fail(ErrorKind::Usage, badSpeed());
    if (!isSpeechEngine(options.value(speechOption), context.console))
        return ExitUsage;
    if (options.value(coachOption) != QLatin1String("rules"))
        return context.console.fail(ErrorKind::Usage,
                                    LiveCommand::tr("--coach takes 'rules' in this version."));
    const Result<Playbook> playbook = chosenPlaybook(options.value(playbookOption), context.console);
    if (!playbook)
        return context.console.fail(playbook.error());

    CallSetup setup;
    setup.playbook = *playbook;
    setup.speech = options.value(speechOption);
    setup.keyterms = options.values(keytermOption);
    setup.transcribeLater = options.isSet(laterOption);
    if (setup.transcribeLater && setup.speech == CallSetup().speech)
        return context.console.fail(
            ErrorKind::Usage, LiveCommand::tr("--transcribe-later wants the recogniser that is to do it: "
                                              "--speech deepgram or --speech whisper."));
    setup.record = options.isSet(recordOption) || setup.transcribeLater;
    setup.audio.speed = *speed;
    setup.title = options.value(titleOption);
    if (options.isSet(inputOption)) {
        setup.audio.inputFile = options.value(inputOption);
        setup.source = QFileInfo(setup.audio.inputFile).absoluteFilePath();
        if (setup.title.isEmpty())
            setup.title = QFileInfo(setup.audio.inputFile).completeBaseName();
    } else {
        setup.audio.microphone = deviceChoice(options.value(micOption));
        setup.audio.farEnd = deviceChoice(options.value(farOption));
        if (!setup.audio.microphone && !setup.audio.farEnd)
            return context.console.fail(
                ErrorKind::Usage,
                LiveCommand::tr("There is nothing to listen to: choose --mic, --far or --input."));
        if (const Result<void> there = checkDevices(setup.audio); !there)
            return there.error().subject.isEmpty()
                       ? context.console.fail(
                             ErrorKind::DeviceMissing,
                             LiveCommand::tr("There is no audio device to listen to, so no call was begun: "
                                             "connect a headset, or check that the sound server is running."))
                       : context.console.fail(there.error());
    }
    if (setup.title.isEmpty())
        setup.title = LiveCommand::tr("Call of %1").arg(momentText(context.clock.utcNow()));
    return conduct(setup, context);
}

std::optional<double> demoSpeed(const QStringList &arguments, const Console &console, int &exitCode)
{
    CommandArguments options(
        QStringLiteral("demo"),
        LiveCommand::tr(
            "Plays the bundled two-party call through the whole live pipeline, with no key and no network."),
        {},
        {{QStringLiteral("headless"), LiveCommand::tr("On the terminal instead of in the window.")},
         speedCommandOption()});
    if (!options.parse(arguments, console, 0, 0)) {
        exitCode = options.exitCode();
        return std::nullopt;
    }
    const std::optional<double> speed = parseSpeed(options.value(speedOption));
    if (!speed)
        exitCode = console.fail(ErrorKind::Usage, badSpeed());
    return speed;
}

int runDemo(const QStringList &arguments, const CommandContext &context)
{
    int exitCode = ExitDone;
    const std::optional<double> speed = demoSpeed(arguments, context.console, exitCode);
    if (!speed)
        return exitCode;
    const Result<Playbook> playbook = chosenPlaybook({}, context.console);
    if (!playbook)
        return context.console.fail(playbook.error());
    DemoFile demo;
    const Result<QString> file = demo.path();
    if (!file)
        return context.console.fail(file.error());
    CallSetup setup;
    setup.playbook = *playbook;
    setup.title = LiveCommand::tr("Demo call");
    setup.audio.inputFile = *file;
    setup.audio.speed = *speed;
    setup.source = QStringLiteral("demo");
    return conduct(setup, context);
}

} // namespace talktrack
