// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <utility>
#include <vector>

namespace talktrack {

/// The same numbers from the same seed on every platform (splitmix64); the standard's distributions promise
/// less.
class Random final
{
public:
    explicit Random(quint64 seed)
        : m_state(seed)
    {
    }

    quint64 next()
    {
        quint64 z = (m_state += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    size_t below(size_t limit) { return static_cast<size_t>(next() % limit); }
    /// 0–1.
    double unit() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }

    template <typename T>
    void shuffle(std::vector<T> &values)
    {
        for (size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(i)]);
    }

private:
    quint64 m_state;
};

} // namespace talktrack
