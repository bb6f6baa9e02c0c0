// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_source.h"
#include "core/model/track.h"
#include "core/support/clock.h"

#include <QString>

#include <memory>

namespace talktrack {

class FileDecoder;

/// Plays a recording as if live, in chunks of 20 ms with two channels; the last one is filled up with
/// silence. See AudioSource for thread and order.
class FileSource final : public AudioSource
{
    Q_OBJECT

public:
    struct Options
    {
        QString path;
        Track monoTrack = Track::Customer;
        /// 1 = real time; 0 = as fast as allowUpTo() lets. It holds at every speed.
        double speed = 1;
    };

    FileSource(Options options, const Clock &clock, QObject *parent = nullptr);
    ~FileSource() override;

    void start() override;
    void stop() override;
    /// Stands still and goes on from there.
    void setPaused(bool paused);
    /// Samples before this position may be produced; none before the first call.
    void allowUpTo(qint64 position);
    /// After ended: part of the file could not be played.
    bool isDamaged() const;

private:
    void play();
    void schedule(std::chrono::milliseconds delay);
    qint64 duePosition() const;
    void produceFrame();

    Options m_options;
    const Clock &m_clock;
    std::unique_ptr<FileDecoder> m_decoder;
    /// Where playing (again) began, in time and in the file.
    std::chrono::steady_clock::time_point m_since{};
    qint64 m_sincePosition = 0;
    qint64 m_position = 0;
    qint64 m_allowed = 0;
    bool m_scheduled = false;
    bool m_paused = false;
    bool m_over = false;
};

} // namespace talktrack
