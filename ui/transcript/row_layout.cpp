// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transcript/row_layout.h"

#include "ui/texts/figure_text.h"
#include "ui/texts/plain_text.h"
#include "ui/theme/colours.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

/// Lines longer than this tire the eye.
constexpr int longestTextEm = 46;
constexpr int margin = 16;
constexpr int gap = 14;
constexpr int bar = 3;
constexpr int longestNote = 600;

QFont sized(QFont font, double scale, QFont::Weight weight)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * scale);
    else
        font.setPixelSize(qRound(font.pixelSize() * scale));
    font.setWeight(weight);
    return font;
}

int layOut(QTextLayout &layout, int width)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.setCacheEnabled(true);
    layout.beginLayout();
    qreal y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, y});
        y += std::ceil(line.height() * 1.12);
    }
    layout.endLayout();
    return static_cast<int>(y);
}

QString withOrigin(const TranscriptRow &row)
{
    if (row.standIn)
        return QCoreApplication::translate("Transcript", "%1 (offline)").arg(row.shown);
    if (!row.backfilled)
        return row.shown;
    return QCoreApplication::translate("Transcript", "%1 (filled in later)").arg(row.shown);
}

std::unique_ptr<QTextLayout> noteLayout(const TranscriptNote &note, const RowGeometry &geometry)
{
    const QString label = harmless(note.label, longestNote);
    const QString text = note.text.isEmpty() ? QString() : harmless(note.text, longestNote);
    auto layout = std::make_unique<QTextLayout>(
        text.isEmpty() ? label : QStringLiteral("%1%2%3").arg(label, QChar(QChar::LineSeparator), text),
        geometry.noteFont);
    QTextLayout::FormatRange bold;
    bold.start = 0;
    bold.length = static_cast<int>(label.size());
    QFont strong = geometry.noteFont;
    strong.setWeight(QFont::DemiBold);
    bold.format.setFont(strong);
    layout->setFormats({bold});
    return layout;
}

} // namespace

RowGeometry RowGeometry::of(int width, const QFont &base, bool hasNotes)
{
    RowGeometry g;
    g.width = width;
    g.textFont = sized(base, 1.15, QFont::Normal);
    g.speakerFont = sized(base, 1.0, QFont::DemiBold);
    g.smallFont = sized(base, 0.9, QFont::Normal);
    g.noteFont = sized(base, 0.92, QFont::Normal);
    const QFontMetrics text(g.textFont);
    const QFontMetrics speaker(g.speakerFont);
    const QFontMetrics small(g.smallFont);
    g.lineHeight = static_cast<int>(std::ceil(text.height() * 1.12));
    g.charWidth = std::max(1, text.averageCharWidth());
    g.padding = std::max(5, text.height() / 3);
    const int em = text.height();
    const int timeWidth = small.horizontalAdvance(QStringLiteral("0:00:00"));
    const int speakerWidth = speaker.horizontalAdvance(QStringLiteral("Customer 2"));
    g.stacked = width < em * 28;
    g.speakerX = margin;
    g.timeX = g.stacked ? margin : margin + speakerWidth + gap;
    g.textX = g.stacked ? margin + bar + 10 : g.timeX + timeWidth + gap + bar + 10;
    g.headHeight = g.stacked ? speaker.height() + 3 : 0;
    int available = std::max(40, width - g.textX - margin);
    g.notesBeside = hasNotes && width >= em * 44;
    if (g.notesBeside) {
        g.notesWidth = std::min(available / 3, em * 20);
        available -= g.notesWidth + 2 * gap;
    }
    g.textWidth = std::min(available, em * longestTextEm);
    if (!g.notesBeside)
        g.notesWidth = g.textWidth;
    g.notesX = g.notesBeside ? g.textX + g.textWidth + 2 * gap : g.textX;
    return g;
}

int RowGeometry::estimatedHeight(const TranscriptRow &row) const
{
    const auto lines = 1 + row.shown.size() * charWidth / std::max(1, textWidth);
    return static_cast<int>(lines) * lineHeight + headHeight + 2 * padding;
}

