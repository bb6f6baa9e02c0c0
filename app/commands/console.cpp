// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/console.h"

#include "core/support/plain_text.h"
#include "ui/texts/error_text.h"

#include <QJsonDocument>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace talktrack {
namespace {

constexpr qsizetype passingWidth = 76;

bool isTerminal(FILE *stream)
{
#ifdef Q_OS_UNIX
    return isatty(fileno(stream)) != 0;
#else
    Q_UNUSED(stream)
    return false;
#endif
}

bool &passingShown()
{
    static bool shown = false;
    return shown;
}

void write(FILE *stream, const QByteArray &text)
{
    if (passingShown()) {
        std::fputs("\r\x1b[K", stderr);
        std::fflush(stderr);
        passingShown() = false;
    }
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stream);
    std::fflush(stream);
}

QByteArray safeLine(const QString &text)
{
    return singleLine(text).toUtf8() + '\n';
}

} // namespace

void Console::line(const QString &text) const
{
    write(stdout, safeLine(text));
}

void Console::object(const QJsonObject &object) const
{
    write(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void Console::note(const QString &text) const
{
    write(stderr, safeLine(text));
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
        write(stderr,
              QJsonDocument(QJsonObject{{QStringLiteral("error"), error}}).toJson(QJsonDocument::Compact) +
                  '\n');
    }
    return exitCodeFor(kind);
}

void Console::passing(const QString &text) const
{
    if (m_json || !isTerminal(stderr))
        return;
    QString shown = singleLine(text);
    if (shown.size() > passingWidth)
        shown = QStringLiteral("…") + shown.right(passingWidth - 1);
    const QByteArray bytes = "\r\x1b[K" + shown.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stderr);
    std::fflush(stderr);
    passingShown() = !shown.isEmpty();
}

} // namespace talktrack
