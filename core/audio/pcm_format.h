// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace talktrack {

enum class SampleFormat { UInt8, Int16, Int32, Float };

constexpr int bytesPerSample(SampleFormat format)
{
    switch (format) {
    case SampleFormat::UInt8:
        return 1;
    case SampleFormat::Int16:
        return 2;
    case SampleFormat::Int32:
    case SampleFormat::Float:
        return 4;
    }
    return 2;
}

/// Interleaved linear PCM in the machine's byte order, as a device delivers it.
struct PcmFormat
{
    int rateHz = 0;
    int channels = 0;
    SampleFormat sampleFormat = SampleFormat::Int16;
    bool operator==(const PcmFormat &) const = default;

    constexpr int frameBytes() const { return channels * bytesPerSample(sampleFormat); }
    /// Rates and channel counts that exist; everything else is a broken header or driver.
    constexpr bool isPlausible() const
    {
        return rateHz >= 1000 && rateHz <= 768000 && channels >= 1 && channels <= 64;
    }
};

} // namespace talktrack
