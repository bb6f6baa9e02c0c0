// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_page.h"

#include "ui/live/call_header.h"
#include "ui/live/call_splitter.h"
#include "ui/live/card_column.h"
#include "ui/live/checklist_panel.h"
#include "ui/live/device_bar.h"
#include "ui/live/figure_bar.h"
#include "ui/live/side_panel.h"
#include "ui/live/start_panel.h"
#include "ui/live/state_bar.h"
#include "ui/live/summary_strip.h"
#include "ui/texts/error_text.h"
#include "ui/texts/state_text.h"
#include "ui/transcript/transcript_view.h"
#include "ui/widgets/panel.h"

#include <QResizeEvent>
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
constexpr int margin = 16;

} // namespace

LivePage::LivePage(QWidget *parent)
    : QWidget(parent)
    , m_actions(new CallActions(this))
    , m_transcript(new TranscriptView)
    , m_side(new SidePanel)
    , m_cards(m_side->cards())
    , m_checklist(m_side->checklist())
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
    auto *transcriptPanel = new Panel;
    auto *framed = new QVBoxLayout(transcriptPanel);
    framed->setContentsMargins(2, 8, 2, 8);
    framed->addWidget(m_transcript);
    m_splitter = new CallSplitter(transcriptPanel, m_side, view);
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
    connect(m_actions->mute(), &QAction::triggered, this,
            [this] { Q_EMIT muteToggled(!m_actions->isMuted()); });
    connect(m_actions->pause(), &QAction::triggered, this,
            [this] { Q_EMIT pauseToggled(!m_actions->isPaused()); });
    for (QAction *action :
         {m_actions->start(), m_actions->demo(), m_actions->end(), m_actions->mute(), m_actions->pause()})
        addAction(action);
    connect(m_devices, &DeviceBar::chosen, this, &LivePage::deviceChosen);
    connect(&m_cards, &CardColumn::cardUsed, this, &LivePage::cardUsed);
    connect(&m_cards, &CardColumn::cardDismissed, this, &LivePage::cardDismissed);
    connect(m_summary, &SummaryStrip::openRequested, this, &LivePage::openCallRequested);
    connect(m_summary, &SummaryStrip::newCallRequested, this, &LivePage::showReady);
    connect(m_splitter, &CallSplitter::dividerMoved, this, &LivePage::dividersChanged);
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

void LivePage::showView(QWidget *view)
{
    m_stack->setCurrentWidget(view);
    tellWaiting();
}

void LivePage::setMinimised(bool minimised)
{
    m_minimised = minimised;
    tellWaiting();
}

void LivePage::tellWaiting()
{
    const bool waiting = m_shown && !m_minimised && m_stack->currentWidget() == m_start;
    if (waiting == m_waiting)
        return;
    m_waiting = waiting;
    Q_EMIT waitingChanged(waiting);
}

PlaybookPicker &LivePage::playbooks()
{
    return m_start->playbooks();
}

void LivePage::focusFirst()
{
    if (m_stack->currentWidget() == m_start)
        m_start->firstField()->setFocus();
    else
        m_transcript->setFocus();
}

void LivePage::showStarting(const QString &title, bool fromFile)
{
    setStage(CallActions::Stage::Starting);
    m_start->showTrouble({});
    m_states.clear();
    m_transcript->clear();
    m_transcript->setPlaceholder(tr("Getting ready\u2026"));
    m_cards.setPlaceholder(tr("What to say appears here as the customer speaks."));
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
    showView(m_callView);
    m_transcript->setFocus();
}

void LivePage::showCall(const Call &call)
{
    setStage(CallActions::Stage::Running);
    m_header->showTitle(call.title);
    m_transcript->setEngine(call.speech);
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
    const bool hadFocus = m_cards.isAncestorOf(focusWidget());
    m_cards.showCards(cards);
    m_side->arrange();
    if (hadFocus && !m_cards.isAncestorOf(focusWidget()))
        m_transcript->setFocus();
    QSet<QString> ids;
    for (const Card &card : cards)
        ids.insert(card.id);
    const bool gone = ids.isEmpty() && !m_cardIds.isEmpty();
    const bool arrived = !m_cardIds.contains(ids);
    m_cardIds = ids;
    if (arrived)
        Q_EMIT cardArrived();
    if (gone)
        Q_EMIT cardsGone();
}

void LivePage::showChecklist(const QList<ChecklistEntry> &entries)
{
    m_checklist.showChecklist(entries);
    m_side->arrange();
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

void LivePage::showNoLevels()
{
    m_devices->showOff();
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
        sentences.append(reasonText(state));
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
    showCards({});
    m_cards.setPlaceholder(
        tr("The call is being ended: the last words are still being understood. \"End now\" "
           "does not wait for them."));
}

void LivePage::showEnded(const CallOutcome &outcome)
{
    setStage(CallActions::Stage::Ready);
    m_states.clear();
    sayTroubles();
    showCards({});
    m_cards.setPlaceholder(tr("The call is over."));
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
    showView(m_callView);
    m_start->clear();
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
    showView(m_start);
    focusFirst();
}

QByteArray LivePage::dividers() const
{
    return m_splitter->dividers();
}

void LivePage::restoreDividers(const QByteArray &dividers)
{
    m_splitter->restoreDividers(dividers);
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
    m_shown = true;
    tellWaiting();
}

void LivePage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_shown = false;
    tellWaiting();
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
    if (turned) {
        m_checklist.setOpen(!shape.narrow);
        m_splitter->setNarrow(shape.narrow);
    }
    showSide();
}

void LivePage::showSide()
{
    // After a call there is nothing to suggest; above the transcript the space is better given to it.
    m_side->setVisible(!m_over || !m_shape || !m_shape->narrow);
}

} // namespace talktrack
