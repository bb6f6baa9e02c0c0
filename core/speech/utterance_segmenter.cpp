// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/utterance_segmenter.h"

#include <algorithm>

namespace talktrack {

namespace {

constexpr std::array<qint16, voiceFrameSamples> silentFrame{};
/// Unvoiced frames that count as a short pause.
constexpr int shortPause = 12;
/// How deep under the level of the speech a dip has to be at first; at the longest allowed length none is
/// needed.
constexpr float deepestDipDb = 30.0F;
/// The speech level is the loudest of the last seconds.
constexpr float speechLevelFallDbPerFrame = 0.02F;
/// A longer gap in the positions tells the detector nothing that this much silence does not.
constexpr int longestGapFrames = 200;

} // namespace

UtteranceSegmenter::UtteranceSegmenter(UtteranceListener &listener)
    : m_listener(listener)
{
}

void UtteranceSegmenter::push(qint64 position, std::span<const qint16> samples)
{
    skipTo(position);
    while (samples.size() >= voiceFrameSamples) {
        take(samples.first<voiceFrameSamples>(), false);
        samples = samples.subspan(voiceFrameSamples);
    }
}

void UtteranceSegmenter::pushSilence(qint64 position, qint64 sampleCount)
{
    skipTo(position);
    skipTo(m_position + sampleCount);
}

void UtteranceSegmenter::skipTo(qint64 position)
{
    for (int i = 0; i < longestGapFrames && m_position + voiceFrameSamples <= position; ++i) {
        take(silentFrame, true);
    }
    if (position > m_position) {
        m_position = position;
        m_kept.clear();
    }
}

void UtteranceSegmenter::flush()
{
    if (m_detector.isSpeaking()) {
        m_listener.voiceChanged(false, m_position);
    }
    if (m_open) {
        end();
    }
}

void UtteranceSegmenter::take(std::span<const qint16, voiceFrameSamples> frame, bool silent)
{
    const auto change = silent ? m_detector.processSilence() : m_detector.process(frame);
    m_position += voiceFrameSamples;
    keep(frame);
    m_unvoicedFrames = m_detector.isVoiced() ? 0 : m_unvoicedFrames + 1;
    if (change) {
        const qint64 at = m_position - (change->framesAgo + 1) * voiceFrameSamples;
        m_listener.voiceChanged(change->speaking, at);
        m_quietFrames = change->framesAgo;
        if (change->speaking && !m_open) {
            begin(change->framesAgo);
        }
    }
    if (!m_open) {
        trimKept();
        return;
    }
    ++m_openFrames;
    if (m_detector.isSpeaking()) {
        passKept();
        if (shouldCut()) {
            end();
            begin(-1);
        }
        return;
    }
    ++m_quietFrames;
    if (m_quietFrames >= hangoverFrames || m_openFrames >= anyPauseFrames) {
        end();
    }
}

void UtteranceSegmenter::keep(std::span<const qint16, voiceFrameSamples> frame)
{
    m_kept.insert(m_kept.end(), frame.begin(), frame.end());
}

void UtteranceSegmenter::trimKept()
{
    constexpr std::size_t most = (preRollFrames + VoiceActivityDetector::onsetWindow) * voiceFrameSamples;
    // In strides, so that waiting in silence does not move the whole of it every 10 ms.
    if (m_kept.size() >= 4 * most) {
        m_kept.erase(m_kept.begin(), m_kept.end() - static_cast<std::ptrdiff_t>(most));
    }
}

void UtteranceSegmenter::begin(int framesAgo)
{
    const auto wanted =
        static_cast<std::size_t>(std::max(0, framesAgo + 1 + preRollFrames) * voiceFrameSamples);
    const std::size_t had = framesAgo < 0 ? 0 : std::min(wanted, m_kept.size());
    m_kept.erase(m_kept.begin(), m_kept.end() - static_cast<std::ptrdiff_t>(had));
    m_open = true;
    m_openFrames = static_cast<int>(had / voiceFrameSamples);
    m_quietFrames = 0;
    m_speechLevelDbfs = silenceDbfs;
    m_listener.utteranceBegan(m_position - static_cast<qint64>(had));
}

void UtteranceSegmenter::end()
{
    m_open = false;
    // What was kept since the voice stopped stays for the next utterance's pre-roll.
    m_listener.utteranceEnded(m_position - static_cast<qint64>(m_kept.size()));
}

void UtteranceSegmenter::passKept()
{
    m_listener.utteranceSound(m_kept);
    m_kept.clear();
}

bool UtteranceSegmenter::shouldCut()
{
    const float level = m_detector.levelDbfs();
    m_speechLevelDbfs = std::max(level, m_speechLevelDbfs - speechLevelFallDbPerFrame);
    m_smoothLevelDbfs = (2.0F * m_smoothLevelDbfs + level) / 3.0F;
    if (m_openFrames >= longestFrames) {
        return true;
    }
    if (m_openFrames >= dipFrames) {
        const float left = static_cast<float>(longestFrames - m_openFrames) / (longestFrames - dipFrames);
        return m_smoothLevelDbfs < m_speechLevelDbfs - deepestDipDb * left;
    }
    return m_openFrames >= shortPauseFrames && m_unvoicedFrames >= shortPause;
}

} // namespace talktrack
