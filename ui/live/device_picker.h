// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/devices.h"

#include <QWidget>

#include <optional>

class QGridLayout;
class QLabel;

namespace talktrack {

class ChoiceBox;
class LevelBar;

/// Chooses one device of a kind: whatever is the default now, one by name, or none; with a meter of its
/// level. A chosen device that goes away stays chosen and says that it is not connected.
class DevicePicker final : public QWidget
{
    Q_OBJECT

public:
    DevicePicker(DeviceKind kind, const QString &label, const QString &iconName, QWidget *parent = nullptr);

    /// A device's id, defaultDeviceId, or absent for none.
    std::optional<QString> choice() const { return m_choice; }
    void setChoice(const std::optional<QString> &id);
    /// One row without the label, which stays in the tool tip and the accessible name.
    void setCompact(bool compact);
    void showDevices(const QList<AudioDevice> &devices, bool ready);
    /// The sound comes from a recording: there is nothing to choose.
    void setFromFile(bool fromFile);
    LevelBar &meter() { return *m_meter; }

Q_SIGNALS:
    /// By the user.
    void chosen(const std::optional<QString> &id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void addChoice(const QString &text, const std::optional<QString> &id);
    void drawIcon();

    DeviceKind m_kind;
    QString m_iconName;
    QString m_label;
    QLabel *m_icon;
    QLabel *m_title;
    QGridLayout *m_grid;
    ChoiceBox *m_combo;
    LevelBar *m_meter;
    QList<AudioDevice> m_devices;
    QList<std::optional<QString>> m_ids;
    std::optional<QString> m_choice;
    /// Name of the chosen device, for when it is gone.
    QString m_chosenName;
    bool m_ready = false;
    bool m_fromFile = false;
};

} // namespace talktrack
