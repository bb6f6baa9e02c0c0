// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_page.h"

#include "ui/live/call_header.h"
#include "ui/live/card_column.h"
#include "ui/live/checklist_panel.h"
#include "ui/live/device_bar.h"
#include "ui/live/figure_bar.h"
#include "ui/live/start_panel.h"
#include "ui/live/state_bar.h"
#include "ui/live/summary_strip.h"
#include "ui/texts/error_text.h"
#include "ui/texts/state_text.h"
#include "ui/transcript/transcript_view.h"
#include "ui/widgets/panel.h"

#include <QDataStream>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace talktrack {
namespace {

/// Below this the suggestions go above the transcript.
constexpr int narrowWidth = 860;
/// Below this four figures no longer fit side by side.
constexpr int figuresWidth = 640;
/// Below this figures are words alone.
constexpr int shortHeight = 620;
/// QSplitter takes sizes as shares.
constexpr int whole = 10'000;
constexpr int margin = 16;

} // namespace

LivePage::LivePage(QWidget *parent)
    : QWidget(parent)
    , m_actions(new CallActions(this))
{
    build();
    wire();
    showReady();
    arrange();
}

LivePage::~LivePage() = default;

void LivePage::build()
{
    m_devices = new DeviceBar(this);
    m_start = new StartPanel(*m_actions, this);
    m_callView = buildCallView();
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_start);
    m_stack->addWidget(m_callView);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
}

QWidget *LivePage::buildCallView()
{
    auto *view = new QWidget(this);
    m_header = new CallHeader(*m_actions, view);
    m_summary = new SummaryStrip(view);
    m_notice = new NoticePanel(view);
    m_figures = new FigureBar(view);
    m_transcriptPanel = new Panel;
    m_transcript = new TranscriptView;
    auto *framed = new QVBoxLayout(m_transcriptPanel);
    framed->setContentsMargins(2, 8, 2, 8);
    framed->addWidget(m_transcript);
    m_cards = new CardColumn;
    m_checklist = new ChecklistPanel;
    auto *sideContent = new QWidget;
    auto *sideColumn = new QVBoxLayout(sideContent);
    sideColumn->setContentsMargins(0, 0, 2, 0);
    sideColumn->setSpacing(10);
    sideColumn->addWidget(m_cards);
    sideColumn->addWidget(m_checklist);
    sideColumn->addStretch(1);
    m_side = new QScrollArea;
    m_side->setWidgetResizable(true);
    m_side->setFrameShape(QFrame::NoFrame);
    m_side->setFocusPolicy(Qt::NoFocus);
    m_side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_side->setWidget(sideContent);
    m_splitter = new QSplitter(Qt::Horizontal, view);
    m_splitter->setHandleWidth(14);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_transcriptPanel);
    m_splitter->addWidget(m_side);
    m_transcriptPanel->setMinimumSize(200, 72);
    m_side->setMinimumSize(280, 84);
    auto *column = new QVBoxLayout(view);
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(12);
    for (QWidget *part : {static_cast<QWidget *>(m_header), static_cast<QWidget *>(m_summary),
                          static_cast<QWidget *>(m_notice), static_cast<QWidget *>(m_figures)})
        column->addWidget(part);
    column->addWidget(m_splitter, 1);
    return view;
}

void LivePage::wire()
{
    connect(m_actions->start(), &QAction::triggered, this,
            [this] { Q_EMIT startRequested(m_start->title(), device(Track::Rep), device(Track::Customer)); });
    connect(m_actions->demo(), &QAction::triggered, this, &LivePage::demoRequested);
    connect(m_actions->end(), &QAction::triggered, this, &LivePage::endRequested);
    connect(m_actions->mute(), &QAction::triggered, this, &LivePage::muteToggled);
    connect(m_actions->pause(), &QAction::triggered, this, &LivePage::pauseToggled);
    for (QAction *action :
         {m_actions->start(), m_actions->demo(), m_actions->end(), m_actions->mute(), m_actions->pause()})
        addAction(action);
    connect(m_devices, &DeviceBar::chosen, this, &LivePage::deviceChosen);
    connect(m_cards, &CardColumn::cardUsed, this, &LivePage::cardUsed);
    connect(m_cards, &CardColumn::cardDismissed, this, &LivePage::cardDismissed);
    connect(m_summary, &SummaryStrip::openRequested, this, &LivePage::openCallRequested);
    connect(m_summary, &SummaryStrip::newCallRequested, this, &LivePage::showReady);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        (isNarrow() ? m_narrowDivider : m_wideDivider) = m_splitter->saveState();
        Q_EMIT dividersChanged();
    });
}

std::optional<QString> LivePage::device(Track track) const
{
    return m_devices->choice(track);
}

void LivePage::setDevice(Track track, const std::optional<QString> &id)
{
    m_devices->setChoice(track, id);
}

void LivePage::showDevices(const QList<AudioDevice> &devices, bool ready)
{
    m_devices->showDevices(devices, ready);
}

void LivePage::setStage(CallActions::Stage stage)
{
    m_stage = stage;
    m_actions->setStage(stage);
}

