// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <array>
#include <complex>
#include <optional>
#include <span>
#include <vector>

namespace talktrack {

/// Measures how much of the far end is heard in the microphone. Pure; one thread; under 1 % of a core.
///
/// Once a second, over the last 2 s, if the far end spoke in them: the highest normalised correlation, over
/// lags of 0–500 ms, between the two tracks' loudness in 12 bands (10 ms steps, logarithmic, each band about
/// its mean). Bands rather than the waveform, because a room's reverberation and a laptop's speaker change
/// the waveform beyond recognition, but not which sounds come when. 0.65 and more means loudspeakers; two
/// people who talk at once stay below 0.54.
class EchoMeter final
{
public:
    static constexpr double speakersFrom = 0.65;
    static constexpr double speakersUpTo = 0.54;
    /// Readings in a row that change the verdict: soon on, late off, so that it does not flap when the rep
    /// speaks too.
    static constexpr int readingsToTurnOn = 2;
    static constexpr int readingsToTurnOff = 8;

    struct Reading
    {
        /// 0–1.
        double coupling = 0;
        /// The verdict: the far end comes out of loudspeakers.
        bool speakers = false;
        /// The verdict differs from the reading before.
        bool changed = false;
    };

    EchoMeter();
    /// A reading about once a second of far-end speech, else nothing.
    std::optional<Reading> add(const AudioFrame &frame);

private:
    static constexpr int hopSamples = sampleRateHz / 100;
    static constexpr int fftSize = 512;
    static constexpr int bandCount = 12;
    static constexpr int maxLag = 50;
    static constexpr int windowHops = 200;
    static constexpr int historyHops = windowHops + maxLag;
    static constexpr int hopsPerReading = 100;

    using Bands = std::array<float, bandCount>;
    using Spectrum = std::array<std::complex<float>, fftSize>;
    /// One track's last hops, as a ring.
    using History = std::array<Bands, historyHops>;

    void analyseHop();
    void transform(Spectrum &spectrum) const;
    std::vector<std::size_t> spokenHops() const;
    double measure(const std::vector<std::size_t> &spoken) const;
    static double correlation(const std::vector<Bands> &mic, const std::vector<Bands> &far, std::size_t lag,
                              std::span<const std::size_t> hops);
    std::vector<Bands> logarithmic(const History &history) const;
    Reading judge(double coupling);

    std::array<float, fftSize> m_window{};
    std::array<std::complex<float>, fftSize / 2> m_twiddles{};
    std::array<int, fftSize> m_bitReversed{};
    std::array<int, bandCount + 1> m_bandEdges{};

    /// The last fftSize samples of both tracks.
    std::array<std::array<float, fftSize>, trackCount> m_recent{};
    std::array<History, trackCount> m_history{};
    /// Mean square of the far end's hops.
    std::array<float, historyHops> m_farSquare{};
    int m_next = 0;
    int m_hops = 0;
    int m_sinceReading = 0;
    int m_above = 0;
    int m_below = 0;
    bool m_speakers = false;
};

} // namespace talktrack
