// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/live_call_lock.h"

#include "core/support/log.h"

namespace talktrack {
namespace {

QString lockPath(const QString &dataDir, const QString &callId)
{
    return QStringLiteral("%1/live-%2.lock").arg(dataDir, callId);
}

} // namespace

LiveCallLock::LiveCallLock(const QString &dataDir, const QString &callId)
    : m_file(lockPath(dataDir, callId))
{
    m_file.setStaleLockTime(0);
    if (!m_file.tryLock(0))
        log::warning("session", "live_lock_failed", {{"code", QString::number(m_file.error())}});
}

QStringList LiveCallLock::abandoned(const QString &dataDir, const QStringList &callIds)
{
    QStringList result;
    for (const QString &id : callIds) {
        QLockFile file(lockPath(dataDir, id));
        file.setStaleLockTime(0);
        if (file.tryLock(0) || file.error() != QLockFile::LockFailedError)
            result.append(id);
    }
    return result;
}

} // namespace talktrack
