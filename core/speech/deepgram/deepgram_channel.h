// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_message.h"
#include "core/speech/deepgram/stream_clock.h"
#include "core/speech/position_set.h"
#include "core/speech/speech_engine.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace talktrack {

/// What is known of one track: makes utterances of the results of its channel, over all connections of a
/// call, each word once.
///
/// Words already had are known by where they stand on the sample clock: a stretch that was answered finally
/// is covered, and what comes for it again (sound sent again after a drop, a final repeated) is left out. At
/// the edges of what is covered, where a recogniser's word times may differ by a few hundredths of a second
/// from one hearing to the next, the words themselves decide. Finals of a stretch make one utterance until
/// the speaker comes to an end; the utterance is final then, or when it grows long, or when the connection is
/// lost. Pure; one thread.
class DeepgramChannel final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Changes
    {
        QList<Utterance> utterances;
        QStringList withdrawn;
    };

    explicit DeepgramChannel(Track track);

    Changes results(const DeepgramResults &results, const StreamClock &clock, TimePoint arrived);
    /// Nothing for a moment before words that are held.
    Changes utteranceEnd(std::optional<double> lastWordEnd, const StreamClock &clock, TimePoint arrived);
    /// What is final so far becomes an utterance; what was interim is taken back, as it will be heard again.
    /// Sound before sentUpTo went out.
    Changes connectionLost(qint64 sentUpTo, TimePoint arrived);
    /// Time has passed without an end of the utterance: all that is final so far becomes one, if it ended
    /// this long before the position.
    Changes settle(qint64 position, TimePoint arrived);

    /// Our own ear: where somebody spoke. Open at the end while somebody speaks.
    void voice(bool speaking, qint64 position);
    bool hadVoice(PositionRange range) const;

    /// From here on the recogniser's answers are not final: after a drop, sound goes out again from a little
    /// before. Silence that was answered by nothing counts as answered.
    qint64 answeredUpTo() const;
    /// The parts of a stretch that have had no final answer.
    QList<PositionRange> unanswered(PositionRange range) const;
    /// The stretch will not be recognised on this connection any more; words that come for it are left out.
    void giveUp(PositionRange range);
    /// Nothing was said there, as nothing was sent.
    void leaveOut(PositionRange range);

    /// Words left out because they were there already, or stood outside of the sound sent.
    qint64 doubles() const { return m_doubles; }
    qint64 outOfRange() const { return m_outOfRange; }

private:
    struct Heard
    {
        Word word;
        int speaker = 0;
        PositionRange range;
    };

    QList<Heard> heardWords(const DeepgramResults &results, const StreamClock &clock);
    bool isKnown(const Heard &heard) const;
    void remember(const Heard &heard);
    void take(QList<Heard> words, const DeepgramResults &results, TimePoint arrived, Changes &changes);
    void close(TimePoint arrived, Changes &changes);
    Utterance utterance(const QList<Heard> &words, bool final, TimePoint arrived) const;
    void showInterim(const QList<Heard> &words, TimePoint arrived, Changes &changes);
    bool shouldClose() const;
    void tidy();

    const Track m_track;
    /// Answered finally; given up; left out.
    PositionSet m_covered;
    /// One past the farthest final answer.
    qint64 m_newestAnswer = 0;
    /// Answered with nothing, though not finally.
    PositionSet m_quiet;
    PositionSet m_voiced;
    std::optional<qint64> m_voiceSince;
    /// The latest words, to tell doubles at the edges.
    QList<Heard> m_recent;
    /// Of the open utterance: what is final, and whether it was shown.
    QString m_id;
    QList<Heard> m_final;
    bool m_shown = false;
    qint64 m_doubles = 0;
    qint64 m_outOfRange = 0;
};

} // namespace talktrack
