// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text_label.h"

#include "ui/texts/plain_text.h"
#include "ui/texts/tool_tip.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>

#include <cmath>

namespace talktrack {
namespace {

/// Preferred width in em; what a column offers decides.
constexpr int preferredEm = 24;
/// A little air between lines that are read while talking.
constexpr qreal leading = 1.1;

/// Lays the lines out one below the other and gives the height.
qreal layOut(QTextLayout &layout, qreal width)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    qreal y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, y});
        y += std::ceil(line.height() * leading);
    }
    layout.endLayout();
    return y;
}

} // namespace

TextLabel::TextLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TextLabel::showText(const QString &text)
{
    const QString shown = harmless(text, longest);
    if (shown == QLabel::text())
        return;
    QLabel::setText(shown);
    if (m_single)
        setToolTip(toolTipText(shown));
    updateGeometry();
}

void TextLabel::setSingleLine(bool single)
{
    m_single = single;
    setToolTip(single ? toolTipText(text()) : QString());
    updateGeometry();
    update();
}

int TextLabel::heightForWidth(int width) const
{
    if (m_single)
        return fontMetrics().height();
    if (text().isEmpty())
        return 0;
    QTextLayout layout(text(), font());
    return static_cast<int>(layOut(layout, std::max(1, width)));
}

QSize TextLabel::sizeHint() const
{
    const int wanted = std::min(fontMetrics().horizontalAdvance(text().left(200)) + 2,
                                fontMetrics().averageCharWidth() * 2 * preferredEm);
    return {wanted, heightForWidth(wanted)};
}

QSize TextLabel::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), fontMetrics().averageCharWidth() * 8), fontMetrics().height()};
}

void TextLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, foregroundRole()));
    if (m_single) {
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, width()));
        return;
    }
    QTextLayout layout(text(), font());
    const qreal height = layOut(layout, std::max(1, width()));
    const qreal top =
        alignment().testFlag(Qt::AlignVCenter) ? std::max(0.0, (this->height() - height) / 2) : 0;
    layout.draw(&painter, {0, top});
}

QFont scaledFont(double scale, QFont::Weight weight)
{
    QFont font = QApplication::font();
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * scale);
    else
        font.setPixelSize(qRound(font.pixelSize() * scale));
    font.setWeight(weight);
    return font;
}

void setTone(QWidget *widget, const char *tone)
{
    const QString value = QString::fromLatin1(tone);
    if (widget->property("tone").toString() == value)
        return;
    widget->setProperty("tone", value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

} // namespace talktrack
