// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/call_header.h"

#include "ui/live/call_actions.h"
#include "ui/live/device_bar.h"
#include "ui/live/state_bar.h"
#include "ui/texts/figure_text.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace talktrack {

CallHeader::CallHeader(CallActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_words(new QVBoxLayout)
    , m_title(new TextLabel(this))
    , m_elapsed(new QLabel(this))
    , m_parts(new StateBar(this))
    , m_pause(new ActionButton(actions.pause(), QStringLiteral("pause"), "", this))
    , m_mute(new ActionButton(actions.mute(), QStringLiteral("microphone-off"), "", this))
    , m_end(new ActionButton(actions.end(), QStringLiteral("end"), "danger", this))
{
    m_title->setFont(scaledFont(1.3, QFont::DemiBold));
    m_elapsed->setFont(scaledFont(1.9, QFont::DemiBold));
    m_elapsed->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    // Wide enough for a call of hours, so that nothing moves when the figures grow.
    m_elapsed->setMinimumWidth(m_elapsed->fontMetrics().horizontalAdvance(QStringLiteral("00:00")));
    m_title->setSingleLine(true);
    m_words->setSpacing(2);
    m_words->addWidget(m_title);
    m_words->addWidget(m_parts);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addLayout(m_words, 1);
    row->addWidget(m_elapsed);
    row->addSpacing(8);
    for (QWidget *button : std::initializer_list<QWidget *>{m_pause, m_mute, m_end})
        row->addWidget(button);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
    m_column->addLayout(row);
    showElapsed(0);
}

void CallHeader::showTitle(const QString &title)
{
    m_title->showText(title.left(120));
}

QString CallHeader::title() const
{
    return m_title->text();
}

void CallHeader::showElapsed(double seconds)
{
    m_elapsed->setText(timeText(seconds));
    m_elapsed->setAccessibleName(tr("Elapsed: %1").arg(m_elapsed->text()));
}

QString CallHeader::elapsed() const
{
    return m_elapsed->text();
}

void CallHeader::showParts(const QList<PartState> &parts)
{
    m_parts->showParts(parts);
}

QString CallHeader::parts() const
{
    return m_parts->text();
}

void CallHeader::setMuted(bool muted)
{
    m_mute->setOn(muted);
    m_mute->setIconName(muted ? QStringLiteral("microphone") : QStringLiteral("microphone-off"));
}

void CallHeader::setPaused(bool paused)
{
    m_pause->setOn(paused);
    m_pause->setIconName(paused ? QStringLiteral("start") : QStringLiteral("pause"));
}

void CallHeader::adopt(DeviceBar *devices)
{
    devices->setDirection(QBoxLayout::LeftToRight);
    m_column->addWidget(devices);
    devices->show();
    QWidget::setTabOrder(m_end, devices);
}

void CallHeader::setNarrow(bool narrow)
{
    if (narrow)
        m_column->insertWidget(1, m_parts);
    else
        m_words->addWidget(m_parts);
    m_column->setSpacing(narrow ? 8 : 12);
}

void CallHeader::setRunning(bool running)
{
    for (QWidget *button : std::initializer_list<QWidget *>{m_pause, m_mute, m_end})
        button->setVisible(running);
    m_parts->setVisible(running);
}

} // namespace talktrack
