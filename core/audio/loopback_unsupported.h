// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_source.h"

namespace talktrack {

/// Stands where the other party's audio cannot be captured yet: start() fails with NotSupportedHere.
class UnsupportedLoopbackSource final : public AudioSource
{
    Q_OBJECT

public:
    using AudioSource::AudioSource;

    void start() override;
    void stop() override {}
};

} // namespace talktrack
