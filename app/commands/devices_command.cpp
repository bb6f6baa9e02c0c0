// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command_line.h"
#include "core/audio/devices.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

namespace talktrack {
namespace {

constexpr int patienceMs = 5000;

struct DevicesCommand
{
    Q_DECLARE_TR_FUNCTIONS(DevicesCommand)
};

} // namespace

int runDevices(const QStringList &arguments, const CommandContext &context)
{
    CommandArguments options(
        QStringLiteral("devices"),
        DevicesCommand::tr("Lists inputs and outputs with the ids that --mic and --far take."), {}, {});
    if (!options.parse(arguments, context.console, 0, 0))
        return options.exitCode();

    DeviceMonitor monitor;
    if (!monitor.isReady()) {
        QEventLoop loop;
        QObject::connect(&monitor, &DeviceMonitor::changed, &loop, &QEventLoop::quit);
        QTimer::singleShot(patienceMs, &loop, &QEventLoop::quit);
        loop.exec();
    }
    const QList<AudioDevice> devices = monitor.devices();
    for (const AudioDevice &device : devices) {
        const bool isInput = device.kind == DeviceKind::Input;
        if (context.console.json()) {
            context.console.object(
                {{QStringLiteral("id"), device.id},
                 {QStringLiteral("name"), device.name},
                 {QStringLiteral("kind"), isInput ? QStringLiteral("input") : QStringLiteral("output")},
                 {QStringLiteral("default"), device.isDefault}});
            continue;
        }
        const QString kind = isInput ? DevicesCommand::tr("input") : DevicesCommand::tr("output");
        context.console.line(QStringLiteral("%1 %2  %3  %4")
                                 .arg(device.isDefault ? QStringLiteral("*") : QStringLiteral(" "),
                                      kind.leftJustified(7), device.id, device.name));
    }
    if (devices.isEmpty() && !context.console.json())
        context.console.note(DevicesCommand::tr(
            "No audio devices were found. Connect a headset, or check that the sound server is running."));
    return ExitDone;
}

} // namespace talktrack
