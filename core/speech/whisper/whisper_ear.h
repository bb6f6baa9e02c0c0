// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/track.h"
#include "core/speech/position_set.h"
#include "core/speech/utterance_segmenter.h"
#include "core/speech/whisper/whisper_answer.h"

#include <functional>
#include <span>

namespace talktrack {

/// An utterance by its place in the call; its sound is read again from the call's history.
struct WhisperUtterance
{
    Track track = Track::Rep;
    PositionRange range;
    /// From the first voice in it to the last.
    PositionRange voice;
    /// Samples of voice in it.
    qint64 voiced = 0;
    /// How often the server could make nothing of it that was not about the connection.
    int faults = 0;
    bool operator==(const WhisperUtterance &) const = default;

    WhisperSound sound() const;
};

/// Hears where the utterances of one track are, and how much voice is in each. Pure; one thread.
class WhisperEar final : private UtteranceListener
{
public:
    using Voice = std::function<void(Track track, bool speaking, qint64 position)>;
    using Ended = std::function<void(const WhisperUtterance &utterance)>;

    WhisperEar(Track track, Voice voice, Ended ended);

    void hear(qint64 position, std::span<const qint16> samples);
    /// The end of the track.
    void flush() { m_segmenter.flush(); }

private:
    void voiceChanged(bool speaking, qint64 position) override;
    void utteranceBegan(qint64 position) override;
    void utteranceSound(std::span<const qint16>) override {}
    void utteranceEnded(qint64 position) override;
    void noteVoice(qint64 to);

    Voice m_voice;
    Ended m_ended;
    UtteranceSegmenter m_segmenter;
    WhisperUtterance m_open;
    bool m_speaking = false;
    bool m_isOpen = false;
    qint64 m_voiceFrom = 0;
};

} // namespace talktrack
