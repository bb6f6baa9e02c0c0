// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/call.h"
#include "core/model/playbook.h"
#include "core/support/result.h"

#include <QList>
#include <QString>

#include <optional>

namespace talktrack {

/// A playbook that can be chosen. The one that comes with the program has no path.
struct PlaybookEntry
{
    QString path;
    /// The playbook's own name, or the file's where it could not be read.
    QString name;
    bool operator==(const PlaybookEntry &) const = default;
};

/// The playbooks there are: the example first, then the files *.json of a folder (which need not be there) in
/// the order of their names. Blocks on the disk: not for the window's thread.
QList<PlaybookEntry> playbooksIn(const QString &folder);

/// Where a person's own playbooks lie.
QString playbookFolder(const QString &dataDir);

/// The playbook that a call was conducted with, if it is still there in the same version. Blocks on the disk.
std::optional<Playbook> playbookOf(const Call &call, const QString &dataDir);

/// Reads one of them; an empty path is the example. Errors are readPlaybookFile()'s.
Result<Playbook> readChosenPlaybook(const QString &path);

} // namespace talktrack
