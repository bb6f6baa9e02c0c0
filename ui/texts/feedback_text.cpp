// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/feedback_text.h"

#include "ui/texts/plain_text.h"

#include <QCoreApplication>

namespace talktrack {
namespace {

constexpr int longestName = 80;

struct FeedbackWords
{
    Q_DECLARE_TR_FUNCTIONS(FeedbackText)
};

} // namespace

QString feedbackTypeText(FeedbackType type)
{
    switch (type) {
    case FeedbackType::Suggestion:
        return FeedbackWords::tr("Suggestion");
    case FeedbackType::Objection:
        return FeedbackWords::tr("Objection");
    case FeedbackType::BuyingSignal:
        return FeedbackWords::tr("Buying signal");
    case FeedbackType::Question:
        return FeedbackWords::tr("Question");
    case FeedbackType::Competitor:
        return FeedbackWords::tr("Competitor");
    case FeedbackType::Keyword:
        return FeedbackWords::tr("Keyword");
    case FeedbackType::NextStep:
        return FeedbackWords::tr("Next step");
    case FeedbackType::Checklist:
        return FeedbackWords::tr("Checklist");
    case FeedbackType::Sentiment:
        return FeedbackWords::tr("Change of mood");
    case FeedbackType::Metric:
        return FeedbackWords::tr("Delivery");
    case FeedbackType::Gap:
        return FeedbackWords::tr("Gap in the transcript");
    }
    return FeedbackWords::tr("Feedback");
}

QString objectionCategoryText(ObjectionCategory category)
{
    switch (category) {
    case ObjectionCategory::Price:
        return FeedbackWords::tr("Price objection");
    case ObjectionCategory::Budget:
        return FeedbackWords::tr("No budget");
    case ObjectionCategory::Timing:
        return FeedbackWords::tr("Not now");
    case ObjectionCategory::Authority:
        return FeedbackWords::tr("Someone else decides");
    case ObjectionCategory::Need:
        return FeedbackWords::tr("Sees no need");
    case ObjectionCategory::Competitor:
        return FeedbackWords::tr("Prefers another vendor");
    case ObjectionCategory::Trust:
        return FeedbackWords::tr("Doubts us");
    case ObjectionCategory::BrushOff:
        return FeedbackWords::tr("Brush-off");
    case ObjectionCategory::Risk:
        return FeedbackWords::tr("Sees a risk");
    case ObjectionCategory::Effort:
        return FeedbackWords::tr("Too much effort");
    }
    return FeedbackWords::tr("Objection");
}

QString originText(FeedbackOrigin origin)
{
    return origin == FeedbackOrigin::Ai ? FeedbackWords::tr("AI") : FeedbackWords::tr("Playbook");
}

QString cardOriginText(const Card &card)
{
    if (card.origin == FeedbackOrigin::Ai)
        return originText(card.origin);
    if (card.type == FeedbackType::Metric)
        return FeedbackWords::tr("Delivery");
    return card.guessed ? FeedbackWords::tr("Heard") : originText(card.origin);
}

QString callStatusText(CallStatus status)
{
    switch (status) {
    case CallStatus::Live:
        return FeedbackWords::tr("Live now");
    case CallStatus::Completed:
        return FeedbackWords::tr("Completed");
    case CallStatus::Interrupted:
        return FeedbackWords::tr("Interrupted");
    case CallStatus::Pending:
        return FeedbackWords::tr("Not transcribed yet");
    case CallStatus::Failed:
        return FeedbackWords::tr("Failed");
    }
    return FeedbackWords::tr("Unknown");
}

QString callStatusText(const Call &call)
{
    const bool isOfFile = !call.source.isEmpty() && call.source != QLatin1String("demo");
    return call.status == CallStatus::Live && isOfFile ? FeedbackWords::tr("Being transcribed")
                                                       : callStatusText(call.status);
}

QString callTypeText(CallType type)
{
    switch (type) {
    case CallType::Discovery:
        return FeedbackWords::tr("Discovery");
    case CallType::Demo:
        return FeedbackWords::tr("Demo");
    case CallType::Negotiation:
        return FeedbackWords::tr("Negotiation");
    case CallType::ColdCall:
        return FeedbackWords::tr("Cold call");
    }
    return FeedbackWords::tr("Call");
}

QString speakerText(const QString &speaker)
{
    if (speaker == QLatin1String("rep"))
        return FeedbackWords::tr("You");
    if (speaker.isEmpty() || speaker == QLatin1String("customer"))
        return FeedbackWords::tr("Customer");
    if (speaker.startsWith(QLatin1String("customer ")))
        return FeedbackWords::tr("Customer %1").arg(harmless(speaker.mid(9), longestName));
    const QString name = harmless(speaker, longestName).trimmed();
    return name.isEmpty() ? FeedbackWords::tr("Customer") : name;
}

QString feedbackTitle(const FeedbackEvent &event)
{
    const QString own = harmless(event.metadata[QLatin1String("title")].toString(), longestName).trimmed();
    if (!own.isEmpty())
        return own;
    if (event.type == FeedbackType::Objection)
        if (const auto category =
                objectionCategoryFromWire(event.metadata[QLatin1String("category")].toString()))
            return objectionCategoryText(*category);
    return feedbackTypeText(event.type);
}

} // namespace talktrack
