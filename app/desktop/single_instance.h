// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/paths.h"

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

namespace talktrack {

/// One window for each data directory: the first start holds it, a second asks the first to come to the
/// front.
///
/// Thread: the window's. raiseRequested comes when another start asked. The socket takes nothing but a knock:
/// what is written to it is thrown away, so there is nothing to inject.
class SingleInstance final : public QObject
{
    Q_OBJECT

public:
    explicit SingleInstance(const Paths &paths);

    /// True if this is the first; false if another was there and has been asked to show itself.
    bool claim();

Q_SIGNALS:
    void raiseRequested();

private:
    bool knock() const;

    QString m_serverName;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace talktrack
