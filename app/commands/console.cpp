// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/console.h"

#include "app/commands/standard_streams.h"
#include "core/support/plain_text.h"
#include "ui/texts/error_text.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <cerrno>

namespace talktrack {
namespace {

constexpr qsizetype passingWidth = 76;

struct ConsoleTexts
{
    Q_DECLARE_TR_FUNCTIONS(Console)
};

/// 0, or the errno of what the stream did not take.
int put(std::FILE *stream, const QByteArray &text)
{
    errno = 0;
    const auto size = static_cast<std::size_t>(text.size());
    const bool taken = std::fwrite(text.constData(), 1, size, stream) == size && std::fflush(stream) == 0;
    if (taken)
        return 0;
    return errno != 0 ? errno : EIO;
}

QByteArray safeLine(const QString &text)
{
    return singleLine(text).toUtf8() + '\n';
}

QByteArray objectLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

void Console::line(const QString &text) const
{
    writeResult(safeLine(text));
}

void Console::object(const QJsonObject &object) const
{
    writeResult(objectLine(object));
}

void Console::note(const QString &text) const
{
    writeNote(safeLine(text));
}

ExitCode Console::fail(const Error &error) const
{
    return fail(error.kind, errorText(error));
}

ExitCode Console::fail(ErrorKind kind, const QString &message) const
{
    note(message);
    if (m_json) {
        const QJsonObject error{{QStringLiteral("code"), errorCode(kind)},
                                {QStringLiteral("message"), message}};
        writeNote(objectLine({{QStringLiteral("error"), error}}));
    }
    return exitCodeFor(kind);
}

void Console::passing(const QString &text) const
{
    if (m_json || !isTerminal(m_notes))
        return;
    QString shown = singleLine(text);
    if (shown.size() > passingWidth)
        shown = QStringLiteral("…") + shown.right(passingWidth - 1);
    const std::lock_guard lock(m_mutex);
    put(m_notes, "\r\x1b[K" + shown.toUtf8());
    m_passingShown = !shown.isEmpty();
}

bool Console::isLost() const
{
    const std::lock_guard lock(m_mutex);
    return m_lost;
}

int Console::exitCode(int ofCommand) const
{
    return ofCommand == ExitDone && isLost() ? ExitStorage : ofCommand;
}

void Console::writeResult(const QByteArray &text) const
{
    int problem = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (m_lost)
            return;
        clearPassing();
        problem = put(m_results, text);
        m_lost = problem != 0;
    }
    if (problem != 0)
        fail(problem == ENOSPC ? ErrorKind::DiskFull : ErrorKind::DiskFailed,
             ConsoleTexts::tr("The output could not be written (%1): send it to where all of it is taken.")
                 .arg(qt_error_string(problem)));
}

void Console::writeNote(const QByteArray &text) const
{
    const std::lock_guard lock(m_mutex);
    clearPassing();
    put(m_notes, text);
}

void Console::clearPassing() const
{
    if (std::exchange(m_passingShown, false))
        put(m_notes, "\r\x1b[K");
}

} // namespace talktrack
