// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/performance_score.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

constexpr double fewestSpeechSeconds = 60;
// Under these a rate says more about chance than about the rep.
constexpr double fewestSecondsForQuestions = 120;
constexpr double fewestCustomerSeconds = 30;
constexpr double fewestRepSeconds = 30;
constexpr double fewestPoints = 50;
constexpr double tenMinutes = 600;

ScorePart part(const char *name, double outOf, std::optional<double> share)
{
    const bool measured = share && std::isfinite(*share);
    const double points = measured ? outOf * std::clamp(*share, 0.0, 1.0) : 0;
    return {QString::fromLatin1(name), points, outOf, measured};
}

std::optional<double> shareOf(const FigureBands &bands, std::optional<double> figure)
{
    return figure ? std::optional(bands.share(*figure)) : std::nullopt;
}

std::optional<double> onlyIf(bool measurable, std::optional<double> figure)
{
    return measurable ? figure : std::nullopt;
}

double speechOf(const CallMetrics &metrics)
{
    return metrics.repSpeechSeconds + metrics.customerSpeechSeconds;
}

std::optional<double> questionRate(const CallMetrics &metrics)
{
    const double speech = speechOf(metrics);
    return speech >= fewestSecondsForQuestions ? std::optional(metrics.questionsRep * tenMinutes / speech)
                                               : std::nullopt;
}

std::optional<double> interruptionRate(const CallMetrics &metrics)
{
    const double speech = metrics.customerSpeechSeconds;
    return speech >= fewestCustomerSeconds ? std::optional(metrics.interruptionsByRep * tenMinutes / speech)
                                           : std::nullopt;
}

std::optional<double> checklistShare(int done, int total)
{
    if (total <= 0)
        return std::nullopt;
    return static_cast<double>(std::clamp(done, 0, total)) / total;
}

} // namespace

PerformanceScore performanceScore(const CallMetrics &metrics, const MetricBands &bands, CallType type,
                                  int checklistDone, int checklistTotal)
{
    const bool enough = speechOf(metrics) >= fewestSpeechSeconds;
    const bool repHeard = metrics.repSpeechSeconds >= fewestRepSeconds;
    const bool bothHeard = metrics.repSpeechSeconds > 0 && metrics.customerSpeechSeconds > 0;
    PerformanceScore score;
    score.version =
        QStringList{QString::fromLatin1(scoreVersion), bands.version, toWire(type)}.join(QLatin1Char('/'));
    score.parts = {
        // One side only is as likely a missing device as a silent person.
        part("talk_ratio", 20,
             shareOf(bands.talkTimeRatio, onlyIf(enough && bothHeard, metrics.talkTimeRatio))),
        part("monologue", 15, shareOf(bands.monologue, onlyIf(repHeard, metrics.longestMonologue))),
        part("questions", 15, shareOf(bands.questionRate, onlyIf(repHeard, questionRate(metrics)))),
        part("checklist", 15, checklistShare(checklistDone, checklistTotal)),
        part("pace", 10, shareOf(bands.pace, metrics.paceWpmCall)),
        part("interruptions", 10, shareOf(bands.interruptionRate, interruptionRate(metrics))),
        part("patience", 5, shareOf(bands.patience, metrics.patience)),
        part("fillers", 5, shareOf(bands.fillers, metrics.fillerRatio)),
        part("sentiment", 5, shareOf(bands.sentiment, metrics.sentimentAverage)),
    };
    double earned = 0;
    double possible = 0;
    for (const ScorePart &one : std::as_const(score.parts)) {
        earned += one.measured ? one.points : 0;
        possible += one.measured ? one.outOf : 0;
    }
    if (enough && possible >= fewestPoints)
        score.total = 100 * earned / possible;
    return score;
}

} // namespace talktrack
