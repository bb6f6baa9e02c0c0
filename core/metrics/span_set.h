// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <map>
#include <optional>
#include <vector>

namespace talktrack {

/// Microseconds since the call's start. Whole numbers, so that sums do not depend on the order of their
/// terms.
using Ticks = qint64;

inline constexpr Ticks ticksPerSecond = 1'000'000;

constexpr Ticks operator""_ticks(long double seconds)
{
    return static_cast<Ticks>(seconds * static_cast<long double>(ticksPerSecond));
}

constexpr double toSeconds(Ticks ticks)
{
    return static_cast<double>(ticks) / static_cast<double>(ticksPerSecond);
}

/// Absent where the time is not a number; otherwise kept within 0 and about 115 days.
std::optional<Ticks> toTicks(double seconds);

/// A stretch of time, end excluded.
struct Span
{
    Ticks start = 0;
    Ticks end = 0;
    bool operator==(const Span &) const = default;
};

/// The union of stretches of time, in which gaps shorter than the bridge are filled.
///
/// The same stretches give the same set in whichever order they come. Inserting and looking up is O(log n),
/// amortised over the stretches swallowed. Not thread-safe; a value.
class SpanSet final
{
public:
    using Spans = std::map<Ticks, Ticks>;

    /// Gaps shorter than this are bridged; a gap of just this length stays.
    explicit SpanSet(Ticks bridge)
        : m_bridge(bridge)
    {
    }

    /// A span without length is ignored.
    void insert(Span span);
    /// What of the span is not in the set yet, in order.
    std::vector<Span> missing(Span span) const;

    bool isEmpty() const { return m_spans.empty(); }
    /// Start to end; apart by the bridge or more.
    const Spans &spans() const { return m_spans; }
    /// The length of all of it, bridged gaps included.
    Ticks total() const { return m_total; }
    /// The length of what lies between two moments; O(log n + spans between).
    Ticks total(Span within) const;
    /// The last span that starts before the moment.
    std::optional<Span> lastStartingBefore(Ticks moment) const;
    /// The first span that ends after the moment.
    std::optional<Span> firstEndingAfter(Ticks moment) const;
    /// Iterator to the first span that ends after the moment.
    Spans::const_iterator endingAfter(Ticks moment) const;

private:
    Ticks m_bridge;
    Ticks m_total = 0;
    Spans m_spans;
};

} // namespace talktrack
