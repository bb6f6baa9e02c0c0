// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/device_input.h"

namespace talktrack {

DeviceInput::DeviceInput(const AudioSetup &setup, const Clock &clock, CaptureFactory factory, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_setup(setup)
{
    for (const Track track : {Track::Rep, Track::Customer}) {
        side(track).follower = std::make_unique<DeviceFollower>(track, factory);
        connectSide(track);
    }
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(std::chrono::milliseconds(20));
    connect(&m_timer, &QTimer::timeout, this, &DeviceInput::tick);
}

DeviceInput::~DeviceInput() = default;

DeviceInput::Side &DeviceInput::side(Track track)
{
    return m_sides[static_cast<std::size_t>(trackIndex(track))];
}

void DeviceInput::connectSide(Track track)
{
    DeviceFollower *follower = side(track).follower.get();
    connect(follower, &DeviceFollower::captured, this,
            [this, track](const AudioChunk &chunk) { m_mixer->add(track, chunk.samples, chunk.arrived); });
    connect(follower, &DeviceFollower::sourceChanged, this, [this, track](bool active) {
        m_mixer->restart(track);
        m_mixer->setActive(track, active);
        side(track).silence.reset();
    });
    connect(follower, &DeviceFollower::happened, this, &DeviceInput::report);
}

void DeviceInput::start()
{
    m_mixer = std::make_unique<TrackMixer>(m_clock.now());
    Q_EMIT stateChanged({CallPart::Audio, PartCondition::Connecting, PartReason::None, {}});
    side(Track::Rep).follower->setWanted(m_setup.microphone);
    side(Track::Customer).follower->setWanted(m_setup.farEnd);
    m_monitor = std::make_unique<DeviceMonitor>();
    connect(m_monitor.get(), &DeviceMonitor::changed, this, [this] {
        for (Side &one : m_sides) {
            one.follower->setDevices(m_monitor->devices());
        }
    });
    m_timer.start();
}

void DeviceInput::stop()
{
    m_timer.stop();
    m_monitor.reset();
    for (Side &one : m_sides) {
        disconnect(one.follower.get(), &DeviceFollower::happened, this, nullptr);
        one.follower->stop();
    }
    const auto frames = m_mixer->finish(m_clock.now());
    if (!frames.empty()) {
        Q_EMIT framesCut(frames);
    }
}

void DeviceInput::select(Track track, const std::optional<QString> &id)
{
    side(track).follower->setWanted(id);
}

qint64 DeviceInput::positionNow() const
{
    return m_mixer ? m_mixer->positionAt(m_clock.now()) : 0;
}

qint64 DeviceInput::positionCut() const
{
    return m_mixer ? m_mixer->position() : 0;
}

void DeviceInput::tick()
{
    const auto frames = m_mixer->take(m_clock.now());
    for (const AudioFrame &frame : frames) {
        watchSilence(Track::Rep, frame);
        watchSilence(Track::Customer, frame);
    }
    if (!frames.empty()) {
        Q_EMIT framesCut(frames);
    }
}

void DeviceInput::watchSilence(Track track, const AudioFrame &frame)
{
    Side &one = side(track);
    if (one.follower->health() != DeviceFollower::Health::Live) {
        return;
    }
    const SilenceWatch::Change change =
        one.silence.add(frame.samples[static_cast<std::size_t>(trackIndex(track))]);
    const bool isRep = track == Track::Rep;
    if (change == SilenceWatch::Change::WentSilent) {
        report(isRep ? PartReason::MicrophoneSilent : PartReason::FarEndSilent, one.follower->deviceName());
    } else if (change == SilenceWatch::Change::SoundReturned) {
        report(isRep ? PartReason::MicrophoneBack : PartReason::FarEndBack, one.follower->deviceName());
    }
}

/// Of both devices together: what still connects, then what is missing, decides.
PartCondition DeviceInput::condition() const
{
    using Health = DeviceFollower::Health;
    const auto is = [this](Health health) {
        return std::any_of(m_sides.begin(), m_sides.end(),
                           [health](const Side &one) { return one.follower->health() == health; });
    };
    if (is(Health::Connecting)) {
        return PartCondition::Connecting;
    }
    const bool silent =
        std::any_of(m_sides.begin(), m_sides.end(), [](const Side &one) { return one.silence.isSilent(); });
    if (is(Health::Degraded) || silent) {
        return PartCondition::Degraded;
    }
    return is(Health::Live) ? PartCondition::Live : PartCondition::Off;
}

void DeviceInput::report(PartReason reason, const QString &subject)
{
    Q_EMIT stateChanged({CallPart::Audio, condition(), reason, subject});
}

} // namespace talktrack
