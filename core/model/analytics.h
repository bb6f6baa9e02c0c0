// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMap>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace talktrack {

/// The figures of a call, live or final. An absent value could not be measured; it is not zero.
/// The definition of each stands at ConversationMetrics, which computes them.
struct CallMetrics
{
    /// Seconds since the call's start up to which these figures hold.
    double at = 0;
    /// Rep speech ÷ (rep + customer speech), 0–1.
    std::optional<double> talkTimeRatio;
    double repSpeechSeconds = 0;
    double customerSpeechSeconds = 0;
    /// Rep's words per minute of rep speech, last 30 s.
    std::optional<double> paceWpm;
    /// The same over the whole call.
    std::optional<double> paceWpmCall;
    /// Seconds; the rep's.
    double longestMonologue = 0;
    double currentMonologue = 0;
    int questionsRep = 0;
    int questionsCustomer = 0;
    /// Times the rep cut in on the customer, and the other way round.
    int interruptionsByRep = 0;
    int interruptionsByCustomer = 0;
    /// Median seconds between the end of the customer's turn and the rep's answer.
    std::optional<double> patience;
    /// Rep's filler words ÷ rep's words, 0–1.
    std::optional<double> fillerRatio;
    /// Seconds in which nobody spoke, counting only stretches of 3 s and more.
    double deadAir = 0;
    /// Mean sentiment of the customer's lines, −1…1.
    std::optional<double> sentimentAverage;
    /// Latest running (decayed) sentiment of the customer, −1…1.
    std::optional<double> sentimentNow;
    QMap<QString, int> keywordCounts;
    bool operator==(const CallMetrics &) const = default;
};

/// Where a figure stands against the published practice for this type of call.
enum class Band {
    /// Could not be measured yet.
    Unknown,
    Good,
    /// Worth watching.
    Low,
    High,
    /// Worth a nudge.
    TooLow,
    TooHigh,
};

/// The bands of the figures on the screen.
struct MetricBandsReading
{
    Band talkTimeRatio = Band::Unknown;
    Band pace = Band::Unknown;
    Band monologue = Band::Unknown;
    Band fillers = Band::Unknown;
    Band sentiment = Band::Unknown;
    bool operator==(const MetricBandsReading &) const = default;
};

/// One part of the performance score: how many of its points were earned and why.
struct ScorePart
{
    /// Stable name, for example "talk_ratio".
    QString name;
    double points = 0;
    double outOf = 0;
    /// False where the part could not be measured; it is then left out of the total.
    bool measured = false;
    bool operator==(const ScorePart &) const = default;
};

struct PerformanceScore
{
    /// 0–100 over the measured parts, absent where too little was measured.
    std::optional<double> total;
    QList<ScorePart> parts;
    /// Version of the definition it was scored with.
    QString version;
    bool operator==(const PerformanceScore &) const = default;
};

/// What is kept of a finished call.
struct Analytics
{
    QString id;
    QString callId;
    CallMetrics metrics;
    PerformanceScore score;
    /// Ids of the checklist items covered, in the playbook's order.
    QStringList checklistDone;
    QStringList checklistMissed;
    /// What the items were called, by their ids; lacks those of older calls.
    QMap<QString, QString> checklistLabels = {};
    bool operator==(const Analytics &) const = default;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::CallMetrics)
Q_DECLARE_METATYPE(talktrack::MetricBandsReading)
Q_DECLARE_METATYPE(talktrack::Analytics)
