// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/action_button.h"

#include "ui/theme/colours.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QEvent>

namespace talktrack {
namespace {

constexpr QSize buttonIcon{18, 18};
constexpr QSize railIcon{24, 24};

bool isNewLook(const QEvent &event)
{
    return event.type() == QEvent::PaletteChange || event.type() == QEvent::StyleChange;
}

} // namespace

ActionButton::ActionButton(QAction *action, const QString &iconName, const char *kind, QWidget *parent)
    : QPushButton(parent)
    , m_action(action)
    , m_iconName(iconName)
    , m_kind(QString::fromLatin1(kind))
{
    setProperty("kind", m_kind);
    setIconSize(buttonIcon);
    connect(action, &QAction::changed, this, &ActionButton::follow);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    drawIcon();
}

void ActionButton::follow()
{
    setText(m_action->iconText());
    setAccessibleName(m_action->iconText());
    setToolTip(toolTipOf(*m_action));
    setEnabled(m_action->isEnabled());
    setCheckable(m_action->isCheckable());
    setChecked(m_action->isChecked());
}

void ActionButton::setIconName(const QString &name)
{
    if (name == m_iconName)
        return;
    m_iconName = name;
    drawIcon();
}

void ActionButton::changeEvent(QEvent *event)
{
    QPushButton::changeEvent(event);
    if (isNewLook(*event))
        drawIcon();
}

void ActionButton::drawIcon()
{
    const Colours &colours = Colours::current();
    const QColor colour = m_kind == QLatin1String("primary")  ? colours.onAccent
                          : m_kind == QLatin1String("danger") ? colours.bad
                          : m_kind == QLatin1String("quiet")  ? colours.muted
                                                              : colours.text;
    setIcon(themedIcon(m_iconName, colour, colours.muted));
}

RailButton::RailButton(QAction *action, const QString &iconName, QWidget *parent)
    : QToolButton(parent)
    , m_iconName(iconName)
{
    setProperty("kind", QStringLiteral("rail"));
    setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    setIconSize(railIcon);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    action->setIcon(themedIcon(m_iconName));
    setDefaultAction(action);
    setAccessibleName(action->iconText());
    setToolTip(toolTipOf(*action));
}

void RailButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (isNewLook(*event))
        defaultAction()->setIcon(themedIcon(m_iconName));
}

QString toolTipOf(const QAction &action)
{
    const QString keys = action.shortcut().toString(QKeySequence::NativeText);
    return keys.isEmpty() ? action.iconText() : QStringLiteral("%1 (%2)").arg(action.iconText(), keys);
}

} // namespace talktrack
