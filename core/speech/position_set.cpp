// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/position_set.h"

#include <algorithm>

namespace talktrack {

void PositionSet::add(PositionRange range)
{
    if (range.isEmpty())
        return;
    const auto first =
        std::lower_bound(m_ranges.begin(), m_ranges.end(), range.from,
                         [](const PositionRange &known, qint64 from) { return known.to < from; });
    auto last = first;
    for (; last != m_ranges.end() && last->from <= range.to; ++last) {
        range.from = std::min(range.from, last->from);
        range.to = std::max(range.to, last->to);
    }
    m_ranges.insert(m_ranges.erase(first, last), range);
}

bool PositionSet::contains(qint64 position) const
{
    return coveredOf({position, position + 1}) > 0;
}

qint64 PositionSet::coveredOf(PositionRange range) const
{
    qint64 covered = 0;
    auto it = std::lower_bound(m_ranges.begin(), m_ranges.end(), range.from,
                               [](const PositionRange &known, qint64 from) { return known.to <= from; });
    for (; it != m_ranges.end() && it->from < range.to; ++it)
        covered += PositionRange{std::max(it->from, range.from), std::min(it->to, range.to)}.length();
    return covered;
}

qint64 PositionSet::solidEnd(qint64 from, qint64 smallHole) const
{
    qint64 end = from;
    for (const PositionRange &range : m_ranges) {
        if (range.to <= end)
            continue;
        if (range.from > end + smallHole)
            break;
        end = range.to;
    }
    return end;
}

qint64 PositionSet::firstFrom(qint64 position, qint64 none) const
{
    for (const PositionRange &range : m_ranges)
        if (range.to > position)
            return std::max(range.from, position);
    return none;
}

void PositionSet::forgetBefore(qint64 position)
{
    m_ranges.removeIf([position](const PositionRange &range) { return range.to < position; });
}

} // namespace talktrack
