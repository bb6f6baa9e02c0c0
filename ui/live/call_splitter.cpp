// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/call_splitter.h"

#include "ui/live/side_panel.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>

namespace talktrack {
namespace {

/// QSplitter takes sizes as shares.
constexpr int whole = 10'000;
/// About four lines, where there is room for them and a card.
constexpr int transcriptHeight = 104;
constexpr int littleRoom = 340;
constexpr QSize smallestTranscript{200, 72};

} // namespace

CallSplitter::CallSplitter(QWidget *transcript, SidePanel *side, QWidget *parent)
    : QSplitter(Qt::Horizontal, parent)
    , m_transcript(transcript)
    , m_side(side)
{
    setHandleWidth(14);
    setChildrenCollapsible(false);
    m_transcript->setMinimumSize(smallestTranscript);
    addWidget(m_transcript);
    addWidget(m_side);
    connect(this, &QSplitter::splitterMoved, this, [this] {
        (isNarrow() ? m_narrowDivider : m_wideDivider) = saveState();
        Q_EMIT dividerMoved();
    });
    connect(m_side, &SidePanel::heightChanged, this, &CallSplitter::fit);
    turn();
}

void CallSplitter::setNarrow(bool narrow)
{
    if (narrow == isNarrow())
        return;
    setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
    turn();
}

QByteArray CallSplitter::dividers() const
{
    QByteArray out;
    QDataStream stream(&out, QIODevice::WriteOnly);
    stream << m_wideDivider << m_narrowDivider;
    return out;
}

void CallSplitter::restoreDividers(const QByteArray &dividers)
{
    QDataStream in(dividers);
    in >> m_wideDivider >> m_narrowDivider;
    turn();
}

void CallSplitter::turn()
{
    const bool narrow = isNarrow();
    insertWidget(narrow ? 0 : 1, m_side);
    setStretchFactor(indexOf(m_transcript), narrow ? 1 : 11);
    setStretchFactor(indexOf(m_side), narrow ? 0 : 9);
    const QByteArray &known = narrow ? m_narrowDivider : m_wideDivider;
    if (known.isEmpty() || !restoreState(known)) {
        const int forSide = whole * 9 / 20;
        setSizes(narrow ? QList<int>{forSide, whole - forSide} : QList<int>{whole - forSide, forSide});
    }
    setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
    fit();
}

void CallSplitter::fit()
{
    if (m_fitting || !isNarrow() || !m_narrowDivider.isEmpty() || m_side->isHidden() || height() <= 0)
        return;
    m_fitting = true;
    const int room = height() - handleWidth();
    const int forTranscript = room < littleRoom ? smallestTranscript.height() : transcriptHeight;
    const int most = std::max(room - forTranscript, m_side->minimumHeight());
    const int forSide = std::min(m_side->heightForWidth(width()), most);
    setSizes({forSide, room - forSide});
    m_fitting = false;
}

void CallSplitter::resizeEvent(QResizeEvent *event)
{
    QSplitter::resizeEvent(event);
    fit();
}

} // namespace talktrack
