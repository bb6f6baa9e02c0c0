// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric_bands.h"

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

constexpr double open = std::numeric_limits<double>::infinity();

void specialise(MetricBands &bands, CallType type)
{
    switch (type) {
    case CallType::Discovery:
        break;
    case CallType::Demo:
        bands.talkTimeRatio = {0.20, 0.35, 0.60, 0.70, 0.05};
        bands.monologue = {-open, -open, 76, 150, 74};
        bands.questionRate = {0.5, 1.5, open, open, 0};
        bands.silence = {-open, -open, 3, 20, 17};
        break;
    case CallType::Negotiation:
        bands.talkTimeRatio = {0.15, 0.30, 0.50, 0.60, 0.05};
        bands.questionRate = {0.5, 1.5, open, open, 0};
        bands.silence = {-open, -open, 3, 20, 17};
        break;
    case CallType::ColdCall:
        bands.talkTimeRatio = {0.25, 0.40, 0.60, 0.70, 0.05};
        bands.monologue = {-open, -open, 45, 76, 31};
        bands.questionRate = {0.5, 2, open, open, 0};
        break;
    }
}

} // namespace

Band FigureBands::of(double value) const
{
    if (std::isnan(value))
        return Band::Unknown;
    if (value > tooHigh)
        return Band::TooHigh;
    if (value > high)
        return Band::High;
    if (value < tooLow)
        return Band::TooLow;
    if (value < low)
        return Band::Low;
    return Band::Good;
}

double FigureBands::share(double value) const
{
    if (std::isnan(value))
        return 0;
    double beyond = 0;
    double room = 1;
    if (value > high) {
        beyond = value - high;
        room = 2 * (tooHigh - high);
    } else if (value < low) {
        beyond = low - value;
        room = 2 * (low - tooLow);
    }
    if (room <= 0)
        return beyond > 0 ? 0 : 1;
    return std::isinf(room) ? 1 : std::clamp(1 - beyond / room, 0.0, 1.0);
}

MetricBands MetricBands::defaults(CallType type)
{
    MetricBands bands;
    bands.version = QStringLiteral("bands-1");
    bands.talkTimeRatio = {0.15, 0.30, 0.50, 0.65, 0.05};
    bands.pace = {110, 130, 175, 190, 15};
    bands.monologue = {-open, -open, 76, 90, 14};
    bands.fillers = {-open, -open, 0.04, 0.08, 0.02};
    bands.sentiment = {-0.4, -0.1, open, open, 0};
    bands.silence = {-open, -open, 3, 10, 7};
    bands.patience = {0.2, 0.5, 2.5, 4.5, 0};
    bands.questionRate = {1, 2.5, open, open, 0};
    bands.interruptionRate = {-open, -open, 1, 3, 0};
    specialise(bands, type);
    return bands;
}

QString toWire(Band band)
{
    switch (band) {
    case Band::Good:
        return QStringLiteral("good");
    case Band::Low:
        return QStringLiteral("low");
    case Band::High:
        return QStringLiteral("high");
    case Band::TooLow:
        return QStringLiteral("too_low");
    case Band::TooHigh:
        return QStringLiteral("too_high");
    case Band::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

} // namespace talktrack
