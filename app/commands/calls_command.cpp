// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_choice.h"
#include "app/commands/call_json.h"
#include "app/commands/command_line.h"
#include "core/store/call_archive.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/figure_text.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace talktrack {
namespace {

struct CallsCommand
{
    Q_DECLARE_TR_FUNCTIONS(CallsCommand)
};

/// A date, or a date with a time, in local time unless it says otherwise; as UTC. With endOfDay a date alone
/// is its end.
std::optional<QDateTime> parseMoment(const QString &text, bool endOfDay)
{
    if (const QDate date = QDate::fromString(text, Qt::ISODate); date.isValid() && text.size() <= 10)
        // The day is added before the time zone is: a day is not always 24 hours.
        return (endOfDay ? date.addDays(1) : date).startOfDay().toUTC();
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODateWithMs);
    return moment.isValid() ? std::optional(moment.toUTC()) : std::nullopt;
}

void printCall(const Console &console, const CallSummary &summary)
{
    const Call &call = summary.call;
    const QString when = momentText(call.startedAt);
    const QString score = summary.performanceScore
                              ? CallsCommand::tr("score %1").arg(numberText(summary.performanceScore))
                              : CallsCommand::tr("no score");
    console.line(QStringLiteral("%1  %2  %3  %4  %5  %6")
                     .arg(call.id.left(8), when, durationText(call.duration).rightJustified(7),
                          callStatusText(call).leftJustified(12), score.leftJustified(9), call.title));
}

} // namespace

int runCalls(const QStringList &arguments, const CommandContext &context)
{
    const QString limit = QStringLiteral("limit");
    const QString from = QStringLiteral("from");
    const QString to = QStringLiteral("to");
    CommandArguments options(
        QStringLiteral("calls"), CallsCommand::tr("Lists the calls, newest first."), {},
        {{limit, CallsCommand::tr("At most N calls."), QStringLiteral("N")},
         {from, CallsCommand::tr("Started at this date or later, for example 2026-11-01."),
          QStringLiteral("DATE")},
         {to, CallsCommand::tr("Started before the end of this date."), QStringLiteral("DATE")}});
    if (!options.parse(arguments, context.console, 0, 0))
        return options.exitCode();

    CallFilter filter;
    if (options.isSet(limit)) {
        bool ok = false;
        filter.limit = options.value(limit).toInt(&ok);
        if (!ok || filter.limit < 1)
            return context.console.fail(ErrorKind::Usage,
                                        CallsCommand::tr("--limit takes a number from 1 on."));
    }
    for (const auto &[option, target] : {std::pair{from, &filter.from}, std::pair{to, &filter.to}}) {
        if (!options.isSet(option))
            continue;
        const std::optional<QDateTime> moment = parseMoment(options.value(option), option == to);
        if (!moment)
            return context.console.fail(
                ErrorKind::Usage, CallsCommand::tr("--%1 takes a date such as 2026-11-01.").arg(option));
        *target = *moment;
    }

    const QString database = context.paths.databaseFile();
    if (!QFileInfo::exists(database)) {
        if (!context.console.json())
            context.console.note(CallsCommand::tr("No calls yet. 'talktrack demo --headless' plays one."));
        return ExitDone;
    }
    recoverBeforeReading(context);
    Result<std::unique_ptr<CallArchive>> archive = CallArchive::open(database);
    if (!archive)
        return context.console.fail(archive.error());
    const Result<QList<CallSummary>> calls = (*archive)->calls(filter).result();
    if (!calls)
        return context.console.fail(calls.error());
    for (const CallSummary &summary : *calls) {
        if (context.console.json())
            context.console.object(callListJson(summary));
        else
            printCall(context.console, summary);
    }
    if (calls->isEmpty() && !context.console.json())
        context.console.note(CallsCommand::tr("No calls in this range."));
    return ExitDone;
}

} // namespace talktrack
