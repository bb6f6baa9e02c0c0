// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/level_bar.h"

#include "ui/theme/colours.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPainter>

#include <cmath>

namespace talktrack {
namespace {

constexpr int segments = 16;
/// Below this a microphone is off rather than in a quiet room.
constexpr float noSignalDbfs = -80;
/// The range shown; speech lies between -40 and -12.
constexpr float lowestDbfs = -60;
/// Near to clipping.
constexpr float hotDbfs = -6;

float segmentDbfs(int segment)
{
    return lowestDbfs - lowestDbfs * static_cast<float>(segment) / segments;
}

class LevelBarAccessible final : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit LevelBarAccessible(LevelBar *meter)
        : QAccessibleWidget(meter, QAccessible::ProgressBar)
    {
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text which) const override
    {
        return which == QAccessible::Value ? meter().valueText() : QAccessibleWidget::text(which);
    }
    QVariant currentValue() const override { return static_cast<double>(meter().levelDbfs()); }
    void setCurrentValue(const QVariant &) override {}
    QVariant maximumValue() const override { return 0.0; }
    QVariant minimumValue() const override { return static_cast<double>(silenceDbfs); }
    QVariant minimumStepSize() const override { return 1.0; }

private:
    LevelBar &meter() const { return *static_cast<LevelBar *>(widget()); }
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *meter = qobject_cast<LevelBar *>(object);
    return meter ? new LevelBarAccessible(meter) : nullptr;
}

} // namespace

LevelBar::LevelBar(QWidget *parent)
    : QWidget(parent)
{
    QAccessible::installFactory(makeAccessible);
    setFont(scaledFont(0.85));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

bool LevelBar::hasSignal() const
{
    return m_peak > noSignalDbfs;
}

QString LevelBar::valueText() const
{
    if (!m_measuring)
        return tr("not measuring");
    if (!hasSignal())
        return tr("no signal");
    return tr("%1 dB").arg(static_cast<int>(std::lround(m_rms)));
}

void LevelBar::showLevel(float rmsDbfs, float peakDbfs)
{
    const auto tame = [](float level) {
        return std::isfinite(level) ? std::clamp(level, silenceDbfs, 0.0F) : silenceDbfs;
    };
    const float rms = tame(rmsDbfs);
    const float peak = tame(peakDbfs);
    if (m_measuring && rms == m_rms && peak == m_peak)
        return;
    m_rms = rms;
    m_peak = peak;
    m_measuring = true;
    update();
}

void LevelBar::showOff()
{
    m_measuring = false;
    m_rms = m_peak = silenceDbfs;
    update();
}

QSize LevelBar::sizeHint() const
{
    return {std::max(120, fontMetrics().horizontalAdvance(tr("no signal")) + 16), fontMetrics().height()};
}

QSize LevelBar::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(tr("no signal")) + 4, fontMetrics().height()};
}

void LevelBar::paintEvent(QPaintEvent *)
{
    const Colours &colours = Colours::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_measuring && !hasSignal()) {
        painter.setPen(colours.watch);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, tr("no signal"));
        return;
    }
    const qreal step = static_cast<qreal>(width()) / segments;
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < segments; ++i) {
        const float from = segmentDbfs(i);
        const bool lit = m_rms > from;
        const bool peak = m_peak > from && m_peak <= segmentDbfs(i + 1);
        const QColor on = from >= hotDbfs ? colours.watch : colours.good;
        painter.setBrush(lit || peak ? on : colours.line);
        // Louder segments are taller, so that the shape alone tells the level.
        const qreal tall = height() * (0.35 + 0.45 * i / segments);
        painter.drawRoundedRect(QRectF(i * step, (height() - tall) / 2, step - 2, tall), 1.5, 1.5);
    }
}

} // namespace talktrack
