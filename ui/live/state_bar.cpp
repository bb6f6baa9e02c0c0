// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/state_bar.h"

#include "ui/texts/state_text.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QRegularExpression>
#include <QStringList>

namespace talktrack {
namespace {

constexpr int iconSize = 14;
constexpr int iconGap = 5;
constexpr int partGap = 14;

struct Sign
{
    QString icon;
    QColor colour;
};

Sign signOf(PartCondition condition)
{
    const Colours &colours = Colours::current();
    switch (condition) {
    case PartCondition::Live:
        return {QStringLiteral("check-circle"), colours.good};
    case PartCondition::Connecting:
    case PartCondition::Reconnecting:
        return {QStringLiteral("clock"), colours.muted};
    case PartCondition::Degraded:
        return {QStringLiteral("warning"), colours.watch};
    case PartCondition::Failed:
        return {QStringLiteral("cross"), colours.bad};
    case PartCondition::Off:
        break;
    }
    return {QStringLiteral("dash"), colours.muted};
}

/// Width of the words with room for figures of three digits, so that nothing moves as seconds are counted.
int steadyWidth(const QString &words, const QFontMetrics &metrics)
{
    static const QRegularExpression figures(QStringLiteral("\\d+"));
    return metrics.horizontalAdvance(QString(words).replace(figures, QStringLiteral("000")));
}

} // namespace

StateBar::StateBar(QWidget *parent)
    : QWidget(parent)
{
    setFont(scaledFont(0.92));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void StateBar::showParts(const QList<PartState> &parts)
{
    m_parts = parts;
    QStringList words;
    QStringList aloud;
    for (const PartState &state : parts) {
        words.append(stateText(state));
        aloud.append(stateText({state.part, state.condition, state.reason, {}}));
    }
    m_text = words.join(QStringLiteral(", "));
    // Without the seconds, which would be read out anew each second.
    const QString name = aloud.join(QStringLiteral(", "));
    if (const QString spoken = name.isEmpty() ? tr("No part of the call is running") : name;
        spoken != accessibleName())
        setAccessibleName(spoken);
    updateGeometry();
    update();
}

int StateBar::rowHeight() const
{
    return std::max(iconSize, fontMetrics().height()) + 2;
}

QList<QPoint> StateBar::places(int width) const
{
    QList<QPoint> out;
    QPoint at;
    for (const PartState &state : m_parts) {
        const int wide = iconSize + iconGap + steadyWidth(stateText(state), fontMetrics());
        if (at.x() > 0 && at.x() + wide > width)
            at = QPoint(0, at.y() + rowHeight());
        out.append(at);
        at.rx() += wide + partGap;
    }
    return out;
}

int StateBar::heightForWidth(int width) const
{
    return (m_parts.isEmpty() ? 0 : places(width).last().y()) + rowHeight();
}

QSize StateBar::sizeHint() const
{
    int width = 0;
    for (const PartState &state : m_parts)
        width += iconSize + iconGap + steadyWidth(stateText(state), fontMetrics()) + partGap;
    return {width + 1, rowHeight()};
}

QSize StateBar::minimumSizeHint() const
{
    return {120, rowHeight()};
}

void StateBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        update();
}

void StateBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QList<QPoint> starts = places(width());
    for (int i = 0; i < m_parts.size(); ++i) {
        const PartState &state = m_parts.at(i);
        const Sign sign = signOf(state.condition);
        const QRect row(starts.at(i), QSize(width() - starts.at(i).x(), rowHeight()));
        painter.drawPixmap(row.x(), row.y() + (row.height() - iconSize) / 2,
                           iconPixmap(sign.icon, sign.colour, iconSize, devicePixelRatioF()));
        const QRect words = row.adjusted(iconSize + iconGap, 0, 0, 0);
        painter.setPen(state.condition == PartCondition::Live ? Colours::current().muted : sign.colour);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(stateText(state), Qt::ElideRight, words.width()));
    }
}

NoticePanel::NoticePanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(this))
    , m_icon(new QLabel(this))
    , m_label(new TextLabel(this))
{
    m_panel->setLook(Panel::Look::Notice);
    auto *outer = new QHBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_panel);
    auto *row = new QHBoxLayout(m_panel);
    row->setContentsMargins(16, 10, 14, 10);
    row->setSpacing(10);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_label, 1);
    drawIcon();
    hide();
}

void NoticePanel::showSentences(const QStringList &sentences)
{
    const QString before = isHidden() ? QString() : m_label->text();
    m_label->showText(sentences.join(QLatin1Char(' ')));
    setVisible(!sentences.isEmpty());
    if (m_label->text() == before)
        return;
    m_label->setAccessibleName(m_label->text());
    setAccessibleName(m_label->text());
    if (sentences.isEmpty())
        return;
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QString NoticePanel::text() const
{
    return m_label->text();
}

void NoticePanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        drawIcon();
}

void NoticePanel::drawIcon()
{
    m_icon->setPixmap(
        iconPixmap(QStringLiteral("warning"), Colours::current().watch, 18, devicePixelRatioF()));
}

} // namespace talktrack
