// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feedback_event.h"
#include "core/model/transcription.h"
#include "core/speech/position_set.h"
#include "core/speech/speech_engine.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>

namespace talktrack {

/// What a better hearing does to the lines that stood in its place.
struct Superseding
{
    /// The line whose place the better one takes, id and all, so that what was said of it stays with it;
    /// empty if it is a new line.
    QString inPlaceOf;
    /// They have only these words left.
    QList<Transcription> shortened;
    /// Others whose words the better line has.
    QStringList merged;
    /// Nothing was said there after all.
    QStringList withdrawn;
    /// The feedback given on all of these.
    QList<FeedbackEvent> given;
    bool isEmpty() const
    {
        return inPlaceOf.isEmpty() && shortened.isEmpty() && merged.isEmpty() && withdrawn.isEmpty();
    }
};

/// The lines of a call that a weaker recogniser heard while the call's own was away, and which of their words
/// have been heard better by now.
///
/// The call's own recogniser hears each track in order: with a line of its it has heard everything before it,
/// but for the gaps that it left. A word is superseded once a third of it stands in what was heard. Times are
/// those of the sample clock, so that the same stretch is never there twice. Pure; call thread.
class ProvisionalLines final
{
public:
    /// A provisional line as it should stand: without the words that have been heard better already; nothing
    /// if none is left.
    std::optional<Transcription> rest(const Transcription &line) const;
    /// A provisional final line has been taken into the transcript, and this was said of it.
    void add(const Transcription &line, const QList<FeedbackEvent> &given);
    /// It left the transcript for another reason.
    void forget(const QStringList &ids);

    /// A final line of the call's own recogniser, or one that fills a gap (backfilled).
    Superseding supersededBy(const Transcription &better);
    /// The recogniser will not hear this stretch; what stands in for it stays until the gap is closed.
    void gapFound(const SpeechGap &gap);
    /// All lines of the gap have come.
    Superseding gapClosed(const SpeechGap &gap);
    /// The recogniser has heard everything before this, in seconds, but for the gaps.
    Superseding heardAll(double until);

    /// Seconds up to which the track has provisional words; 0 if it has none.
    double end(Track track) const;
    bool isEmpty() const { return m_lines.isEmpty(); }

private:
    struct Entry
    {
        Transcription line;
        QList<FeedbackEvent> given;
    };
    struct Side
    {
        PositionSet heard;
        /// One past the last position of the recogniser's own lines.
        qint64 upTo = 0;
        QList<PositionRange> gaps;
    };

    Side &side(Track track) { return m_sides.at(static_cast<std::size_t>(trackIndex(track))); }
    const Side &side(Track track) const { return m_sides.at(static_cast<std::size_t>(trackIndex(track))); }
    bool isHeard(Track track, const Word &word) const;
    void hearUpTo(Side &of, qint64 position);
    Superseding sweep(Track track, const Transcription *better);

    QList<Entry> m_lines;
    std::array<Side, trackCount> m_sides;
};

/// Of what follows from a line that came late, in the place of others: what was not given on those already. A
/// suggestion only if it is still of use.
QList<FeedbackEvent> notYetGiven(QList<FeedbackEvent> events, const QList<FeedbackEvent> &given,
                                 bool suggestionsAreOfUse);

} // namespace talktrack
