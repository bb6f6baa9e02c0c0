// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feedback_event.h"
#include "core/speech/speech_engine.h"
#include "core/store/call_archive.h"

#include <QList>

namespace talktrack {

/// What of a recorded call is not transcribed and can be had from its sound, in pieces that are asked for one
/// after the other; and the marks that this leaves in the call.
///
/// A call of which nothing was transcribed, or that is to be heard again, is missing as a whole, another
/// where it has gaps. What a gap asks for beyond the end of the sound, or where the sound turns out to be
/// damaged, becomes a gap of lost sound, which nothing fills any more. A value; any thread. Positions in
/// samples.
class MissingSpeech final
{
public:
    /// soundEnd: how much sound there is. rule: the recogniser's name, for gaps that are new.
    MissingSpeech(const CallRecord &record, qint64 soundEnd, QString rule, bool everything = false);

    /// What comes next, of both tracks, within GapFiller::longestPiece; empty once nothing is missing.
    QList<SpeechGap> nextPiece() const;
    /// One of nextPiece() is filled, but for what could not be read of its sound.
    void fill(const SpeechGap &gap, const QList<SpeechGap> &unread);

    /// Of all tracks together.
    qint64 lengthAtFirst() const { return m_lengthAtFirst; }
    qint64 length() const;
    /// Pieces that are not filled.
    int count() const { return static_cast<int>(m_pieces.size()); }

    /// Whether takeChanges() has something to say though nothing was filled.
    bool hasChanges() const;
    /// The marks that are new or other than in the call, once each. Gaps of a call that is missing as a whole
    /// are marked only where they stay.
    QList<FeedbackEvent> takeChanges();

private:
    struct Piece
    {
        SpeechGap gap;
        FeedbackEvent event;
        /// The call has the event, as it is here.
        bool isMarked = false;
        /// The call has an event of this id.
        bool isKnown = false;
    };

    void planWhole(qint64 soundEnd);
    void closeGaps(qint64 soundEnd);
    bool isLostAlready(const SpeechGap &gap) const;
    void planGap(const FeedbackEvent &event, qint64 soundEnd);
    void loseSound(Track track, qint64 from, qint64 to);

    QString m_callId;
    QList<FeedbackEvent> m_feedback;
    QString m_rule;
    QList<Piece> m_pieces;
    QList<FeedbackEvent> m_changes;
    qint64 m_lengthAtFirst = 0;
};

} // namespace talktrack
