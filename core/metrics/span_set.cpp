// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/span_set.h"

#include <algorithm>
#include <cmath>

namespace talktrack {

std::optional<Ticks> toTicks(double seconds)
{
    constexpr double most = 1e7;
    if (std::isnan(seconds))
        return std::nullopt;
    if (std::isinf(seconds))
        return std::nullopt;
    return std::llround(std::clamp(seconds, 0.0, most) * static_cast<double>(ticksPerSecond));
}

void SpanSet::insert(Span span)
{
    if (span.end <= span.start)
        return;
    auto next = m_spans.upper_bound(span.start);
    if (next != m_spans.begin()) {
        const auto previous = std::prev(next);
        if (span.start - previous->second < m_bridge || span.start <= previous->second)
            next = previous;
    }
    while (next != m_spans.end() && (next->first - span.end < m_bridge || next->first <= span.end)) {
        span.start = std::min(span.start, next->first);
        span.end = std::max(span.end, next->second);
        m_total -= next->second - next->first;
        next = m_spans.erase(next);
    }
    m_spans.emplace_hint(next, span.start, span.end);
    m_total += span.end - span.start;
}

std::vector<Span> SpanSet::missing(Span span) const
{
    std::vector<Span> pieces;
    Ticks from = span.start;
    for (auto it = endingAfter(span.start); it != m_spans.end() && it->first < span.end; ++it) {
        if (it->first > from)
            pieces.push_back({from, it->first});
        from = std::max(from, it->second);
    }
    if (from < span.end)
        pieces.push_back({from, span.end});
    return pieces;
}

Ticks SpanSet::total(Span within) const
{
    Ticks sum = 0;
    for (auto it = endingAfter(within.start); it != m_spans.end() && it->first < within.end; ++it)
        sum += std::min(it->second, within.end) - std::max(it->first, within.start);
    return sum;
}

std::optional<Span> SpanSet::lastStartingBefore(Ticks moment) const
{
    const auto it = m_spans.lower_bound(moment);
    if (it == m_spans.begin())
        return std::nullopt;
    const auto previous = std::prev(it);
    return Span{previous->first, previous->second};
}

std::optional<Span> SpanSet::firstEndingAfter(Ticks moment) const
{
    const auto it = endingAfter(moment);
    if (it == m_spans.end())
        return std::nullopt;
    return Span{it->first, it->second};
}

SpanSet::Spans::const_iterator SpanSet::endingAfter(Ticks moment) const
{
    const auto next = m_spans.upper_bound(moment);
    if (next != m_spans.begin() && std::prev(next)->second > moment)
        return std::prev(next);
    return next;
}

} // namespace talktrack
