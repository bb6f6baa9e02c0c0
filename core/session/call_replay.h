// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_classifier.h"
#include "core/model/feedback_event.h"
#include "core/model/playbook.h"
#include "core/store/call_archive.h"

#include <QList>

namespace talktrack {

/// The feedback that a coach with this playbook would give on a stored call, in order of time. Changes
/// nothing. Gaps are as they were. So are the nudges, which hang on the sound of the call: a playbook has a
/// part in them by the kind of call alone, and for another kind they are worked out from the lines. Pure.
QList<FeedbackEvent> replayCall(const CallRecord &record, const Playbook &playbook,
                                const ObjectionClassifier *classifier);

/// What differs between the feedback given and the feedback that would be given. Two events are the same if
/// type, rule, line and wording are; ids and latencies do not count. Both lists in order of time.
struct FeedbackDifference
{
    QList<FeedbackEvent> onlyBefore;
    QList<FeedbackEvent> onlyAfter;
    int same = 0;
};
FeedbackDifference compareFeedback(const QList<FeedbackEvent> &before, const QList<FeedbackEvent> &after);

} // namespace talktrack
