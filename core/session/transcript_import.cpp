// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/transcript_import.h"

#include "core/session/call_pipeline.h"
#include "core/store/call_store.h"
#include "core/support/clock.h"
#include "core/support/ids.h"

namespace talktrack {

Result<CallOutcome> importTranscript(ReadTranscript transcript, const CallSetup &setup,
                                     const CallServices &services)
{
    Call call;
    call.id = newId();
    call.userId = services.store.userId();
    call.title = transcript.title.isEmpty() ? setup.title : transcript.title;
    call.startedAt = transcript.startedAt.isValid() ? transcript.startedAt
                     : setup.startedAt.isValid()    ? setup.startedAt
                                                    : services.clock.utcNow();
    call.status = CallStatus::Completed;
    call.type = setup.playbook.callType;
    call.speech = transcript.engine;
    call.coach = setup.coach;
    call.playbookName = setup.playbook.name;
    call.playbookVersion = setup.playbook.version;
    call.source = setup.source;

    CallPipeline pipeline(setup.playbook, &services.classifier);
    QList<FeedbackEvent> feedback;
    QList<std::optional<double>> sentiments;
    double duration = transcript.duration;
    for (Transcription &line : transcript.lines) {
        line.id = newId();
        line.callId = call.id;
        duration = std::max(duration, line.end);
        feedback += pipeline.nudgesUntil(call.id, line.end);
        const CallPipeline::Outcome outcome = pipeline.addLine(line);
        feedback += outcome.feedback;
        sentiments.append(outcome.sentiment);
    }
    feedback += pipeline.nudgesUntil(call.id, duration);
    call.duration = duration;
    call.endedAt = call.startedAt.addMSecs(static_cast<qint64>(duration * 1000));
    const Analytics analytics = pipeline.analytics(call.id, duration);
    const Result<void> written =
        services.store.addCall(call, transcript.lines, sentiments, feedback, analytics).result();
    if (!written)
        return unexpected(written.error());
    return CallOutcome{call, analytics, {}, {}, {}};
}

} // namespace talktrack
