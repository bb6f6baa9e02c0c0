// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/exit_code.h"
#include "core/support/error.h"

#include <QJsonObject>
#include <QString>

#include <cstdio>
#include <mutex>

namespace talktrack {

/// Standard output and error of a command: results to the one, everything else to the other, each line
/// flushed at once. What is printed for people is made harmless for the terminal. Any thread may use it;
/// lines stay whole.
///
/// A result that standard output does not take (a full disk, a reader that has gone) is said once on standard
/// error; results are lost from then on, and exitCode() makes a failure of it.
class Console final
{
public:
    /// The streams outlive it.
    explicit Console(bool json, std::FILE *results = stdout, std::FILE *notes = stderr)
        : m_json(json)
        , m_results(results)
        , m_notes(notes)
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

    /// Whether results are lost.
    bool isLost() const;
    /// The exit code of a command that ended with this one, in view of whether its results arrived.
    int exitCode(int ofCommand) const;

private:
    void writeResult(const QByteArray &text) const;
    void writeNote(const QByteArray &text) const;
    void clearPassing() const;

    bool m_json;
    std::FILE *m_results;
    std::FILE *m_notes;
    mutable std::mutex m_mutex;
    mutable bool m_passingShown = false;
    mutable bool m_lost = false;
};

} // namespace talktrack
