// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/call.h"

#include <QString>

#include <limits>

namespace talktrack {

/// Where a figure is good, worth watching, and worth a nudge. The edges themselves belong to the milder band.
struct FigureBands
{
    double tooLow = -std::numeric_limits<double>::infinity();
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    double tooHigh = std::numeric_limits<double>::infinity();
    /// How far below tooHigh a figure has to come back before it can cause another nudge.
    double deadBand = 0;
    bool operator==(const FigureBands &) const = default;

    /// Unknown for a figure that is not a number.
    Band of(double value) const;
    /// Share of the points of a score, 0–1: all between low and high, half at tooLow and tooHigh, none as far
    /// again, nor at a figure of 0 where tooLow is above it.
    double share(double value) const;
};

/// The thresholds of one type of call, with their version. Editable: a call keeps the version it was scored
/// with. Each figure's source stands in DEFINITIONS.md beside this file.
struct MetricBands
{
    QString version;
    /// 0–1.
    FigureBands talkTimeRatio;
    /// Words per minute.
    FigureBands pace;
    /// Seconds.
    FigureBands monologue;
    /// 0–1.
    FigureBands fillers;
    /// −1…1.
    FigureBands sentiment;
    /// Seconds of silence that goes on.
    FigureBands silence;
    /// Seconds.
    FigureBands patience;
    /// The rep's questions in ten minutes of speech of both sides.
    FigureBands questionRate;
    /// The rep's interruptions in ten minutes of the customer's speech.
    FigureBands interruptionRate;
    bool operator==(const MetricBands &) const = default;

    static MetricBands defaults(CallType type);
};

/// "unknown", "good", "low", "high", "too_low", "too_high".
QString toWire(Band band);

} // namespace talktrack
