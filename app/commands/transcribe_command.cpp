// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_choice.h"
#include "app/commands/command_line.h"
#include "app/commands/interrupt.h"
#include "app/desktop/composition.h"
#include "core/session/call_transcriber.h"
#include "ui/texts/error_text.h"
#include "ui/texts/feedback_text.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QJsonObject>

#include <optional>

namespace talktrack {
namespace {

struct TranscribeCommand
{
    Q_DECLARE_TR_FUNCTIONS(TranscribeCommand)
};

void report(const Console &console, const TranscribedCall &done)
{
    if (console.json()) {
        console.object({{QStringLiteral("call_id"), done.call.id},
                        {QStringLiteral("lines"), done.lines},
                        {QStringLiteral("gaps_closed"), done.gapsClosed},
                        {QStringLiteral("gaps_open"), done.gapsOpen},
                        {QStringLiteral("status"), toWire(done.call.status)}});
        return;
    }
    if (done.echoes > 0)
        console.note(TranscribeCommand::tr("%n line(s) of yours were the customer's voice from your "
                                           "loudspeakers, and are left out.",
                                           nullptr, done.echoes));
    console.line(TranscribeCommand::tr("%1: %n new line(s), %2", nullptr, done.lines)
                     .arg(done.call.title, callStatusText(done.call)));
}

/// Without one that is named: what the call was meant for, or, where that cannot hear recordings, what can.
QString engineFor(const Call &call, const SpeechSettings &settings)
{
    return call.speech == SpeechSettings().engine
               ? recordingEngines(settings).value(0, QStringLiteral("deepgram"))
               : call.speech;
}

/// The calls that were named, or all that wait for it.
Result<QList<Call>> chosenCalls(CallArchive &archive, const QStringList &named)
{
    if (named.isEmpty())
        return archive.callsToTranscribe().result();
    QList<Call> calls;
    for (const QString &name : named) {
        const Result<CallRecord> record = archive.call(name).result();
        if (!record)
            return unexpected(record.error());
        calls.append(record->call);
    }
    return calls;
}

std::optional<Error> transcribe(const Call &call, const Composition &composition,
                                const std::optional<Playbook> &playbook, const QString &engine,
                                CallTranscriber::Scope scope, const Console &console, bool &interruptedHere)
{
    const auto jobs = [&](const Playbook &used) {
        return recordingJobs(recordingRequest(engine, used), composition.speechSettings(),
                             composition.clock());
    };
    CallTranscriber transcriber(composition.services(), playbook, engine, jobs);
    const Interrupt interrupt;
    QEventLoop loop;
    std::optional<Error> failure;
    QObject::connect(&interrupt, &Interrupt::interrupted, &loop, [&] {
        interruptedHere = true;
        transcriber.cancel();
    });
    QObject::connect(&transcriber, &CallTranscriber::progressed, &loop, [&](double fraction) {
        console.passing(
            TranscribeCommand::tr("%1: %2 %").arg(call.title).arg(static_cast<int>(fraction * 100)));
    });
    QObject::connect(&transcriber, &CallTranscriber::failed, &loop, [&](const Error &error) {
        failure = error;
        loop.quit();
    });
    QObject::connect(&transcriber, &CallTranscriber::finished, &loop, [&](const TranscribedCall &done) {
        console.passing({});
        report(console, done);
        loop.quit();
    });
    QMetaObject::invokeMethod(
        &transcriber, [&] { transcriber.start(call.id, scope); }, Qt::QueuedConnection);
    loop.exec();
    console.passing({});
    return failure;
}

} // namespace

int runTranscribe(const QStringList &arguments, const CommandContext &context)
{
    const QString playbookOption = QStringLiteral("playbook");
    const QString speechOption = QStringLiteral("speech");
    const QString againOption = QStringLiteral("again");
    CommandArguments options(
        QStringLiteral("transcribe"),
        TranscribeCommand::tr("Transcribes what is missing of recorded calls, from the sound that was kept. "
                              "Without CALL: all calls that wait for it."),
        QStringLiteral("[CALL...]"),
        {{speechOption,
          TranscribeCommand::tr("The recogniser: 'deepgram' or 'whisper'. Without it, the one "
                                "that the call was meant for."),
          QStringLiteral("ENGINE")},
         {againOption,
          TranscribeCommand::tr(
              "Hears the calls that are named again from beginning to end. The new transcript "
              "takes the place of the old one once all of it is there."),
          {}},
         {playbookOption, TranscribeCommand::tr("The playbook to analyse with; without it, the call's own."),
          QStringLiteral("FILE")}});
    if (!options.parse(arguments, context.console, 0, -1))
        return options.exitCode();
    const bool again = options.isSet(againOption);
    if (again && options.positional().isEmpty())
        return context.console.fail(ErrorKind::Usage,
                                    TranscribeCommand::tr("--again wants the calls that are meant."));
    if (options.isSet(speechOption) && !isSpeechEngine(options.value(speechOption), context.console))
        return ExitUsage;
    const Result<Playbook> playbook = chosenPlaybook(options.value(playbookOption), context.console);
    if (!playbook)
        return context.console.fail(playbook.error());
    const Result<std::unique_ptr<Composition>> composition = openedForCalls(context, *playbook);
    if (!composition)
        return context.console.fail(composition.error());
    std::optional<Playbook> chosen;
    if (options.isSet(playbookOption))
        chosen = *playbook;
    const Result<QList<Call>> calls = chosenCalls((*composition)->services().archive, options.positional());
    if (!calls)
        return failToFind(context.console, calls.error());
    if (calls->isEmpty())
        context.console.note(TranscribeCommand::tr("No call waits to be transcribed."));

    int exitCode = ExitDone;
    bool interruptedHere = false;
    for (const Call &call : *calls) {
        const QString engine = options.isSet(speechOption)
                                   ? options.value(speechOption)
                                   : engineFor(call, (*composition)->speechSettings());
        const std::optional<Error> failure =
            transcribe(call, **composition, chosen, engine,
                       again ? CallTranscriber::Scope::Everything : CallTranscriber::Scope::Missing,
                       context.console, interruptedHere);
        if (interruptedHere)
            return context.console.fail(
                ErrorKind::Cancelled,
                again ? TranscribeCommand::tr("Stopped; the transcript is as it was.")
                      : TranscribeCommand::tr("Stopped; what had been transcribed is kept."));
        if (failure)
            exitCode = context.console.fail(*failure);
    }
    return exitCode;
}

} // namespace talktrack
