// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/capture_sources.h"
#include "core/audio/loopback_unsupported.h"
#include "core/audio/microphone_source.h"

namespace talktrack {

CaptureFactory captureFactory(const Clock &clock)
{
    return [&clock](const AudioDevice &device, int) -> std::unique_ptr<AudioSource> {
        if (device.kind == DeviceKind::Output) {
            return std::make_unique<UnsupportedLoopbackSource>();
        }
        return std::make_unique<MicrophoneSource>(device.id, clock);
    };
}

} // namespace talktrack
