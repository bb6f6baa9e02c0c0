// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sound_input.h"

#include <QtEndian>

#include <algorithm>
#include <utility>

namespace talktrack::test {

namespace {

using Channels = std::array<ChannelSound, 2>;

/// Places of the frame that begins with these samples; all absent (-1) unless some channel has a mark.
Channels placesAt(std::span<const qint16> interleaved, int channels)
{
    Channels places;
    for (int channel = 0; channel < std::min(channels, 2); ++channel) {
        if (static_cast<std::size_t>(channel) >= interleaved.size()) {
            break;
        }
        const auto mark = readMark(interleaved.subspan(static_cast<std::size_t>(channel)), channels);
        if (mark) {
            places[static_cast<std::size_t>(channel)] = {mark->position, mark->track};
        }
    }
    return places;
}

bool anyPlace(const Channels &places)
{
    return places[0].position >= 0 || places[1].position >= 0;
}

Channels moved(Channels places, qint64 samples)
{
    for (ChannelSound &place : places) {
        if (place.position >= 0) {
            place.position = std::max(qint64{-1}, place.position + samples);
        }
    }
    return places;
}

bool isSilent(std::span<const qint16> samples)
{
    return std::all_of(samples.begin(), samples.end(), [](qint16 sample) { return sample == 0; });
}

} // namespace

SoundInput::SoundInput(Form form, int channels, int rateHz)
    : m_stage(form == Form::Linear16 ? Stage::Samples : Stage::Header)
    , m_channels(std::max(1, channels))
    , m_rateHz(std::max(1, rateHz))
{
}

std::vector<ReceivedSound> SoundInput::take(const QByteArray &bytes)
{
    m_waiting += bytes;
    std::vector<ReceivedSound> out;
    if (m_stage == Stage::Header) {
        readHeader();
    }
    if (m_stage == Stage::WavHeader) {
        readWavHeader();
    }
    if (m_stage == Stage::OggPages) {
        readOpus(out, false);
    }
    if (m_stage == Stage::Samples) {
        readSamples(out, false);
    }
    if (m_stage == Stage::Unreadable) {
        m_waiting.clear();
        m_taken = 0;
    }
    return out;
}

std::vector<ReceivedSound> SoundInput::finish()
{
    std::vector<ReceivedSound> out;
    if (m_stage == Stage::Samples) {
        readSamples(out, true);
    } else if (m_stage == Stage::OggPages) {
        readOpus(out, true);
    }
    return out;
}

void SoundInput::readHeader()
{
    if (m_waiting.size() < 4) {
        return;
    }
    m_stage = m_waiting.startsWith("RIFF")   ? Stage::WavHeader
              : m_waiting.startsWith("OggS") ? Stage::OggPages
                                             : Stage::Unreadable;
}

void SoundInput::readWavHeader()
{
    qsizetype at = 12;
    bool formatKnown = false;
    while (m_waiting.size() >= at + 8) {
        const QByteArray id = m_waiting.mid(at, 4);
        const auto size = static_cast<qsizetype>(qFromLittleEndian<quint32>(m_waiting.constData() + at + 4));
        at += 8;
        if (id == "data") {
            m_waiting.remove(0, at);
            m_stage = formatKnown ? Stage::Samples : Stage::Unreadable;
            return;
        }
        if (m_waiting.size() < at + size) {
            return;
        }
        if (id == "fmt " && size >= 16) {
            m_channels = qFromLittleEndian<quint16>(m_waiting.constData() + at + 2);
            m_rateHz = static_cast<int>(qFromLittleEndian<quint32>(m_waiting.constData() + at + 4));
            m_sampleBytes = qFromLittleEndian<quint16>(m_waiting.constData() + at + 14) / 8;
            formatKnown = m_sampleBytes > 0 && m_channels > 0 && m_rateHz > 0;
        }
        at += size + (size & 1);
    }
}

void SoundInput::readOpus(std::vector<ReceivedSound> &out, bool last)
{
    const std::vector<qint16> samples = m_opus.take(std::exchange(m_waiting, {}));
    if (m_opus.isUnreadable()) {
        m_stage = Stage::Unreadable;
        return;
    }
    m_channels = std::max(1, m_opus.channels());
    const auto channels = static_cast<std::size_t>(m_channels);
    std::vector<qint16> own(samples.size() / channels);
    for (std::size_t channel = 0; channel < channels; ++channel) {
        for (std::size_t i = 0; i < own.size(); ++i) {
            own[i] = samples[i * channels + channel];
        }
        PilotFollower &follower = m_followers[channel];
        follower.take(own);
        if (last) {
            follower.finish();
        }
        while (const auto stretch = follower.next()) {
            m_followed[channel].push_back(*stretch);
        }
    }
    giveFollowed(out);
}

/// As far as all channels are told.
void SoundInput::giveFollowed(std::vector<ReceivedSound> &out)
{
    const auto channels = static_cast<std::size_t>(m_channels);
    const auto told = [&] {
        return std::none_of(m_followed.begin(), m_followed.begin() + m_channels,
                            [](const auto &stretches) { return stretches.empty(); });
    };
    while (told()) {
        ReceivedSound sound{m_followed[0].front().samples, {}};
        for (std::size_t channel = 0; channel < channels; ++channel) {
            sound.samples = std::min(sound.samples, m_followed[channel].front().samples);
        }
        for (std::size_t channel = 0; channel < channels; ++channel) {
            PilotFollower::Stretch &stretch = m_followed[channel].front();
            sound.channels[channel] = {stretch.position, stretch.track};
            stretch.samples -= sound.samples;
            stretch.position += stretch.position < 0 ? 0 : sound.samples;
            if (stretch.samples == 0) {
                m_followed[channel].pop_front();
            }
        }
        out.push_back(sound);
    }
}

std::span<const qint16> SoundInput::waitingSamples() const
{
    const auto count = static_cast<std::size_t>(m_waiting.size() - m_taken) / sizeof(qint16);
    return {reinterpret_cast<const qint16 *>(m_waiting.constData() + m_taken), count};
}

void SoundInput::readSamples(std::vector<ReceivedSound> &out, bool last)
{
    if (!hasMarks()) {
        const auto sampleBytes = static_cast<qsizetype>(m_sampleBytes) * m_channels;
        const qsizetype whole = (m_waiting.size() - m_taken) / sampleBytes;
        m_otherRateSamples += static_cast<double>(whole) * sampleRateHz / m_rateHz;
        const auto samples = static_cast<qint64>(m_otherRateSamples);
        m_otherRateSamples -= static_cast<double>(samples);
        if (samples > 0) {
            out.push_back({samples, {}});
        }
        m_taken += whole * sampleBytes;
    } else {
        while (readFrame(out, waitingSamples(), last)) {
        }
    }
    m_waiting.remove(0, m_taken);
    m_taken = 0;
}

bool SoundInput::readFrame(std::vector<ReceivedSound> &out, std::span<const qint16> waiting, bool last)
{
    const auto channels = static_cast<std::size_t>(m_channels);
    const std::size_t whole = waiting.size() / channels;
    if (whole == 0 || (whole < frameSamples && !last)) {
        return false;
    }
    const auto put = [&](std::size_t samples, const Channels &places) {
        const auto count = static_cast<qint64>(samples);
        out.push_back({count, places});
        m_next = moved(places, count);
        m_taken += static_cast<qsizetype>(samples * channels * sizeof(qint16));
        return true;
    };
    const std::size_t samples = std::min<std::size_t>(whole, frameSamples);
    const Channels here = placesAt(waiting, m_channels);
    if (anyPlace(here)) {
        // A frame that was cut short is followed at once by the mark of another one.
        return put(samples, here);
    }
    if (isSilent(waiting.subspan(0, std::min(frameSamples * channels, waiting.size())))) {
        return put(samples, {});
    }
    if (whole < frameSamples + markSamples && !last) {
        // A mark may begin within this frame, and is not all here yet.
        return false;
    }
    for (std::size_t offset = 1; offset < samples; ++offset) {
        const Channels places = placesAt(waiting.subspan(offset * channels), m_channels);
        if (anyPlace(places)) {
            return put(offset, moved(places, -static_cast<qint64>(offset)));
        }
    }
    return put(samples, whole < frameSamples ? m_next : Channels{});
}

} // namespace talktrack::test
