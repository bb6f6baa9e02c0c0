// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_replay.h"

#include "core/session/call_pipeline.h"
#include "core/session/provisional_lines.h"

#include <QHash>

#include <algorithm>

namespace talktrack {
namespace {

QString identity(const FeedbackEvent &event)
{
    return QStringList{toWire(event.type), event.metadata.value(QLatin1String("rule")).toString(),
                       event.metadata.value(QLatin1String("segment")).toString(), event.content}
        .join(QChar(0x1F));
}

/// As they came in the call: whose turn was over first, not whose had begun first.
QList<StoredLine> inOrderOfArrival(QList<StoredLine> lines)
{
    std::stable_sort(lines.begin(), lines.end(),
                     [](const StoredLine &a, const StoredLine &b) { return a.position < b.position; });
    return lines;
}

} // namespace

QList<FeedbackEvent> replayCall(const CallRecord &record, const Playbook &playbook,
                                const ObjectionClassifier *classifier)
{
    const bool isOfSameKind = playbook.callType == record.call.type;
    CallPipeline pipeline(playbook, classifier);
    QList<FeedbackEvent> events;
    for (const FeedbackEvent &event : record.feedback)
        if (event.type == FeedbackType::Gap || (event.type == FeedbackType::Metric && isOfSameKind))
            events.append(event);
    const auto keepTime = [&](double until) {
        if (!isOfSameKind)
            events += pipeline.nudgesUntil(record.call.id, until);
    };
    const QList<StoredLine> lines = inOrderOfArrival(record.lines);
    for (const StoredLine &stored : lines) {
        keepTime(stored.line.end);
        pipeline.recount();
        QList<FeedbackEvent> feedback = pipeline.addLine(stored.line).feedback;
        // Words that came late were too late for a card.
        if (stored.line.backfilled)
            feedback = notYetGiven(feedback, {}, false);
        events += feedback;
    }
    keepTime(record.call.duration.value_or(0));
    std::stable_sort(events.begin(), events.end(), [](const FeedbackEvent &a, const FeedbackEvent &b) {
        return a.timestamp < b.timestamp;
    });
    return events;
}

FeedbackDifference compareFeedback(const QList<FeedbackEvent> &before, const QList<FeedbackEvent> &after)
{
    QHash<QString, int> unmatched;
    for (const FeedbackEvent &event : before)
        ++unmatched[identity(event)];
    FeedbackDifference difference;
    for (const FeedbackEvent &event : after) {
        int &left = unmatched[identity(event)];
        if (left > 0) {
            --left;
            ++difference.same;
        } else {
            difference.onlyAfter.append(event);
        }
    }
    // The unmatched of the earlier list, the last ones where one stood several times.
    for (qsizetype i = before.size(); i-- > 0;) {
        int &left = unmatched[identity(before.at(i))];
        if (left > 0) {
            --left;
            difference.onlyBefore.prepend(before.at(i));
        }
    }
    return difference;
}

} // namespace talktrack
