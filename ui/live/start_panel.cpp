// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/start_panel.h"

#include "ui/live/call_actions.h"
#include "ui/live/device_bar.h"
#include "ui/live/playbook_picker.h"
#include "ui/live/state_bar.h"
#include "ui/texts/plain_text.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text_label.h"

#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

namespace talktrack {
namespace {

constexpr int longestTitle = 120;
constexpr int widest = 560;

} // namespace

StartPanel::StartPanel(CallActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLineEdit(this))
    , m_trouble(new NoticePanel(this))
    , m_playbooks(new PlaybookPicker(this))
{
    auto *panel = new Panel;
    panel->setMaximumWidth(widest);
    m_column = new QVBoxLayout(panel);
    m_column->setContentsMargins(32, 28, 32, 30);
    m_column->setSpacing(18);
    auto *heading = new QLabel(tr("Ready when you are"));
    heading->setFont(scaledFont(1.8, QFont::DemiBold));
    auto *intro = new TextLabel;
    intro->showText(
        tr("Talktrack listens to both sides and shows you what to say. Everything stays on this computer."));
    intro->setFont(scaledFont(1.05));
    setTone(intro, "muted");
    auto *titleLabel = new QLabel(tr("Who is the call with? (optional)"));
    titleLabel->setFont(scaledFont(0.92, QFont::Medium));
    setTone(titleLabel, "muted");
    titleLabel->setBuddy(m_title);
    m_title->setMaxLength(longestTitle);
    m_title->setAccessibleName(tr("Who is the call with?"));
    m_title->setPlaceholderText(tr("For example: Karen, Green Valley Foods"));
    connect(m_title, &QLineEdit::returnPressed, actions.start(), &QAction::trigger);
    auto *titleColumn = new QVBoxLayout;
    titleColumn->setSpacing(4);
    titleColumn->addWidget(titleLabel);
    titleColumn->addWidget(m_title);
    m_column->addWidget(heading);
    m_column->addWidget(intro);
    m_column->addWidget(m_trouble);
    m_column->addLayout(titleColumn);
    m_devicesAt = m_column->count();
    m_column->addWidget(m_playbooks);
    m_column->addSpacing(4);
    auto *start = new ActionButton(actions.start(), QStringLiteral("start"), "primary");
    auto *demo = new ActionButton(actions.demo(), QStringLiteral("demo"), "");
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    for (ActionButton *button : {start, demo}) {
        button->setFont(scaledFont(1.1, QFont::DemiBold));
        button->setMinimumHeight(44);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        buttons->addWidget(button);
    }
    m_column->addLayout(buttons);

    auto *content = new QWidget;
    auto *centring = new QGridLayout(content);
    centring->setContentsMargins(16, 16, 16, 16);
    centring->addWidget(panel, 1, 1);
    centring->setColumnStretch(0, 1);
    centring->setColumnStretch(1, 4);
    centring->setColumnStretch(2, 1);
    centring->setRowStretch(0, 2);
    centring->setRowStretch(2, 3);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
}

QString StartPanel::title() const
{
    return harmless(m_title->text(), longestTitle).trimmed();
}

void StartPanel::clearTitle()
{
    m_title->clear();
}

void StartPanel::adopt(DeviceBar *devices)
{
    devices->setDirection(QBoxLayout::TopToBottom);
    m_column->insertWidget(m_devicesAt, devices);
    devices->show();
    QWidget::setTabOrder(m_title, devices);
    QWidget::setTabOrder(devices, m_playbooks);
}

void StartPanel::showTrouble(const QString &sentence)
{
    m_trouble->showSentences(sentence.isEmpty() ? QStringList() : QStringList(sentence));
}

QString StartPanel::trouble() const
{
    return m_trouble->isHidden() ? QString() : m_trouble->text();
}

QWidget *StartPanel::firstField() const
{
    return m_title;
}

} // namespace talktrack
