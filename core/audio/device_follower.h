// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/capture_sources.h"
#include "core/audio/devices.h"
#include "core/model/part_state.h"
#include "core/model/track.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace talktrack {

/// The device to use: the wanted one if it is there; else, and for "default", the system's default; else the
/// first.
std::optional<AudioDevice> chooseDevice(const QList<AudioDevice> &devices, DeviceKind kind,
                                        const QString &wanted);

/// Keeps one track's device open: follows the default, falls back when the device goes, returns when it comes
/// back, tries a failing one again every second. Compares names; what the sound system calls an event does
/// not matter.
///
/// Thread: the audio thread. A captured chunk is always from the source of the last sourceChanged.
class DeviceFollower final : public QObject
{
    Q_OBJECT

public:
    /// Off: none is wanted. Degraded: one is wanted and there is none that works.
    enum class Health { Off, Connecting, Live, Degraded };

    DeviceFollower(Track track, CaptureFactory factory, QObject *parent = nullptr);
    ~DeviceFollower() override;

    /// Absent: none.
    void setWanted(const std::optional<QString> &id);
    /// Nothing is opened before the first call.
    void setDevices(const QList<AudioDevice> &devices);
    /// Closes the device for good; what it still held is captured first.
    void stop();

    Health health() const { return m_health; }
    /// Name of the device that is open, for people.
    QString deviceName() const;

Q_SIGNALS:
    void captured(const talktrack::AudioChunk &chunk);
    /// A new source begins or, with active false, there is none now.
    void sourceChanged(bool active);
    /// Something a person should know; health() is already the new one. None: opened as wanted.
    void happened(talktrack::PartReason reason, const QString &subject);

private:
    DeviceKind kind() const;
    PartReason byTrack(PartReason microphone, PartReason farEnd) const;
    bool isListed(const QString &id) const;
    void update();
    void leaveCurrent();
    void settleWithout();
    void open(const AudioDevice &device);
    void close();
    void sourceOpened();
    void sourceFailed(const Error &error);
    void report(Health health, PartReason reason, const QString &subject);

    Track m_track;
    CaptureFactory m_factory;
    std::optional<QString> m_wanted;
    std::optional<QList<AudioDevice>> m_devices;
    std::unique_ptr<AudioSource> m_source;
    AudioDevice m_current;
    /// What was lost and is waited for.
    std::optional<AudioDevice> m_lost;
    Health m_health = Health::Connecting;
    bool m_openedBefore = false;
    bool m_unsupported = false;
    int m_failures = 0;
    QTimer m_retry;
};

} // namespace talktrack
