// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transcript/transcript_view.h"

#include "ui/texts/figure_text.h"
#include "ui/theme/colours.h"
#include "ui/transcript/transcript_accessible.h"

#include <QPaintEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace talktrack {
namespace {

/// Rows kept laid out; several screens of them.
constexpr int cachedRows = 400;

} // namespace

TranscriptView::TranscriptView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_layoutCache(cachedRows)
    , m_jump(new QPushButton(this))
{
    installTranscriptAccessible();
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Transcript"));
    viewport()->setCursor(Qt::IBeamCursor);
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    m_jump->setProperty("kind", QStringLiteral("primary"));
    m_jump->setCursor(Qt::ArrowCursor);
    m_jump->hide();
    connect(m_jump, &QPushButton::clicked, this, [this] {
        jumpToNow();
        setFocus();
    });
    newGeometry();
}

TranscriptView::~TranscriptView() = default;

void TranscriptView::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    viewport()->update();
}

QString TranscriptView::lineText(int row) const
{
    const TranscriptRow &line = m_rows.at(row);
    QString out = tr("%1 %2: %3").arg(timeText(line.start), line.speaker, line.text);
    for (const TranscriptNote &note : line.notes)
        out += QStringLiteral("\n    [%1] %2").arg(note.label, note.text);
    return out;
}

void TranscriptView::setLines(const QList<Transcription> &lines,
                              const QHash<QString, QList<TranscriptNote>> &notes)
{
    clear();
    for (const Transcription &line : lines)
        m_rows.put(line);
    for (int row = 0; row < m_rows.count(); ++row)
        if (const auto of = notes.constFind(m_rows.at(row).id); of != notes.constEnd())
            m_rows.setNotes(row, *of);
    m_hasNotes = !notes.isEmpty();
    m_whole = true;
    setFollowing(false);
    newGeometry();
}

void TranscriptView::showLine(const Transcription &line)
{
    const TranscriptRows::Placed placed = m_rows.put(line);
    m_layoutCache.remove(line.id);
    const auto at = [](int row) {
        return static_cast<std::ptrdiff_t>(row);
    };
    if (placed.removedFrom >= 0) {
        m_heights.remove(placed.removedFrom);
        m_isMeasured.erase(m_isMeasured.begin() + at(placed.removedFrom));
        shiftRows(placed.removedFrom, -1);
    }
    if (placed.isNew || placed.removedFrom >= 0) {
        m_heights.insert(placed.row, m_geometry.estimatedHeight(m_rows.at(placed.row)));
        m_isMeasured.insert(m_isMeasured.begin() + at(placed.row), false);
        shiftRows(placed.row, 1);
    } else {
        m_isMeasured[static_cast<std::size_t>(placed.row)] = false;
    }
    if (placed.isNew && !m_following) {
        ++m_newLines;
        placeJump();
    }
    scheduleLayout();
}

void TranscriptView::removeLine(const QString &id)
{
    const int row = m_rows.remove(id);
    if (row < 0)
        return;
    m_layoutCache.remove(id);
    m_heights.remove(row);
    m_isMeasured.erase(m_isMeasured.begin() + row);
    shiftRows(row, -1);
    scheduleLayout();
}

void TranscriptView::clear()
{
    m_rows.clear();
    m_layoutCache.clear();
    m_heights.assign({});
    m_isMeasured.clear();
    m_anchorRow = m_anchorOffset = m_newLines = 0;
    m_current = m_selectionEnd = -1;
    m_hasNotes = m_whole = false;
    setFollowing(true);
    newGeometry();
}

void TranscriptView::shiftRows(int row, int by)
{
    for (int *held : {&m_anchorRow, &m_current, &m_selectionEnd})
        if (*held > row || (*held == row && by > 0))
            *held = std::max(0, *held + by);
    const int last = m_rows.count() - 1;
    m_anchorRow = std::clamp(m_anchorRow, 0, std::max(0, last));
    m_current = std::min(m_current, last);
    m_selectionEnd = std::min(m_selectionEnd, last);
}

void TranscriptView::newGeometry()
{
    m_geometry = RowGeometry::of(viewport()->width(), font(), m_hasNotes);
    m_layoutCache.clear();
    std::vector<int> heights(static_cast<std::size_t>(m_rows.count()));
    for (int row = 0; row < m_rows.count(); ++row)
        heights[static_cast<std::size_t>(row)] = m_geometry.estimatedHeight(m_rows.at(row));
    m_heights.assign(std::move(heights));
    m_isMeasured.assign(static_cast<std::size_t>(m_rows.count()), false);
    scheduleLayout();
}

const RowLayout &TranscriptView::layoutOf(int row)
{
    const TranscriptRow &line = m_rows.at(row);
    RowLayout *layout = m_layoutCache.object(line.id);
    if (!layout) {
        ++m_layouts;
        layout = new RowLayout(line, m_geometry);
        m_layoutCache.insert(line.id, layout);
    }
    return *layout;
}

int TranscriptView::measured(int row)
{
    if (!m_isMeasured[static_cast<std::size_t>(row)]) {
        m_heights.set(row, layoutOf(row).height());
        m_isMeasured[static_cast<std::size_t>(row)] = true;
    }
    return m_heights.height(row);
}

void TranscriptView::scheduleLayout()
{
    // Many lines may arrive at once, after the window was blocked: they are laid out together.
    if (!m_layoutTimer.isActive())
        m_layoutTimer.start(0, this);
}

void TranscriptView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_layoutTimer.timerId())
        return QAbstractScrollArea::timerEvent(event);
    layOutVisible();
}

