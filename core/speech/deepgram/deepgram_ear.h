// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"
#include "core/speech/voice_activity_detector.h"

#include <QList>

#include <array>

namespace talktrack {

/// The program's own ear on both tracks: for the figures, and to know whether silence from a provider means
/// anything. Positions are samples since the call's start. No signals; one thread.
class DeepgramEar final
{
public:
    struct Change
    {
        Track track = Track::Rep;
        bool speaking = false;
        qint64 position = 0;
    };

    /// Who began or stopped speaking with this frame.
    QList<Change> hear(const AudioFrame &frame);
    /// The call ends there: who was speaking stops.
    QList<Change> end(qint64 position);
    bool isAnybodySpeaking() const { return m_speaking[0] || m_speaking[1]; }

private:
    std::array<VoiceActivityDetector, trackCount> m_detectors;
    std::array<bool, trackCount> m_speaking{};
};

} // namespace talktrack
