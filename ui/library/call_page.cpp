// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/call_page.h"

#include "core/session/call_gaps.h"
#include "core/support/answer.h"
#include "ui/library/call_notes.h"
#include "ui/texts/error_text.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/figure_text.h"
#include "ui/theme/icons.h"
#include "ui/transcript/transcript_view.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text_label.h"

#include <QEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QStringList>
#include <QVBoxLayout>

#include <algorithm>

namespace talktrack {
namespace {

constexpr int margin = 16;

QString subtitleOf(const Call &call)
{
    const QStringList parts{
        momentText(call.startedAt),
        durationText(call.duration),
        callTypeText(call.type),
        callStatusText(call),
    };
    return parts.join(QStringLiteral("   \u00b7   "));
}

} // namespace

CallPage::CallPage(CallSource source, QWidget *parent)
    : QWidget(parent)
    , m_source(std::move(source))
{
    build();
    connect(m_back, &QPushButton::clicked, this, &CallPage::backRequested);
    connect(m_retry, &QPushButton::clicked, this, [this] { open(m_callId); });
    auto *back = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_Left), this);
    connect(back, &QShortcut::activated, this, &CallPage::backRequested);
}

void CallPage::build()
{
    m_back = new QPushButton(tr("All calls"), this);
    drawIcon();
    m_back->setToolTip(tr("Back to the list (Alt+Left)"));
    m_title = new TextLabel(this);
    m_title->setFont(scaledFont(1.5, QFont::DemiBold));
    m_subtitle = new TextLabel(this);
    setTone(m_subtitle, "muted");
    auto *figuresPanel = new Panel(this);
    m_figures = figuresPanel;
    auto *figureColumn = new QVBoxLayout(figuresPanel);
    figureColumn->setContentsMargins(18, 12, 18, 12);
    figureColumn->setSpacing(10);
    auto *flowHost = new QWidget(figuresPanel);
    QSizePolicy grows(QSizePolicy::Preferred, QSizePolicy::Minimum);
    grows.setHeightForWidth(true);
    flowHost->setSizePolicy(grows);
    figuresPanel->setSizePolicy(grows);
    m_figureFlow = new FlowLayout(flowHost, 24);
    m_checklist = new TextLabel(figuresPanel);
    setTone(m_checklist, "muted");
    figureColumn->addWidget(flowHost);
    figureColumn->addWidget(m_checklist);

    auto *transcriptPanel = new Panel(this);
    auto *framed = new QVBoxLayout(transcriptPanel);
    framed->setContentsMargins(2, 8, 2, 8);
    m_transcript = new TranscriptView(transcriptPanel);
    m_transcript->setPlaceholder(tr("Nothing was said in this call."));
    framed->addWidget(m_transcript);
    m_message = new QWidget(this);
    m_words = new TextLabel(m_message);
    m_words->setFont(scaledFont(1.15));
    setTone(m_words, "muted");
    m_retry = new QPushButton(tr("Try again"), m_message);
    auto *messageColumn = new QVBoxLayout(m_message);
    messageColumn->addStretch(2);
    messageColumn->addWidget(m_words);
    messageColumn->addWidget(m_retry, 0, Qt::AlignLeft);
    messageColumn->addStretch(3);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(transcriptPanel);
    m_stack->addWidget(m_message);

    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    auto *head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(m_back, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(12);
    column->addLayout(head);
    column->addWidget(buildMissing());
    column->addWidget(m_figures);
    column->addWidget(m_stack, 1);
}

QWidget *CallPage::buildMissing()
{
    auto *panel = new Panel(this);
    m_missing = panel;
    auto *row = new QHBoxLayout(panel);
    row->setContentsMargins(18, 10, 18, 10);
    row->setSpacing(16);
    m_missingWords = new TextLabel(panel);
    m_progress = new QProgressBar(panel);
    m_progress->setAccessibleName(tr("Transcribing"));
    m_progress->setMaximumWidth(200);
    m_transcribe = new QPushButton(tr("&Transcribe now"), panel);
    m_cancel = new QPushButton(tr("&Cancel"), panel);
    row->addWidget(m_missingWords, 1);
    for (QWidget *widget : {static_cast<QWidget *>(m_progress), static_cast<QWidget *>(m_transcribe),
                            static_cast<QWidget *>(m_cancel)})
        row->addWidget(widget, 0, Qt::AlignVCenter);
    panel->hide();
    connect(m_transcribe, &QPushButton::clicked, this, [this] {
        showTranscribing(m_callId, 0);
        m_source.transcribe(m_call);
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_source.cancelTranscribing(m_callId); });
    return panel;
}

void CallPage::showMissing(const CallRecord &record)
{
    m_call = record.call;
    const bool isPending = record.call.status == CallStatus::Pending;
    const bool hasGaps = std::any_of(record.feedback.cbegin(), record.feedback.cend(), &CallGaps::isFillable);
    const bool canBe = m_source.transcribe && !record.call.recordingKey.isEmpty();
    m_missing->setVisible(canBe && (isPending || hasGaps));
    sayMissing();
}

void CallPage::sayMissing()
{
    showAtWork(m_call.status == CallStatus::Pending
                   ? tr("This call was recorded and is not transcribed yet.")
                   : tr("A part of this call is not transcribed. Its sound was kept."),
               false);
}

void CallPage::showAtWork(const QString &words, bool atWork)
{
    m_missingWords->showText(words);
    m_progress->setVisible(atWork);
    m_cancel->setVisible(atWork);
    m_transcribe->setVisible(!atWork);
}

void CallPage::showTranscribing(const QString &callId, double fraction)
{
    if (callId != m_callId || m_missing->isHidden())
        return;
    m_progress->setValue(static_cast<int>(fraction * 100));
    showAtWork(tr("Transcribing\u2026"), true);
}

void CallPage::showTranscribed(const QString &callId)
{
    if (callId == m_callId)
        open(callId);
}

void CallPage::showNotTranscribed(const QString &callId, const Error &error)
{
    if (callId != m_callId || m_missing->isHidden())
        return;
    showAtWork(errorText(error), false);
}

void CallPage::showPutOff(const QString &callId)
{
    if (callId == m_callId && !m_missing->isHidden())
        sayMissing();
}

void CallPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        drawIcon();
}

