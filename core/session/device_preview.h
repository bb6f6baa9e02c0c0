// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/level_meter.h"
#include "core/session/level_preview.h"
#include "core/support/clock.h"
#include "core/support/worker_thread.h"

namespace talktrack {

class DeviceInput;

/// LevelPreview of this machine's devices, which are opened, read and closed on a thread of its own.
class DevicePreview final : public LevelPreview
{
    Q_OBJECT

public:
    /// The clock outlives it.
    explicit DevicePreview(const Clock &clock, QObject *parent = nullptr);
    /// Waits until the devices are closed.
    ~DevicePreview() override;

    void start(const std::optional<QString> &microphone, const std::optional<QString> &farEnd) override;
    void select(Track track, const std::optional<QString> &id) override;
    void stop() override;

private:
    void close();

    const Clock &m_clock;
    bool m_running = false;
    /// Counts starts, so that levels of an earlier one are told apart.
    int m_generation = 0;
    /// Touched on the preview's thread only.
    DeviceInput *m_input = nullptr;
    LevelMeter m_meter;
    /// Last, so that it is gone before what its jobs touch.
    WorkerThread m_thread;
};

} // namespace talktrack
