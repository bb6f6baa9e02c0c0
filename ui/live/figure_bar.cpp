// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/figure_bar.h"

#include "ui/texts/tool_tip.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text_label.h"

#include <QGridLayout>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

constexpr int trackHeight = 6;
constexpr int gap = 6;
constexpr int signSize = 14;
/// Ends of the tracks: what is usual in a call, not what is good.
constexpr double slowestWpm = 80;
constexpr double fastestWpm = 230;
constexpr double longestMonologue = 150;

std::optional<double> positionOf(Figure figure, const CallMetrics &metrics)
{
    const auto tame = [](double value) {
        return std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0.0;
    };
    switch (figure) {
    case Figure::TalkRatio:
        return metrics.talkTimeRatio ? std::optional(tame(*metrics.talkTimeRatio)) : std::nullopt;
    case Figure::Pace:
        return metrics.paceWpm
                   ? std::optional(tame((*metrics.paceWpm - slowestWpm) / (fastestWpm - slowestWpm)))
                   : std::nullopt;
    case Figure::Monologue:
        return tame(metrics.currentMonologue / longestMonologue);
    case Figure::Mood: {
        const auto mood = metrics.sentimentNow ? metrics.sentimentNow : metrics.sentimentAverage;
        return mood ? std::optional(tame((*mood + 1) / 2)) : std::nullopt;
    }
    }
    return std::nullopt;
}

struct Sign
{
    QString icon;
    QColor colour;
};

Sign signOf(Band band)
{
    const Colours &colours = Colours::current();
    switch (band) {
    case Band::Unknown:
        break;
    case Band::Good:
        return {QStringLiteral("check"), colours.good};
    case Band::Low:
        return {QStringLiteral("down"), colours.watch};
    case Band::High:
        return {QStringLiteral("up"), colours.watch};
    case Band::TooLow:
    case Band::TooHigh:
        return {QStringLiteral("warning"), colours.bad};
    }
    return {QString(), colours.muted};
}

} // namespace

FigureTile::FigureTile(Figure figure, QWidget *parent)
    : QWidget(parent)
    , m_figure(figure)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    showFigure({}, Band::Unknown);
}

void FigureTile::showFigure(const CallMetrics &metrics, Band band)
{
    m_band = band;
    m_value = figureValue(m_figure, metrics);
    m_text = figureText(m_figure, metrics, band);
    m_position = positionOf(m_figure, metrics);
    setAccessibleName(m_text);
    setToolTip(toolTipText(m_text));
    update();
}

void FigureTile::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
    update();
}

QSize FigureTile::sizeHint() const
{
    if (m_compact)
        return {180, QFontMetrics(scaledFont(1.15, QFont::DemiBold)).height()};
    const QFontMetrics name(scaledFont(0.88));
    const QFontMetrics value(scaledFont(1.15, QFont::DemiBold));
    return {180, name.height() + value.height() + trackHeight + 2 * gap};
}

QSize FigureTile::minimumSizeHint() const
{
    return {60, sizeHint().height()};
}

void FigureTile::paintWords(QPainter &painter, QRect rect) const
{
    const Colours &colours = Colours::current();
    const Sign sign = signOf(m_band);
    painter.setFont(scaledFont(1.15, QFont::DemiBold));
    painter.setPen(colours.text);
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, m_value);
    int x = rect.x() + painter.fontMetrics().horizontalAdvance(m_value) + 10;
    const QString verdict = figureVerdict(m_figure, m_band);
    if (verdict.isEmpty())
        return;
    const int ascentShift = 1;
    painter.drawPixmap(x, rect.center().y() - signSize / 2 + ascentShift,
                       iconPixmap(sign.icon, sign.colour, signSize, devicePixelRatioF()));
    x += signSize + 4;
    painter.setFont(scaledFont(0.95, QFont::Medium));
    painter.setPen(sign.colour);
    const int room = rect.right() - x;
    painter.drawText(QRect(x, rect.y(), room, rect.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(verdict, Qt::ElideRight, room));
}

void FigureTile::paintTrack(QPainter &painter, const QRectF &rect) const
{
    const Colours &colours = Colours::current();
    const qreal radius = rect.height() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(rect, radius, radius);
    if (!m_position)
        return;
    const QColor colour = m_band == Band::Unknown ? colours.muted : signOf(m_band).colour;
    const qreal x = rect.x() + rect.width() * *m_position;
    painter.setBrush(colour);
    // A share or a length fills the track; a place on a scale is a marker on it.
    if (m_figure == Figure::TalkRatio || m_figure == Figure::Monologue) {
        if (*m_position > 0)
            painter.drawRoundedRect(
                QRectF(rect.x(), rect.y(), std::max(x - rect.x(), rect.height()), rect.height()), radius,
                radius);
        return;
    }
    painter.drawEllipse(
        QPointF(std::clamp(x, rect.left() + radius, rect.right() - radius), rect.center().y()), radius + 2,
        radius + 2);
}

void FigureTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(scaledFont(0.88));
    painter.setPen(Colours::current().muted);
    if (m_compact) {
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, figureName(m_figure));
        int column = 0;
        for (const Figure each : {Figure::TalkRatio, Figure::Pace, Figure::Monologue, Figure::Mood})
            column = std::max(column, painter.fontMetrics().horizontalAdvance(figureName(each)));
        return paintWords(painter, rect().adjusted(column + 8, 0, 0, 0));
    }
    const int nameHeight = painter.fontMetrics().height();
    painter.drawText(QRect(0, 0, width(), nameHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     figureName(m_figure));
    const int valueHeight = QFontMetrics(scaledFont(1.15, QFont::DemiBold)).height();
    paintWords(painter, QRect(0, nameHeight, width(), valueHeight));
    paintTrack(painter, QRectF(2, nameHeight + valueHeight + gap, width() - 4, trackHeight));
}

FigureBar::FigureBar(QWidget *parent)
    : QWidget(parent)
    , m_tiles{new FigureTile(Figure::TalkRatio), new FigureTile(Figure::Pace),
              new FigureTile(Figure::Monologue), new FigureTile(Figure::Mood)}
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *panel = new Panel(this);
    outer->addWidget(panel);
    m_grid = new QGridLayout(panel);
    m_grid->setContentsMargins(16, 10, 16, 10);
    m_grid->setHorizontalSpacing(28);
    setShape(false, false);
}

void FigureBar::setShape(bool narrow, bool compact)
{
    m_grid->setVerticalSpacing(compact ? 4 : 12);
    for (int i = 0; i < 4; ++i) {
        FigureTile *tile = m_tiles[static_cast<std::size_t>(i)];
        m_grid->setColumnStretch(i, narrow && i > 1 ? 0 : 1);
        m_grid->addWidget(tile, narrow ? i / 2 : 0, narrow ? i % 2 : i);
        tile->setCompact(compact);
    }
}

void FigureBar::showMetrics(const CallMetrics &metrics, const MetricBandsReading &bands)
{
    m_tiles[0]->showFigure(metrics, bands.talkTimeRatio);
    m_tiles[1]->showFigure(metrics, bands.pace);
    m_tiles[2]->showFigure(metrics, bands.monologue);
    m_tiles[3]->showFigure(metrics, bands.sentiment);
}

QString FigureBar::text() const
{
    QStringList words;
    for (const FigureTile *tile : m_tiles)
        words.append(tile->text());
    return words.join(QStringLiteral("; "));
}

} // namespace talktrack
