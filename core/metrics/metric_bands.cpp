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

/// Half of the points after the first stretch, none after the second.
double shareBeyond(double beyond, double toHalf, double toNone)
{
    if (std::isinf(toHalf))
        return 1;
    if (toHalf > 0 && beyond <= toHalf)
        return 1 - beyond / toHalf / 2;
    return toNone > 0 ? std::clamp(0.5 - (beyond - toHalf) / toNone / 2, 0.0, 0.5) : 0;
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
    if (value > high)
        return shareBeyond(value - high, tooHigh - high, tooHigh - high);
    if (value < low)
        return shareBeyond(low - value, low - tooLow,
                           tooLow > 0 ? std::min(low - tooLow, tooLow) : low - tooLow);
    return 1;
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
