// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_choice.h"

#include "app/desktop/composition.h"
#include "core/coach/playbook_reader.h"
#include "core/session/call_recovery.h"
#include "core/session/live_call_lock.h"
#include "core/support/log.h"
#include "ui/texts/plain_text.h"
#include "ui/texts/playbook_text.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace talktrack {
namespace {

constexpr int longestName = 80;

struct CallChoice
{
    Q_DECLARE_TR_FUNCTIONS(CallChoice)
};

} // namespace

Result<std::unique_ptr<Composition>> openedForCalls(const CommandContext &context, const Playbook &playbook)
{
    Result<std::unique_ptr<Composition>> composition = Composition::open(context.paths, context.clock);
    if (!composition)
        return composition;
    const Result<int> recovered = recoverInterruptedCalls((*composition)->services(), playbook);
    if (!recovered)
        return unexpected(recovered.error());
    return composition;
}

bool isSpeechEngine(const QString &name, const Console &console)
{
    const QStringList engines = speechEngines();
    if (engines.contains(name))
        return true;
    console.fail(ErrorKind::Usage,
                 CallChoice::tr("--speech takes one of: %1.").arg(engines.join(QStringLiteral(", "))));
    return false;
}

Result<Playbook> chosenPlaybook(const QString &file, const Console &console)
{
    Result<Playbook> playbook = file.isEmpty() ? defaultPlaybook() : readPlaybookFile(file);
    if (playbook)
        for (const QString &warning : playbookWarnings(*playbook))
            console.note(warning);
    return playbook;
}

void recoverBeforeReading(const CommandContext &context)
{
    {
        Result<std::unique_ptr<CallArchive>> archive = CallArchive::open(context.paths.databaseFile());
        if (!archive)
            return;
        const Result<QStringList> live = (*archive)->liveCalls().result();
        if (!live || LiveCallLock::abandoned(context.paths.dataDir, *live).isEmpty())
            return;
    }
    const Result<Playbook> playbook = defaultPlaybook();
    Result<std::unique_ptr<Composition>> composition = Composition::open(context.paths, context.clock);
    if (playbook && composition) {
        const Result<int> recovered = recoverInterruptedCalls((*composition)->services(), *playbook);
        if (!recovered)
            log::warning("commands", "recovery_failed", {{"detail", recovered.error().detail}});
    }
}

Result<CallRecord> chosenCall(const CommandContext &context, const QString &idOrPrefix)
{
    const QString database = context.paths.databaseFile();
    if (!QFileInfo::exists(database))
        return unexpected(ErrorKind::NotFound, QStringLiteral("no database"), idOrPrefix);
    recoverBeforeReading(context);
    Result<std::unique_ptr<CallArchive>> archive = CallArchive::open(database);
    if (!archive)
        return archive.error().kind == ErrorKind::NotFound
                   ? unexpected(ErrorKind::NotFound, archive.error().detail, idOrPrefix)
                   : unexpected(archive.error());
    return (*archive)->call(idOrPrefix).result();
}

ExitCode failToFind(const Console &console, const Error &error)
{
    if (error.kind != ErrorKind::NotFound)
        return console.fail(error);
    if (error.subject == QLatin1String("last"))
        return console.fail(error.kind,
                            CallChoice::tr("There are no calls yet: 'talktrack demo --headless' plays one."));
    return console.fail(error.kind,
                        CallChoice::tr("There is no call whose id is or begins with %1: 'talktrack "
                                       "calls' lists them.")
                            .arg(harmless(error.subject, longestName)));
}

} // namespace talktrack
