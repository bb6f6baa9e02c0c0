// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_source.h"
#include "core/audio/devices.h"
#include "core/support/clock.h"

#include <functional>
#include <memory>

namespace talktrack {

/// Makes the source that captures a device. failures counts the attempts on it that failed since it last
/// worked, so that a second way to the same device can be taken where there is one.
using CaptureFactory = std::function<std::unique_ptr<AudioSource>(const AudioDevice &device, int failures)>;

/// The form for this system: an input is a microphone; an output is captured as what the computer plays
/// through it.
CaptureFactory captureFactory(const Clock &clock);

} // namespace talktrack
