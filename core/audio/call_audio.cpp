// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/call_audio.h"

#include "core/audio/device_input.h"
#include "core/audio/echo_meter.h"
#include "core/audio/file_source.h"
#include "core/audio/level_meter.h"
#include "core/support/log.h"

#include <QFileInfo>

#include <utility>

namespace talktrack {

namespace {

/// Levels of a file played fast would come hundreds of times a second.
constexpr std::chrono::milliseconds levelsEvery{55};
constexpr std::chrono::seconds overflowSaidEvery{10};
/// Without a dropped frame for this long the reader has caught up.
constexpr std::chrono::seconds overflowOverAfter{10};

std::size_t at(Track track)
{
    return static_cast<std::size_t>(trackIndex(track));
}

} // namespace

class CallAudio::Private
{
public:
    Private(CallAudio &audio, AudioSetup theSetup, FrameQueue &theQueue, const Clock &theClock)
        : q(audio)
        , setup(std::move(theSetup))
        , queue(theQueue)
        , clock(theClock)
    {
    }

    void startFile();
    void startDevices();
    void handleChunk(const AudioChunk &chunk);
    void handle(const std::vector<AudioFrame> &frames);
    void finishFrame(AudioFrame &frame);
    void measure(const AudioFrame &frame);
    void watchOverflow();
    void sayState(PartState state);
    void say(PartReason reason, const QString &subject = {});
    void end();
    qint64 positionCut() const { return devices ? devices->positionCut() : filePosition; }
    qint64 positionNow() const { return devices ? devices->positionNow() : filePosition; }

    CallAudio &q;
    AudioSetup setup;
    FrameQueue &queue;
    const Clock &clock;
    std::unique_ptr<FileSource> file;
    std::unique_ptr<DeviceInput> devices;
    qint64 filePosition = 0;

    std::array<bool, trackCount> muted{};
    bool paused = false;
    /// Sound of before these positions was captured while muted or paused and stays unheard.
    std::array<qint64, trackCount> unmutedFrom{};
    qint64 unpausedFrom = 0;

