// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/device_bar.h"

#include "ui/live/device_picker.h"
#include "ui/widgets/level_bar.h"

namespace talktrack {
namespace {

constexpr int widestBeside = 520;

} // namespace

DeviceBar::DeviceBar(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_microphone(
          new DevicePicker(DeviceKind::Input, tr("Your microphone"), QStringLiteral("microphone"), this))
    , m_farEnd(new DevicePicker(DeviceKind::Output, tr("The other party plays on"), QStringLiteral("output"),
                                this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(20);
    m_layout->addWidget(m_microphone, 1);
    m_layout->addWidget(m_farEnd, 1);
    m_layout->addStretch(0);
    connect(m_microphone, &DevicePicker::chosen, this,
            [this](const std::optional<QString> &id) { Q_EMIT chosen(Track::Rep, id); });
    connect(m_farEnd, &DevicePicker::chosen, this,
            [this](const std::optional<QString> &id) { Q_EMIT chosen(Track::Customer, id); });
}

void DeviceBar::setDirection(QBoxLayout::Direction direction)
{
    const bool beside = direction == QBoxLayout::LeftToRight;
    m_layout->setDirection(direction);
    m_layout->setSpacing(beside ? 24 : 16);
    for (DevicePicker *each : {m_microphone, m_farEnd}) {
        each->setCompact(beside);
        each->setMaximumWidth(beside ? widestBeside : QWIDGETSIZE_MAX);
    }
}

std::optional<QString> DeviceBar::choice(Track track) const
{
    return picker(track).choice();
}

void DeviceBar::setChoice(Track track, const std::optional<QString> &id)
{
    picker(track).setChoice(id);
}

void DeviceBar::showDevices(const QList<AudioDevice> &devices, bool ready)
{
    m_microphone->showDevices(devices, ready);
    m_farEnd->showDevices(devices, ready);
}

void DeviceBar::setFromFile(bool fromFile)
{
    m_microphone->setFromFile(fromFile);
    m_farEnd->setFromFile(fromFile);
}

void DeviceBar::showLevels(const AudioLevels &levels)
{
    for (const Track track : {Track::Rep, Track::Customer}) {
        const auto side = static_cast<std::size_t>(trackIndex(track));
        picker(track).meter().showLevel(levels.rmsDbfs[side], levels.peakDbfs[side]);
    }
}

void DeviceBar::showOff()
{
    m_microphone->meter().showOff();
    m_farEnd->meter().showOff();
}

} // namespace talktrack
