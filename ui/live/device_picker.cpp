// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/device_picker.h"

#include "core/audio/devices.h"
#include "ui/texts/plain_text.h"
#include "ui/texts/tool_tip.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/level_bar.h"
#include "ui/widgets/text_label.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace talktrack {
namespace {

constexpr int longestName = 80;
constexpr int iconSize = 20;

} // namespace

DevicePicker::DevicePicker(DeviceKind kind, const QString &label, const QString &iconName, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_iconName(iconName)
    , m_label(label)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(label, this))
    , m_grid(new QGridLayout(this))
    , m_combo(new ChoiceBox(this))
    , m_meter(new LevelBar(this))
    , m_choice(defaultDeviceId)
{
    m_title->setFont(scaledFont(0.92, QFont::Medium));
    setTone(m_title, "muted");
    m_title->setBuddy(m_combo);
    m_combo->setAccessibleName(label);
    m_meter->setAccessibleName(tr("Level: %1").arg(label));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    setCompact(false);
    connect(m_combo, &QComboBox::activated, this, [this](int index) {
        m_choice = m_ids.value(index);
        m_chosenName.clear();
        fill();
        Q_EMIT chosen(m_choice);
    });
    drawIcon();
    fill();
}

void DevicePicker::setCompact(bool compact)
{
    m_title->setVisible(!compact);
    m_grid->addWidget(m_icon, 0, 0);
    m_grid->addWidget(m_title, 0, compact ? 3 : 1);
    m_grid->addWidget(m_meter, 0, 2);
    if (compact)
        m_grid->addWidget(m_combo, 0, 1);
    else
        m_grid->addWidget(m_combo, 1, 0, 1, 3);
    m_grid->setColumnStretch(1, compact ? 5 : 0);
    m_grid->setColumnStretch(2, compact ? 2 : 1);
}

void DevicePicker::setChoice(const std::optional<QString> &id)
{
    if (id == m_choice)
        return;
    m_choice = id;
    m_chosenName.clear();
    fill();
}

void DevicePicker::showDevices(const QList<AudioDevice> &devices, bool ready)
{
    m_devices.clear();
    for (const AudioDevice &device : devices)
        if (device.kind == m_kind)
            m_devices.append(device);
    m_ready = ready;
    fill();
}

void DevicePicker::setFromFile(bool fromFile)
{
    if (fromFile == m_fromFile)
        return;
    m_fromFile = fromFile;
    m_combo->setEnabled(!fromFile);
    fill();
}

void DevicePicker::addChoice(const QString &text, const std::optional<QString> &id)
{
    m_combo->addItem(text);
    m_combo->setItemData(m_combo->count() - 1, toolTipText(text), Qt::ToolTipRole);
    m_ids.append(id);
    if (id == m_choice)
        m_combo->setCurrentIndex(m_combo->count() - 1);
}

void DevicePicker::fill()
{
    const QSignalBlocker blocker(m_combo);
    m_combo->clear();
    m_ids.clear();
    if (m_fromFile)
        return addChoice(tr("From the recording"), m_choice);
    const auto current =
        std::find_if(m_devices.cbegin(), m_devices.cend(), [](const AudioDevice &d) { return d.isDefault; });
    if (current != m_devices.cend())
        addChoice(tr("Default \u2013 %1").arg(harmless(current->name, longestName)), defaultDeviceId);
    else if (m_ready && m_devices.isEmpty())
        addChoice(tr("Default \u2013 none found"), defaultDeviceId);
    else
        addChoice(tr("Default"), defaultDeviceId);
    for (const AudioDevice &device : m_devices) {
        addChoice(harmless(device.name, longestName), device.id);
        if (device.id == m_choice)
            m_chosenName = device.name;
    }
    addChoice(tr("None"), std::nullopt);
    if (!m_ids.contains(m_choice)) {
        const QString name = harmless(m_chosenName.isEmpty() ? *m_choice : m_chosenName, longestName);
        addChoice(m_ready ? tr("%1 (not connected)").arg(name) : name, m_choice);
    }
    m_combo->setToolTip(toolTipText(tr("%1: %2").arg(m_label, m_combo->currentText())));
}

void DevicePicker::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        drawIcon();
}

void DevicePicker::drawIcon()
{
    m_icon->setPixmap(iconPixmap(m_iconName, Colours::current().muted, iconSize, devicePixelRatioF()));
}

} // namespace talktrack
