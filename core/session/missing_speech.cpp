// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/missing_speech.h"

#include "core/model/audio_frame.h"
#include "core/session/call_gaps.h"
#include "core/session/gap_filler.h"

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// What lies this little beyond the end of the sound is the rounding of times.
constexpr qint64 tolerance = sampleRateHz / 2;
/// Damaged sound shorter than this hides no word.
constexpr qint64 shortestLoss = sampleRateHz / 10;

} // namespace

MissingSpeech::MissingSpeech(const CallRecord &record, qint64 soundEnd, QString rule, bool everything)
    : m_callId(record.call.id)
    , m_feedback(record.feedback)
    , m_rule(std::move(rule))
{
    const bool hasGaps =
        std::any_of(record.feedback.cbegin(), record.feedback.cend(), [](const FeedbackEvent &event) {
            return event.type == FeedbackType::Gap && !CallGaps::isOfLostSound(event);
        });
    const CallStatus status = record.call.status;
    const bool isUnheard =
        record.lines.isEmpty() && !hasGaps &&
        (status == CallStatus::Pending || status == CallStatus::Failed || status == CallStatus::Interrupted);
    if (everything || isUnheard)
        planWhole(soundEnd);
    if (everything)
        closeGaps(soundEnd);
    else if (isUnheard && record.call.duration)
        for (const Track track : {Track::Rep, Track::Customer})
            if (positionAt(*record.call.duration) > soundEnd + tolerance)
                loseSound(track, soundEnd, positionAt(*record.call.duration));
    for (const FeedbackEvent &event : record.feedback)
        if (!everything && CallGaps::isFillable(event))
            planGap(event, soundEnd);
    std::stable_sort(m_pieces.begin(), m_pieces.end(),
                     [](const Piece &a, const Piece &b) { return a.gap.from < b.gap.from; });
    m_lengthAtFirst = length();
}

void MissingSpeech::planWhole(qint64 soundEnd)
{
    for (const Track track : {Track::Rep, Track::Customer}) {
        for (qint64 from = 0; from < soundEnd; from += GapFiller::longestPiece) {
            const SpeechGap gap{track, from, std::min(from + GapFiller::longestPiece, soundEnd)};
            m_pieces.append({gap, CallGaps::open(m_callId, gap, m_rule), false, false});
        }
    }
}

/// Those that hearing everything again fills; what is beyond the sound stays as it is.
void MissingSpeech::closeGaps(qint64 soundEnd)
{
    for (const FeedbackEvent &event : std::as_const(m_feedback))
        if (CallGaps::isFillable(event) && CallGaps::stretchOf(event).to <= soundEnd + tolerance)
            m_changes.append(CallGaps::closed(event));
}

bool MissingSpeech::isLostAlready(const SpeechGap &gap) const
{
    return std::any_of(m_feedback.cbegin(), m_feedback.cend(), [&](const FeedbackEvent &event) {
        if (!CallGaps::isOfLostSound(event))
            return false;
        const SpeechGap lost = CallGaps::stretchOf(event);
        // The times of the mark are rounded.
        return lost.track == gap.track && lost.from <= gap.from + 1 && gap.to <= lost.to + 1;
    });
}

void MissingSpeech::planGap(const FeedbackEvent &event, qint64 soundEnd)
{
    const SpeechGap whole = CallGaps::stretchOf(event);
    const qint64 to = whole.to > soundEnd + tolerance ? std::max(soundEnd, whole.from) : whole.to;
    bool isFirst = true;
    for (qint64 from = whole.from; from < to; from += GapFiller::longestPiece) {
        const SpeechGap gap{whole.track, from, std::min(from + GapFiller::longestPiece, to)};
        const bool isAsMarked = gap == whole;
        FeedbackEvent part = isAsMarked ? event : CallGaps::open(m_callId, gap, m_rule);
        if (isFirst)
            part.id = event.id;
        m_pieces.append({gap, part, isAsMarked, std::exchange(isFirst, false)});
    }
    if (to < whole.to) {
        loseSound(whole.track, to, whole.to);
        if (isFirst)
            m_changes.last().id = event.id;
    } else if (isFirst) {
        // Of no length.
        m_changes.append(CallGaps::closed(event));
    }
}

void MissingSpeech::loseSound(Track track, qint64 from, qint64 to)
{
    m_changes.append(CallGaps::lostSound(m_callId, {track, from, to}));
}

QList<SpeechGap> MissingSpeech::nextPiece() const
{
    QList<SpeechGap> next;
    for (const Piece &piece : m_pieces)
        if (piece.gap.to <= m_pieces.constFirst().gap.from + GapFiller::longestPiece)
            next.append(piece.gap);
    return next;
}

void MissingSpeech::fill(const SpeechGap &gap, const QList<SpeechGap> &unread)
{
    const auto at =
        std::find_if(m_pieces.begin(), m_pieces.end(), [&](const Piece &piece) { return piece.gap == gap; });
    if (at == m_pieces.end())
        return;
    if (at->isKnown)
        m_changes.append(CallGaps::closed(at->event));
    m_pieces.erase(at);
    for (const SpeechGap &lost : unread)
        if (lost.track == gap.track && lost.to - lost.from >= shortestLoss && !isLostAlready(lost))
            loseSound(lost.track, lost.from, lost.to);
}

qint64 MissingSpeech::length() const
{
    qint64 length = 0;
    for (const Piece &piece : m_pieces)
        length += piece.gap.to - piece.gap.from;
    return length;
}

bool MissingSpeech::hasChanges() const
{
    return !m_changes.isEmpty();
}

QList<FeedbackEvent> MissingSpeech::takeChanges()
{
    QList<FeedbackEvent> changes = std::exchange(m_changes, {});
    for (Piece &piece : m_pieces) {
        if (!std::exchange(piece.isMarked, true))
            changes.append(piece.event);
        piece.isKnown = true;
    }
    return changes;
}

} // namespace talktrack
