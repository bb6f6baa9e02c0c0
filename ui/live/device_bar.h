// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/devices.h"
#include "core/model/audio_frame.h"

#include <QBoxLayout>
#include <QWidget>

#include <optional>

namespace talktrack {

class DevicePicker;

/// The pickers of both sides of a call.
class DeviceBar final : public QWidget
{
    Q_OBJECT

public:
    explicit DeviceBar(QWidget *parent = nullptr);

    void setDirection(QBoxLayout::Direction direction);
    std::optional<QString> choice(Track track) const;
    void setChoice(Track track, const std::optional<QString> &id);
    void showDevices(const QList<AudioDevice> &devices, bool ready);
    void setFromFile(bool fromFile);
    void showLevels(const AudioLevels &levels);
    /// No call: nothing is measured.
    void showOff();
    DevicePicker &picker(Track track) const { return track == Track::Rep ? *m_microphone : *m_farEnd; }

Q_SIGNALS:
    void chosen(talktrack::Track track, const std::optional<QString> &id);

private:
    QBoxLayout *m_layout;
    DevicePicker *m_microphone;
    DevicePicker *m_farEnd;
};

} // namespace talktrack
