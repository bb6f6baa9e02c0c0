// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QMetaType>
#include <QString>

#include <optional>

namespace talktrack {

/// What kind of help or observation a feedback event is; the list is closed by the contract.
enum class FeedbackType {
    Suggestion,
    Objection,
    BuyingSignal,
    Question,
    Competitor,
    Keyword,
    NextStep,
    Checklist,
    Sentiment,
    Metric,
    Gap,
};

/// What stands behind a customer's objection.
enum class ObjectionCategory {
    Price,
    Budget,
    Timing,
    Authority,
    Need,
    Competitor,
    Trust,
    BrushOff,
    Risk,
    Effort
};

inline constexpr int objectionCategoryCount = 10;

enum class FeedbackOrigin { Rule, Ai };

QString toWire(FeedbackType type);
QString toWire(ObjectionCategory category);
QString toWire(FeedbackOrigin origin);
std::optional<FeedbackType> feedbackTypeFromWire(const QString &name);
std::optional<ObjectionCategory> objectionCategoryFromWire(const QString &name);
std::optional<FeedbackOrigin> feedbackOriginFromWire(const QString &name);

/// One piece of feedback on a call: a card shown to the rep, or something observed.
///
/// metadata is what the contract documents and the database keeps. Always: "segment" (the transcript line it
/// came from, empty only for a metric of the whole call) and "rule" (the card, classifier or model behind
/// it). For objection also "category"; for sentiment "score"; for suggestion "answers" (the id of the event
/// it answers); where there is one, "why" (why this is said, at most 15 words), "title" (what was heard, a
/// few words), "confidence" 0–1.
struct FeedbackEvent
{
    QString id;
    QString callId;
    FeedbackType type = FeedbackType::Suggestion;
    /// For a suggestion: what to say. Otherwise a short sentence on what was observed.
    QString content;
    /// Seconds since the call's start of the moment it belongs to.
    double timestamp = 0;
    FeedbackOrigin origin = FeedbackOrigin::Rule;
    int latencyMs = 0;
    QJsonObject metadata;
    bool operator==(const FeedbackEvent &) const = default;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::FeedbackEvent)
