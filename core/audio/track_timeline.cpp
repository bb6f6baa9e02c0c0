// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/track_timeline.h"

#include <algorithm>
#include <cstdlib>

namespace talktrack {

namespace {

/// About −40 dBFS: below it a splice is not heard.
constexpr int quietPeak = 330;
/// Where it never gets quiet (hold music), after this many chunks of 20 ms (5 s) the correction begins
/// anyway, in steps too small to hear.
constexpr qint64 patienceChunks = 250;
constexpr qint64 loudStep = 2;
/// Sound this far from the future is no clock drift; the device hands out more than there is.
constexpr qint64 impossiblyEarly = sampleRateHz / 10;
/// Silence laid in at once at most; no chunk lies further ahead unless the clock is wrong.
constexpr qint64 longestLead = 10LL * sampleRateHz;

bool isQuiet(std::span<const qint16> samples)
{
    return std::all_of(samples.begin(), samples.end(),
                       [](int sample) { return std::abs(sample) < quietPeak; });
}

} // namespace

void TrackTimeline::add(std::span<const qint16> samples, qint64 arrivedAt)
{
    if (samples.empty()) {
        return;
    }
    if (!isRunning()) {
        stage(samples, arrivedAt);
        settleAt(arrivedAt);
        return;
    }
    const auto count = static_cast<qint64>(samples.size());
    const qint64 delay = arrivedAt - (end() + count);
    if (delay < -impossiblyEarly) {
        const qint64 tooMany = std::min(count, -delay);
        m_figures.leftOut += tooMany;
        append(samples.subspan(static_cast<std::size_t>(tooMany)));
        return;
    }
    watchDrift(delay, arrivedAt);
    append(corrected(samples));
}

void TrackTimeline::restart()
{
    settle();
    m_running = false;
}

void TrackTimeline::stage(std::span<const qint16> samples, qint64 arrivedAt)
{
    const bool first = m_staged.empty();
    m_staged.insert(m_staged.end(), samples.begin(), samples.end());
    const qint64 start = arrivedAt - static_cast<qint64>(m_staged.size());
    m_stagedSince = first ? arrivedAt : m_stagedSince;
    m_stagedStart = first ? start : std::min(m_stagedStart, start);
}

void TrackTimeline::settleAt(qint64 now)
{
    if (!m_staged.empty() && now - m_stagedSince >= settleSamples) {
        settle();
    }
}

void TrackTimeline::settle()
{
    if (m_staged.empty()) {
        return;
    }
    const std::vector<qint16> staged = std::exchange(m_staged, {});
    std::span<const qint16> samples(staged);
    const qint64 missing = std::min(m_stagedStart - end(), longestLead);
    if (missing >= 0) {
        m_samples.insert(m_samples.end(), static_cast<std::size_t>(missing), 0);
        m_figures.silence += missing;
    } else {
        const qint64 late = std::min(-missing, static_cast<qint64>(samples.size()));
        m_figures.late += late;
        samples = samples.subspan(static_cast<std::size_t>(late));
        if (m_running || m_taken > 0) {
            m_slack = std::min(mostSlack, m_slack + std::min(late, leastSlack));
        }
    }
    append(samples);
    m_running = true;
    m_windowOpen = false;
    m_pending = 0;
}

void TrackTimeline::append(std::span<const qint16> samples)
{
    m_samples.insert(m_samples.end(), samples.begin(), samples.end());
}

void TrackTimeline::watchDrift(qint64 delay, qint64 arrivedAt)
{
    if (m_pending != 0) {
        return;
    }
    if (!m_windowOpen) {
        m_windowOpen = true;
        m_windowStart = arrivedAt;
        m_windowLeast = delay;
        return;
    }
    m_windowLeast = std::min(m_windowLeast, delay);
    if (arrivedAt - m_windowStart < driftWindow) {
        return;
    }
    m_windowOpen = false;
    if (std::abs(m_windowLeast) > driftTolerance) {
        m_pending = m_windowLeast;
        m_pendingChunks = 0;
    }
}

std::vector<qint16> TrackTimeline::corrected(std::span<const qint16> samples)
{
    std::vector<qint16> result(samples.begin(), samples.end());
    if (m_pending == 0) {
        return result;
    }
    ++m_pendingChunks;
    const bool quiet = isQuiet(samples);
    if (!quiet && m_pendingChunks < patienceChunks) {
        return result;
    }
    const qint64 most = quiet ? std::abs(m_pending) : std::min(loudStep, std::abs(m_pending));
    if (m_pending > 0) {
        result.insert(result.end(), static_cast<std::size_t>(most), samples.back());
        m_figures.added += most;
        m_pending -= most;
    } else {
        const qint64 fewer = std::min(most, static_cast<qint64>(samples.size()));
        result.resize(samples.size() - static_cast<std::size_t>(fewer));
        m_figures.leftOut += fewer;
        m_pending += fewer;
    }
    return result;
}

void TrackTimeline::take(std::span<qint16> out)
{
    const std::size_t known = std::min(out.size(), m_samples.size());
    const auto last = m_samples.begin() + static_cast<std::ptrdiff_t>(known);
    std::copy(m_samples.begin(), last, out.begin());
    m_samples.erase(m_samples.begin(), last);
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(known), out.end(), qint16{0});
    m_taken += static_cast<qint64>(out.size());
    if (known < out.size()) {
        m_figures.silence += static_cast<qint64>(out.size() - known);
        m_running = false;
    }
}

} // namespace talktrack
