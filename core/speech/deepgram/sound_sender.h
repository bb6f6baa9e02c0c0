// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_tracks.h"
#include "core/speech/deepgram/send_pacer.h"
#include "core/speech/sound_history.h"
#include "core/support/clock.h"

#include <QByteArray>
#include <QList>

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace talktrack {

class DeepgramLink;
class OpusStream;

/// Takes the call's sound from its history and sends it, connection after connection: from where answers
/// ended, no faster than the provider takes it, without pauses. What is too far behind is given up.
///
/// Positions are samples since the call's start. Sends in order of position, and after a stretch was sent the
/// requests that belong to it (Finalize, CloseStream). No signals: what was given up is returned. One thread;
/// history, tracks and clock outlive it; the link is its caller's.
class SoundSender final
{
public:
    /// callSpeed: how many seconds of the call pass in one second; 0 = a file. mostBehind: samples.
    SoundSender(const SoundHistory &history, DeepgramTracks &tracks, const Clock &clock, double callSpeed,
                qint64 mostBehind);
    ~SoundSender();

    /// Sound up to here is in the history.
    void fedUpTo(qint64 position) { m_fed = position; }
    /// No more will come: what is left goes out whole, and then the stream is closed.
    void finish() { m_finishing = true; }

    /// A connection has opened that takes raw or compressed (Ogg Opus) sound. Returns the gaps that this
    /// made.
    [[nodiscard]] QList<SpeechGap> begin(DeepgramLink &link, bool compressed);
    /// Sends what may go out now. Returns the gaps that this made.
    [[nodiscard]] QList<SpeechGap> pump(DeepgramLink &link);
    /// A connection that is open but has no sound yet is kept by a little silence.
    void keepFed(DeepgramLink &link);

    qint64 fed() const { return m_fed; }
    /// The next position to be sent.
    qint64 next() const { return m_next; }

private:
    QList<SpeechGap> leaveBehind();
    bool sendNext(DeepgramLink &link);
    QByteArray encoded(std::span<const qint16> interleaved);
    qint64 mostWaitingBytes() const;
    void leaveOutSilence(DeepgramLink &link, PositionRange range);
    void noteSilence(std::span<const qint16> interleaved);

    const SoundHistory &m_history;
    DeepgramTracks &m_tracks;
    const Clock &m_clock;
    const double m_callSpeed;
    const qint64 m_mostBehind;
    SendPacer m_pacer;
    qint64 m_fed = 0;
    qint64 m_next = 0;
    /// How long the sound sent has been digital silence, by track.
    std::array<qint64, trackCount> m_silentFor{};
    std::vector<qint16> m_buffer;
    /// Of this connection, if its sound is compressed.
    std::unique_ptr<OpusStream> m_opus;
    bool m_leavingOut = false;
    bool m_hasFiller = false;
    bool m_finishing = false;
};

} // namespace talktrack
