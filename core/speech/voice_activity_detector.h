// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <array>
#include <memory>
#include <optional>
#include <span>

namespace webrtc {
class AudioFrame;
class AudioProcessing;
} // namespace webrtc

namespace talktrack {

/// Samples the detector takes at a time: 10 ms.
inline constexpr int voiceFrameSamples = sampleRateHz / 100;

/// Says for every 10 ms of one track whether somebody speaks.
///
/// Two judges have to agree: the level must stand clear of the track's own noise floor, and WebRTC's voice
/// classifier must take the sound for speech. A vote over the last frames then keeps clicks from counting
/// (onsetFrames) and the gaps within words from ending speech (releaseFrames). One thread; no locks.
class VoiceActivityDetector final
{
public:
    /// Of the last onsetWindow frames this many must be voiced for speech to begin: 80 ms, longer than a
    /// click or a key stroke, shorter than any "yes".
    static constexpr int onsetFrames = 8;
    static constexpr int onsetWindow = 13;
    /// Unvoiced frames after which speech has ended: 350 ms bridges the closures and short stops inside a
    /// phrase.
    static constexpr int releaseFrames = 35;
    /// A sound counts when it is this far above the floor, and never below quietestSpeechDbfs.
    static constexpr float aboveFloorDb = 9.0F;
    static constexpr float quietestSpeechDbfs = -52.0F;
    /// While somebody speaks it may be this much softer: words fade at their end.
    static constexpr float whileSpeakingDb = 4.0F;

    /// A turn from silence to speech or back, and how many frames before the present one it happened.
    struct Change
    {
        bool speaking = false;
        int framesAgo = 0;
        bool operator==(const Change &) const = default;
    };

    VoiceActivityDetector();
    ~VoiceActivityDetector();
    VoiceActivityDetector(const VoiceActivityDetector &) = delete;
    VoiceActivityDetector &operator=(const VoiceActivityDetector &) = delete;

    /// Takes the next 10 ms.
    std::optional<Change> process(std::span<const qint16, voiceFrameSamples> frame);
    /// Takes 10 ms of digital silence; costs next to nothing.
    std::optional<Change> processSilence();

    bool isSpeaking() const { return m_speaking; }
    /// Whether the last frame by itself was voiced, before any vote.
    bool isVoiced() const { return m_voiced; }
    /// Of the last frame, RMS.
    float levelDbfs() const { return m_levelDbfs; }
    float noiseFloorDbfs() const { return m_floorDbfs; }

private:
    bool classify(std::span<const qint16, voiceFrameSamples> frame);
    void followFloor();
    std::optional<Change> vote(bool voiced);

    std::unique_ptr<webrtc::AudioProcessing> m_processing;
    std::unique_ptr<webrtc::AudioFrame> m_frame;
    std::array<bool, onsetWindow> m_recent{};
    int m_recentAt = 0;
    int m_unvoicedRun = 0;
    float m_levelDbfs = silenceDbfs;
    float m_floorDbfs;
    bool m_voiced = false;
    bool m_speaking = false;
};

/// RMS of a stretch of sound in dB below full scale, silenceDbfs at the lowest.
float rmsDbfs(std::span<const qint16> samples);

} // namespace talktrack
