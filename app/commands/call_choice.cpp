// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/call_choice.h"

#include "app/desktop/composition.h"
#include "core/coach/playbook_reader.h"
#include "core/session/call_recovery.h"
#include "core/session/live_call_lock.h"
#include "core/support/log.h"

#include <QFileInfo>

namespace talktrack {

Result<Playbook> chosenPlaybook(const QString &file)
{
    return file.isEmpty() ? defaultPlaybook() : readPlaybookFile(file);
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
        return unexpected(archive.error());
    return (*archive)->call(idOrPrefix).result();
}

} // namespace talktrack
