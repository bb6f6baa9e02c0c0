// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/metric_bands.h"
#include "core/model/feedback_event.h"

#include <array>
#include <limits>
#include <optional>

namespace talktrack {

/// What a nudge is decided on. An absent figure gives none.
struct NudgeFigures
{
    /// Seconds of the rep's monologue that goes on.
    std::optional<double> monologue;
    std::optional<double> pace;
    std::optional<double> talkTimeRatio;
    /// Seconds of silence that goes on.
    std::optional<double> silence;
    std::optional<double> fillers;
    bool operator==(const NudgeFigures &) const = default;
};

/// Decides when a figure is worth interrupting the rep for: rarely.
///
/// A nudge is given when its figure passes the danger edge; not again before the figure has come back by the
/// dead band (or ten minutes have passed), not within 120 s of the same one, not within 45 s of any, none in
/// the call's first minute, one at a time: monologue before pace, talk ratio, silence and fillers. Our own
/// figures: publications say where danger begins, none says how often to speak up. A value; call thread. Ask
/// it about once a second.
class NudgePolicy final
{
public:
    static constexpr double quietStart = 60;
    static constexpr double cooldown = 120;
    static constexpr double betweenAny = 45;
    static constexpr double reminder = 600;

    explicit NudgePolicy(const MetricBands &bands)
        : m_bands(bands)
    {
    }

    /// The nudge that is due, with everything but callId. now: seconds since the call's start.
    std::optional<FeedbackEvent> next(double now, const NudgeFigures &figures);

private:
    enum Rule { Monologue, Pace, TalkTimeRatio, Silence, Fillers, RuleCount };
    struct State
    {
        bool armed = true;
        double given = -std::numeric_limits<double>::infinity();
    };
    const FigureBands &bandsOf(Rule rule) const;
    bool isDue(Rule rule, double value, double now) const;
    static FeedbackEvent nudge(Rule rule, double value, double now);

    MetricBands m_bands;
    std::array<State, RuleCount> m_states{};
    double m_lastGiven = -std::numeric_limits<double>::infinity();
};

} // namespace talktrack