    LevelMeter levels;
    EchoMeter echo;
    bool speakers = false;
    PartCondition condition = PartCondition::Off;
    std::chrono::steady_clock::time_point levelsSaid{};
    std::chrono::steady_clock::time_point overflowSaid{};
    std::chrono::steady_clock::time_point dropSeen{};
    qint64 droppedSeen = 0;
    bool overflowing = false;
    bool over = false;
};

void CallAudio::Private::startFile()
{
    file = std::make_unique<FileSource>(
        FileSource::Options{setup.inputFile, setup.monoIsCustomer ? Track::Customer : Track::Rep,
                            setup.speed},
        clock);
    file->setPaused(paused);
    connect(file.get(), &AudioSource::opened, &q, [this] {
        sayState(
            {CallPart::Audio, PartCondition::Live, PartReason::None, QFileInfo(setup.inputFile).fileName()});
    });
    connect(file.get(), &AudioSource::captured, &q, [this](const AudioChunk &chunk) { handleChunk(chunk); });
    connect(file.get(), &AudioSource::failed, &q, [this](const Error &error) {
        over = true;
        Q_EMIT q.failed(error);
    });
    connect(file.get(), &AudioSource::ended, &q, [this] {
        if (file->isDamaged()) {
            sayState({CallPart::Audio, PartCondition::Degraded, PartReason::InputDamaged,
                      QFileInfo(setup.inputFile).fileName()});
        }
        end();
    });
    file->start();
}

void CallAudio::Private::startDevices()
{
    devices = std::make_unique<DeviceInput>(setup, clock, captureFactory(clock));
    connect(devices.get(), &DeviceInput::framesCut, &q,
            [this](const std::vector<AudioFrame> &frames) { handle(frames); });
    connect(devices.get(), &DeviceInput::stateChanged, &q,
            [this](const PartState &state) { sayState(state); });
    devices->start();
}

void CallAudio::Private::handleChunk(const AudioChunk &chunk)
{
    const AudioFrame frame = frameOf(filePosition, std::span(chunk.samples).first<frameValues>());
    filePosition += frameSamples;
    handle({frame});
}

void CallAudio::Private::handle(const std::vector<AudioFrame> &frames)
{
    bool wake = false;
    for (AudioFrame frame : frames) {
        finishFrame(frame);
        wake = queue.push(frame) || wake;
    }
    if (wake) {
        Q_EMIT q.framesReady();
    }
    watchOverflow();
}

void CallAudio::Private::finishFrame(AudioFrame &frame)
{
    if (devices && (paused || frame.position < unpausedFrom)) {
        frame.samples = {};
    }
    measure(frame);
    for (std::size_t track = 0; track < trackCount; ++track) {
        if (muted[track] || frame.position < unmutedFrom[track]) {
            frame.samples[track].fill(0);
        }
    }
}

void CallAudio::Private::measure(const AudioFrame &frame)
{
    const auto reading = levels.add(frame);
    if (reading && clock.now() - levelsSaid >= levelsEvery) {
        levelsSaid = clock.now();
        Q_EMIT q.levelsChanged(*reading);
    }
    const auto coupling = echo.add(frame);
    if (coupling && coupling->changed) {
        speakers = coupling->speakers;
        Q_EMIT q.echoChanged(speakers, coupling->coupling);
        say(speakers ? PartReason::Echo : PartReason::EchoGone);
    }
}

void CallAudio::Private::watchOverflow()
{
    const qint64 dropped = queue.dropped();
    const auto now = clock.now();
    if (dropped == droppedSeen) {
        if (overflowing && now - dropSeen >= overflowOverAfter) {
            overflowing = false;
            say(PartReason::OverflowGone);
        }
        return;
    }
    droppedSeen = dropped;
    dropSeen = now;
    if (!std::exchange(overflowing, true) || now - overflowSaid >= overflowSaidEvery) {
        overflowSaid = now;
        log::warning("audio", "frames_dropped", {{"frames", QString::number(dropped)}});
        Q_EMIT q.stateChanged(
            {CallPart::Audio, PartCondition::Degraded, PartReason::Overflow, QString::number(dropped)});
    }
}

void CallAudio::Private::sayState(PartState state)
{
    condition = state.condition;
    if (speakers && condition == PartCondition::Live) {
        state.condition = PartCondition::Degraded;
    }
    Q_EMIT q.stateChanged(state);
}

void CallAudio::Private::say(PartReason reason, const QString &subject)
{
    sayState({CallPart::Audio, condition, reason, subject});
}

void CallAudio::Private::end()
{
    over = true;
    Q_EMIT q.ended(positionCut());
}

CallAudio::CallAudio(AudioSetup setup, FrameQueue &queue, const Clock &clock)
    : d(std::make_unique<Private>(*this, std::move(setup), queue, clock))
{
}

CallAudio::~CallAudio() = default;

void CallAudio::start()
{
    if (d->over || d->file || d->devices) {
        return;
    }
    if (d->setup.inputFile.isEmpty()) {
        d->startDevices();
    } else {
        d->startFile();
    }
}

void CallAudio::stop()
{
    if (d->over) {
        return;
    }
    if (d->file) {
        d->file->stop();
    }
    if (d->devices) {
        d->devices->stop();
    }
    d->end();
}

void CallAudio::setMuted(Track track, bool muted)
{
    if (d->over || d->muted[at(track)] == muted) {
        return;
    }
    d->muted[at(track)] = muted;
    d->unmutedFrom[at(track)] = d->positionNow();
    d->say(muted ? PartReason::Muted : PartReason::Unmuted, speakerOf(track));
}

void CallAudio::setPaused(bool paused)
{
    if (d->over || d->paused == paused) {
        return;
    }
    d->paused = paused;
    d->unpausedFrom = d->positionNow();
    if (d->file) {
        d->file->setPaused(paused);
    }
    // What was captured and not yet cut when the pause began is not heard any more.
    Q_EMIT pausedChanged(paused, paused ? d->positionCut() : d->unpausedFrom);
    d->say(paused ? PartReason::Paused : PartReason::Resumed);
}

void CallAudio::selectDevice(Track track, const std::optional<QString> &id)
{
    if (d->over) {
        return;
    }
    if (d->devices) {
        d->devices->select(track, id);
    } else if (!d->file) {
        (track == Track::Rep ? d->setup.microphone : d->setup.farEnd) = id;
    }
}

void CallAudio::allowUpTo(qint64 position)
{
    if (!d->over && d->file) {
        d->file->allowUpTo(position);
    }
}

} // namespace talktrack
