// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/echo_meter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace talktrack {

namespace {

/// Telephone band: what a laptop's speaker and a caller's line both carry.
constexpr double lowestHz = 200;
constexpr double highestHz = 3800;
/// Mean square of a hop that speech reaches at its loudest (−40 dBFS RMS); less is line noise.
constexpr float loudSquare = 330.0F * 330.0F;
/// Hops within 26 dB of the loudest are speech: it leaves out pauses and keeps consonants.
constexpr float activeShare = 0.0025F;
/// Of the 2 s window, 0.6 s must be speech; less says too little.
constexpr int leastActiveHops = 60;
/// Below this share of a band's mean loudness all counts as one: 20 dB, about what stands out of a room's
/// noise.
constexpr float relativeFloor = 0.01F;
/// The mean power per band of digital silence with a little dither; keeps the logarithm finite.
constexpr float absoluteFloor = 1.0F;

double toMel(double hz)
{
    return 2595 * std::log10(1 + hz / 700);
}

double fromMel(double mel)
{
    return 700 * (std::pow(10, mel / 2595) - 1);
}

} // namespace

EchoMeter::EchoMeter()
{
    constexpr int bits = 9;
    static_assert(fftSize == 1 << bits);
    for (int i = 0; i < fftSize; ++i) {
        const double phase = 2 * std::numbers::pi * i / fftSize;
        const auto at = static_cast<std::size_t>(i);
        m_window[at] = static_cast<float>(0.5 - 0.5 * std::cos(phase));
        if (i < fftSize / 2) {
            m_twiddles[at] = std::complex<float>(std::polar(1.0, -phase));
        }
        for (int bit = 0; bit < bits; ++bit) {
            m_bitReversed[at] |= ((i >> bit) & 1) << (bits - 1 - bit);
        }
    }
    const double step = (toMel(highestHz) - toMel(lowestHz)) / bandCount;
    for (int band = 0; band <= bandCount; ++band) {
        const double hz = fromMel(toMel(lowestHz) + step * band);
        m_bandEdges[static_cast<std::size_t>(band)] =
            static_cast<int>(std::lround(hz * fftSize / sampleRateHz));
    }
}

std::optional<EchoMeter::Reading> EchoMeter::add(const AudioFrame &frame)
{
    for (int from = 0; from < frameSamples; from += hopSamples) {
        for (std::size_t track = 0; track < trackCount; ++track) {
            auto &recent = m_recent[track];
            std::copy(recent.begin() + hopSamples, recent.end(), recent.begin());
            std::copy_n(frame.samples[track].begin() + from, hopSamples, recent.end() - hopSamples);
        }
        analyseHop();
    }
    if (m_sinceReading < hopsPerReading || m_hops < historyHops) {
        return std::nullopt;
    }
    const std::vector<std::size_t> spoken = spokenHops();
    if (spoken.size() < leastActiveHops) {
        return std::nullopt;
    }
    m_sinceReading = 0;
    return judge(measure(spoken));
}

/// Both tracks' spectra come from one complex transform: the rep's as its real, the customer's as its
/// imaginary part.
void EchoMeter::analyseHop()
{
    Spectrum spectrum;
    float farSquares = 0;
    for (std::size_t i = 0; i < fftSize; ++i) {
        spectrum[static_cast<std::size_t>(m_bitReversed[i])] = {m_recent[0][i] * m_window[i],
                                                                m_recent[1][i] * m_window[i]};
        if (i >= fftSize - hopSamples) {
            farSquares += m_recent[1][i] * m_recent[1][i];
        }
    }
    transform(spectrum);
    const auto slot = static_cast<std::size_t>(m_next);
    for (std::size_t band = 0; band < bandCount; ++band) {
        std::array<float, trackCount> power{};
        const int from = m_bandEdges[band];
        const int to = std::max(from + 1, m_bandEdges[band + 1]);
        for (int bin = from; bin < to; ++bin) {
            const auto a = spectrum[static_cast<std::size_t>(bin)];
            const auto b = std::conj(spectrum[static_cast<std::size_t>(fftSize - bin)]);
            power[0] += std::norm(a + b);
            power[1] += std::norm(a - b);
        }
        for (std::size_t track = 0; track < trackCount; ++track) {
            m_history[track][slot][band] = power[track] / static_cast<float>(4 * fftSize * (to - from));
        }
    }
    m_farSquare[slot] = farSquares / hopSamples;
    m_next = (m_next + 1) % historyHops;
    ++m_hops;
    ++m_sinceReading;
}

