// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pulse_server.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QStandardPaths>

namespace talktrack::test {

namespace {

constexpr int commandTimeoutMs = 5000;

} // namespace

Playing::Playing(const QString &file, const QString &sink)
{
    m_player.start(QStringLiteral("paplay"), {QStringLiteral("--device=%1").arg(sink), file});
    m_player.waitForStarted(commandTimeoutMs);
}

Playing::~Playing()
{
    m_player.kill();
    m_player.waitForFinished(commandTimeoutMs);
}

PulseServer::PulseServer() = default;

PulseServer::~PulseServer()
{
    kill();
}

bool PulseServer::start()
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("pulseaudio"));
    if (program.isEmpty() || QStandardPaths::findExecutable(QStringLiteral("pactl")).isEmpty() ||
        QStandardPaths::findExecutable(QStringLiteral("paplay")).isEmpty()) {
        m_problem = QStringLiteral("pulseaudio, pactl or paplay is not installed");
        return false;
    }
    QFile clientSettings(m_dir.filePath(QStringLiteral("client.conf")));
    if (!m_dir.isValid() || !clientSettings.open(QIODevice::WriteOnly)) {
        m_problem = QStringLiteral("no temporary folder");
        return false;
    }
    clientSettings.write("autospawn = no\nenable-shm = no\n");
    clientSettings.close();
    const QString socket = m_dir.filePath(QStringLiteral("native"));
    qputenv("XDG_RUNTIME_DIR", m_dir.path().toUtf8());
    qputenv("PULSE_RUNTIME_PATH", m_dir.path().toUtf8());
    qputenv("PULSE_CLIENTCONFIG", clientSettings.fileName().toUtf8());
    qputenv("PULSE_SERVER", "unix:" + socket.toUtf8());
    qputenv("PULSE_COOKIE", m_dir.filePath(QStringLiteral("cookie")).toUtf8());

    // Null sinks that may rewind keep still for their first 2 s.
    m_daemon.setStandardErrorFile(m_dir.filePath(QStringLiteral("daemon.log")));
    m_daemon.start(
        program,
        {QStringLiteral("-n"), QStringLiteral("--daemonize=no"), QStringLiteral("--use-pid-file=no"),
         QStringLiteral("--exit-idle-time=-1"), QStringLiteral("--disable-shm=yes"),
         QStringLiteral("--log-level=error"), QStringLiteral("-L"),
         QStringLiteral("module-native-protocol-unix auth-anonymous=1 socket=") + socket,
         QStringLiteral("-L"), QStringLiteral("module-null-sink norewinds=1 sink_name=mic_feed"),
         QStringLiteral("-L"), QStringLiteral("module-remap-source master=mic_feed.monitor source_name=mic"),
         QStringLiteral("-L"), QStringLiteral("module-null-sink norewinds=1 sink_name=speakers")});
    if (!waitUntilUp()) {
        kill();
        m_problem = QStringLiteral("pulseaudio does not start here");
        return false;
    }
    control({QStringLiteral("set-default-sink"), QStringLiteral("speakers")});
    control({QStringLiteral("set-default-source"), QStringLiteral("mic")});
    return true;
}

bool PulseServer::waitUntilUp()
{
    const QDeadlineTimer deadline(commandTimeoutMs);
    while (!deadline.hasExpired()) {
        if (!control({QStringLiteral("info")}).isNull()) {
            return true;
        }
        if (m_daemon.state() == QProcess::NotRunning || m_daemon.waitForFinished(50)) {
            return false;
        }
    }
    return false;
}

void PulseServer::kill()
{
    if (m_daemon.state() != QProcess::NotRunning) {
        m_daemon.kill();
        m_daemon.waitForFinished(commandTimeoutMs);
    }
}

QString PulseServer::control(const QStringList &arguments) const
{
    QProcess pactl;
    pactl.start(QStringLiteral("pactl"), arguments);
    if (!pactl.waitForFinished(commandTimeoutMs) || pactl.exitStatus() != QProcess::NormalExit ||
        pactl.exitCode() != 0) {
        return {};
    }
    const QString output = QString::fromUtf8(pactl.readAllStandardOutput()).trimmed();
    return output.isNull() ? QString(QLatin1String("")) : output;
}

QString PulseServer::loadModule(const QStringList &arguments) const
{
    return control(QStringList{QStringLiteral("load-module")} + arguments);
}

bool PulseServer::unloadModule(const QString &index) const
{
    return !control({QStringLiteral("unload-module"), index}).isNull();
}

/// The listing's lines are: index, module, arguments. The module is known by the name among its arguments.
bool PulseServer::remove(const QString &kind, const QString &name) const
{
    const QStringList modules =
        control({QStringLiteral("list"), QStringLiteral("short"), QStringLiteral("modules")})
            .split(QLatin1Char('\n'));
    for (const QString &line : modules) {
        const QStringList columns = line.split(QLatin1Char('\t'));
        const QStringList arguments = columns.value(2).split(QLatin1Char(' '));
        if (arguments.contains(kind + QLatin1Char('=') + name)) {
            return unloadModule(columns.value(0));
        }
    }
    return false;
}

bool PulseServer::removeSink(const QString &name) const
{
    return remove(QStringLiteral("sink_name"), name);
}

bool PulseServer::removeSource(const QString &name) const
{
    return remove(QStringLiteral("source_name"), name);
}

bool PulseServer::addMicrophone(const QString &name, const QString &feedSink) const
{
    return !loadModule({QStringLiteral("module-remap-source"),
                        QStringLiteral("master=%1.monitor").arg(feedSink),
                        QStringLiteral("source_name=%1").arg(name)})
                .isNull();
}

bool PulseServer::addSink(const QString &name) const
{
    return !loadModule({QStringLiteral("module-null-sink"), QStringLiteral("norewinds=1"),
                        QStringLiteral("sink_name=%1").arg(name)})
                .isNull();
}

std::unique_ptr<Playing> PulseServer::play(const QString &file, const QString &sink) const
{
    return std::make_unique<Playing>(file, sink);
}

} // namespace talktrack::test
