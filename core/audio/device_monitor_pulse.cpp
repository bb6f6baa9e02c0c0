// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/devices.h"
#include "core/audio/pulse_connection.h"

#include <QTimer>

namespace talktrack {

namespace {

constexpr std::chrono::milliseconds reconnectAfter{1000};

} // namespace

/// The server is asked for everything whenever it says that something changed, and the answers are compared:
/// its events alone tell neither what changed nor whether it matters.
class DeviceMonitor::Private
{
public:
    explicit Private(DeviceMonitor &monitor)
        : q(monitor)
    {
        retry.setSingleShot(true);
        QObject::connect(&retry, &QTimer::timeout, &q, [this] { connectToServer(); });
    }
    ~Private() { connection.close(); }

    void connectToServer();
    void publish(const QList<AudioDevice> &list);
    void serverLost();

    // On the server's thread.
    void serverReady();
    void refresh();
    void run(pa_operation *operation);
    void answered();

    DeviceMonitor &q;
    QList<AudioDevice> devices;
    bool ready = false;
    QTimer retry;

    PulseConnection connection;
    bool asking = false;
    bool askAgain = false;
    int unanswered = 0;
    QString defaultSink;
    QString defaultSource;
    QList<AudioDevice> inputs;
    QList<AudioDevice> outputs;
};

void DeviceMonitor::Private::connectToServer()
{
    const bool began = connection.open(
        "Talktrack", [this] { serverReady(); },
        [this] {
            QMetaObject::invokeMethod(
                &q, [this] { serverLost(); }, Qt::QueuedConnection);
        });
    if (!began) {
        serverLost();
    }
}

void DeviceMonitor::Private::serverLost()
{
    connection.close();
    publish({});
    retry.start(reconnectAfter);
}

void DeviceMonitor::Private::publish(const QList<AudioDevice> &list)
{
    if (ready && list == devices) {
        return;
    }
    ready = true;
    devices = list;
    Q_EMIT q.changed();
}

void DeviceMonitor::Private::serverReady()
{
    asking = false;
    askAgain = false;
    pa_context_set_subscribe_callback(
        connection.context(),
        [](pa_context *, pa_subscription_event_type_t, uint32_t, void *self) {
            static_cast<Private *>(self)->refresh();
        },
        this);
    const auto mask = static_cast<pa_subscription_mask_t>(
        PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SERVER);
    pa_operation *operation = pa_context_subscribe(connection.context(), mask, nullptr, nullptr);
    if (operation) {
        pa_operation_unref(operation);
    }
    refresh();
}

void DeviceMonitor::Private::refresh()
{
    if (asking) {
        askAgain = true;
        return;
    }
    asking = true;
    unanswered = 0;
    inputs.clear();
    outputs.clear();
    defaultSink.clear();
    defaultSource.clear();
    pa_context *context = connection.context();
    run(pa_context_get_server_info(
        context,
        [](pa_context *, const pa_server_info *info, void *self) {
            auto *me = static_cast<Private *>(self);
            if (info) {
                me->defaultSink = QString::fromUtf8(info->default_sink_name);
                me->defaultSource = QString::fromUtf8(info->default_source_name);
            }
            me->answered();
        },
        this));
    run(pa_context_get_sink_info_list(
        context,
        [](pa_context *, const pa_sink_info *info, int end, void *self) {
            auto *me = static_cast<Private *>(self);
            if (end != 0) {
                me->answered();
                return;
            }
            me->outputs.append({QString::fromUtf8(info->name), QString::fromUtf8(info->description),
                                DeviceKind::Output, false});
        },
        this));
    run(pa_context_get_source_info_list(
        context,
        [](pa_context *, const pa_source_info *info, int end, void *self) {
            auto *me = static_cast<Private *>(self);
            if (end != 0) {
                me->answered();
            } else if (info->monitor_of_sink == PA_INVALID_INDEX) {
                me->inputs.append({QString::fromUtf8(info->name), QString::fromUtf8(info->description),
                                   DeviceKind::Input, false});
            }
        },
        this));
}

void DeviceMonitor::Private::run(pa_operation *operation)
{
    if (operation) {
        ++unanswered;
        pa_operation_unref(operation);
    }
}

void DeviceMonitor::Private::answered()
{
    if (--unanswered > 0) {
        return;
    }
    asking = false;
    QList<AudioDevice> list = inputs + outputs;
    for (AudioDevice &device : list) {
        device.isDefault = device.id == (device.kind == DeviceKind::Input ? defaultSource : defaultSink);
    }
    QMetaObject::invokeMethod(
        &q, [this, list] { publish(list); }, Qt::QueuedConnection);
    if (askAgain) {
        askAgain = false;
        refresh();
    }
}

DeviceMonitor::DeviceMonitor(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this))
{
    QTimer::singleShot(0, this, [this] { d->connectToServer(); });
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