void LivePage::showStarting(const QString &title, bool fromFile)
{
    setStage(CallActions::Stage::Starting);
    m_start->showTrouble({});
    m_states.clear();
    m_transcript->clear();
    m_transcript->setPlaceholder(tr("Getting ready\u2026"));
    m_cards->setPlaceholder(tr("What to say appears here as the customer speaks."));
    showCards({});
    showChecklist({});
    showMetrics({}, {});
    showMuted(false);
    showPaused(false);
    sayTroubles();
    m_header->showTitle(title);
    m_devices->setFromFile(fromFile);
    m_header->adopt(m_devices);
    m_header->setRunning(true);
    m_summary->hide();
    m_figures->show();
    m_over = false;
    showSide();
    m_stack->setCurrentWidget(m_callView);
    m_transcript->setFocus();
}

void LivePage::showCall(const Call &call)
{
    setStage(CallActions::Stage::Running);
    m_header->showTitle(call.title);
    m_transcript->setPlaceholder(tr("Listening. What is said appears here."));
}

void LivePage::showLine(const Transcription &line)
{
    m_transcript->showLine(line);
}

void LivePage::removeLine(const QString &id)
{
    m_transcript->removeLine(id);
}

void LivePage::showCards(const QList<Card> &cards)
{
    const bool hadFocus = m_cards->isAncestorOf(focusWidget());
    m_cards->showCards(cards);
    if (hadFocus && !m_cards->isAncestorOf(focusWidget()))
        m_transcript->setFocus();
}

void LivePage::showChecklist(const QList<ChecklistEntry> &entries)
{
    m_checklist->showChecklist(entries);
}

void LivePage::showMetrics(const CallMetrics &metrics, const MetricBandsReading &bands)
{
    m_figures->showMetrics(metrics, bands);
    // The call's own clock, which is the one its lines are timed by.
    m_header->showElapsed(metrics.at);
}

void LivePage::showLevels(const AudioLevels &levels)
{
    m_devices->showLevels(levels);
}

void LivePage::showState(const PartState &state)
{
    if (m_states.apply(state))
        sayTroubles();
}

void LivePage::sayTroubles()
{
    m_header->showParts(m_states.parts());
    QStringList sentences;
    for (const PartState &state : m_states.troubles())
        sentences.append(reasonText(state.reason, state.subject));
    m_notice->showSentences(sentences);
}

void LivePage::showMuted(bool muted)
{
    m_actions->setMuted(muted);
    m_header->setMuted(muted);
}

void LivePage::showPaused(bool paused)
{
    m_actions->setPaused(paused);
    m_header->setPaused(paused);
}

void LivePage::showEnding()
{
    setStage(CallActions::Stage::Ending);
}

void LivePage::showEnded(const CallOutcome &outcome)
{
    setStage(CallActions::Stage::Ready);
    m_states.clear();
    sayTroubles();
    showCards({});
    m_cards->setPlaceholder(tr("The call is over."));
    m_devices->showOff();
    m_devices->hide();
    m_header->setRunning(false);
    m_header->showTitle(outcome.call.title);
    if (outcome.call.duration)
        m_header->showElapsed(*outcome.call.duration);
    m_transcript->setPlaceholder(tr("Nothing was said in this call."));
    m_summary->showOutcome(outcome);
    m_summary->show();
    m_figures->hide();
    m_over = true;
    showSide();
    m_stack->setCurrentWidget(m_callView);
    m_start->clearTitle();
}

void LivePage::showFailed(const Error &error)
{
    showReady();
    m_start->showTrouble(errorText(error));
}

void LivePage::showReady()
{
    setStage(CallActions::Stage::Ready);
    m_devices->showOff();
    m_devices->setFromFile(false);
    m_start->adopt(m_devices);
    m_start->showTrouble({});
    m_stack->setCurrentWidget(m_start);
    m_start->firstField()->setFocus();
}

QByteArray LivePage::dividers() const
{
    QByteArray out;
    QDataStream stream(&out, QIODevice::WriteOnly);
    stream << m_wideDivider << m_narrowDivider;
    return out;
}

void LivePage::restoreDividers(const QByteArray &dividers)
{
    QDataStream in(dividers);
    in >> m_wideDivider >> m_narrowDivider;
    turnSplitter(isNarrow());
}

void LivePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void LivePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    arrange();
}

void LivePage::arrange()
{
    const Shape shape{.narrow = width() < narrowWidth,
                      .figuresTwoByTwo = width() < figuresWidth,
                      .low = height() < shortHeight};
    if (m_shape == shape)
        return;
    const bool turned = !m_shape || m_shape->narrow != shape.narrow;
    m_shape = shape;
    m_figures->setShape(shape.figuresTwoByTwo || (shape.low && shape.narrow), shape.low);
    m_header->setNarrow(shape.narrow);
    if (turned)
        turnSplitter(shape.narrow);
    showSide();
}

void LivePage::turnSplitter(bool narrow)
{
    m_splitter->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
    m_splitter->insertWidget(narrow ? 0 : 1, m_side);
    m_splitter->setStretchFactor(m_splitter->indexOf(m_transcriptPanel), 11);
    m_splitter->setStretchFactor(m_splitter->indexOf(m_side), 9);
    m_checklist->setOpen(!narrow);
    const QByteArray &known = narrow ? m_narrowDivider : m_wideDivider;
    if (known.isEmpty() || !m_splitter->restoreState(known)) {
        const int forSide = whole * 9 / 20;
        m_splitter->setSizes(narrow ? QList<int>{forSide, whole - forSide}
                                    : QList<int>{whole - forSide, forSide});
    }
    m_splitter->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
}

void LivePage::showSide()
{
    // After a call there is nothing to suggest; above the transcript the space is better given to it.
    m_side->setVisible(!m_over || !m_shape || !m_shape->narrow);
}

} // namespace talktrack
