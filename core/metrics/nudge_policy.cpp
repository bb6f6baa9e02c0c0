// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/nudge_policy.h"

#include "core/support/ids.h"

#include <QCoreApplication>

#include <cmath>

namespace talktrack {
namespace {

constexpr double hour = 3600;

struct Wording
{
    const char *rule;
    const char *title;
    const char *content;
    const char *why;
    /// The value is shown times this.
    double scale;
};

constexpr std::array<Wording, 5> wordings{{
    {"metric:monologue", QT_TRANSLATE_NOOP("MetricNudge", "Long monologue"),
     QT_TRANSLATE_NOOP("MetricNudge", "You have been talking for %1 s. Ask a question."),
     QT_TRANSLATE_NOOP("MetricNudge", "In the most successful demos the speaker changes every 76 seconds."),
     1},
    {"metric:pace", QT_TRANSLATE_NOOP("MetricNudge", "Fast pace"),
     QT_TRANSLATE_NOOP("MetricNudge", "You are at %1 words a minute. Slow down."),
     QT_TRANSLATE_NOOP("MetricNudge", "Above 175 words a minute listeners hear haste."), 1},
    {"metric:talk_ratio", QT_TRANSLATE_NOOP("MetricNudge", "Talking most of the time"),
     QT_TRANSLATE_NOOP("MetricNudge", "You have done %1 % of the talking. Let the customer speak."),
     QT_TRANSLATE_NOOP("MetricNudge", "Fewer deals are won where the rep talks this much."), 100},
    {"metric:dead_air", QT_TRANSLATE_NOOP("MetricNudge", "Long silence"),
     QT_TRANSLATE_NOOP("MetricNudge", "Nobody has spoken for %1 s. Sum up or ask."),
     QT_TRANSLATE_NOOP("MetricNudge", "A pause gives room to think; this one has grown long."), 1},
    {"metric:fillers", QT_TRANSLATE_NOOP("MetricNudge", "Many filler words"),
     QT_TRANSLATE_NOOP("MetricNudge", "%1 % of your words are fillers. Pause instead."),
     QT_TRANSLATE_NOOP("MetricNudge", "Listeners begin to mind at about one word in twelve."), 100},
}};

QString translated(const char *text)
{
    return QCoreApplication::translate("MetricNudge", text);
}

} // namespace

const FigureBands &NudgePolicy::bandsOf(Rule rule) const
{
    switch (rule) {
    case Monologue:
        return m_bands.monologue;
    case Pace:
        return m_bands.pace;
    case TalkTimeRatio:
        return m_bands.talkTimeRatio;
    case Silence:
        return m_bands.silence;
    case Fillers:
    case RuleCount:
        break;
    }
    return m_bands.fillers;
}

bool NudgePolicy::hourIsFull(double now) const
{
    return now - m_given.at(m_next) < hour;
}

bool NudgePolicy::isDue(Rule rule, double value, double now)
{
    const FigureBands &bands = bandsOf(rule);
    State &state = m_states.at(rule);
    if (value <= bands.tooHigh - bands.deadBand)
        state.armed = true;
    if (bands.of(value) != Band::TooHigh)
        return false;
    if (now - state.lastBad >= heededAfter)
        state.pause = 0;
    state.lastBad = now;
    const double last = m_given.at((m_next + m_given.size() - 1) % m_given.size());
    return (state.armed || now - state.given >= reminder) && now - state.given >= state.pause &&
           now - last >= betweenAny && now >= quietStart && !hourIsFull(now);
}

FeedbackEvent NudgePolicy::nudge(Rule rule, double value, double now)
{
    const Wording &wording = wordings.at(rule);
    FeedbackEvent event;
    event.id = newId();
    event.type = FeedbackType::Metric;
    event.content = translated(wording.content).arg(std::lround(value * wording.scale));
    event.timestamp = now;
    event.origin = FeedbackOrigin::Rule;
    event.metadata = {{QStringLiteral("segment"), QString()},
                      {QStringLiteral("rule"), QLatin1String(wording.rule)},
                      {QStringLiteral("title"), translated(wording.title)},
                      {QStringLiteral("why"), translated(wording.why)},
                      {QStringLiteral("value"), value},
                      {QStringLiteral("band"), toWire(Band::TooHigh)}};
    return event;
}

std::optional<FeedbackEvent> NudgePolicy::next(double now, const NudgeFigures &figures)
{
    if (!std::isfinite(now))
        return std::nullopt;
    const std::array<std::optional<double>, RuleCount> values{
        figures.monologue, figures.pace, figures.talkTimeRatio, figures.silence, figures.fillers};
    std::optional<FeedbackEvent> due;
    for (int i = 0; i < RuleCount; ++i) {
        const auto rule = static_cast<Rule>(i);
        const std::optional<double> value = values.at(rule);
        if (!value || !std::isfinite(*value))
            continue;
        if (!isDue(rule, *value, now) || due)
            continue;
        State &state = m_states.at(rule);
        state.pause = state.pause > 0 ? state.pause * 2 : cooldown;
        state.armed = false;
        state.given = now;
        m_given.at(m_next) = now;
        m_next = (m_next + 1) % m_given.size();
        due = nudge(rule, *value, now);
    }
    return due;
}

} // namespace talktrack
