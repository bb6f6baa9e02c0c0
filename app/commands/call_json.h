// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/feedback_event.h"
#include "core/model/part_state.h"
#include "core/model/transcription.h"
#include "core/store/call_archive.h"

#include <QJsonObject>

namespace talktrack {

// The contract's JSON of the event stream, of 'calls' and of 'show'. An unmeasured figure is null.

QJsonObject callStartedEvent(const Call &call);
/// The detail is the state in words.
QJsonObject stateEvent(const PartState &state);
/// Names the engine of the line where that is not the call's.
QJsonObject transcriptEvent(const Transcription &line, const QString &callEngine);
/// The line of this id is no longer part of the call.
QJsonObject transcriptRemovedEvent(const QString &id);
QJsonObject feedbackEvent(const FeedbackEvent &event);
QJsonObject metricsEvent(const CallMetrics &metrics);
QJsonObject callEndedEvent(const Call &call, const Analytics &analytics);

/// The documented columns of the table: talk_time_ratio, sentiment_average, keyword_counts,
/// performance_score, and the score's parts and version.
QJsonObject analyticsJson(const Analytics &analytics);
QJsonObject callJson(const Call &call);
QJsonObject callListJson(const CallSummary &summary);
/// The transcript file's form with feedback, analytics and metrics.
QJsonObject callRecordJson(const CallRecord &record);

/// ISO 8601 UTC with milliseconds, null for an invalid one.
QJsonValue timeJson(const QDateTime &time);

} // namespace talktrack
