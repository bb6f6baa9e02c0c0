// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace talktrack::test {

/// A file being played; destroying it stops it.
class Playing final
{
public:
    Playing(const QString &file, const QString &sink);
    ~Playing();
    Playing(const Playing &) = delete;
    Playing &operator=(const Playing &) = delete;

    bool isOver() const { return m_player.state() == QProcess::NotRunning; }

private:
    QProcess m_player;
};

/// A real sound server of the test's own: its socket, runtime folder and settings are in a temporary folder,
/// so that it neither finds nor disturbs the user's. start() points this process's clients at it through the
/// environment; do that before anything of Qt Multimedia is used.
///
/// It begins with a microphone `mic` (a source fed by what is played into the sink `mic_feed`) and an output
/// `speakers`, both the defaults.
class PulseServer final
{
public:
    PulseServer();
    ~PulseServer();
    PulseServer(const PulseServer &) = delete;
    PulseServer &operator=(const PulseServer &) = delete;

    /// False with problem() where no server can be started here; a test then skips with that sentence.
    bool start();
    QString problem() const { return m_problem; }
    /// As if it crashed; start() may follow.
    void kill();

    /// Runs pactl; its output, trimmed. Null if it failed.
    QString control(const QStringList &arguments) const;
    /// The module's index, by which it is unloaded.
    QString loadModule(const QStringList &arguments) const;
    bool unloadModule(const QString &index) const;
    /// Unloads the module that made this sink or source.
    bool removeSink(const QString &name) const;
    bool removeSource(const QString &name) const;
    bool addMicrophone(const QString &name, const QString &feedSink) const;
    bool addSink(const QString &name) const;

    /// Plays a file into a sink until it ends or the handle is destroyed. The server moves what plays on its
    /// default sink when that changes.
    std::unique_ptr<Playing> play(const QString &file, const QString &sink) const;

private:
    bool remove(const QString &kind, const QString &name) const;
    bool waitUntilUp();

    QTemporaryDir m_dir;
    QProcess m_daemon;
    QString m_problem;
};

} // namespace talktrack::test
