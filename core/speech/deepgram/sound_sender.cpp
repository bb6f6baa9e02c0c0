// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/sound_sender.h"

#include "core/speech/deepgram/deepgram_link.h"
#include "core/speech/opus_stream.h"

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// 100 ms of sound a message, as Deepgram recommends.
constexpr qint64 messageSamples = sampleRateHz / 10;
/// Sound that goes out once more after a drop, so that the recogniser hears the first word from its
/// beginning.
constexpr qint64 leadIn = 3LL * sampleRateHz / 10;
/// The same after a stretch that was given up, whose end may lie in the middle of a word.
constexpr qint64 leadInAfterGap = sampleRateHz;
/// More than this waiting in the program: the line is busy. Some second of sound.
constexpr qint64 mostWaitingRaw = 64LL * 1024;
constexpr qint64 mostWaitingCompressed = 8LL * 1024;
/// Digital silence of both tracks (a pause) is sent for this long and then left out; of one track (mute) it
/// makes us ask for what is final.
constexpr qint64 silenceSent = 2LL * sampleRateHz;
constexpr qint64 muteSeen = 1LL * sampleRateHz;
constexpr auto fillerAfter = std::chrono::seconds(4);

qint64 wholeFrames(qint64 position)
{
    return position - position % frameSamples;
}

} // namespace

SoundSender::SoundSender(const SoundHistory &history, DeepgramTracks &tracks, const Clock &clock,
                         double callSpeed, qint64 mostBehind)
    : m_history(history)
    , m_tracks(tracks)
    , m_clock(clock)
    , m_callSpeed(callSpeed)
    , m_mostBehind(mostBehind)
    , m_pacer(callSpeed, clock.now())
{
}

SoundSender::~SoundSender() = default;

qint64 SoundSender::mostWaitingBytes() const
{
    return m_opus ? mostWaitingCompressed : mostWaitingRaw;
}

/// A new connection is sent sound from a little before what was answered; or, if that is too long ago, from
/// now, and what is in between is left for later. A file can wait.
QList<SpeechGap> SoundSender::begin(DeepgramLink &link, bool compressed)
{
    m_opus = compressed ? OpusStream::make() : nullptr;
    m_hasFiller = false;
    m_silentFor = {};
    m_leavingOut = false;
    m_pacer = SendPacer(m_callSpeed, m_clock.now());
    m_next = m_tracks.answeredUpTo();
    QList<SpeechGap> gaps;
    if (m_callSpeed > 0 && m_fed - m_next > m_mostBehind) {
        gaps = leaveBehind();
    } else {
        // Sound that is not kept any more cannot be sent again.
        gaps = m_tracks.giveUp({0, m_history.begin()});
        m_next = wholeFrames(std::max({qint64{0}, m_tracks.answeredUpTo() - leadIn, m_history.begin()}));
    }
    return gaps + pump(link);
}

/// What has not been sent on this connection is left for later, and the live conversation goes on.
QList<SpeechGap> SoundSender::leaveBehind()
{
    const qint64 from = m_tracks.quietPlaceBefore(m_fed);
    const QList<SpeechGap> gaps = m_tracks.giveUp({m_next, from});
    m_next = wholeFrames(std::max<qint64>(m_next, from - leadInAfterGap));
    return gaps;
}

QList<SpeechGap> SoundSender::pump(DeepgramLink &link)
{
    if (!link.isOpen())
        return {};
    QList<SpeechGap> gaps;
    if (m_callSpeed > 0 && m_fed - m_next > m_mostBehind)
        gaps = leaveBehind();
    while (sendNext(link)) {
    }
    if (m_finishing && m_next >= m_fed) {
        if (m_opus)
            link.sendFiller(0, std::exchange(m_opus, nullptr)->finish());
        link.closeStream();
    }
    return gaps;
}

QByteArray SoundSender::encoded(std::span<const qint16> interleaved)
{
    static_assert(Q_BYTE_ORDER == Q_LITTLE_ENDIAN, "linear16 is little-endian");
    if (m_opus)
        return m_opus->take(interleaved);
    return {reinterpret_cast<const char *>(interleaved.data()),
            static_cast<qsizetype>(interleaved.size_bytes())};
}

/// One message; false if there is nothing to send now, or it may not go out yet.
bool SoundSender::sendNext(DeepgramLink &link)
{
    const qint64 waiting = m_fed - m_next;
    if (!link.isOpen() || waiting <= 0 || (waiting < messageSamples && !m_finishing))
        return false;
    const qint64 count = std::min(messageSamples, waiting);
    if (link.bytesWaiting() > mostWaitingBytes() || m_pacer.allowed(m_clock.now()) < count)
        return false;
    m_buffer.resize(static_cast<size_t>(count * trackCount));
    m_history.read(m_next, m_buffer);
    noteSilence(m_buffer);
    const PositionRange range{m_next, m_next + count};
    m_next = range.to;
    if (m_silentFor[0] > silenceSent && m_silentFor[1] > silenceSent && !m_finishing) {
        leaveOutSilence(link, range);
        return true;
    }
    m_leavingOut = false;
    link.sendSound(range.from, count, encoded(m_buffer), m_tracks.hadVoice(range));
    m_pacer.sent(count);
    for (int track = 0; track < trackCount; ++track) {
        const qint64 silent = m_silentFor[static_cast<size_t>(track)];
        if (silent >= muteSeen && silent < muteSeen + count)
            link.finalize(track);
    }
    return true;
}

void SoundSender::leaveOutSilence(DeepgramLink &link, PositionRange range)
{
    if (!std::exchange(m_leavingOut, true))
        link.finalize();
    m_tracks.leaveOut(range);
}

void SoundSender::noteSilence(std::span<const qint16> interleaved)
{
    for (size_t track = 0; track < trackCount; ++track) {
        qint64 run = m_silentFor[track];
        for (size_t i = track; i < interleaved.size(); i += trackCount)
            run = interleaved[i] == 0 ? run + 1 : 0;
        m_silentFor[track] = run;
    }
}

void SoundSender::keepFed(DeepgramLink &link)
{
    if (m_hasFiller || !link.streamClock().isEmpty() || m_clock.now() - link.openedAt() < fillerAfter)
        return;
    m_hasFiller = true;
    m_buffer.assign(static_cast<size_t>(messageSamples * trackCount), 0);
    link.sendFiller(messageSamples, encoded(m_buffer));
}

} // namespace talktrack
