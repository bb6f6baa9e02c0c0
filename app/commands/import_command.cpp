// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_choice.h"
#include "app/commands/command_line.h"
#include "app/commands/interrupt.h"
#include "app/desktop/composition.h"
#include "core/session/call_runner.h"
#include "core/session/recording_import.h"
#include "core/session/transcript_import.h"
#include "ui/texts/error_text.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/figure_text.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>

#include <algorithm>
#include <optional>
#include <utility>

namespace talktrack {
namespace {

struct ImportCommand
{
    Q_DECLARE_TR_FUNCTIONS(ImportCommand)
};

const QString offlineEngine = QStringLiteral("pocketsphinx");

struct Imported
{
    Call call;
    int lines = 0;
    /// The call is kept, but something went wrong on the way.
    std::optional<Error> failure;
};

bool isTranscript(const QString &file)
{
    return file.endsWith(QLatin1String(".vtt"), Qt::CaseInsensitive) ||
           file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
}

Error withFile(Error error, const QString &file)
{
    error.subject = error.subject.isEmpty() || error.subject == file
                        ? file
                        : QStringLiteral("%1, %2").arg(file, error.subject);
    return error;
}

Result<Imported> importTranscriptFile(const CallSetup &setup, const QString &path, const QString &repName,
                                      const CallServices &services)
{
    QFile file(path);
    if (!file.exists())
        return unexpected(ErrorKind::InputMissing, QStringLiteral("missing"), path);
    if (!file.open(QIODevice::ReadOnly))
        return unexpected(ErrorKind::InputUnreadable, file.errorString(), path);
    // What is no plain file does not tell its size beforehand, so the reading is bounded too.
    const QByteArray content =
        file.size() > maxTranscriptBytes ? QByteArray() : file.read(maxTranscriptBytes + 1);
    if (file.size() > maxTranscriptBytes || content.size() > maxTranscriptBytes)
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("too large"), path);
    Result<ReadTranscript> transcript = path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive)
                                            ? readTranscriptJson(content)
                                            : readTranscriptVtt(content, repName);
    if (!transcript)
        return unexpected(transcript.error());
    const int lines = static_cast<int>(transcript->lines.size());
    const Result<CallOutcome> outcome = importTranscript(std::move(*transcript), setup, services);
    if (!outcome)
        return unexpected(outcome.error());
    return Imported{outcome->call, lines, std::nullopt};
}

/// A recording goes through the live pipeline, as fast as the recogniser takes it.
Result<Imported> importRecording(CallSetup setup, const QString &path, const Composition &composition,
                                 const Console &console, bool &interruptedHere)
{
    setup.audio.inputFile = path;
    setup.audio.speed = 0;
    CallRunner runner(composition.services(), composition.speechFactory());
    Interrupt interrupt;
    QEventLoop loop;
    Imported imported;
    std::optional<Error> failure;
    QObject::connect(&runner, &CallRunner::lineChanged, &loop, [&](const Transcription &line) {
        if (line.final)
            ++imported.lines;
    });
    QObject::connect(&runner, &CallRunner::metricsChanged, &loop, [&](const CallMetrics &metrics) {
        console.passing(
            ImportCommand::tr("%1: %2 transcribed").arg(QFileInfo(path).fileName(), timeText(metrics.at)));
    });
    QObject::connect(&interrupt, &Interrupt::interrupted, &loop, [&] {
        interruptedHere = true;
        runner.interrupt();
    });
    bool damageSaid = false;
    QObject::connect(&runner, &CallRunner::stateChanged, &loop, [&](const PartState &state) {
        if (state.reason == PartReason::InputDamaged && !std::exchange(damageSaid, true))
            console.note(
                ImportCommand::tr("A part of %1 is damaged: only the rest is transcribed.").arg(path));
    });
    QObject::connect(&runner, &CallRunner::failed, &loop, [&](const Error &error) {
        failure = error;
        loop.quit();
    });
    QObject::connect(&runner, &CallRunner::ended, &loop, [&](const CallOutcome &outcome) {
        imported.call = outcome.call;
        imported.failure = outcome.storeFailure ? outcome.storeFailure : outcome.speechFailure;
        loop.quit();
    });
    runner.start(setup);
    loop.exec();
    console.passing({});
    if (failure)
        return unexpected(*failure);
    return imported;
}

