// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/error.h"

#include <QMetaType>
#include <QObject>

#include <chrono>
#include <vector>

namespace talktrack {

/// Sound as a source hands it on: 16 kHz, one channel (a device) or two interleaved (a recording).
struct AudioChunk
{
    std::vector<qint16> samples;
    int channels = 1;
    /// When the last of the samples arrived from the device.
    std::chrono::steady_clock::time_point arrived{};
};

/// Where sound comes from: a microphone, what the computer plays, a file.
///
/// Thread: lives on the audio thread. Order: start(); then opened and captured at any time, then at most one
/// of ended (the sound is over) or failed (it cannot be had, or no longer), and nothing after it. stop()
/// hands on what is still held by captured and then says nothing any more; destroying without stop() discards
/// it.
class AudioSource : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void start() = 0;
    virtual void stop() = 0;

Q_SIGNALS:
    void opened();
    void captured(const talktrack::AudioChunk &chunk);
    void ended();
    /// DeviceMissing, DeviceFailed, NotSupportedHere; for a file those of FileDecoder::open().
    void failed(const talktrack::Error &error);
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::AudioChunk)
