// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feedback_event.h"
#include "core/session/gap_filler.h"
#include "core/speech/sound_history.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>

namespace talktrack {

/// Keeps the gaps that a recogniser leaves in a running call: marks each, has it filled from the sound of the
/// call as soon as the provider can be reached, and marks it as closed.
///
/// Thread: the call thread; owned by LiveCall. Signals: eventDue for a gap that was found or closed,
/// lineFilled before the gap's closing, closing right before its eventDue; settled once after settle(), and
/// nothing after it.
class GapDesk final : public QObject
{
    Q_OBJECT

public:
    /// makeJob may be empty and sound null: then gaps stay open. rule: the engine's name. The sound outlives
    /// the desk.
    GapDesk(QString callId, QString rule, const GapFiller::MakeJob &makeJob, const SoundHistory *sound);

    void found(const SpeechGap &gap);
    void note(const Transcription &finalLine);
    void setReachable(bool reachable);
    bool hasOpen() const { return !m_open.isEmpty(); }
    /// The call is over and no more gaps will come: what is open is tried to be filled for at most this long.
    void settle(std::chrono::milliseconds patience);

Q_SIGNALS:
    void eventDue(const talktrack::FeedbackEvent &event);
    /// All lines of the gap have come; its eventDue is next.
    void closing(const talktrack::SpeechGap &gap);
    /// In the words of a better hearing, final.
    void lineFilled(const talktrack::Utterance &utterance);
    /// As GapFiller.
    void echoesDropped(int lines);
    void settled();

private:
    struct Open
    {
        SpeechGap gap;
        FeedbackEvent event;
    };

    void closed(const SpeechGap &gap);
    void tryLater();
    void end();

    const QString m_callId;
    const QString m_rule;
    std::unique_ptr<GapFiller> m_filler;
    QList<Open> m_open;
    QTimer m_patience;
    /// Until the provider is asked again that could not be asked though it seemed to be there.
    QTimer m_again;
    std::chrono::milliseconds m_pause;
    bool m_isReachable = false;
    bool m_settling = false;
};

} // namespace talktrack
