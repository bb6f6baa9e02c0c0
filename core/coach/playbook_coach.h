// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/line_facts.h"
#include "core/model/card.h"
#include "core/model/feedback_event.h"
#include "core/model/playbook.h"
#include "core/model/transcription.h"

#include <QList>

#include <memory>

namespace talktrack {

class ObjectionClassifier;

/// The instant coach on the device: playbook cards, the objection classifier, sentiment, checklist and
/// questions.
///
/// Pure and synchronous, no I/O; call thread. Feed it the final lines in order; what it answers within the
/// call is done in well under 10 ms. The same lines give the same feedback (ids apart), which is what replay
/// relies on.
class PlaybookCoach final
{
public:
    /// The classifier may be null: then only phrases count. It outlives the coach.
    PlaybookCoach(Playbook playbook, const ObjectionClassifier *classifier);
    ~PlaybookCoach();
    PlaybookCoach(PlaybookCoach &&) noexcept;

    /// Feedback for a final line, in the order it is to be given: what was observed before what to say about
    /// it. Ids are set; callId is taken from the line.
    QList<FeedbackEvent> onLine(const Transcription &line);

    /// Whether the customer goes along in this line, so that the objections before it are settled.
    bool agrees(const Transcription &line) const;

    /// What the conversation metrics want to know about the line.
    LineFacts factsOf(const Transcription &line) const;

    QList<ChecklistEntry> checklist() const;
    const Playbook &playbook() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
