// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/panel.h"

#include "ui/theme/colours.h"

#include <QPainter>
#include <QPainterPath>

namespace talktrack {
namespace {

constexpr qreal radius = 12;
constexpr qreal barWidth = 5;

} // namespace

Panel::Panel(QWidget *parent)
    : QWidget(parent)
{
}

void Panel::setLook(Look look)
{
    if (look == m_look)
        return;
    m_look = look;
    update();
}

void Panel::paintEvent(QPaintEvent *)
{
    const Colours &colours = Colours::current();
    const QColor frame = m_look == Look::Strong   ? colours.accent
                         : m_look == Look::Notice ? colours.watch
                                                  : colours.line;
    const qreal pen = m_look == Look::Strong ? 2 : 1;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.addRoundedRect(QRectF(rect()).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), radius, radius);
    painter.fillPath(path, colours.surface);
    if (m_look != Look::Plain) {
        painter.setClipPath(path);
        painter.fillRect(QRectF(0, 0, barWidth + pen, height()), frame);
        painter.setClipping(false);
    }
    painter.strokePath(path, QPen(frame, pen));
}

} // namespace talktrack
