// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/call_audio.h"
#include "core/audio/capture_sources.h"
#include "core/audio/device_follower.h"
#include "core/audio/devices.h"
#include "core/audio/silence_watch.h"
#include "core/audio/track_mixer.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace talktrack {

/// A call's two devices, mixed onto one sample clock: followers, mixer, and the watch for devices that
/// deliver nothing.
///
/// Thread: the audio thread. framesCut about every 20 ms from start() on, as long as nothing stops that
/// thread.
class DeviceInput final : public QObject
{
    Q_OBJECT

public:
    DeviceInput(const AudioSetup &setup, const Clock &clock, CaptureFactory factory,
                QObject *parent = nullptr);
    ~DeviceInput() override;

    void start();
    /// Cuts what was captured up to now and closes the devices.
    void stop();
    void select(Track track, const std::optional<QString> &id);
    /// The sample clock now, and where its last frame ended.
    qint64 positionNow() const;
    qint64 positionCut() const;

Q_SIGNALS:
    void framesCut(const std::vector<talktrack::AudioFrame> &frames);
    void stateChanged(const talktrack::PartState &state);

private:
    struct Side
    {
        std::unique_ptr<DeviceFollower> follower;
        SilenceWatch silence;
    };

    Side &side(Track track);
    void connectSide(Track track);
    void tick();
    void watchSilence(Track track, const AudioFrame &frame);
    PartCondition condition() const;
    void report(PartReason reason, const QString &subject);

    const Clock &m_clock;
    AudioSetup m_setup;
    std::array<Side, trackCount> m_sides;
    std::unique_ptr<TrackMixer> m_mixer;
    std::unique_ptr<DeviceMonitor> m_monitor;
    QTimer m_timer;
};

} // namespace talktrack
