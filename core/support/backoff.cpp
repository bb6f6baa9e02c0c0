// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/backoff.h"

#include <algorithm>

namespace talktrack {

std::chrono::milliseconds Backoff::next(std::chrono::milliseconds askedFor)
{
    using std::chrono::milliseconds;
    constexpr int mostDoublings = 16;
    const auto ceiling = std::min(m_options.most, m_options.first * (1 << std::min(m_tries, mostDoublings)));
    ++m_tries;
    const auto longest = isFlapping() ? m_options.most : ceiling;
    std::uniform_int_distribution<milliseconds::rep> dice(isFlapping() ? longest.count() / 2 : 0,
                                                          longest.count());
    const milliseconds wait{dice(m_random)};
    return askedFor.count() > 0 ? askedFor + wait / 4 : wait;
}

void Backoff::lived(std::chrono::milliseconds time)
{
    m_quick = time < m_options.quickLife ? m_quick + 1 : 0;
}

void Backoff::reset()
{
    m_tries = 0;
    m_quick = 0;
}

} // namespace talktrack
