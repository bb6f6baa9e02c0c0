// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/devices.h"

#include <QAudioDevice>
#include <QMediaDevices>
#include <QTimer>

namespace talktrack {

class DeviceMonitor::Private
{
public:
    QMediaDevices media;
    QList<AudioDevice> devices;
    bool ready = false;
};

namespace {

QList<AudioDevice> currentDevices()
{
    QList<AudioDevice> list;
    const auto append = [&list](const QList<QAudioDevice> &from, DeviceKind kind) {
        for (const QAudioDevice &one : from) {
            list.append({QString::fromUtf8(one.id()), one.description(), kind, one.isDefault()});
        }
    };
    append(QMediaDevices::audioInputs(), DeviceKind::Input);
    append(QMediaDevices::audioOutputs(), DeviceKind::Output);
    return list;
}

} // namespace

DeviceMonitor::DeviceMonitor(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    const auto refresh = [this] {
        const QList<AudioDevice> list = currentDevices();
        if (!d->ready || list != d->devices) {
            d->ready = true;
            d->devices = list;
            Q_EMIT changed();
        }
    };
    connect(&d->media, &QMediaDevices::audioInputsChanged, this, refresh);
    connect(&d->media, &QMediaDevices::audioOutputsChanged, this, refresh);
    QTimer::singleShot(0, this, refresh);
}

DeviceMonitor::~DeviceMonitor() = default;

QList<AudioDevice> DeviceMonitor::devices() const
{
    return d->devices;
}

bool DeviceMonitor::isReady() const
{
    return d->ready;
}

} // namespace talktrack
