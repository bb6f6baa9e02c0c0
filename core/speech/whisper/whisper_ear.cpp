// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_ear.h"

#include "core/model/audio_frame.h"

#include <algorithm>

namespace talktrack {

WhisperSound WhisperUtterance::sound() const
{
    return {secondsAt(range.length()), secondsAt(voice.from - range.from), secondsAt(voice.to - range.from),
            secondsAt(voiced)};
}

WhisperEar::WhisperEar(Track track, Voice voice, Ended ended)
    : m_voice(std::move(voice))
    , m_ended(std::move(ended))
    , m_segmenter(*this)
{
    m_open.track = track;
}

void WhisperEar::hear(qint64 position, std::span<const qint16> samples)
{
    if (std::all_of(samples.begin(), samples.end(), [](qint16 sample) { return sample == 0; }))
        m_segmenter.pushSilence(position, static_cast<qint64>(samples.size()));
    else
        m_segmenter.push(position, samples);
}

void WhisperEar::voiceChanged(bool speaking, qint64 position)
{
    position = std::max<qint64>(0, position);
    if (speaking)
        m_voiceFrom = position;
    else
        noteVoice(position);
    m_speaking = speaking;
    m_voice(m_open.track, speaking, position);
}

void WhisperEar::utteranceBegan(qint64 position)
{
    m_isOpen = true;
    m_open.range = {std::max<qint64>(0, position), 0};
    m_open.voiced = 0;
    m_voiceFrom = std::max(m_voiceFrom, m_open.range.from);
    m_open.voice = {m_voiceFrom, m_voiceFrom};
}

void WhisperEar::utteranceEnded(qint64 position)
{
    if (m_speaking)
        noteVoice(position);
    m_isOpen = false;
    m_open.range.to = position;
    m_open.voice.to = std::clamp(m_open.voice.to, m_open.voice.from, position);
    m_voiceFrom = position;
    if (!m_open.range.isEmpty())
        m_ended(m_open);
}

/// Voice since it began, or since it was last noted, up to a position.
void WhisperEar::noteVoice(qint64 to)
{
    if (!m_isOpen || to <= m_voiceFrom)
        return;
    m_open.voiced += to - m_voiceFrom;
    m_open.voice.to = to;
}

} // namespace talktrack