void EchoMeter::transform(Spectrum &spectrum) const
{
    for (std::size_t half = 1; half < fftSize; half *= 2) {
        const std::size_t stride = fftSize / 2 / half;
        for (std::size_t block = 0; block < fftSize; block += 2 * half) {
            for (std::size_t i = 0; i < half; ++i) {
                const auto &w = m_twiddles[i * stride];
                const auto &odd = spectrum[block + i + half];
                // Written out: the operator checks for infinities and is several times slower.
                const std::complex<float> turned{odd.real() * w.real() - odd.imag() * w.imag(),
                                                 odd.real() * w.imag() + odd.imag() * w.real()};
                spectrum[block + i + half] = spectrum[block + i] - turned;
                spectrum[block + i] += turned;
            }
        }
    }
}

/// The history, oldest first, as loudness about each band's mean over it.
std::vector<EchoMeter::Bands> EchoMeter::logarithmic(const History &history) const
{
    Bands mean{};
    for (const Bands &hop : history) {
        for (std::size_t band = 0; band < bandCount; ++band) {
            mean[band] += hop[band] / historyHops;
        }
    }
    std::vector<Bands> result(historyHops);
    for (std::size_t hop = 0; hop < historyHops; ++hop) {
        const Bands &from = history[(static_cast<std::size_t>(m_next) + hop) % historyHops];
        for (std::size_t band = 0; band < bandCount; ++band) {
            result[hop][band] = std::log(from[band] + mean[band] * relativeFloor + absoluteFloor);
        }
    }
    return result;
}

/// The hops that count: while the far end speaks, so that two people starting from silence at once are no
/// echo.
std::vector<std::size_t> EchoMeter::spokenHops() const
{
    const float loudest = *std::max_element(m_farSquare.begin(), m_farSquare.end());
    std::vector<std::size_t> hops;
    for (std::size_t hop = 0; hop < historyHops && loudest >= loudSquare; ++hop) {
        if (m_farSquare[(static_cast<std::size_t>(m_next) + hop) % historyHops] >= loudest * activeShare) {
            hops.push_back(hop);
        }
    }
    return hops;
}

double EchoMeter::measure(const std::vector<std::size_t> &spoken) const
{
    const std::vector<Bands> mic = logarithmic(m_history[0]);
    const std::vector<Bands> far = logarithmic(m_history[1]);
    double best = 0;
    for (std::size_t lag = 0; lag <= maxLag; ++lag) {
        // The far end's hops from which a whole window reaches the microphone's present.
        const auto from = std::lower_bound(spoken.begin(), spoken.end(), maxLag - lag);
        const auto to = std::lower_bound(from, spoken.end(), historyHops - lag);
        if (to - from >= leastActiveHops) {
            best = std::max(best, correlation(mic, far, lag, std::span(from, to)));
        }
    }
    return std::min(best, 1.0);
}

double EchoMeter::correlation(const std::vector<Bands> &mic, const std::vector<Bands> &far, std::size_t lag,
                              std::span<const std::size_t> hops)
{
    const auto count = static_cast<float>(hops.size());
    double cross = 0;
    double micPower = 0;
    double farPower = 0;
    for (std::size_t band = 0; band < bandCount; ++band) {
        float micSum = 0;
        float farSum = 0;
        float product = 0;
        float micSquares = 0;
        float farSquares = 0;
        for (const std::size_t hop : hops) {
            const float m = mic[hop + lag][band];
            const float f = far[hop][band];
            micSum += m;
            farSum += f;
            product += m * f;
            micSquares += m * m;
            farSquares += f * f;
        }
        cross += product - micSum * farSum / count;
        micPower += micSquares - micSum * micSum / count;
        farPower += farSquares - farSum * farSum / count;
    }
    return micPower > 0 && farPower > 0 ? cross / std::sqrt(micPower * farPower) : 0;
}

EchoMeter::Reading EchoMeter::judge(double coupling)
{
    m_above = coupling >= speakersFrom ? m_above + 1 : 0;
    m_below = coupling < speakersUpTo ? m_below + 1 : 0;
    const bool before = m_speakers;
    if (m_above >= readingsToTurnOn) {
        m_speakers = true;
    } else if (m_below >= readingsToTurnOff) {
        m_speakers = false;
    }
    return {coupling, m_speakers, m_speakers != before};
}

} // namespace talktrack
