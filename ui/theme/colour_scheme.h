// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>
#include <optional>

class QDBusConnection;
class QDBusVariant;
class QVariant;

namespace talktrack {

/// What the desktop says about light and dark, asked of the settings portal (org.freedesktop.appearance,
/// color-scheme) over D-Bus. Qt 6.4 does not ask it, and on GNOME its palette stays light.
///
/// Asked asynchronously; changed() comes when the answer does and each time it differs. Where there is no
/// portal, or no session bus, nothing is said. Window's thread.
class ColourScheme final : public QObject
{
    Q_OBJECT

public:
    /// On the session bus, if there is one.
    explicit ColourScheme(QObject *parent = nullptr);
    ColourScheme(const QDBusConnection &bus, QObject *parent);
    ~ColourScheme() override;

    /// Absent: no preference, or not known.
    std::optional<bool> prefersDark() const { return m_prefersDark; }

Q_SIGNALS:
    void changed(std::optional<bool> prefersDark);

private Q_SLOTS:
    void settingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void ask(const QDBusConnection &bus);
    void take(const QVariant &value);

    std::optional<bool> m_prefersDark;
};

} // namespace talktrack
