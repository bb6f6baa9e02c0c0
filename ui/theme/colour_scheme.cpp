// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colour_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace talktrack {
namespace {

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString space = QStringLiteral("org.freedesktop.appearance");
const QString key = QStringLiteral("color-scheme");
/// The portal's numbers.
constexpr uint dark = 1;
constexpr uint light = 2;

/// Looked at before asking Qt, which would try to start a bus where there is none.
bool hasSessionBus()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS");
}

} // namespace

ColourScheme::ColourScheme(QObject *parent)
    : QObject(parent)
{
    if (hasSessionBus())
        ask(QDBusConnection::sessionBus());
}

ColourScheme::ColourScheme(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
{
    ask(bus);
}

ColourScheme::~ColourScheme() = default;

void ColourScheme::ask(const QDBusConnection &bus)
{
    if (!bus.isConnected())
        return;
    // Otherwise the slot would not be found before something else has used the type.
    qRegisterMetaType<QDBusVariant>();
    QDBusConnection(bus).connect(service, path, interface, QStringLiteral("SettingChanged"), this,
                                 SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    question << space << key;
    auto *answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        if (!reply.isError())
            take(reply.value().variant());
    });
}

void ColourScheme::settingChanged(const QString &changedSpace, const QString &changedKey,
                                  const QDBusVariant &value)
{
    if (changedSpace == space && changedKey == key)
        take(value.variant());
}

void ColourScheme::take(const QVariant &value)
{
    QVariant inner = value;
    // Read wraps its answer once more than the signal does.
    if (inner.canConvert<QDBusVariant>())
        inner = inner.value<QDBusVariant>().variant();
    const uint scheme = inner.toUInt();
    const std::optional<bool> now = scheme == dark    ? std::optional(true)
                                    : scheme == light ? std::optional(false)
                                                      : std::nullopt;
    if (now == m_prefersDark)
        return;
    m_prefersDark = now;
    Q_EMIT changed(now);
}

} // namespace talktrack