void TranscriptView::layOutFromEnd(int height)
{
    int filled = 0;
    int row = m_rows.count();
    while (row > 0 && filled < height)
        filled += measured(--row);
    m_anchorRow = row;
    m_anchorOffset = std::max(0, filled - height);
}

void TranscriptView::layOutFromAnchor(int height)
{
    if (m_rows.count() > 0)
        m_anchorOffset = std::clamp(m_anchorOffset, 0, std::max(0, measured(m_anchorRow) - 1));
    int filled = -m_anchorOffset;
    for (int row = m_anchorRow; row < m_rows.count() && filled < height; ++row)
        filled += measured(row);
    // Where the rows end before the screen does, the screen belongs at the end.
    if (filled < height)
        layOutFromEnd(height);
}

void TranscriptView::layOutVisible()
{
    m_layoutTimer.stop();
    const int height = viewport()->height();
    if (m_following)
        layOutFromEnd(height);
    else
        layOutFromAnchor(height);
    const auto fits = [](qint64 value) {
        return static_cast<int>(std::clamp<qint64>(value, 0, std::numeric_limits<int>::max()));
    };
    m_updating = true;
    QScrollBar *bar = verticalScrollBar();
    bar->setPageStep(height);
    bar->setRange(0, fits(m_heights.total() - height));
    bar->setValue(fits(m_heights.top(m_anchorRow) + m_anchorOffset));
    m_updating = false;
    // In a window that has grown there may be nothing left to scroll, and so no way back to offer.
    if (!m_following && !m_whole && bar->maximum() == 0)
        setFollowing(true);
    viewport()->update();
}

void TranscriptView::anchorAt(qint64 y)
{
    const int row = m_heights.rowAt(y);
    if (row < 0)
        return;
    const bool upwards = row < m_anchorRow;
    const bool known = m_isMeasured[static_cast<std::size_t>(row)];
    const auto offset = static_cast<int>(y - m_heights.top(row));
    const int estimated = m_heights.height(row);
    m_anchorRow = row;
    m_anchorOffset = offset;
    // Coming from below, what was already seen of the row stays where it is when its real height is known.
    if (upwards && !known)
        m_anchorOffset = std::max(0, measured(row) - (estimated - offset));
}

void TranscriptView::scrollContentsBy(int, int)
{
    if (m_updating)
        return;
    const QScrollBar *bar = verticalScrollBar();
    anchorAt(bar->value());
    setFollowing(bar->value() >= bar->maximum());
    layOutVisible();
}

void TranscriptView::setFollowing(bool following)
{
    if (following)
        m_newLines = 0;
    if (following != m_following) {
        m_following = following;
        Q_EMIT followingChanged(following);
    }
    placeJump();
}

void TranscriptView::placeJump()
{
    const bool wanted = !m_following && !m_whole;
    if (wanted) {
        m_jump->setText(m_newLines > 0 ? tr("Jump to now (new: %1)").arg(m_newLines) : tr("Jump to now"));
        m_jump->adjustSize();
        m_jump->move((viewport()->width() - m_jump->width()) / 2,
                     viewport()->height() - m_jump->height() - 12);
        m_jump->raise();
    }
    if (!wanted && m_jump->hasFocus())
        setFocus();
    m_jump->setVisible(wanted);
}

void TranscriptView::jumpToNow()
{
    setFollowing(true);
    layOutVisible();
}

bool TranscriptView::event(QEvent *event)
{
    if (event->type() == QEvent::FontChange) {
        verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
        newGeometry();
    }
    return QAbstractScrollArea::event(event);
}

void TranscriptView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        viewport()->update();
}

void TranscriptView::resizeEvent(QResizeEvent *)
{
    if (viewport()->width() != m_geometry.width)
        newGeometry();
    layOutVisible();
    placeJump();
}

void TranscriptView::drawPlaceholder(QPainter &painter) const
{
    painter.setPen(Colours::current().muted);
    painter.setFont(m_geometry.textFont);
    painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                     m_placeholder);
}

void TranscriptView::paintEvent(QPaintEvent *event)
{
    if (m_layoutTimer.isActive())
        layOutVisible();
    const Colours &colours = Colours::current();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), colours.surface);
    if (m_rows.count() == 0)
        return drawPlaceholder(painter);
    // A transcript that does not fill the screen yet begins at its top.
    int y = -m_anchorOffset;
    for (int row = m_anchorRow; row < m_rows.count() && y < viewport()->height(); ++row) {
        const RowLayout &layout = layoutOf(row);
        const bool sameSpeaker = row > 0 && m_rows.at(row - 1).speaker == m_rows.at(row).speaker;
        layout.draw(painter, y, m_geometry,
                    {.selected = isSelected(row),
                     .current = row == m_current && hasFocus(),
                     .withSpeaker = !sameSpeaker || row == m_anchorRow},
                    colours);
        y += layout.height();
    }
}

QRect TranscriptView::lineRect(int row) const
{
    const qint64 y = m_heights.top(row) - m_heights.top(m_anchorRow) - m_anchorOffset;
    constexpr qint64 far = 1'000'000;
    return {0, static_cast<int>(std::clamp(y, -far, far)), viewport()->width(), m_heights.height(row)};
}

int TranscriptView::lineAt(const QPoint &position) const
{
    const qint64 y = m_heights.top(m_anchorRow) + m_anchorOffset + position.y();
    return y < 0 || y >= m_heights.total() ? -1 : m_heights.rowAt(y);
}

} // namespace talktrack