/// A provider that recognises recordings is sent the file as it is.
Result<Imported> importByProvider(const CallSetup &setup, const QString &path, int repNumber,
                                  const Composition &composition, const Console &console,
                                  bool &interruptedHere)
{
    RecordingImport recording(path, setup.speech, repNumber);
    if (const Result<void> opened = recording.open(); !opened)
        return unexpected(opened.error());
    const Result<GapFiller::MakeJob> jobs =
        recordingJobs({setup.speech, setup.playbook.language, keytermsOf(setup.playbook, setup.keyterms),
                       recording.isOneTrack()},
                      composition.speechSettings(), composition.clock());
    if (!jobs)
        return unexpected(jobs.error());
    const Interrupt interrupt;
    QEventLoop loop;
    Result<ReadTranscript> heard = unexpected(ErrorKind::Cancelled, QStringLiteral("stopped"));
    QObject::connect(&interrupt, &Interrupt::interrupted, &loop, [&] {
        interruptedHere = true;
        recording.cancel();
    });
    QObject::connect(&recording, &RecordingImport::progressed, &loop, [&](qint64 sent, qint64 total) {
        const QString name = QFileInfo(path).fileName();
        const int percent = total > 0 ? static_cast<int>(sent * 100 / total) : 0;
        console.passing(percent < 100 ? ImportCommand::tr("%1: %2 % sent").arg(name).arg(percent)
                                      : ImportCommand::tr("%1: waiting for the transcript").arg(name));
    });
    QObject::connect(&recording, &RecordingImport::finished, &loop, [&](const ReadTranscript &transcript) {
        heard = transcript;
        loop.quit();
    });
    QObject::connect(&recording, &RecordingImport::failed, &loop, [&](const Error &error) {
        heard = unexpected(error);
        loop.quit();
    });
    QMetaObject::invokeMethod(
        &recording, [&] { recording.start(*jobs); }, Qt::QueuedConnection);
    loop.exec();
    console.passing({});
    if (!heard)
        return unexpected(heard.error());
    const int lines = static_cast<int>(heard->lines.size());
    const Result<CallOutcome> outcome = importTranscript(std::move(*heard), setup, composition.services());
    if (!outcome)
        return unexpected(outcome.error());
    return Imported{outcome->call, lines, std::nullopt};
}

QJsonObject resultJson(const QString &file, const QJsonValue &callId, int lines, CallStatus status)
{
    return {{QStringLiteral("file"), file},
            {QStringLiteral("call_id"), callId},
            {QStringLiteral("lines"), lines},
            {QStringLiteral("status"), toWire(status)}};
}

void report(const Console &console, const QString &file, const Imported &imported)
{
    if (console.json()) {
        console.object(resultJson(file, imported.call.id, imported.lines, imported.call.status));
        return;
    }
    console.line(ImportCommand::tr("%1: %2, %n line(s), %3, kept as %4", nullptr, imported.lines)
                     .arg(file, durationText(imported.call.duration), callStatusText(imported.call.status),
                          imported.call.id));
}

/// Of a file that left no call behind.
void reportFailure(const Console &console, const QString &file)
{
    if (console.json())
        console.object(resultJson(file, QJsonValue(), 0, CallStatus::Failed));
}

} // namespace

int runImport(const QStringList &arguments, const CommandContext &context)
{
    const QString repOption = QStringLiteral("rep");
    const QString playbookOption = QStringLiteral("playbook");
    const QString titleOption = QStringLiteral("title");
    const QString speechOption = QStringLiteral("speech");
    const QString keytermOption = QStringLiteral("keyterm");
    CommandArguments options(
        QStringLiteral("import"),
        ImportCommand::tr("Transcribes and analyses recordings, or takes ready transcripts (.vtt, .json); "
                          "one call a file."),
        QStringLiteral("FILE..."),
        {{repOption,
          ImportCommand::tr("The voice in a .vtt file that is the rep; of a recording with one channel that "
                            "a provider transcribes, the number of the speaker, as first heard."),
          QStringLiteral("NAME")},
         {speechOption,
          ImportCommand::tr("The recogniser: 'pocketsphinx' (on this computer), 'deepgram' or 'whisper'."),
          QStringLiteral("ENGINE"), QStringLiteral("pocketsphinx")},
         {keytermOption,
          ImportCommand::tr("A name that may come up in the call; may be given several times."),
          QStringLiteral("TERM")},
         {playbookOption, ImportCommand::tr("The playbook to analyse with."), QStringLiteral("FILE")},
         {titleOption, ImportCommand::tr("The title, where the file has none."), QStringLiteral("T")}});
    if (!options.parse(arguments, context.console, 1, -1))
        return options.exitCode();
    if (!isSpeechEngine(options.value(speechOption), context.console))
        return ExitUsage;
    const int repNumber = std::max(1, options.value(repOption).toInt());
    const Result<Playbook> playbook = chosenPlaybook(options.value(playbookOption));
    if (!playbook)
        return context.console.fail(playbook.error());
    const Result<std::unique_ptr<Composition>> composition = openedForCalls(context, *playbook);
    if (!composition)
        return context.console.fail(composition.error());
    const CallServices services = (*composition)->services();

    int exitCode = ExitDone;
    bool interruptedHere = false;
    const QStringList files = options.positional();
    for (const QString &file : files) {
        if (interruptedHere)
            break;
        const QFileInfo info(file);
        CallSetup setup;
        setup.playbook = *playbook;
        setup.title = options.isSet(titleOption) ? options.value(titleOption) : info.completeBaseName();
        setup.source = info.absoluteFilePath();
        setup.speech = options.value(speechOption);
        setup.keyterms = options.values(keytermOption);
        setup.startedAt = info.lastModified().toUTC();
        const Result<Imported> imported =
            isTranscript(file) ? importTranscriptFile(setup, file, options.value(repOption), services)
            : setup.speech == offlineEngine
                ? importRecording(setup, file, **composition, context.console, interruptedHere)
                : importByProvider(setup, file, repNumber, **composition, context.console, interruptedHere);
        if (imported)
            report(context.console, file, *imported);
        else
            reportFailure(context.console, file);
        if (const std::optional<Error> failure = imported ? imported->failure : imported.error())
            exitCode = context.console.fail(withFile(*failure, file));
    }
    if (interruptedHere)
        return context.console.fail(ErrorKind::Cancelled,
                                    ImportCommand::tr("The import was stopped; what had been "
                                                      "transcribed is kept."));
    return exitCode;
}

} // namespace talktrack
