// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/call.h"
#include "core/model/card.h"
#include "core/model/feedback_event.h"

#include <QString>

namespace talktrack {

/// Names for people of the closed lists of the model. Plain text, never empty. Any thread.

QString feedbackTypeText(FeedbackType type);
QString objectionCategoryText(ObjectionCategory category);
/// "Playbook" or "AI".
QString originText(FeedbackOrigin origin);
/// Where a card comes from: "Playbook", "Heard" (by the classifier), "Delivery" (a figure of the call) or
/// "AI".
QString cardOriginText(const Card &card);
QString callStatusText(CallStatus status);
/// The same, which tells a file that is being transcribed from a call that is live.
QString callStatusText(const Call &call);
QString callTypeText(CallType type);
/// The speaker of a line: "You", "Customer", "Customer 2". A name from an import is shown as it is.
QString speakerText(const QString &speaker);

/// What an event is called in a list: its own title where it has one, else the objection's category or the
/// type.
QString feedbackTitle(const FeedbackEvent &event);

} // namespace talktrack
