// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QString>
#include <QStringList>

namespace talktrack {

/// Shows to other instances of the program that a call is being conducted, so that they do not take it for
/// one that was cut off. Goes with the process, however that ends.
class LiveCallLock final
{
public:
    LiveCallLock(const QString &dataDir, const QString &callId);

    /// Another program has it. (Where no locks can be made, nobody has.)
    bool isTaken() const { return m_file.error() == QLockFile::LockFailedError; }

    /// Of these calls, those that no running program conducts.
    static QStringList abandoned(const QString &dataDir, const QStringList &callIds);

private:
    QLockFile m_file;
};

} // namespace talktrack
