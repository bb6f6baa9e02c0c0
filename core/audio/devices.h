// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QList>
#include <QMetaType>
#include <QObject>
#include <QString>

#include <memory>

namespace talktrack {

/// The id that means "whatever is the default now", followed when it changes.
inline const QString defaultDeviceId = QStringLiteral("default");

enum class DeviceKind { Input, Output };

struct AudioDevice
{
    /// Stable name by which it is opened.
    QString id;
    /// For people; not necessarily unique.
    QString name;
    DeviceKind kind = DeviceKind::Input;
    bool isDefault = false;
    bool operator==(const AudioDevice &) const = default;
};

/// The inputs and outputs of this machine, kept up to date. No device, and no sound server, is a normal
/// state.
///
/// Thread: the thread it is made on, which needs an event loop. changed() comes only when the list or a
/// default really differs.
class DeviceMonitor final : public QObject
{
    Q_OBJECT

public:
    explicit DeviceMonitor(QObject *parent = nullptr);
    ~DeviceMonitor() override;

    /// Inputs first; monitors of outputs are not listed as inputs.
    QList<AudioDevice> devices() const;
    /// False until the sound system has answered or has been found absent.
    bool isReady() const;

Q_SIGNALS:
    /// First once when ready, then at each difference.
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::AudioDevice)
