// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QString>

namespace talktrack {

/// Where the program keeps its things. Option before environment before the XDG default.
struct Paths
{
    QString dataDir;
    QString configFile;

    QString databaseFile() const;
    QString ballastFile() const;
    QString logFile() const;
    QString lockFile() const;

    /// Resolves both; an empty argument means the option was not given.
    static Paths resolve(const QString &dataDirOption, const QString &configOption);
};

/// Makes the directory and its parents, 0700. An existing directory is left as it is.
Result<void> makePrivateDirectory(const QString &path);

} // namespace talktrack
