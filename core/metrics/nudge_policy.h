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
/// dead band (or ten minutes have passed), not within 45 s of any, none in the call's first minute, at most
/// eight in any hour, one at a time: monologue before pace, talk ratio, silence and fillers. The same one
/// does not come within 120 s, and this doubles with every nudge that changed nothing, until its figure has
/// kept out of danger for ten minutes. Our own figures: publications say where danger begins, none says how
/// often to speak up. A value; call thread. Ask it about once a second.
class NudgePolicy final
{
public:
    static constexpr double quietStart = 60;
    static constexpr double cooldown = 120;
    static constexpr double betweenAny = 45;
    static constexpr double reminder = 600;
    /// This long out of danger, and a nudge counts as heeded.
    static constexpr double heededAfter = 600;
    static constexpr int mostInAnHour = 8;

    explicit NudgePolicy(const MetricBands &bands)
        : m_bands(bands)
    {
        m_given.fill(-std::numeric_limits<double>::infinity());
    }

    /// The nudge that is due, with everything but callId. now: seconds since the call's start.
    std::optional<FeedbackEvent> next(double now, const NudgeFigures &figures);

private:
    enum Rule { Monologue, Pace, TalkTimeRatio, Silence, Fillers, RuleCount };
    struct State
    {
        bool armed = true;
        double given = -std::numeric_limits<double>::infinity();
        /// When the figure was last beyond the edge.
        double lastBad = -std::numeric_limits<double>::infinity();
        /// From one of this kind to the next; 0 before the first, and after one that was heeded.
        double pause = 0;
    };
    const FigureBands &bandsOf(Rule rule) const;
    /// Takes up the figure, and tells whether its nudge is due.
    bool isDue(Rule rule, double value, double now);
    bool hourIsFull(double now) const;
    static FeedbackEvent nudge(Rule rule, double value, double now);

    MetricBands m_bands;
    std::array<State, RuleCount> m_states{};
    /// When the last ones were given, in a ring.
    std::array<double, mostInAnHour> m_given;
    size_t m_next = 0;
};

} // namespace talktrack
