// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/summary_strip.h"

#include "ui/texts/error_text.h"
#include "ui/texts/figure_text.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text_label.h"

#include <QPushButton>
#include <QStringList>
#include <QVBoxLayout>

namespace talktrack {

SummaryStrip::SummaryStrip(QWidget *parent)
    : QWidget(parent)
    , m_heading(new TextLabel(this))
    , m_words(new TextLabel(this))
    , m_open(new QPushButton(tr("Open in Calls"), this))
    , m_new(new QPushButton(tr("New call"), this))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *panel = new Panel(this);
    panel->setLook(Panel::Look::Strong);
    outer->addWidget(panel);
    auto *row = new QHBoxLayout(panel);
    row->setContentsMargins(20, 14, 16, 14);
    row->setSpacing(12);
    auto *words = new QVBoxLayout;
    words->setSpacing(3);
    m_heading->setFont(scaledFont(1.2, QFont::DemiBold));
    words->addWidget(m_heading);
    words->addWidget(m_words);
    row->addLayout(words, 1);
    m_open->setProperty("kind", QStringLiteral("primary"));
    row->addWidget(m_open);
    row->addWidget(m_new);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(m_callId); });
    connect(m_new, &QPushButton::clicked, this, &SummaryStrip::newCallRequested);
}

QString SummaryStrip::headingOf(const CallOutcome &outcome)
{
    const QString duration = durationText(outcome.call.duration);
    if (outcome.storeFailure)
        return tr("Call ended after %1; it could not be kept, or only in part").arg(duration);
    if (outcome.call.status == CallStatus::Pending)
        return tr("Call ended after %1 and is recorded; it is transcribed later").arg(duration);
    return tr("Call ended after %1 and is kept").arg(duration);
}

void SummaryStrip::showOutcome(const CallOutcome &outcome)
{
    m_callId = outcome.call.id;
    const CallMetrics &metrics = outcome.analytics.metrics;
    m_heading->showText(headingOf(outcome));
    const auto covered = outcome.analytics.checklistDone.size();
    QStringList words{
        tr("Score %1").arg(numberText(outcome.analytics.score.total)),
        figureValue(Figure::TalkRatio, metrics) == numberText({}) ? tr("Talk time not measured")
                                                                  : figureValue(Figure::TalkRatio, metrics),
        tr("Questions asked %1").arg(metrics.questionsRep),
        tr("Longest monologue %1").arg(timeText(metrics.longestMonologue)),
        tr("Checklist %1 of %2").arg(covered).arg(covered + outcome.analytics.checklistMissed.size()),
    };
    QString text = words.join(QStringLiteral("   \u00b7   "));
    const auto add = [&text](const QString &sentence) {
        text += QStringLiteral("   \u00b7   ") + sentence;
    };
    if (outcome.storeFailure)
        add(errorText(*outcome.storeFailure));
    if (outcome.recordingFailure)
        add(notRecordedText(*outcome.recordingFailure));
    if (outcome.speechFailure)
        add(errorText(*outcome.speechFailure));
    m_words->showText(text);
}

QString SummaryStrip::text() const
{
    return QStringLiteral("%1. %2").arg(m_heading->text(), m_words->text());
}

} // namespace talktrack
