// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/running_median.h"
#include "core/metrics/span_set.h"
#include "core/model/track.h"

#include <array>
#include <map>
#include <optional>
#include <set>

namespace talktrack {

/// Who holds the floor: monologues, interruptions and patience from the stretches of substantive speech of
/// both sides (back-channels left out; pauses under 0.5 s bridged). The definitions stand at
/// ConversationMetrics.
///
/// Stretches may come in any order and give the same figures. Each only touches what lies within 4 s of it,
/// so the work is O(log n) a stretch, amortised. A value; not thread-safe.
class Turns final
{
public:
    /// Pauses up to this belong to a monologue.
    static constexpr Ticks monologuePause = 2.5_ticks;

    void add(Track track, Span span);
    /// A stretch in which the call stood still: it is no time that anybody waited. Stretches do not overlap.
    void addPause(Span span);

    int interruptionsBy(Track track) const
    {
        return m_interruptions.at(static_cast<std::size_t>(trackIndex(track)));
    }
    Ticks longestMonologue() const { return m_lengths.empty() ? 0 : *m_lengths.rbegin(); }
    /// The monologue that goes on at that moment as far as the lines know, else 0.
    Ticks monologueAt(Ticks now) const;
    /// End of the customer's last substantive speech; 0 where there was none.
    Ticks lastCustomerEnd() const;
    /// Seconds; absent under three answers.
    std::optional<double> patience() const;

private:
    const SpanSet &spansOf(Track track) const
    {
        return m_sides.at(static_cast<std::size_t>(trackIndex(track)));
    }
    void addPiece(Track track, Span piece);
    /// Adds (sign 1) or withdraws (sign -1) what the window contributes to interruptions and patience.
    void count(Span window, int sign);
    int interruptionsWithin(Track by, Span window) const;
    std::optional<Ticks> answerGap(SpanSet::Spans::const_iterator customer) const;
    /// Takes out the monologues that touch the window and gives the ends that stick out of it.
    Span takeMonologues(Span window);
    void putMonologues(Span window, Span outer);
    std::vector<Span> monologuesWithin(Span window) const;
    void appendRepSpeech(Span rep, std::vector<Span> &chains) const;
    void keepMonologue(Span monologue);

    std::array<SpanSet, trackCount> m_sides{SpanSet(0.5_ticks), SpanSet(0.5_ticks)};
    std::array<int, trackCount> m_interruptions{};
    SpanSet m_pauses{0};
    RunningMedian m_gaps;
    std::map<Ticks, Ticks> m_monologues;
    std::multiset<Ticks> m_lengths;
};

} // namespace talktrack
