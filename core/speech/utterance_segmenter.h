// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/voice_activity_detector.h"

#include <QtGlobal>

#include <span>
#include <vector>

namespace talktrack {

/// What the segmenter tells its owner, in the order it happens on the sample clock. Positions are samples
/// since the call's start.
class UtteranceListener
{
public:
    UtteranceListener() = default;
    UtteranceListener(const UtteranceListener &) = delete;
    UtteranceListener &operator=(const UtteranceListener &) = delete;
    virtual ~UtteranceListener() = default;
    virtual void voiceChanged(bool speaking, qint64 position) = 0;
    virtual void utteranceBegan(qint64 position) = 0;
    /// Sound of the open utterance, without gaps from its begin to its end.
    virtual void utteranceSound(std::span<const qint16> samples) = 0;
    virtual void utteranceEnded(qint64 position) = 0;
};

/// Cuts one track into utterances, so that a recogniser is given speech alone: each with some sound from
/// before the voice was sure (preRoll), ended by a pause (hangover), and a person who talks without one cut
/// where the voice dips. One thread.
class UtteranceSegmenter final
{
public:
    /// A vowel is heard as voice before the soft consonant in front of it.
    static constexpr int preRollFrames = 30;
    /// Silence that ends an utterance; below it commas would tear sentences apart.
    static constexpr int hangoverFrames = 60;
    /// From 12 s on any pause ends the utterance, from 15 s on a short one, and from 18 to 25 s an ever
    /// shallower dip.
    static constexpr int anyPauseFrames = 1200;
    static constexpr int shortPauseFrames = 1500;
    static constexpr int dipFrames = 1800;
    static constexpr int longestFrames = 2500;

    explicit UtteranceSegmenter(UtteranceListener &listener);

    /// Any number of samples that is a multiple of voiceFrameSamples. A position past the expected one is a
    /// gap and taken as silence.
    void push(qint64 position, std::span<const qint16> samples);
    /// The same of digital silence.
    void pushSilence(qint64 position, qint64 sampleCount);
    /// The end of the track: ends what is open.
    void flush();

private:
    void skipTo(qint64 position);
    void take(std::span<const qint16, voiceFrameSamples> frame, bool silent);
    void begin(int framesAgo);
    void end();
    void keep(std::span<const qint16, voiceFrameSamples> frame);
    void trimKept();
    void passKept();
    bool shouldCut();

    UtteranceListener &m_listener;
    VoiceActivityDetector m_detector;
    /// Sound not yet part of an utterance, ending at m_position.
    std::vector<qint16> m_kept;
    qint64 m_position = 0;
    bool m_open = false;
    int m_quietFrames = 0;
    int m_unvoicedFrames = 0;
    int m_openFrames = 0;
    float m_speechLevelDbfs = silenceDbfs;
    float m_smoothLevelDbfs = silenceDbfs;
};

} // namespace talktrack
