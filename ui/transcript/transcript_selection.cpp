// SPDX-License-Identifier: GPL-3.0-or-later
// The part of TranscriptView that selects and copies lines, by mouse and keyboard.
#include "ui/transcript/transcript_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QStringList>

#include <algorithm>

namespace talktrack {

bool TranscriptView::isSelected(int row) const
{
    return m_current >= 0 && m_selectionEnd >= 0 && row >= std::min(m_current, m_selectionEnd) &&
           row <= std::max(m_current, m_selectionEnd);
}

QString TranscriptView::selectedText() const
{
    if (m_current < 0 || m_selectionEnd < 0)
        return {};
    QStringList lines;
    for (int row = std::min(m_current, m_selectionEnd); row <= std::max(m_current, m_selectionEnd); ++row)
        lines.append(lineText(row));
    return lines.join(QLatin1Char('\n'));
}

void TranscriptView::copy()
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void TranscriptView::selectAll()
{
    if (m_rows.count() == 0)
        return;
    m_selectionEnd = 0;
    m_current = m_rows.count() - 1;
    viewport()->update();
}

void TranscriptView::moveCurrent(int row, bool extend)
{
    if (m_rows.count() == 0)
        return;
    m_current = std::clamp(row, 0, m_rows.count() - 1);
    if (!extend || m_selectionEnd < 0)
        m_selectionEnd = m_current;
    scrollTo(m_current);
    viewport()->update();
    if (!hasFocus())
        return;
    QAccessibleEvent moved(this, QAccessible::Focus);
    moved.setChild(m_current);
    QAccessible::updateAccessibility(&moved);
}

void TranscriptView::scrollTo(int row)
{
    const int height = viewport()->height();
    measured(row);
    const QRect rect = lineRect(row);
    if (rect.top() >= 0 && rect.bottom() < height)
        return;
    const bool fromTop = rect.top() < 0 || rect.height() > height;
    if (row == m_rows.count() - 1 && !fromTop)
        return jumpToNow();
    setFollowing(false);
    m_anchorRow = row;
    m_anchorOffset = 0;
    if (!fromTop) {
        int filled = measured(row);
        while (m_anchorRow > 0 && filled < height)
            filled += measured(--m_anchorRow);
        m_anchorOffset = std::max(0, filled - height);
    }
    layOutVisible();
}

void TranscriptView::keyPressEvent(QKeyEvent *event)
{
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const int bottom = std::max(0, lineAt(QPoint(0, viewport()->height() - 1)));
    const int last = m_rows.count() - 1;
    const int from = m_current >= 0 ? m_current : (m_following ? last + 1 : m_anchorRow);
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    switch (event->key()) {
    case Qt::Key_Up:
        return moveCurrent(from - 1, extend);
    case Qt::Key_Down:
        return moveCurrent(from + 1, extend);
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        verticalScrollBar()->triggerAction(event->key() == Qt::Key_PageUp ? QScrollBar::SliderPageStepSub
                                                                          : QScrollBar::SliderPageStepAdd);
        if (m_current >= 0)
            moveCurrent(event->key() == Qt::Key_PageUp
                            ? m_anchorRow
                            : std::max(bottom, lineAt(QPoint(0, viewport()->height() - 1))),
                        extend);
        return;
    case Qt::Key_Home:
        return moveCurrent(0, extend);
    case Qt::Key_End:
        moveCurrent(last, extend);
        return jumpToNow();
    case Qt::Key_Escape:
        if (m_current < 0)
            break;
        m_current = m_selectionEnd = -1;
        return viewport()->update();
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void TranscriptView::mousePressEvent(QMouseEvent *event)
{
    const int row = lineAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton && (event->button() != Qt::RightButton || isSelected(row)))
        return;
    if (row < 0) {
        m_current = m_selectionEnd = -1;
    } else {
        m_current = row;
        if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_selectionEnd < 0)
            m_selectionEnd = row;
    }
    viewport()->update();
}

void TranscriptView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_selectionEnd < 0)
        return;
    const int y = static_cast<int>(event->position().y());
    if (y < 0 || y >= viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() +
                                      (y < 0 ? -1 : 1) * verticalScrollBar()->singleStep());
    const int row = lineAt(QPoint(0, std::clamp(y, 0, viewport()->height() - 1)));
    if (row < 0 || row == m_current)
        return;
    m_current = row;
    viewport()->update();
}

void TranscriptView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copyLines = menu->addAction(tr("&Copy lines"), this, &TranscriptView::copy);
    copyLines->setEnabled(m_current >= 0);
    menu->addAction(tr("Select &all"), this, &TranscriptView::selectAll);
    if (!m_following)
        menu->addAction(tr("&Jump to the end"), this, &TranscriptView::jumpToNow);
    menu->popup(event->globalPos());
}

void TranscriptView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TranscriptView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace talktrack
