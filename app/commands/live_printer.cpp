// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/live_printer.h"

#include "app/commands/call_json.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/figure_text.h"
#include "ui/texts/state_text.h"

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// Call seconds between two metrics events of the stream.
constexpr double metricsInterval = 5;
/// Call seconds that a line waits for one that began before it.
constexpr double longestWait = 2;

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
    connect(&runner, &CallRunner::feedbackGiven, this, &LivePrinter::feedbackGiven);
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
        m_spoken.remove(line.id);
        const auto place =
            std::upper_bound(m_waiting.begin(), m_waiting.end(), line.start,
                             [](double start, const Waiting &waiting) { return start < waiting.line.start; });
        m_waiting.insert(place, {line, m_now});
        printWaiting();
    } else {
        m_spoken.insert(line.id, line.start);
        m_console.passing(QStringLiteral("%1: %2").arg(speakerText(line.speaker), line.text));
        m_passing = line.id;
    }
}

bool LivePrinter::mustWait(const Transcription &line, double since) const
{
    return m_now - since < longestWait &&
           std::any_of(m_spoken.begin(), m_spoken.end(), [&](double start) { return start < line.start; });
}

void LivePrinter::printWaiting()
{
    while (!m_waiting.isEmpty() && !mustWait(m_waiting.first().line, m_waiting.first().since))
        finalLine(m_waiting.takeFirst().line);
}

void LivePrinter::feedbackGiven(const FeedbackEvent &event)
{
    if (m_console.json()) {
        m_console.object(feedbackEvent(event));
        return;
    }
    // Never before the line that it came from.
    const QString segment = event.metadata.value(QLatin1String("segment")).toString();
    const auto isOfSegment = [&](const Waiting &waiting) {
        return waiting.line.id == segment;
    };
    while (std::any_of(m_waiting.begin(), m_waiting.end(), isOfSegment))
        finalLine(m_waiting.takeFirst().line);
    printFeedback(m_console, event);
}

void LivePrinter::finalLine(const Transcription &line)
{
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
}

void LivePrinter::lineRemoved(const QString &id)
{
    if (m_console.json()) {
        m_console.object(transcriptRemovedEvent(id));
        return;
    }
    m_spoken.remove(id);
    const bool hasWaited =
        m_waiting.removeIf([&](const Waiting &waiting) { return waiting.line.id == id; }) > 0;
    printWaiting();
    if (hasWaited)
        return;
    if (m_ofStandIn.remove(id)) {
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
    m_now = metrics.at;
    if (!m_console.json()) {
        printWaiting();
        return;
    }
    if (metrics.at < m_nextMetrics)
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
    for (const Waiting &waiting : std::exchange(m_waiting, {}))
        finalLine(waiting.line);
    if (m_console.json())
        m_console.object(callEndedEvent(outcome.call, outcome.analytics));
    else
        printAnalytics(m_console, outcome.call, outcome.analytics);
}

void LivePrinter::printLine(const Console &console, const Transcription &line)
{
    console.line(QStringLiteral("%1  %2 %3")
                     .arg(timeText(line.start), 6)
                     .arg(padded(speakerText(line.speaker), 10), line.text));
}

QStringList LivePrinter::feedbackLines(const FeedbackEvent &event)
{
    if (event.type == FeedbackType::Suggestion) {
        QStringList lines{tr("» Say: %1").arg(event.content)};
        const QString why = event.metadata.value(QLatin1String("why")).toString();
        if (!why.isEmpty())
            lines.append(QStringLiteral("  (%1)").arg(why));
        return lines;
    }
    const QString title = feedbackTitle(event);
    return {QStringLiteral("• ") +
            (title == event.content ? title : QStringLiteral("%1: %2").arg(title, event.content))};
}

void LivePrinter::printFeedback(const Console &console, const FeedbackEvent &event)
{
    const QStringList lines = feedbackLines(event);
    for (const QString &line : lines)
        console.line(QString(8, QLatin1Char(' ')) + line);
}

void LivePrinter::printAnalytics(const Console &console, const Call &call, const Analytics &analytics)
{
    const auto row = [&](const QString &name, const QString &value) {
        console.line(QStringLiteral("  %1 %2").arg(padded(name, 18), value));
    };
    console.line({});
    console.line(tr("%1 · %2 · %3").arg(call.title, durationText(call.duration), callStatusText(call)));
    // Of what nobody has listened to yet there is nothing to count.
    if (call.status == CallStatus::Pending && !analytics.metrics.talkTimeRatio) {
        row(tr("Kept as"), call.id);
        return;
    }
    const QList<NamedFigure> figures = finalFigures(analytics);
    for (const NamedFigure &figure : figures)
        row(figure.name, figure.value);
    const auto items = [&](const QStringList &ids) {
        QStringList labels;
        for (const QString &id : ids)
            labels.append(checklistItemText(analytics, id));
        return labels.join(QStringLiteral(", "));
    };
    if (!analytics.checklistDone.isEmpty())
        row(tr("Covered"), items(analytics.checklistDone));
    if (!analytics.checklistMissed.isEmpty())
        row(tr("Not covered"), items(analytics.checklistMissed));
    row(tr("Kept as"), call.id);
}

} // namespace talktrack
