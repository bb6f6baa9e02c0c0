// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_source.h"
#include "core/support/clock.h"

#include <memory>

namespace talktrack {

/// What the computer plays through an output, by the monitor stream that PulseAudio (or PipeWire) has for it;
/// also a plain source of that server. See AudioSource for thread and order; the server's callbacks run on a
/// thread of this class's own and reach the audio thread as queued calls.
///
/// Chunks of about 20 ms. The stream is never moved to another device behind our back: when the device goes,
/// it fails. Errors: DeviceMissing (no such sink or source); DeviceFailed (the server or the stream went).
class PulseLoopbackSource final : public AudioSource
{
    Q_OBJECT

public:
    enum class Capture { MonitorOfSink, Source };

    /// name: the sink's or source's.
    PulseLoopbackSource(const QString &name, Capture capture, const Clock &clock, QObject *parent = nullptr);
    ~PulseLoopbackSource() override;

    void start() override;
    void stop() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
