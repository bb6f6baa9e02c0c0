// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/marked_sound.h"
#include "tests/support/opus_pages.h"
#include "tests/support/pilot_tones.h"

#include <QByteArray>

#include <array>
#include <deque>
#include <vector>

namespace talktrack::test {

/// What one channel carried over a stretch of received sound.
struct ChannelSound
{
    /// Place in the call of the stretch's first sample; -1 where the sound does not tell.
    qint64 position = -1;
    Track track = Track::Rep;
    bool operator==(const ChannelSound &) const = default;
};

/// A stretch of received sound, at most a frame of it where it came as samples. Counted at 16 kHz.
struct ReceivedSound
{
    qint64 samples = 0;
    /// Of the first two channels.
    std::array<ChannelSound, 2> channels;
    bool operator==(const ReceivedSound &) const = default;
};

/// Takes a stream of sound apart as a recogniser's entrance does, and finds out which places of the call it
/// comes from. Knows linear16 without a header, WAV, and Ogg Opus, which it decodes. Marks are read from 16
/// comes from. Knows linear16 without a header, WAV, and Ogg Opus, which it decodes. Marks are read from 16
/// kHz samples of 16 bits only; in what was Opus, which loses them, places are told by pilot tones where
/// there are some. Frames need not begin where messages do, nor on multiples of a frame from the stream's
/// start.
class SoundInput final
{
public:
    enum class Form { Linear16, Container };

    /// rateHz and channels are for Linear16; a container says so itself.
    explicit SoundInput(Form form, int channels = 1, int rateHz = sampleRateHz);

    /// The stretches that are complete with these bytes.
    std::vector<ReceivedSound> take(const QByteArray &bytes);
    /// The stream is over: what was left.
    std::vector<ReceivedSound> finish();

    int channels() const { return m_channels; }
    int rateHz() const { return m_rateHz; }
    /// The header of a container is not one that is known, or is missing.
    bool isUnreadable() const { return m_stage == Stage::Unreadable; }
    /// No sample reaches the reader of marks, so no mark does.
    bool hasMarks() const
    {
        return m_stage == Stage::Samples && m_rateHz == sampleRateHz && m_sampleBytes == 2;
    }

private:
    enum class Stage { Header, WavHeader, OggPages, Samples, Unreadable };

    void readHeader();
    void readWavHeader();
    void readOpus(std::vector<ReceivedSound> &out, bool last);
    void giveFollowed(std::vector<ReceivedSound> &out);
    void readSamples(std::vector<ReceivedSound> &out, bool last);
    bool readFrame(std::vector<ReceivedSound> &out, std::span<const qint16> waiting, bool last);
    std::span<const qint16> waitingSamples() const;

    Stage m_stage;
    int m_channels = 1;
    int m_rateHz = sampleRateHz;
    int m_sampleBytes = 2;
    QByteArray m_waiting;
    qsizetype m_taken = 0;
    /// Continues the stretch before, where a rest is too short for a mark.
    std::array<ChannelSound, 2> m_next;
    OpusPages m_opus;
    std::array<PilotFollower, 2> m_followers;
    /// What the followers told and is not given out yet.
    std::array<std::deque<PilotFollower::Stretch>, 2> m_followed;
    double m_otherRateSamples = 0;
};

} // namespace talktrack::test
