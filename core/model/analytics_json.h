// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"

#include <QJsonObject>

namespace talktrack {

/// The figures as JSON, for the database, the event stream and the commands. Any thread.
///
/// Every figure is always there; one that could not be measured is null, never zero. Keys: "at",
/// "talk_time_ratio", "rep_speech", "customer_speech", "pace_wpm" (last 30 s), "pace_wpm_call",
/// "longest_monologue", "current_monologue", "questions" (the rep's), "questions_customer",
/// "interruptions" (by the rep), "interruptions_customer", "patience", "filler_ratio", "dead_air",
/// "sentiment_average", "sentiment" (running), "keyword_counts". Units as in CallMetrics.
QJsonObject toJson(const CallMetrics &metrics);

/// The way back; what toJson wrote gives an equal value. A key that is missing or of another type reads as
/// not measured (or zero where the figure has no such state), so that files of other versions are read as far
/// as they go.
CallMetrics metricsFromJson(const QJsonObject &object);

/// Keys: "total" (null where too little was measured), "version", "parts": a list of "name", "points",
/// "out_of", "measured".
QJsonObject toJson(const PerformanceScore &score);
PerformanceScore scoreFromJson(const QJsonObject &object);

} // namespace talktrack
