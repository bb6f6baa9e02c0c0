// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/span_set.h"

#include <iterator>
#include <set>

namespace talktrack {

/// The median of values that come and go, O(log n) each. A value; not thread-safe.
class RunningMedian final
{
public:
    void insert(Ticks value)
    {
        if (!m_low.empty() && value < *m_low.rbegin())
            m_low.insert(value);
        else
            m_high.insert(value);
        balance();
    }

    /// The value must have been inserted.
    void remove(Ticks value)
    {
        if (const auto low = m_low.find(value); low != m_low.end())
            m_low.erase(low);
        else if (const auto high = m_high.find(value); high != m_high.end())
            m_high.erase(high);
        balance();
    }

    std::size_t count() const { return m_low.size() + m_high.size(); }

    /// Seconds; of an even number of values the mean of the two in the middle. Not of none.
    double seconds() const
    {
        Q_ASSERT(count() > 0);
        if (m_high.size() > m_low.size())
            return toSeconds(*m_high.begin());
        return toSeconds(*m_low.rbegin() + *m_high.begin()) / 2;
    }

private:
    // The upper half holds as many as the lower, or one more.
    void balance()
    {
        while (m_high.size() > m_low.size() + 1)
            m_low.insert(m_high.extract(m_high.begin()));
        while (m_low.size() > m_high.size())
            m_high.insert(m_low.extract(std::prev(m_low.end())));
    }

    std::multiset<Ticks> m_low;
    std::multiset<Ticks> m_high;
};

} // namespace talktrack
