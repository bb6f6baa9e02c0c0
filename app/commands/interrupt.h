// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

namespace talktrack {

/// Ctrl-C, SIGTERM and a closed terminal as a signal of Qt, while it exists. One at a time; the thread it is
/// made on. Another one more than a second after the first ends the program at once.
class Interrupt final : public QObject
{
    Q_OBJECT

public:
    Interrupt();
    ~Interrupt() override;

Q_SIGNALS:
    void interrupted();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
