// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_choice.h"
#include "app/commands/call_json.h"
#include "app/commands/command_line.h"
#include "app/commands/live_printer.h"
#include "core/session/call_replay.h"
#include "ui/texts/figure_text.h"

#include <QCoreApplication>

namespace talktrack {
namespace {

struct ReplayCommand
{
    Q_DECLARE_TR_FUNCTIONS(ReplayCommand)
};

void printEvent(const Console &console, const FeedbackEvent &event, const QString &sign)
{
    if (console.json()) {
        QJsonObject object = feedbackEvent(event);
        if (!sign.isEmpty())
            object.insert(QLatin1String("change"),
                          sign == QLatin1String("+") ? QStringLiteral("added") : QStringLiteral("removed"));
        console.object(object);
        return;
    }
    const QStringList lines = LivePrinter::feedbackLines(event);
    const QString mark = sign.isEmpty() ? QString() : sign + QLatin1Char(' ');
    QString before = mark + timeText(event.timestamp).rightJustified(6) + QStringLiteral("  ");
    for (const QString &line : lines) {
        console.line(before + line);
        before.fill(QLatin1Char(' '));
    }
}

void printDifference(const Console &console, const FeedbackDifference &difference)
{
    auto before = difference.onlyBefore.cbegin();
    for (const FeedbackEvent &event : difference.onlyAfter) {
        for (; before != difference.onlyBefore.cend() && before->timestamp <= event.timestamp; ++before)
            printEvent(console, *before, QStringLiteral("-"));
        printEvent(console, event, QStringLiteral("+"));
    }
    for (; before != difference.onlyBefore.cend(); ++before)
        printEvent(console, *before, QStringLiteral("-"));
    if (!console.json())
        console.note(ReplayCommand::tr("%1 as before, %2 added, %3 removed.")
                         .arg(QString::number(difference.same), QString::number(difference.onlyAfter.size()),
                              QString::number(difference.onlyBefore.size())));
}

} // namespace

int runReplay(const QStringList &arguments, const CommandContext &context)
{
    const QString playbookOption = QStringLiteral("playbook");
    const QString coachOption = QStringLiteral("coach");
    const QString diffOption = QStringLiteral("diff");
    CommandArguments options(
        QStringLiteral("replay"),
        ReplayCommand::tr(
            "Runs a stored call through a playbook again, without changing it, and prints the feedback."),
        QStringLiteral("CALL"),
        {{playbookOption, ReplayCommand::tr("The playbook to use instead of the built-in one."),
          QStringLiteral("FILE")},
         {coachOption, ReplayCommand::tr("Only 'rules' so far."), QStringLiteral("COACH"),
          QStringLiteral("rules")},
         {diffOption, ReplayCommand::tr("Print only what differs from the feedback that was given.")}});
    if (!options.parse(arguments, context.console, 1, 1))
        return options.exitCode();
    if (options.value(coachOption) != QLatin1String("rules"))
        return context.console.fail(ErrorKind::Usage,
                                    ReplayCommand::tr("--coach takes 'rules' in this version."));
    const Result<Playbook> playbook = chosenPlaybook(options.value(playbookOption), context.console);
    if (!playbook)
        return context.console.fail(playbook.error());
    const Result<std::unique_ptr<ObjectionClassifier>> classifier = ObjectionClassifier::shipped();
    if (!classifier)
        return context.console.fail(classifier.error());
    const Result<CallRecord> record = chosenCall(context, options.positional().constFirst());
    if (!record)
        return failToFind(context.console, record.error());

    const QList<FeedbackEvent> events = replayCall(*record, *playbook, classifier->get());
    if (options.isSet(diffOption)) {
        printDifference(context.console, compareFeedback(record->feedback, events));
        return ExitDone;
    }
    for (const FeedbackEvent &event : events)
        printEvent(context.console, event, {});
    return ExitDone;
}

} // namespace talktrack
