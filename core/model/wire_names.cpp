// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/call.h"
#include "core/model/feedback_event.h"
#include "core/model/part_state.h"
#include "core/model/track.h"

#include <array>
#include <utility>

namespace talktrack {
namespace {

template <typename Enum, std::size_t N>
struct Names
{
    std::array<std::pair<Enum, const char *>, N> pairs;

    QString name(Enum value) const
    {
        for (const auto &[candidate, text] : pairs)
            if (candidate == value)
                return QString::fromLatin1(text);
        return {};
    }

    std::optional<Enum> value(const QString &name) const
    {
        for (const auto &[candidate, text] : pairs)
            if (name == QLatin1String(text))
                return candidate;
        return std::nullopt;
    }
};

constexpr Names<FeedbackType, 11> feedbackTypes{{{
    {FeedbackType::Suggestion, "suggestion"},
    {FeedbackType::Objection, "objection"},
    {FeedbackType::BuyingSignal, "buying_signal"},
    {FeedbackType::Question, "question"},
    {FeedbackType::Competitor, "competitor"},
    {FeedbackType::Keyword, "keyword"},
    {FeedbackType::NextStep, "next_step"},
    {FeedbackType::Checklist, "checklist"},
    {FeedbackType::Sentiment, "sentiment"},
    {FeedbackType::Metric, "metric"},
    {FeedbackType::Gap, "gap"},
}}};

constexpr Names<ObjectionCategory, objectionCategoryCount> categories{{{
    {ObjectionCategory::Price, "price"},
    {ObjectionCategory::Budget, "budget"},
    {ObjectionCategory::Timing, "timing"},
    {ObjectionCategory::Authority, "authority"},
    {ObjectionCategory::Need, "need"},
    {ObjectionCategory::Competitor, "competitor"},
    {ObjectionCategory::Trust, "trust"},
    {ObjectionCategory::BrushOff, "brush_off"},
    {ObjectionCategory::Risk, "risk"},
    {ObjectionCategory::Effort, "effort"},
}}};

constexpr Names<FeedbackOrigin, 2> origins{{{{FeedbackOrigin::Rule, "rule"}, {FeedbackOrigin::Ai, "ai"}}}};

constexpr Names<CallStatus, 5> statuses{{{
    {CallStatus::Live, "live"},
    {CallStatus::Completed, "completed"},
    {CallStatus::Interrupted, "interrupted"},
    {CallStatus::Pending, "pending"},
    {CallStatus::Failed, "failed"},
}}};

constexpr Names<CallType, 4> callTypes{{{
    {CallType::Discovery, "discovery"},
    {CallType::Demo, "demo"},
    {CallType::Negotiation, "negotiation"},
    {CallType::ColdCall, "cold_call"},
}}};

constexpr Names<CallPart, 5> parts{{{
    {CallPart::Speech, "speech"},
    {CallPart::Coach, "coach"},
    {CallPart::Audio, "audio"},
    {CallPart::Recording, "recording"},
    {CallPart::Sync, "sync"},
}}};

constexpr Names<PartCondition, 6> conditions{{{
    {PartCondition::Connecting, "connecting"},
    {PartCondition::Live, "live"},
    {PartCondition::Reconnecting, "reconnecting"},
    {PartCondition::Degraded, "degraded"},
    {PartCondition::Failed, "failed"},
    {PartCondition::Off, "off"},
}}};

} // namespace

QString speakerOf(Track track)
{
    return track == Track::Rep ? QStringLiteral("rep") : QStringLiteral("customer");
}

Track trackOf(const QString &speaker)
{
    return speaker == QLatin1String("rep") ? Track::Rep : Track::Customer;
}

QString toWire(FeedbackType type)
{
    return feedbackTypes.name(type);
}
QString toWire(ObjectionCategory category)
{
    return categories.name(category);
}
QString toWire(FeedbackOrigin origin)
{
    return origins.name(origin);
}
QString toWire(CallStatus status)
{
    return statuses.name(status);
}
QString toWire(CallType type)
{
    return callTypes.name(type);
}
QString toWire(CallPart part)
{
    return parts.name(part);
}
QString toWire(PartCondition condition)
{
    return conditions.name(condition);
}
std::optional<FeedbackType> feedbackTypeFromWire(const QString &name)
{
    return feedbackTypes.value(name);
}
std::optional<ObjectionCategory> objectionCategoryFromWire(const QString &name)
{
    return categories.value(name);
}
std::optional<FeedbackOrigin> feedbackOriginFromWire(const QString &name)
{
    return origins.value(name);
}
std::optional<CallStatus> callStatusFromWire(const QString &name)
{
    return statuses.value(name);
}
std::optional<CallType> callTypeFromWire(const QString &name)
{
    return callTypes.value(name);
}

} // namespace talktrack
