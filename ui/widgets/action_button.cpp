// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/action_button.h"

#include "ui/theme/colours.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QEvent>
#include <QPainter>
#include <QStyle>

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

void ActionButton::setOn(bool on)
{
    if (property("on").toBool() == on)
        return;
    setProperty("on", on);
    style()->unpolish(this);
    style()->polish(this);
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

void RailButton::setNews(const QString &news)
{
    if (news == m_news)
        return;
    m_news = news;
    const QString name = defaultAction()->iconText();
    setAccessibleName(news.isEmpty() ? name : QStringLiteral("%1, %2").arg(name, news));
    update();
}

void RailButton::paintEvent(QPaintEvent *event)
{
    QToolButton::paintEvent(event);
    if (m_news.isEmpty())
        return;
    const Colours &colours = Colours::current();
    constexpr qreal radius = 5.5;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // Cut out of the icon by a ring, so that it is seen on any ground.
    painter.setPen(QPen(colours.window, 2));
    painter.setBrush(colours.accent);
    painter.drawEllipse(QPointF(width() / 2.0 + railIcon.width() / 2.0, 14), radius, radius);
}

QString toolTipOf(const QAction &action)
{
    const QString keys = action.shortcut().toString(QKeySequence::NativeText);
    return keys.isEmpty() ? action.iconText() : QStringLiteral("%1 (%2)").arg(action.iconText(), keys);
}

} // namespace talktrack
