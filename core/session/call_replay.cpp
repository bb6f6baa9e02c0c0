// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_replay.h"

#include "core/session/call_pipeline.h"

#include <QHash>

#include <cmath>

namespace talktrack {
namespace {

QString identity(const FeedbackEvent &event)
{
    return QStringList{toWire(event.type), event.metadata.value(QLatin1String("rule")).toString(),
                       event.metadata.value(QLatin1String("segment")).toString(), event.content}
        .join(QChar(0x1F));
}

/// A day: a damaged time is not counted up to.
constexpr double longestReplaySeconds = 24.0 * 3600;

/// The nudges of every second that had passed when this line became final, as live.
void appendNudges(CallPipeline &pipeline, const QString &callId, double until, int &nextSecond,
                  QList<FeedbackEvent> &events)
{
    for (; nextSecond <= std::min(until, longestReplaySeconds); ++nextSecond)
        events += pipeline.nudges(callId, nextSecond);
}

} // namespace

QList<FeedbackEvent> replayCall(const CallRecord &record, const Playbook &playbook,
                                const ObjectionClassifier *classifier)
{
    CallPipeline pipeline(playbook, classifier);
    QList<FeedbackEvent> events;
    int nextSecond = 0;
    for (const StoredLine &stored : record.lines) {
        appendNudges(pipeline, record.call.id, stored.line.end, nextSecond, events);
        events += pipeline.addLine(stored.line).feedback;
    }
    appendNudges(pipeline, record.call.id, record.call.duration.value_or(0), nextSecond, events);
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
