// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

namespace talktrack {

/// Ctrl-C, SIGTERM and a closed terminal as a signal of Qt, while it exists. One at a time; the thread it is
/// made on. What comes within a second is one wish; one more wish than is asked for ends the program at once.
class Interrupt final : public QObject
{
    Q_OBJECT

public:
    enum class Asked { Once, Twice };
    explicit Interrupt(Asked asked = Asked::Once);
    ~Interrupt() override;

Q_SIGNALS:
    void interrupted();
    /// The second wish, where two are asked for.
    void hurried();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
