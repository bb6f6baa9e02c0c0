// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/exit_code.h"
#include "core/support/error.h"

#include <QJsonObject>
#include <QString>

namespace talktrack {

/// Standard output and error of a command: results to the one, everything else to the other, each line
/// flushed at once. What is printed for people is made harmless for the terminal. Any thread may use it;
/// lines stay whole.
class Console final
{
public:
    explicit Console(bool json)
        : m_json(json)
    {
    }

    bool json() const { return m_json; }
    /// A line of result for people.
    void line(const QString &text) const;
    /// A line of result for machines.
    void object(const QJsonObject &object) const;
    /// A line on standard error for people.
    void note(const QString &text) const;
    /// One sentence on standard error, with --json also as an object there. Gives the exit code.
    ExitCode fail(const Error &error) const;
    ExitCode fail(ErrorKind kind, const QString &message) const;
    /// A passing line at the bottom of a terminal, replaced by the next; nothing where standard error is no
    /// terminal.
    void passing(const QString &text) const;

private:
    bool m_json;
};

} // namespace talktrack
