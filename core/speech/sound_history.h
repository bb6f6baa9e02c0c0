// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <span>

namespace talktrack {

/// The sound of a call so far, by position on its sample clock: what a recogniser goes back to after a drop.
/// Thread-safe; reading may touch the disk, so not on the window's thread.
class SoundHistory
{
public:
    SoundHistory() = default;
    SoundHistory(const SoundHistory &) = delete;
    SoundHistory &operator=(const SoundHistory &) = delete;
    virtual ~SoundHistory() = default;

    /// The first position that can still be read; end() if none can.
    virtual qint64 begin() const = 0;
    /// One past the last position.
    virtual qint64 end() const = 0;
    /// Fills with both tracks interleaved (rep, customer, rep, …), from the position on. What is not there
    /// (before begin(), past end(), lost with a bad disk) reads as silence; false if there was any such.
    virtual bool read(qint64 position, std::span<qint16> interleaved) const = 0;
};

} // namespace talktrack