RowLayout::RowLayout(const TranscriptRow &row, const RowGeometry &geometry)
    : m_speaker(row.speaker)
    , m_time(timeText(row.start))
    , m_track(row.track)
    , m_isCertain(row.final && !row.standIn)
{
    QFont font = geometry.textFont;
    font.setItalic(!row.final);
    m_text.setFont(font);
    m_text.setText(withOrigin(row));
    m_textHeight = std::max(geometry.lineHeight, layOut(m_text, geometry.textWidth));
    int y = geometry.notesBeside ? 0 : m_textHeight + (row.notes.isEmpty() ? 0 : 6);
    for (const TranscriptNote &note : row.notes) {
        auto layout = noteLayout(note, geometry);
        const int height = layOut(*layout, geometry.notesWidth - 20);
        m_notes.push_back({std::move(layout), y, height});
        y += height + 8;
    }
    m_height = std::max(m_textHeight, y) + geometry.headHeight + 2 * geometry.padding;
}

void RowLayout::drawHead(QPainter &painter, int top, const RowGeometry &geometry, bool withSpeaker,
                         const Colours &colours) const
{
    const QColor own = m_track == Track::Rep ? colours.rep : colours.customer;
    const QFontMetrics speaker(geometry.speakerFont);
    const QFontMetrics small(geometry.smallFont);
    const QFontMetrics text(geometry.textFont);
    const int baseline = top + geometry.padding + (geometry.stacked ? speaker.ascent() : text.ascent());
    int timeX = geometry.timeX;
    if (withSpeaker || geometry.stacked) {
        const int room = geometry.stacked ? geometry.width / 2 : geometry.timeX - geometry.speakerX - 6;
        const QString name = speaker.elidedText(m_speaker, Qt::ElideRight, room);
        painter.setFont(geometry.speakerFont);
        painter.setPen(own);
        painter.drawText(geometry.speakerX, baseline, name);
        if (geometry.stacked)
            timeX = geometry.speakerX + speaker.horizontalAdvance(name) + 10;
    }
    painter.setFont(geometry.smallFont);
    painter.setPen(colours.muted);
    // Right-aligned, so that the colons of the times stand below each other.
    const int indent = geometry.stacked ? 0
                                        : small.horizontalAdvance(QStringLiteral("0:00:00")) -
                                              small.horizontalAdvance(m_time);
    painter.drawText(timeX + indent, baseline, m_time);
}

void RowLayout::draw(QPainter &painter, int top, const RowGeometry &geometry, const RowLook &look,
                     const Colours &colours) const
{
    const QRect whole(0, top, geometry.width, m_height);
    painter.setClipRect(whole);
    if (look.selected)
        painter.fillRect(whole, colours.selection);
    drawHead(painter, top, geometry, look.withSpeaker, colours);
    const int textTop = top + geometry.padding + geometry.headHeight;
    painter.fillRect(geometry.textX - bar - 10, textTop + 1, bar, m_textHeight - 2,
                     m_track == Track::Rep ? colours.rep : colours.customer);
    painter.setPen(m_isCertain ? colours.text : colours.muted);
    m_text.draw(&painter, QPointF(geometry.textX, textTop));
    for (const Note &note : m_notes) {
        const QRect box(geometry.notesX, textTop + note.y, geometry.notesWidth, note.height + 4);
        painter.fillRect(box, look.selected ? colours.surface : colours.raised);
        painter.fillRect(box.x(), box.y(), bar, box.height(), colours.watch);
        painter.setPen(colours.text);
        note.layout->draw(&painter, QPointF(box.x() + 12, box.y() + 2));
    }
    if (look.current) {
        painter.setPen(QPen(colours.accent, 2));
        painter.drawRect(whole.adjusted(2, 1, -2, -1));
    }
    painter.setClipping(false);
}

} // namespace talktrack
