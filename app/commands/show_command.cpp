// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_choice.h"
#include "app/commands/call_json.h"
#include "app/commands/command_line.h"
#include "app/commands/live_printer.h"

#include <QCoreApplication>

namespace talktrack {
namespace {

struct ShowCommand
{
    Q_DECLARE_TR_FUNCTIONS(ShowCommand)
};

void printRecord(const Console &console, const CallRecord &record)
{
    auto next = record.feedback.cbegin();
    const auto printUpTo = [&](double time) {
        for (; next != record.feedback.cend() && next->timestamp <= time; ++next)
            LivePrinter::printFeedback(console, *next);
    };
    for (const StoredLine &stored : record.lines) {
        printUpTo(stored.line.start);
        LivePrinter::printLine(console, stored.line);
    }
    printUpTo(std::numeric_limits<double>::max());
    if (record.analytics)
        LivePrinter::printAnalytics(console, record.call, *record.analytics);
    else
        console.line(ShowCommand::tr("This call has not ended yet."));
}

} // namespace

int runShow(const QStringList &arguments, const CommandContext &context)
{
    CommandArguments options(QStringLiteral("show"),
                             ShowCommand::tr("Shows one call: transcript, feedback, analytics."),
                             QStringLiteral("CALL"), {});
    if (!options.parse(arguments, context.console, 1, 1))
        return options.exitCode();
    const Result<CallRecord> record = chosenCall(context, options.positional().constFirst());
    if (!record)
        return failToFind(context.console, record.error());
    if (context.console.json())
        context.console.object(callRecordJson(*record));
    else
        printRecord(context.console, *record);
    return ExitDone;
}

} // namespace talktrack
