// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/checklist_panel.h"

#include "ui/texts/figure_text.h"
#include "ui/texts/plain_text.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text_label.h"

#include <QEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStringList>
#include <QVBoxLayout>

namespace talktrack {
namespace {

constexpr int longestLabel = 60;
constexpr int iconSize = 18;
constexpr int iconGap = 7;
constexpr int columnGap = 16;
constexpr QMargins panelMargins{8, 5, 16, 5};
constexpr QMargins itemsMargins{10, 2, 0, 5};

} // namespace

ChecklistItems::ChecklistItems(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChecklistItems::showEntries(const QList<ChecklistEntry> &entries)
{
    m_entries = entries;
    m_widest = 0;
    QStringList words;
    for (ChecklistEntry &entry : m_entries) {
        entry.label = harmless(entry.label, longestLabel);
        m_widest = std::max(m_widest, fontMetrics().horizontalAdvance(entry.label));
        words.append(entry.done ? tr("%1: covered at %2").arg(entry.label, timeText(entry.at))
                                : tr("%1: open").arg(entry.label));
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
    setToolTip(QString());
    updateGeometry();
    update();
}

int ChecklistItems::columns(int width) const
{
    return std::clamp((width + columnGap) / std::max(1, iconSize + iconGap + m_widest + columnGap), 1, 4);
}

int ChecklistItems::rowHeight() const
{
    return std::max(iconSize, fontMetrics().height()) + 7;
}

int ChecklistItems::heightForWidth(int width) const
{
    const int across = columns(width);
    return (static_cast<int>(m_entries.size()) + across - 1) / across * rowHeight();
}

QSize ChecklistItems::sizeHint() const
{
    const int width = 2 * (iconSize + iconGap + m_widest + columnGap);
    return {width, heightForWidth(width)};
}

QSize ChecklistItems::minimumSizeHint() const
{
    return {120, rowHeight()};
}

void ChecklistItems::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        update();
}

void ChecklistItems::paintEvent(QPaintEvent *)
{
    const Colours &colours = Colours::current();
    QPainter painter(this);
    const int across = columns(width());
    const int down = (static_cast<int>(m_entries.size()) + across - 1) / across;
    const int columnWidth = width() / across;
    const QPixmap done =
        iconPixmap(QStringLiteral("check-circle"), colours.good, iconSize, devicePixelRatioF());
    const QPixmap open =
        iconPixmap(QStringLiteral("circle"), colours.controlLine, iconSize, devicePixelRatioF());
    for (int i = 0; i < m_entries.size(); ++i) {
        const ChecklistEntry &entry = m_entries.at(i);
        // Column by column: the order in which a call goes reads downwards.
        const QRect cell(i / down * columnWidth, i % down * rowHeight(), columnWidth - columnGap / 2,
                         rowHeight());
        painter.drawPixmap(cell.x(), cell.y() + (cell.height() - iconSize) / 2, entry.done ? done : open);
        const QRect words = cell.adjusted(iconSize + iconGap, 0, 0, 0);
        painter.setPen(entry.done ? colours.muted : colours.text);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(entry.label, Qt::ElideRight, words.width()));
    }
}

ChecklistPanel::ChecklistPanel(QWidget *parent)
    : QWidget(parent)
    , m_heading(new QPushButton(this))
    , m_scroll(new QScrollArea(this))
    , m_items(new ChecklistItems)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *panel = new Panel(this);
    outer->addWidget(panel);
    auto *column = new QVBoxLayout(panel);
    column->setContentsMargins(panelMargins);
    column->setSpacing(0);
    m_heading->setProperty("kind", QStringLiteral("quiet"));
    m_heading->setCheckable(true);
    m_heading->setChecked(true);
    m_heading->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setMinimumHeight(0);
    m_scroll->setWidget(m_items);
    auto *indented = new QHBoxLayout;
    indented->setContentsMargins(itemsMargins);
    indented->addWidget(m_scroll);
    column->addWidget(m_heading);
    column->addLayout(indented, 1);
    connect(m_heading, &QPushButton::toggled, this, [this](bool open) {
        m_scroll->setVisible(open);
        updateGeometry();
        drawIcon();
    });
    connect(m_heading, &QPushButton::clicked, this, &ChecklistPanel::folded);
    showChecklist({});
    drawIcon();
}

int ChecklistPanel::headingHeight() const
{
    return m_heading->sizeHint().height() + panelMargins.top() + panelMargins.bottom();
}

int ChecklistPanel::heightForWidth(int width) const
{
    if (!isOpen())
        return headingHeight();
    const int inside = width - panelMargins.left() - panelMargins.right() - itemsMargins.left();
    return headingHeight() + itemsMargins.top() + itemsMargins.bottom() + m_items->heightForWidth(inside);
}

int ChecklistPanel::leastHeight(int width) const
{
    constexpr int fewRows = 2;
    const int few =
        headingHeight() + itemsMargins.top() + itemsMargins.bottom() + fewRows * m_items->rowHeight();
    return std::min(heightForWidth(width), few);
}

void ChecklistPanel::showChecklist(const QList<ChecklistEntry> &entries)
{
    const auto done =
        std::count_if(entries.begin(), entries.end(), [](const ChecklistEntry &e) { return e.done; });
    m_any = !entries.isEmpty();
    m_heading->setText(tr("Checklist: %1 of %2").arg(done).arg(entries.size()));
    m_items->showEntries(entries);
    setVisible(m_any);
    updateGeometry();
    fitScroll();
}

void ChecklistPanel::setOpen(bool open)
{
    m_heading->setChecked(open);
}

bool ChecklistPanel::isOpen() const
{
    return m_heading->isChecked();
}

QString ChecklistPanel::heading() const
{
    return m_heading->text();
}

void ChecklistPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        drawIcon();
}

void ChecklistPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitScroll();
}

void ChecklistPanel::fitScroll()
{
    // Told outright: the scroll area's own reckoning lags behind when it shrinks.
    m_scroll->setVerticalScrollBarPolicy(height() >= heightForWidth(width()) ? Qt::ScrollBarAlwaysOff
                                                                             : Qt::ScrollBarAsNeeded);
}

void ChecklistPanel::drawIcon()
{
    const Colours &colours = Colours::current();
    m_heading->setIcon(themedIcon(isOpen() ? QStringLiteral("unfolded") : QStringLiteral("folded"),
                                  colours.muted, colours.muted));
}

} // namespace talktrack
