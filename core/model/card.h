// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feedback_event.h"

#include <QList>
#include <QMetaType>
#include <QString>

namespace talktrack {

/// One card as the rep sees it: what to say now, and why.
struct Card
{
    /// Id of the feedback event it shows.
    QString id;
    /// What was heard, two to four words ("Price objection").
    QString title;
    /// In large type.
    QString say;
    /// In small type.
    QString why;
    FeedbackType type = FeedbackType::Suggestion;
    FeedbackOrigin origin = FeedbackOrigin::Rule;
    /// Heard by the classifier, and not by a phrase of the playbook.
    bool guessed = false;
    int priority = 50;
    /// Seconds since the call's start of the moment it answers, and of its end of usefulness.
    double timestamp = 0;
    double expires = 0;
    bool operator==(const Card &) const = default;
};

/// At most this many cards are on the screen.
inline constexpr int maxCards = 3;

struct ChecklistEntry
{
    QString id;
    QString label;
    bool done = false;
    /// Seconds since the call's start at which it was covered.
    double at = 0;
    bool operator==(const ChecklistEntry &) const = default;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::Card)
Q_DECLARE_METATYPE(talktrack::ChecklistEntry)
