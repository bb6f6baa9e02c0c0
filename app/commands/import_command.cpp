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
#include "ui/texts/plain_text.h"

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

/// What is wrong with a file names it. What is wrong with something else has its own subject, and the file
/// before the sentence where there are several.
ExitCode failOf(const Console &console, Error error, const QString &file, bool isOneOfSeveral)
{
    if (exitCodeFor(error.kind) == ExitInput) {
        error.subject = error.subject.isEmpty() || error.subject == file
                            ? file
                            : QStringLiteral("%1, %2").arg(file, error.subject);
        return console.fail(error);
    }
    if (error.subject.isEmpty() && error.kind == ErrorKind::Failed)
        error.subject = file;
    return isOneOfSeveral ? console.fail(error.kind, QStringLiteral("%1: %2").arg(file, errorText(error)))
                          : console.fail(error);
}

Result<ReadTranscript> readTranscriptFile(const QString &path, const QString &repName)
{
    QFile file(path);
    if (!file.exists())
        return unexpected(ErrorKind::InputMissing, QStringLiteral("missing"), path);
    if (QFileInfo(path).isDir())
        return unexpected(ErrorKind::InputIsFolder, QStringLiteral("a folder"), path);
    if (!file.open(QIODevice::ReadOnly))
        return unexpected(ErrorKind::InputUnreadable, file.errorString(), path);
    // What is no plain file does not tell its size beforehand, so the reading is bounded too.
    const QByteArray content =
        file.size() > maxTranscriptBytes ? QByteArray() : file.read(maxTranscriptBytes + 1);
    if (file.size() > maxTranscriptBytes || content.size() > maxTranscriptBytes)
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("too large"), path);
    return path.endsWith(QLatin1String(".json"), Qt::CaseInsensitive) ? readTranscriptJson(content, repName)
                                                                      : readTranscriptVtt(content, repName);
}

/// "Anna, Ben", and no more of them than can be taken in.
QString namesText(const QStringList &speakers)
{
    constexpr qsizetype most = 6;
    constexpr int longestName = 24;
    QStringList names;
    for (const QString &speaker : speakers.mid(0, most))
        names.append(harmless(speaker, longestName));
    if (speakers.size() > most)
        names.append(QStringLiteral("…"));
    return names.join(QStringLiteral(", "));
}

Result<Imported> importTranscriptFile(const CallSetup &setup, const QString &path, const QString &repName,
                                      const CallServices &services, const Console &console)
{
    Result<ReadTranscript> transcript = readTranscriptFile(path, repName);
    if (!transcript)
        return unexpected(transcript.error());
    if (!repName.isEmpty() && !transcript->hasRep)
        return unexpected(ErrorKind::SpeakerUnknown, QStringLiteral("no such speaker"),
                          namesText(transcript->speakers));
    const bool nobodyIsRep = !transcript->hasRep && !transcript->speakers.isEmpty();
    const QString names = namesText(transcript->speakers);
    const int lines = static_cast<int>(transcript->lines.size());
    const Result<CallOutcome> outcome = importTranscript(std::move(*transcript), setup, services);
    if (!outcome)
        return unexpected(outcome.error());
    if (nobodyIsRep)
        console.note(ImportCommand::tr("All speakers in %1 count as customers: say with --rep which of them "
                                       "you are, %2.")
                         .arg(path, names));
    return Imported{outcome->call, lines, std::nullopt};
}

/// A recording goes through the live pipeline, as fast as the recogniser takes it.
Result<Imported> importRecording(CallSetup setup, const QString &path, const QString &rep,
                                 const Composition &composition, const Console &console,
                                 bool &interruptedHere)
{
    if (!rep.isEmpty())
        console.note(ImportCommand::tr("--rep does nothing for %1: the offline recogniser cannot tell the "
                                       "speakers of one channel apart.")
                         .arg(path));
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
Result<Imported> importByProvider(const CallSetup &setup, const QString &path, const QString &rep,
                                  const Composition &composition, const Console &console,
                                  bool &interruptedHere)
{
    const int repNumber = rep.isEmpty() ? 1 : rep.toInt();
    RecordingImport recording(path, setup.speech, repNumber);
    if (const Result<void> opened = recording.open(); !opened)
        return unexpected(opened.error());
    RecordingRequest request = recordingRequest(setup.speech, setup.playbook, setup.keyterms);
    request.oneTrack = recording.isOneTrack();
    const Result<GapFiller::MakeJob> jobs =
        recordingJobs(request, composition.speechSettings(), composition.clock());
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
                     .arg(file, durationText(imported.call.duration), callStatusText(imported.call),
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
        ImportCommand::tr(
            "Transcribes and analyses recordings, or takes ready transcripts (.vtt, .json); one call a file. "
            "Of a recording with two channels the first is yours, the second the customer's. One with a "
            "single channel is the customer's as a whole, unless a provider tells the speakers apart "
            "(--speech)."),
        QStringLiteral("FILE..."),
        {{repOption,
          ImportCommand::tr("Which speaker you are: the name in a transcript; for a recording with one "
                            "channel that a provider transcribes, the number of the speaker, as first heard. "
                            "Without it, who is called rep, agent, seller, sales or you."),
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
    const QString rep = options.value(repOption);
    const QStringList files = options.positional();
    if (!rep.isEmpty() && rep.toInt() < 1 && options.value(speechOption) != offlineEngine &&
        !std::all_of(files.begin(), files.end(), isTranscript))
        return context.console.fail(
            ErrorKind::Usage, ImportCommand::tr("--rep takes a number for a recording: 1 for the voice that "
                                                "is heard first, 2 for the second."));
    const Result<Playbook> playbook = chosenPlaybook(options.value(playbookOption), context.console);
    if (!playbook)
        return context.console.fail(playbook.error());
    const Result<std::unique_ptr<Composition>> composition = openedForCalls(context, *playbook);
    if (!composition)
        return context.console.fail(composition.error());
    const CallServices services = (*composition)->services();

    int exitCode = ExitDone;
    bool interruptedHere = false;
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
            isTranscript(file) ? importTranscriptFile(setup, file, rep, services, context.console)
            : setup.speech == offlineEngine
                ? importRecording(setup, file, rep, **composition, context.console, interruptedHere)
                : importByProvider(setup, file, rep, **composition, context.console, interruptedHere);
        if (imported)
            report(context.console, file, *imported);
        else
            reportFailure(context.console, file);
        if (const std::optional<Error> failure = imported ? imported->failure : imported.error())
            exitCode = failOf(context.console, *failure, file, files.size() > 1);
    }
    if (interruptedHere)
        return context.console.fail(ErrorKind::Cancelled,
                                    ImportCommand::tr("The import was stopped; what had been "
                                                      "transcribed is kept."));
    return exitCode;
}

} // namespace talktrack
