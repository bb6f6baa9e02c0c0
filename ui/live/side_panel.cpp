// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/side_panel.h"

#include "ui/live/card_column.h"
#include "ui/live/checklist_panel.h"

#include <QEvent>
#include <QScrollArea>

#include <algorithm>

namespace talktrack {
namespace {

constexpr int gap = 10;
constexpr int usualWidth = 400;
constexpr int smallestWidth = 280;
constexpr int smallestHeight = 84;

} // namespace

SidePanel::SidePanel(QWidget *parent)
    : QWidget(parent)
    , m_scroll(new QScrollArea(this))
    , m_cards(new CardColumn)
    , m_checklist(new ChecklistPanel(this))
{
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_cards);
    setMinimumSize(smallestWidth, smallestHeight);
    connect(m_checklist, &ChecklistPanel::folded, this, &SidePanel::arrange);
}

int SidePanel::cardsHeight(int width) const
{
    return m_cards->heightForWidth(width);
}

int SidePanel::heightForWidth(int width) const
{
    const int below = m_checklist->isHidden() ? 0 : gap + m_checklist->heightForWidth(width);
    return cardsHeight(width) + below;
}

QSize SidePanel::sizeHint() const
{
    return {usualWidth, heightForWidth(usualWidth)};
}

void SidePanel::arrange()
{
    int forChecklist = 0;
    if (!m_checklist->isHidden()) {
        const int whole = m_checklist->heightForWidth(width());
        const int left = height() - gap - cardsHeight(width());
        forChecklist = std::clamp(left, std::min(whole, m_checklist->leastHeight(width())), whole);
        const int leftByFirst = height() - gap - m_cards->firstCardHeight(width());
        forChecklist = std::max(std::min(forChecklist, leftByFirst), m_checklist->headingHeight());
    }
    m_checklist->setGeometry(0, height() - forChecklist, width(), forChecklist);
    const int room = height() - forChecklist - (forChecklist > 0 ? gap : 0);
    const bool fits = cardsHeight(width()) <= room;
    // Told outright: the scroll area's own reckoning lags behind when it shrinks.
    m_scroll->setVerticalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    m_scroll->setGeometry(0, 0, width(), fits ? room : m_cards->wholeCardsIn(room, width()));
    if (const int needed = heightForWidth(width()); needed != m_needed) {
        m_needed = needed;
        Q_EMIT heightChanged();
    }
}

bool SidePanel::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        arrange();
    return QWidget::event(event);
}

void SidePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace talktrack
