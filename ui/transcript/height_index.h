// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <vector>

namespace talktrack {

/// Heights of rows with their running sums (a Fenwick tree): where a row begins, which row is at a place.
/// Everything is O(log n) but inserting and removing, which are O(rows after it). Rows are counted from 0,
/// heights are pixels and not negative.
class HeightIndex final
{
public:
    void assign(std::vector<int> heights);
    void insert(int row, int height);
    void remove(int row);
    void set(int row, int height);

    int count() const { return static_cast<int>(m_heights.size()); }
    int height(int row) const { return m_heights[static_cast<std::size_t>(row)]; }
    /// Sum of the heights before the row; row may be count().
    qint64 top(int row) const;
    qint64 total() const { return top(count()); }
    /// The row that covers y; the first for a negative y, the last for one past the end, -1 if there is none.
    int rowAt(qint64 y) const;

private:
    void rebuildFrom(std::size_t row);

    std::vector<int> m_heights;
    /// m_sums[i] covers the rows (i - lowest bit of i, i], counted from 1.
    std::vector<qint64> m_sums{0};
};

} // namespace talktrack
