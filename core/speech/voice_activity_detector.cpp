// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/voice_activity_detector.h"

#include <webrtc/modules/audio_processing/include/audio_processing.h>
#include <webrtc/modules/interface/module_common_types.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace talktrack {

namespace {

// The floor falls with every quieter frame at once and creeps up, so that the dips between words hold it down
// while somebody talks and a fan that starts is learnt within half a minute.
constexpr float floorRiseDbPerFrame = 0.02F;
constexpr float lowestFloorDbfs = -70.0F;
constexpr float highestFloorDbfs = -30.0F;

} // namespace

float rmsDbfs(std::span<const qint16> samples)
{
    if (samples.empty()) {
        return silenceDbfs;
    }
    qint64 sum = 0;
    for (const qint16 sample : samples) {
        sum += qint64{sample} * sample;
    }
    if (sum == 0) {
        return silenceDbfs;
    }
    const double meanSquare =
        static_cast<double>(sum) / static_cast<double>(samples.size()) / (32768.0 * 32768.0);
    return std::max(silenceDbfs, static_cast<float>(10.0 * std::log10(meanSquare)));
}

VoiceActivityDetector::VoiceActivityDetector()
    : m_processing(webrtc::AudioProcessing::Create())
    , m_frame(std::make_unique<webrtc::AudioFrame>())
    , m_floorDbfs(lowestFloorDbfs)
{
    if (m_processing) {
        // One step above the strictest, which refuses the beginnings of soft sentences.
        m_processing->voice_detection()->set_likelihood(webrtc::VoiceDetection::kLowLikelihood);
        m_processing->voice_detection()->Enable(true);
    }
    m_frame->num_channels_ = 1;
    m_frame->sample_rate_hz_ = sampleRateHz;
    m_frame->samples_per_channel_ = voiceFrameSamples;
}

VoiceActivityDetector::~VoiceActivityDetector() = default;

std::optional<VoiceActivityDetector::Change>
VoiceActivityDetector::process(std::span<const qint16, voiceFrameSamples> frame)
{
    m_levelDbfs = rmsDbfs(frame);
    const float threshold = std::max(quietestSpeechDbfs, m_floorDbfs + aboveFloorDb);
    const bool loudEnough = m_levelDbfs >= threshold - (m_speaking ? whileSpeakingDb : 0.0F);
    // The classifier is shown quiet frames too: what it learns of the noise is what soft speech stands out
    // from.
    const bool voiced = classify(frame) && loudEnough;
    followFloor();
    return vote(voiced);
}

std::optional<VoiceActivityDetector::Change> VoiceActivityDetector::processSilence()
{
    m_levelDbfs = silenceDbfs;
    followFloor();
    return vote(false);
}

bool VoiceActivityDetector::classify(std::span<const qint16, voiceFrameSamples> frame)
{
    if (!m_processing) {
        // The toolkit refused to start; the level alone decides then.
        return true;
    }
    std::copy(frame.begin(), frame.end(), m_frame->data_);
    if (m_processing->ProcessStream(m_frame.get()) != webrtc::AudioProcessing::kNoError) {
        return true;
    }
    return m_processing->voice_detection()->stream_has_voice();
}

void VoiceActivityDetector::followFloor()
{
    m_floorDbfs = std::clamp(std::min(m_levelDbfs, m_floorDbfs + floorRiseDbPerFrame), lowestFloorDbfs,
                             highestFloorDbfs);
}

std::optional<VoiceActivityDetector::Change> VoiceActivityDetector::vote(bool voiced)
{
    m_voiced = voiced;
    m_recent[static_cast<std::size_t>(m_recentAt)] = voiced;
    m_recentAt = (m_recentAt + 1) % onsetWindow;
    m_unvoicedRun = voiced ? 0 : std::min(m_unvoicedRun + 1, std::numeric_limits<int>::max() - 1);

    if (m_speaking) {
        if (m_unvoicedRun < releaseFrames) {
            return std::nullopt;
        }
        m_speaking = false;
        m_recent.fill(false);
        return Change{false, m_unvoicedRun - 1};
    }
    if (std::count(m_recent.begin(), m_recent.end(), true) < onsetFrames) {
        return std::nullopt;
    }
    m_speaking = true;
    int oldest = onsetWindow;
    while (!m_recent[static_cast<std::size_t>((m_recentAt + onsetWindow - oldest) % onsetWindow)]) {
        --oldest;
    }
    return Change{true, oldest - 1};
}

} // namespace talktrack
