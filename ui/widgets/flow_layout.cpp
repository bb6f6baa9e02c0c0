// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/flow_layout.h"

#include <QWidget>

namespace talktrack {

FlowLayout::FlowLayout(QWidget *parent, int gap)
    : QLayout(parent)
    , m_gap(gap)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange(QRect(0, 0, width, 0), false);
}

QSize FlowLayout::sizeHint() const
{
    QSize size;
    for (const QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        size.rwidth() += item->sizeHint().width() + (size.width() > 0 ? m_gap : 0);
        size.setHeight(std::max(size.height(), item->sizeHint().height()));
    }
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

void FlowLayout::placeRow(const QList<QLayoutItem *> &row, const QRect &rect, int top, int height) const
{
    int used = -m_gap;
    int stretching = 0;
    for (const QLayoutItem *item : row) {
        used += std::min(item->sizeHint().width(), rect.width()) + m_gap;
        stretching += item->expandingDirections().testFlag(Qt::Horizontal) ? 1 : 0;
    }
    const int spare = stretching > 0 ? std::max(0, rect.width() - used) / stretching : 0;
    int x = rect.x();
    for (QLayoutItem *item : row) {
        QSize size(std::min(item->sizeHint().width(), rect.width()), item->sizeHint().height());
        if (item->expandingDirections().testFlag(Qt::Horizontal))
            size.rwidth() += spare;
        item->setGeometry(QRect(QPoint(x, top + (height - size.height()) / 2), size));
        x += size.width() + m_gap;
    }
}

int FlowLayout::arrange(const QRect &outer, bool place) const
{
    const QMargins margins = contentsMargins();
    const QRect rect = outer.marginsRemoved(margins);
    QList<QLayoutItem *> row;
    int rowWidth = 0;
    int rowHeight = 0;
    int y = rect.y();
    const auto finishRow = [&] {
        if (place)
            placeRow(row, rect, y, rowHeight);
        y += rowHeight;
        row.clear();
        rowWidth = rowHeight = 0;
    };
    for (QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize size = item->sizeHint();
        if (!row.isEmpty() && rowWidth + m_gap + size.width() > rect.width()) {
            finishRow();
            y += m_gap;
        }
        rowWidth += size.width() + (row.isEmpty() ? 0 : m_gap);
        rowHeight = std::max(rowHeight, size.height());
        row.append(item);
    }
    finishRow();
    return y - outer.y() + margins.bottom();
}

} // namespace talktrack
