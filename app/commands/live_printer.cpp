// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/live_printer.h"

#include "app/commands/call_json.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/figure_text.h"
#include "ui/texts/state_text.h"

#include <utility>

namespace talktrack {
namespace {

/// Call seconds between two metrics events of the stream.
constexpr double metricsInterval = 5;

QString padded(const QString &text, int width)
{
    return text.leftJustified(width, QLatin1Char(' '));
}

} // namespace

LivePrinter::LivePrinter(CallRunner &runner, const Console &console)
    : m_console(console)
{
    connect(&runner, &CallRunner::started, this, &LivePrinter::started);
    connect(&runner, &CallRunner::lineChanged, this, &LivePrinter::lineChanged);
    connect(&runner, &CallRunner::lineRemoved, this, &LivePrinter::lineRemoved);
    connect(&runner, &CallRunner::feedbackGiven, this, [this](const FeedbackEvent &event) {
        if (m_console.json())
            m_console.object(feedbackEvent(event));
        else
            printFeedback(m_console, event);
    });
    connect(&runner, &CallRunner::checklistChanged, this,
            [this](const QList<ChecklistEntry> &entries) { m_checklist = entries; });
    connect(&runner, &CallRunner::metricsChanged, this, &LivePrinter::metricsChanged);
    connect(&runner, &CallRunner::metricsChanged, this, &LivePrinter::watchOutput);
    connect(&runner, &CallRunner::stateChanged, this, &LivePrinter::stateChanged);
    connect(&runner, &CallRunner::ended, this, &LivePrinter::ended);
}

void LivePrinter::started(const Call &call)
{
    m_engine = call.speech;
    if (m_console.json())
        m_console.object(callStartedEvent(call));
    else
        m_console.line(tr("%1 — Ctrl-C ends the call.").arg(call.title));
}

void LivePrinter::lineChanged(const Transcription &line)
{
    if (m_console.json()) {
        m_console.object(transcriptEvent(line, m_engine));
    } else if (line.final) {
        const bool isOfStandIn = isOfOtherEngine(line, m_engine);
        Transcription marked = line;
        if (isOfStandIn)
            marked.text = tr("%1 (offline)").arg(line.text);
        else if (m_ofStandIn.remove(line.id))
            marked.text = tr("%1 (heard again)").arg(line.text);
        if (isOfStandIn)
            m_ofStandIn.insert(line.id);
        printLine(m_console, marked);
        m_printed.insert(line.id, line.start);
        m_passing.clear();
    } else {
        m_console.passing(QStringLiteral("%1: %2").arg(speakerText(line.speaker), line.text));
        m_passing = line.id;
    }
}

void LivePrinter::lineRemoved(const QString &id)
{
    if (m_console.json()) {
        m_console.object(transcriptRemovedEvent(id));
    } else if (m_ofStandIn.remove(id)) {
        // The line that comes in its place says so.
        m_printed.remove(id);
    } else if (const auto printed = m_printed.constFind(id); printed != m_printed.cend()) {
        m_console.note(
            tr("The line at %1 was the other party heard through the microphone: it does not count.")
                .arg(timeText(*printed)));
        m_printed.erase(printed);
    } else if (m_passing == id) {
        m_console.passing({});
        m_passing.clear();
    }
}

void LivePrinter::watchOutput()
{
    if (m_console.isLost() && !std::exchange(m_outputLost, true))
        Q_EMIT outputLost();
}

void LivePrinter::metricsChanged(const CallMetrics &metrics)
{
    if (!m_console.json() || metrics.at < m_nextMetrics)
        return;
    m_nextMetrics = metrics.at + metricsInterval;
    m_console.object(metricsEvent(metrics));
}

void LivePrinter::stateChanged(const PartState &state)
{
    const std::optional<PartState> before = std::exchange(m_lastState, state);
    if (before == state)
        return;
    if (m_console.json()) {
        m_console.object(stateEvent(state));
        return;
    }
    // How long it has been so is for the window and for programs.
    const bool isNews = !before || before->part != state.part || before->condition != state.condition ||
                        before->reason != state.reason || before->subject != state.subject ||
                        before->standsIn != state.standsIn;
    if (state.reason == PartReason::None || !isNews)
        return;
    m_console.note(QStringLiteral("%1. %2").arg(stateText(state), reasonText(state)));
}

void LivePrinter::ended(const CallOutcome &outcome)
{
    if (m_console.json())
        m_console.object(callEndedEvent(outcome.call, outcome.analytics));
    else
        printAnalytics(m_console, outcome.call, outcome.analytics, m_checklist);
}

void LivePrinter::printLine(const Console &console, const Transcription &line)
{
    console.line(QStringLiteral("%1  %2 %3")
                     .arg(timeText(line.start), 6)
                     .arg(padded(speakerText(line.speaker), 10), line.text));
}

void LivePrinter::printFeedback(const Console &console, const FeedbackEvent &event)
{
    const QString indent(8, QLatin1Char(' '));
    if (event.type == FeedbackType::Suggestion) {
        console.line(indent + tr("» Say: %1").arg(event.content));
        const QString why = event.metadata.value(QLatin1String("why")).toString();
        if (!why.isEmpty())
            console.line(indent + QStringLiteral("  (%1)").arg(why));
        return;
    }
    const QString title = feedbackTitle(event);
    console.line(indent + QStringLiteral("• ") +
                 (title == event.content ? title : QStringLiteral("%1: %2").arg(title, event.content)));
}

void LivePrinter::printAnalytics(const Console &console, const Call &call, const Analytics &analytics,
                                 const QList<ChecklistEntry> &checklist)
{
    const CallMetrics &figures = analytics.metrics;
    const auto row = [&](const QString &name, const QString &value) {
        console.line(QStringLiteral("  %1 %2").arg(padded(name, 22), value));
    };
    console.line({});
    console.line(tr("%1, %2, %3").arg(call.title, durationText(call.duration), callStatusText(call.status)));
    // Of what nobody has listened to yet there is nothing to count.
    if (call.status == CallStatus::Pending && !figures.talkTimeRatio) {
        row(tr("Kept as"), call.id);
        return;
    }
    row(tr("Talk time, you"), percentText(figures.talkTimeRatio));
    row(tr("Pace"), figures.paceWpmCall ? tr("%1 words a minute").arg(numberText(figures.paceWpmCall))
                                        : numberText(std::nullopt));
    row(tr("Longest monologue"), timeText(figures.longestMonologue));
    row(tr("Questions"),
        tr("you %1, customer %2")
            .arg(QString::number(figures.questionsRep), QString::number(figures.questionsCustomer)));
    row(tr("Interruptions"), tr("you %1, customer %2")
                                 .arg(QString::number(figures.interruptionsByRep),
                                      QString::number(figures.interruptionsByCustomer)));
    row(tr("Patience"),
        figures.patience ? tr("%1 s").arg(*figures.patience, 0, 'f', 1) : numberText(std::nullopt));
    row(tr("Filler words"), percentText(figures.fillerRatio));
    row(tr("Dead air"), timeText(figures.deadAir));
    row(tr("Customer's mood"), moodText(figures.sentimentAverage));
    row(tr("Score"), analytics.score.total ? tr("%1 of 100").arg(numberText(analytics.score.total))
                                           : tr("too little to score"));
    QStringList done;
    QStringList missed;
    for (const ChecklistEntry &entry : checklist)
        (entry.done ? done : missed).append(entry.label);
    if (!done.isEmpty())
        row(tr("Covered"), done.join(QStringLiteral(", ")));
    if (!missed.isEmpty())
        row(tr("Not covered"), missed.join(QStringLiteral(", ")));
    row(tr("Kept as"), call.id);
}

} // namespace talktrack
