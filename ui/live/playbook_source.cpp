// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/playbook_source.h"

#include <QtConcurrentRun>

namespace talktrack {

PlaybookSource playbookFiles(const QString &folder)
{
    return {
        .list =
            [folder] {
                return QtConcurrent::run(
                    [folder]() -> Result<QList<PlaybookEntry>> { return playbooksIn(folder); });
            },
        .read = [](const QString &path) { return QtConcurrent::run(&readChosenPlaybook, path); },
        .folder = folder,
    };
}

} // namespace talktrack
