// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/metric_bands.h"
#include "core/model/analytics.h"

namespace talktrack {

/// Version of the score's definition: changes with any part, its points or its rule.
inline constexpr char scoreVersion[] = "score-2";

/// The performance score of a call: 100 points over nine parts, of which those that could not be measured are
/// left out of both sides of the fraction. Pure.
///
/// Parts and points: talk_ratio 20, monologue 15, questions 15, checklist 15, pace 10, interruptions 10,
/// patience 5, fillers 5, sentiment 5. Each earns the share FigureBands::share gives its figure (checklist:
/// done ÷ total). No total where both sides together spoke for less than 60 s or less than half of the points
/// could be measured. The weights are our own judgement: what publications tie to won deals weighs most.
/// Version: this definition's, the bands' and the type of call, as "score-2/bands-1/discovery".
PerformanceScore performanceScore(const CallMetrics &metrics, const MetricBands &bands, CallType type,
                                  int checklistDone, int checklistTotal);

} // namespace talktrack
