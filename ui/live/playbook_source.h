// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/playbook_shelf.h"

#include <QFuture>

#include <functional>

namespace talktrack {

/// Where the window reads playbooks: a folder and files in the program, a script in tests. Called on the
/// window's thread and never make it wait.
struct PlaybookSource
{
    std::function<QFuture<Result<QList<PlaybookEntry>>>()> list = {};
    /// By path; an empty one is the example.
    std::function<QFuture<Result<Playbook>>(const QString &)> read = {};
    /// Where the dialog for a file begins.
    QString folder = {};
};

/// The playbooks of a folder and any file, read on worker threads.
PlaybookSource playbookFiles(const QString &folder);

} // namespace talktrack
