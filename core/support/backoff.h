// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace talktrack {

/// How long to wait before the next try: exponential, with full jitter (a random part of the whole), so that
/// many programs that lost the same server do not come back in step. Pure but for its dice.
///
/// Source of the shape: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
class Backoff final
{
public:
    struct Options
    {
        std::chrono::milliseconds first{250};
        std::chrono::milliseconds most{10'000};
        /// Lives shorter than quickLife, this many in a row, are waited out as long as the most.
        std::chrono::milliseconds quickLife{5000};
        int quickLives = 3;
    };

    explicit Backoff(Options options, std::uint32_t seed = std::random_device{}())
        : m_options(options)
        , m_random(seed)
    {
    }

    /// The wait before the next try; at least what the other side asked for.
    std::chrono::milliseconds next(std::chrono::milliseconds askedFor = {});
    /// A try succeeded and the connection lived this long, with answers or without, before it was lost.
    void lived(std::chrono::milliseconds time);
    /// It has been working for long enough: the next loss starts from the beginning.
    void reset();

    int tries() const { return m_tries; }
    /// Accepted and dropped again and again.
    bool isFlapping() const { return m_quick >= m_options.quickLives; }

private:
    Options m_options;
    std::mt19937 m_random;
    int m_tries = 0;
    int m_quick = 0;
};

} // namespace talktrack
