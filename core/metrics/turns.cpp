// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/turns.h"

#include <algorithm>

namespace talktrack {
namespace {

// An interruption: the other has spoken for this long,
constexpr Ticks midTurn = 1.0_ticks;
// both speak at once for this long,
constexpr Ticks overlap = 0.3_ticks;
// and who cuts in had been silent for this long (so that one cut in two counts once).
constexpr Ticks silentBefore = 1.0_ticks;

constexpr std::size_t fewestAnswers = 3;

// A new stretch changes interruptions and answers only this far around it: the bridge (0.5 s) plus the
// longest of the spans above, rounded up.
Span countingWindow(Span piece)
{
    return {piece.start - 1.0_ticks, piece.end + 2.0_ticks};
}

// The bridge plus the longest pause within a monologue, rounded up: both edges of the window lie where
// nothing changes.
Span monologueWindow(Span piece)
{
    return {piece.start - 4.0_ticks, piece.end + 4.0_ticks};
}

constexpr Track other(Track track)
{
    return track == Track::Rep ? Track::Customer : Track::Rep;
}

} // namespace

void Turns::add(Track track, Span span)
{
    if (span.end <= span.start)
        return;
    // Only what is new, so that a stretch said again costs nothing.
    const std::vector<Span> pieces = spansOf(track).missing(span);
    for (const Span &piece : pieces)
        addPiece(track, piece);
}

void Turns::addPause(Span span)
{
    // Only the answer to the turn before or within it changes.
    count(span, -1);
    m_pauses.insert(span);
    count(span, 1);
}

void Turns::addPiece(Track track, Span piece)
{
    const Span window = countingWindow(piece);
    const Span wide = monologueWindow(piece);
    count(window, -1);
    const Span outer = takeMonologues(wide);
    m_sides.at(static_cast<std::size_t>(trackIndex(track))).insert(piece);
    count(window, 1);
    putMonologues(wide, outer);
}

void Turns::count(Span window, int sign)
{
    for (const Track track : {Track::Rep, Track::Customer})
        m_interruptions.at(static_cast<std::size_t>(trackIndex(track))) +=
            sign * interruptionsWithin(track, window);
    const SpanSet::Spans &customer = spansOf(Track::Customer).spans();
    auto it = customer.lower_bound(window.start);
    // The turn before the window may be answered in it.
    if (it != customer.begin())
        --it;
    for (; it != customer.end() && it->first <= window.end; ++it) {
        const std::optional<Ticks> gap = answerGap(it);
        if (!gap)
            continue;
        if (sign > 0)
            m_gaps.insert(*gap);
        else
            m_gaps.remove(*gap);
    }
}

int Turns::interruptionsWithin(Track by, Span window) const
{
    int found = 0;
    const SpanSet::Spans &own = spansOf(by).spans();
    for (auto it = own.lower_bound(window.start); it != own.end() && it->first <= window.end; ++it) {
        const auto [start, end] = *it;
        if (it != own.begin() && start - std::prev(it)->second < silentBefore)
            continue;
        const std::optional<Span> interrupted = spansOf(other(by)).lastStartingBefore(start);
        if (interrupted && interrupted->start <= start - midTurn &&
            std::min(interrupted->end, end) - start >= overlap)
            ++found;
    }
    return found;
}

std::optional<Ticks> Turns::answerGap(SpanSet::Spans::const_iterator customer) const
{
    const auto [start, end] = *customer;
    const std::optional<Span> answer = spansOf(Track::Rep).firstEndingAfter(end);
    // No answer yet, or the customer spoke into the rep's turn.
    if (!answer || answer->start <= start)
        return std::nullopt;
    const auto next = std::next(customer);
    // The customer went on first.
    if (next != spansOf(Track::Customer).spans().end() && next->first <= answer->start)
        return std::nullopt;
    if (answer->start <= end)
        return 0;
    return answer->start - end - m_pauses.total({end, answer->start});
}

Span Turns::takeMonologues(Span window)
{
    Span outer = window;
    auto it = m_monologues.lower_bound(window.start);
    if (it != m_monologues.begin() && std::prev(it)->second > window.start)
        --it;
    while (it != m_monologues.end() && it->first < window.end) {
        outer.start = std::min(outer.start, it->first);
        outer.end = std::max(outer.end, it->second);
        m_lengths.erase(m_lengths.find(it->second - it->first));
        it = m_monologues.erase(it);
    }
    return outer;
}

void Turns::putMonologues(Span window, Span outer)
{
    std::vector<Span> chains = monologuesWithin(window);
    if (chains.empty())
        return;
    // What stuck out of the window hangs on the outermost ones: nothing near the window's edges has changed.
    if (outer.start < window.start)
        chains.front().start = outer.start;
    if (outer.end > window.end)
        chains.back().end = outer.end;
    for (const Span &chain : chains)
        keepMonologue(chain);
}

std::vector<Span> Turns::monologuesWithin(Span window) const
{
    std::vector<Span> chains;
    const SpanSet &rep = spansOf(Track::Rep);
    for (auto it = rep.endingAfter(window.start); it != rep.spans().end() && it->first < window.end; ++it) {
        const Span clipped{std::max(it->first, window.start), std::min(it->second, window.end)};
        // The customer's substantive speech ends a monologue even where the rep talks on.
        const std::vector<Span> alone = spansOf(Track::Customer).missing(clipped);
        for (const Span &piece : alone)
            appendRepSpeech(piece, chains);
    }
    return chains;
}

void Turns::appendRepSpeech(Span rep, std::vector<Span> &chains) const
{
    if (!chains.empty() && rep.start - chains.back().end < monologuePause) {
        const std::optional<Span> between = spansOf(Track::Customer).lastStartingBefore(rep.start);
        if (!between || between->end <= chains.back().end) {
            chains.back().end = rep.end;
            return;
        }
    }
    chains.push_back(rep);
}

void Turns::keepMonologue(Span monologue)
{
    m_monologues.emplace(monologue.start, monologue.end);
    m_lengths.insert(monologue.end - monologue.start);
}

Ticks Turns::monologueAt(Ticks now) const
{
    if (m_monologues.empty())
        return 0;
    const auto [start, end] = *m_monologues.rbegin();
    if (now - end >= monologuePause || lastCustomerEnd() > end)
        return 0;
    return end - start;
}

Ticks Turns::lastCustomerEnd() const
{
    const SpanSet::Spans &customer = spansOf(Track::Customer).spans();
    return customer.empty() ? 0 : customer.rbegin()->second;
}

std::optional<double> Turns::patience() const
{
    if (m_gaps.count() < fewestAnswers)
        return std::nullopt;
    return m_gaps.seconds();
}

} // namespace talktrack
