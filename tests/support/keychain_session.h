// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QStandardPaths>
#include <QString>
#include <QStringList>

/// A session bus of a program's own with gnome-keyring on it, in the home that the process' environment
/// names.
namespace talktrack::test {

/// What is not installed of that, in words; empty where all is there.
inline QString missingForKeychain()
{
    for (const char *program : {"dbus-run-session", "gnome-keyring-daemon"})
        if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
            return QLatin1String(program) + QLatin1String(" is not installed");
    return {};
}

/// Starts the program; the keychain goes with the bus, and the bus with the program.
inline void startWithKeychain(QProcess &process, const QString &program, const QStringList &arguments,
                              bool unlocked = true)
{
    const QString daemon = unlocked ? QStringLiteral("printf 'pw\\n' | gnome-keyring-daemon --unlock")
                                    : QStringLiteral("gnome-keyring-daemon --start");
    const QString script =
        daemon + QLatin1String(" --components=secrets >/dev/null 2>&1; exec \"$0\" \"$@\"");
    process.start(QStringLiteral("dbus-run-session"), QStringList{QStringLiteral("--"), QStringLiteral("sh"),
                                                                  QStringLiteral("-c"), script, program} +
                                                          arguments);
}

} // namespace talktrack::test
