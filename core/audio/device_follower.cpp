// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/device_follower.h"

#include "core/audio/call_audio.h"
#include "core/support/log.h"

namespace talktrack {

namespace {

constexpr std::chrono::milliseconds retryAfter{1000};

} // namespace

std::optional<AudioDevice> chooseDevice(const QList<AudioDevice> &devices, DeviceKind kind,
                                        const QString &wanted)
{
    std::optional<AudioDevice> fallback;
    for (const AudioDevice &device : devices) {
        if (device.kind != kind) {
            continue;
        }
        if (device.id == wanted) {
            return device;
        }
        if (!fallback || (device.isDefault && !fallback->isDefault)) {
            fallback = device;
        }
    }
    return fallback;
}

DeviceFollower::DeviceFollower(Track track, CaptureFactory factory, QObject *parent)
    : QObject(parent)
    , m_track(track)
    , m_factory(std::move(factory))
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(retryAfter);
    connect(&m_retry, &QTimer::timeout, this, &DeviceFollower::update);
}

DeviceFollower::~DeviceFollower() = default;

DeviceKind DeviceFollower::kind() const
{
    return m_track == Track::Rep ? DeviceKind::Input : DeviceKind::Output;
}

PartReason DeviceFollower::byTrack(PartReason microphone, PartReason farEnd) const
{
    return m_track == Track::Rep ? microphone : farEnd;
}

bool DeviceFollower::isListed(const QString &id) const
{
    return m_devices && std::any_of(m_devices->begin(), m_devices->end(), [&](const AudioDevice &device) {
               return device.kind == kind() && device.id == id;
           });
}

QString DeviceFollower::deviceName() const
{
    return m_source ? m_current.name : QString();
}

void DeviceFollower::setWanted(const std::optional<QString> &id)
{
    m_wanted = id;
    m_lost.reset();
    m_failures = 0;
    m_unsupported = false;
    if (m_devices) {
        update();
    }
}

void DeviceFollower::setDevices(const QList<AudioDevice> &devices)
{
    m_devices = devices;
    update();
}

void DeviceFollower::stop()
{
    m_retry.stop();
    m_devices.reset();
    m_wanted.reset();
    if (m_source) {
        m_source->stop();
        close();
    }
}

void DeviceFollower::update()
{
    if (!m_devices || m_unsupported) {
        return;
    }
    m_retry.stop();
    const auto target = m_wanted ? chooseDevice(*m_devices, kind(), *m_wanted) : std::nullopt;
    if (m_source && target && target->id == m_current.id) {
        m_current = *target;
        return;
    }
    if (m_source) {
        leaveCurrent();
    }
    if (!target) {
        settleWithout();
        return;
    }
    const bool isPinnedElsewhere = m_wanted != defaultDeviceId && target->id != *m_wanted;
    if (isPinnedElsewhere && !m_lost) {
        m_lost = AudioDevice{*m_wanted, *m_wanted, kind(), false};
        report(Health::Degraded, byTrack(PartReason::MicrophoneGone, PartReason::FarEndGone), *m_wanted);
    }
    open(*target);
}

void DeviceFollower::leaveCurrent()
{
    const bool gone = !isListed(m_current.id);
    close();
    if (gone) {
        m_lost = m_current;
        report(Health::Degraded, byTrack(PartReason::MicrophoneGone, PartReason::FarEndGone), m_current.name);
    }
}

void DeviceFollower::settleWithout()
{
    const Health health = m_wanted ? Health::Degraded : Health::Off;
    // After "gone" there is nothing new to say.
    if (m_health != health || !m_openedBefore) {
        report(health, byTrack(PartReason::NoMicrophone, PartReason::NoFarEnd), QString());
    }
    m_openedBefore = true;
    Q_EMIT sourceChanged(false);
}

void DeviceFollower::open(const AudioDevice &device)
{
    m_current = device;
    m_source = m_factory(device, m_failures);
    connect(m_source.get(), &AudioSource::opened, this, &DeviceFollower::sourceOpened);
    connect(m_source.get(), &AudioSource::failed, this, &DeviceFollower::sourceFailed);
    connect(m_source.get(), &AudioSource::captured, this, [this](const AudioChunk &chunk) {
        m_failures = 0;
        Q_EMIT captured(chunk);
    });
    Q_EMIT sourceChanged(true);
    m_source->start();
}

void DeviceFollower::close()
{
    m_source->disconnect(this);
    // It may be the one that is calling.
    m_source.release()->deleteLater();
    Q_EMIT sourceChanged(false);
}

void DeviceFollower::sourceOpened()
{
    log::info(
        "audio", "device_opened",
        {{"track", speakerOf(m_track)}, {"device", m_current.id}, {"failures", QString::number(m_failures)}});
    const bool isReturn = m_lost && m_lost->id == m_current.id;
    const bool isOther = m_lost || m_openedBefore;
    m_openedBefore = true;
    if (isReturn) {
        m_lost.reset();
        report(Health::Live, byTrack(PartReason::MicrophoneBack, PartReason::FarEndBack), m_current.name);
    } else {
        report(Health::Live, isOther ? PartReason::DeviceChanged : PartReason::None, m_current.name);
    }
}

void DeviceFollower::sourceFailed(const Error &error)
{
    log::warning("audio", "device_failed",
                 {{"track", speakerOf(m_track)}, {"device", m_current.id}, {"detail", error.detail}});
    close();
    if (error.kind == ErrorKind::NotSupportedHere) {
        m_unsupported = true;
        report(Health::Degraded, PartReason::FarEndUnsupported, QString());
        return;
    }
    ++m_failures;
    const bool isNews = m_health != Health::Degraded || !m_lost || m_lost->id != m_current.id;
    m_lost = m_lost && !isNews ? m_lost : m_current;
    m_openedBefore = true;
    if (isNews) {
        report(Health::Degraded, byTrack(PartReason::MicrophoneGone, PartReason::FarEndGone), m_current.name);
    }
    m_retry.start();
}

void DeviceFollower::report(Health health, PartReason reason, const QString &subject)
{
    m_health = health;
    Q_EMIT happened(reason, subject);
}

} // namespace talktrack
