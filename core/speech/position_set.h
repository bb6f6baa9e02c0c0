// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QtGlobal>

namespace talktrack {

/// A stretch of the call's sample clock, [from, to).
struct PositionRange
{
    qint64 from = 0;
    qint64 to = 0;
    bool isEmpty() const { return to <= from; }
    qint64 length() const { return isEmpty() ? 0 : to - from; }
    bool operator==(const PositionRange &) const = default;
};

/// Stretches of the sample clock, joined where they touch. As large as the number of holes in it, not as what
/// it covers. Pure.
class PositionSet final
{
public:
    void add(PositionRange range);
    bool contains(qint64 position) const;
    /// How many positions of the range are covered.
    qint64 coveredOf(PositionRange range) const;
    bool touches(PositionRange range) const { return coveredOf(range) > 0; }
    /// Up to where everything from the position on is covered, leaving aside holes of at most this size.
    qint64 solidEnd(qint64 from, qint64 smallHole = 0) const;
    /// The first covered position at or after this one, or none.
    qint64 firstFrom(qint64 position, qint64 none) const;
    /// The end of the last stretch; 0 if there is none.
    qint64 end() const { return m_ranges.isEmpty() ? 0 : m_ranges.last().to; }
    /// Stretches that end before the position are not needed any more.
    void forgetBefore(qint64 position);
    const QList<PositionRange> &ranges() const { return m_ranges; }

private:
    /// In order, apart from each other.
    QList<PositionRange> m_ranges;
};

} // namespace talktrack
