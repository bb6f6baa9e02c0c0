// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/devices.h"
#include "core/audio/frame_queue.h"
#include "core/model/audio_frame.h"
#include "core/model/part_state.h"
#include "core/support/clock.h"
#include "core/support/error.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace talktrack {

/// Where the sound of a call comes from: devices, or one file that stands for both.
struct AudioSetup
{
    /// Device ids; absent = none.
    std::optional<QString> microphone;
    std::optional<QString> farEnd;
    /// If set, a recording played as if live: channel 0 is the rep, channel 1 the customer; a file with one
    /// channel goes to the customer's track only if monoIsCustomer, else to the rep's.
    QString inputFile;
    bool monoIsCustomer = true;
    /// The file has one channel with all speakers on it.
    bool oneTrack = false;
    /// 1 = real time, 2 = twice as fast, as long as allowUpTo() lets it; 0 = as fast as that lets it.
    double speed = 1;
    bool operator==(const AudioSetup &) const = default;
};

/// Both tracks of a call on one sample clock: opens the sources, mixes them into frames of 20 ms, follows
/// devices.
///
/// Thread: made, used and destroyed on the audio thread; slots may be invoked queued from elsewhere.
/// Signals: stateChanged at any time; framesReady after frames were put on the queue; then exactly one of
/// ended (after stop(), or at the end of the file) or failed (the input cannot be opened at all), and nothing
/// after it. A device that is missing or goes is never a failure: its track is silence and stateChanged says
/// so. A state's condition is that of both tracks together (degraded as soon as one device that was asked for
/// is missing or silent, or the far end is heard in the microphone); its reason is what happened just now,
/// its subject the device's name. A device that was not asked for (NoMicrophone, NoFarEnd) degrades nothing.
class CallAudio final : public QObject
{
    Q_OBJECT

public:
    /// The queue and the clock outlive this object.
    CallAudio(AudioSetup setup, FrameQueue &queue, const Clock &clock);
    ~CallAudio() override;

public Q_SLOTS:
    void start();
    /// Flushes what was captured, then ended().
    void stop();
    /// A muted track is silence on the clock; its level still moves.
    void setMuted(talktrack::Track track, bool muted);
    /// While paused both tracks are silence and nothing captured is passed on; the sample clock goes on, so
    /// that times stay true. A file being played stands still instead.
    void setPaused(bool paused);
    void selectDevice(talktrack::Track track, const std::optional<QString> &id);
    /// For a file at any speed: frames before this position may be produced. None before the first call.
    void allowUpTo(qint64 position);

Q_SIGNALS:
    void framesReady();
    /// About 15 times a second.
    void levelsChanged(const talktrack::AudioLevels &levels);
    void stateChanged(const talktrack::PartState &state);
    /// The far end is (or no longer is) audible in the microphone; coupling is the measured correlation, 0–1.
    void echoChanged(bool speakers, double coupling);
    /// From this position on both tracks are silence because the call is paused, or no longer so. Comes after
    /// the frames of before it. The positions of a file that stands still meanwhile are the same.
    void pausedChanged(bool paused, qint64 position);
    void ended(qint64 position);
    void failed(const talktrack::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
