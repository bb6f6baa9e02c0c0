// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/paths.h"

#include <QDeadlineTimer>
#include <QLocalServer>
#include <QLockFile>
#include <QObject>

namespace talktrack {

/// One window for each data directory: the first start holds it, a second asks the first to come to the
/// front.
///
/// Thread: the window's. raiseRequested comes when another start asked; when its receivers have returned, the
/// other start is answered. The socket takes nothing but a knock: what is written to it is thrown away, so
/// there is nothing to inject.
class SingleInstance final : public QObject
{
    Q_OBJECT

public:
    enum class Claim {
        /// This is the only one.
        First,
        /// Another was there and has shown itself.
        OtherRaised,
        /// Another holds the data directory and does not answer.
        OtherSilent,
    };

    explicit SingleInstance(const Paths &paths);

    /// May wait for some seconds for the other one's answer.
    Claim claim();

Q_SIGNALS:
    void raiseRequested();

private:
    void answer();
    bool knock(const QDeadlineTimer &patience) const;

    QString m_serverName;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace talktrack