void CallPage::drawIcon()
{
    m_back->setIcon(themedIcon(QStringLiteral("back")));
}

void CallPage::showMessage(const QString &words, bool withRetry)
{
    m_words->showText(words);
    m_words->setAccessibleName(m_words->text());
    m_retry->setVisible(withRetry);
    m_figures->hide();
    m_missing->hide();
    m_stack->setCurrentWidget(m_message);
}

void CallPage::open(const QString &callId)
{
    const int generation = ++m_generation;
    m_callId = callId;
    m_title->showText({});
    m_subtitle->showText({});
    m_transcript->clear();
    showMessage(tr("Opening the call\u2026"), false);
    whenAnswered(m_source.call(callId), this, [this, generation](const Result<CallRecord> &answer) {
        if (generation != m_generation)
            return;
        if (answer)
            showRecord(*answer);
        else
            showMessage(errorText(answer.error()), true);
    });
}

void CallPage::showRecord(const CallRecord &record)
{
    m_title->showText(record.call.title.isEmpty() ? tr("Untitled call") : record.call.title);
    m_subtitle->showText(subtitleOf(record.call));
    showFigures(record);
    showMissing(record);
    m_transcript->setPlaceholder(record.call.status == CallStatus::Pending
                                     ? tr("Not transcribed yet.")
                                     : tr("Nothing was said in this call."));
    QList<Transcription> lines;
    lines.reserve(record.lines.size());
    for (const StoredLine &stored : record.lines)
        lines.append(stored.line);
    m_transcript->setEngine(record.call.speech);
    m_transcript->setLines(lines, marginNotes(record));
    m_stack->setCurrentIndex(0);
}

void CallPage::addFigure(const QString &name, const QString &value)
{
    auto *host = m_figureFlow->parentWidget();
    auto *tile = new QWidget(host);
    auto *column = new QVBoxLayout(tile);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *label = new QLabel(name, tile);
    label->setTextFormat(Qt::PlainText);
    label->setFont(scaledFont(0.88));
    setTone(label, "muted");
    auto *figure = new QLabel(value, tile);
    figure->setTextFormat(Qt::PlainText);
    figure->setFont(scaledFont(1.15, QFont::DemiBold));
    column->addWidget(label);
    column->addWidget(figure);
    tile->setAccessibleName(tr("%1: %2").arg(name, value));
    m_figureFlow->addWidget(tile);
    tile->show();
}

void CallPage::showFigures(const CallRecord &record)
{
    while (QLayoutItem *item = m_figureFlow->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    // Of what nobody has listened to yet there is nothing to count.
    const bool isUnheard = record.call.status == CallStatus::Pending && record.lines.isEmpty();
    m_figures->setVisible(record.analytics && !isUnheard);
    if (!record.analytics || isUnheard)
        return;
    const CallMetrics &metrics = record.analytics->metrics;
    for (const NamedFigure &figure : finalFigures(*record.analytics))
        addFigure(figure.name, figure.value);
    QStringList keywords;
    for (auto word = metrics.keywordCounts.begin(); word != metrics.keywordCounts.end(); ++word)
        keywords.append(QStringLiteral("%1 %2").arg(word.key()).arg(word.value()));
    QString more =
        tr("Checklist: %1 of %2 covered")
            .arg(record.analytics->checklistDone.size())
            .arg(record.analytics->checklistDone.size() + record.analytics->checklistMissed.size());
    if (!keywords.isEmpty())
        more += tr("   \u00b7   Keywords: %1").arg(keywords.join(QStringLiteral(", ")));
    m_checklist->showText(more);
}

QString CallPage::figures() const
{
    QStringList words;
    for (int i = 0; i < m_figureFlow->count(); ++i)
        words.append(m_figureFlow->itemAt(i)->widget()->accessibleName());
    return words.join(QStringLiteral("; "));
}

void CallPage::focusFirst()
{
    m_transcript->setFocus();
}

} // namespace talktrack
