// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/capture_sources.h"
#include "core/audio/microphone_source.h"
#include "core/audio/pulse_loopback_source.h"

namespace talktrack {

CaptureFactory captureFactory(const Clock &clock)
{
    return [&clock](const AudioDevice &device, int failures) -> std::unique_ptr<AudioSource> {
        if (device.kind == DeviceKind::Output) {
            return std::make_unique<PulseLoopbackSource>(device.id,
                                                         PulseLoopbackSource::Capture::MonitorOfSink, clock);
        }
        // Qt 6.4 tries once, 3 s after it lost the sound server, to find it again, and never if there was
        // none at the start. The second attempt therefore goes to the server directly.
        if (failures % 2 == 1) {
            return std::make_unique<PulseLoopbackSource>(device.id, PulseLoopbackSource::Capture::Source,
                                                         clock);
        }
        return std::make_unique<MicrophoneSource>(device.id, clock);
    };
}

} // namespace talktrack
