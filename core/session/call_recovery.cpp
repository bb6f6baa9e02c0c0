// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_recovery.h"

#include "core/session/call_gaps.h"
#include "core/session/call_pipeline.h"
#include "core/session/kept_sounds.h"
#include "core/session/live_call_lock.h"
#include "core/session/playbook_shelf.h"
#include "core/store/call_archive.h"
#include "core/store/call_store.h"
#include "core/support/log.h"

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

/// Less than this at the end of what was recorded is a pause.
constexpr double shortestLostEnd = 1;

/// When the last thing known of the call happened, in seconds since its start.
double lastMoment(const CallRecord &record)
{
    double last = 0;
    const auto note = [&last](double moment) {
        // Neither what is no number nor what no call lasts.
        if (std::isfinite(moment))
            last = std::max(last, std::min(moment, longestCallSeconds));
    };
    for (const StoredLine &stored : record.lines)
        note(stored.line.end);
    for (const FeedbackEvent &event : record.feedback)
        note(event.timestamp);
    return last;
}

/// The end of a recorded call that was not transcribed when it was cut off.
QList<FeedbackEvent> lostEnd(const CallRecord &record, double end)
{
    QList<FeedbackEvent> gaps;
    for (const Track track : {Track::Rep, Track::Customer}) {
        double known = 0;
        for (const StoredLine &stored : record.lines)
            if (stored.line.track == track)
                known = std::max(known, stored.line.end);
        for (const FeedbackEvent &event : record.feedback)
            if (event.type == FeedbackType::Gap &&
                event.metadata.value(QLatin1String("speaker")) == speakerOf(track))
                known = std::max(known, event.metadata.value(QLatin1String("end")).toDouble());
        if (end - known > shortestLostEnd)
            gaps.append(CallGaps::open(record.call.id, track, known, end, record.call.speech));
    }
    return gaps;
}

Result<void> recover(const CallServices &services, const Playbook &fallback, const QString &id)
{
    const Result<CallRecord> record = services.archive.call(id).result();
    if (!record)
        return unexpected(record.error());
    const std::optional<Playbook> own = playbookOf(record->call, services.dataDir);
    CallPipeline pipeline(own ? *own : fallback, &services.classifier);
    for (const StoredLine &stored : record->lines)
        pipeline.addLine(stored.line);
    Call call = record->call;
    call.duration = lastMoment(*record);
    QList<FeedbackEvent> gaps;
    const bool wasHeard =
        !record->lines.isEmpty() ||
        std::any_of(record->feedback.cbegin(), record->feedback.cend(), &CallGaps::isFillable);
    const std::optional<double> sound =
        call.recordingKey.isEmpty() ? std::nullopt : kept_sounds::lengthOf(services.dataDir, call.id);
    if (sound) {
        call.duration = std::max(*call.duration, *sound);
        if (wasHeard)
            gaps = lostEnd(*record, *sound);
    }
    // Nothing of it was transcribed, all of it can be.
    call.status = sound && !wasHeard ? CallStatus::Pending : CallStatus::Interrupted;
    call.endedAt = call.startedAt.addMSecs(static_cast<qint64>(*call.duration * 1000));
    // First: a call that is not live any more is not looked at again.
    if (!gaps.isEmpty())
        if (const Result<void> marked = services.store.addFeedback(gaps).result(); !marked)
            return marked;
    return services.store.finishCall(call, pipeline.analytics(id, *call.duration), StorePatience::Fails)
        .result();
}

/// What keeps one call from being written keeps the next one from it too.
bool concernsAll(ErrorKind kind)
{
    return kind == ErrorKind::DiskFull || kind == ErrorKind::DatabaseBusy;
}

} // namespace

Result<int> recoverInterruptedCalls(const CallServices &services, const Playbook &playbook)
{
    const Result<QStringList> live = services.archive.liveCalls().result();
    if (!live)
        return unexpected(live.error());
    int recovered = 0;
    for (const QString &id : LiveCallLock::abandoned(services.dataDir, *live)) {
        const Result<void> done = recover(services, playbook, id);
        if (done) {
            ++recovered;
            continue;
        }
        log::warning("session", "call_not_recovered", {{"detail", done.error().detail}});
        if (concernsAll(done.error().kind))
            break;
    }
    if (recovered > 0)
        log::info("session", "calls_recovered", {{"count", QString::number(recovered)}});
    return recovered;
}

} // namespace talktrack
