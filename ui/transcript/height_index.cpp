// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transcript/height_index.h"

#include <algorithm>
#include <bit>

namespace talktrack {
namespace {

constexpr std::size_t lowestBit(std::size_t i)
{
    return i & (~i + 1);
}

} // namespace

void HeightIndex::assign(std::vector<int> heights)
{
    m_heights = std::move(heights);
    rebuildFrom(0);
}

void HeightIndex::rebuildFrom(std::size_t row)
{
    m_sums.resize(row + 1);
    for (std::size_t i = row + 1; i <= m_heights.size(); ++i) {
        qint64 sum = m_heights[i - 1];
        for (std::size_t child = i - 1; child > i - lowestBit(i); child -= lowestBit(child))
            sum += m_sums[child];
        m_sums.push_back(sum);
    }
}

void HeightIndex::insert(int row, int height)
{
    m_heights.insert(m_heights.begin() + row, height);
    rebuildFrom(static_cast<std::size_t>(row));
}

void HeightIndex::remove(int row)
{
    m_heights.erase(m_heights.begin() + row);
    rebuildFrom(static_cast<std::size_t>(row));
}

void HeightIndex::set(int row, int height)
{
    int &held = m_heights[static_cast<std::size_t>(row)];
    const qint64 difference = height - held;
    if (difference == 0)
        return;
    held = height;
    for (auto i = static_cast<std::size_t>(row) + 1; i < m_sums.size(); i += lowestBit(i))
        m_sums[i] += difference;
}

qint64 HeightIndex::top(int row) const
{
    qint64 sum = 0;
    for (auto i = static_cast<std::size_t>(row); i > 0; i -= lowestBit(i))
        sum += m_sums[i];
    return sum;
}

int HeightIndex::rowAt(qint64 y) const
{
    if (m_heights.empty())
        return -1;
    std::size_t position = 0;
    qint64 left = std::max<qint64>(0, y);
    for (std::size_t step = std::bit_floor(m_heights.size()); step > 0; step /= 2) {
        const std::size_t next = position + step;
        if (next < m_sums.size() && m_sums[next] <= left) {
            position = next;
            left -= m_sums[next];
        }
    }
    return static_cast<int>(std::min(position, m_heights.size() - 1));
}

} // namespace talktrack
