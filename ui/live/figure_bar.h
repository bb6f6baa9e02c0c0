// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "ui/texts/figure_text.h"

#include <QBoxLayout>
#include <QWidget>

#include <array>

class QGridLayout;

namespace talktrack {

/// One figure at a glance: its name, its value, a sign with a word for how it stands, and a track on which it
/// lies.
class FigureTile final : public QWidget
{
    Q_OBJECT

public:
    explicit FigureTile(Figure figure, QWidget *parent = nullptr);

    void showFigure(const CallMetrics &metrics, Band band);
    /// Words alone, on one line, where there is little height.
    void setCompact(bool compact);
    /// All of it in words, as it is read aloud.
    QString text() const { return m_text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintWords(QPainter &painter, QRect rect) const;
    void paintTrack(QPainter &painter, const QRectF &rect) const;

    Figure m_figure;
    Band m_band = Band::Unknown;
    bool m_compact = false;
    QString m_value;
    QString m_text;
    /// Where on the track, 0–1; absent where it could not be measured.
    std::optional<double> m_position;
};

/// Talk time, pace, current monologue and mood, side by side, two by two where there is little width.
class FigureBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FigureBar(QWidget *parent = nullptr);

    void showMetrics(const CallMetrics &metrics, const MetricBandsReading &bands);
    QString text() const;
    /// Two by two, and words alone.
    void setShape(bool narrow, bool compact);

private:
    std::array<FigureTile *, 4> m_tiles;
    QGridLayout *m_grid;
};

} // namespace talktrack
