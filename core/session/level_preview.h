// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <QObject>
#include <QString>

#include <optional>

namespace talktrack {

/// The levels of two devices before there is a call, so that one sees that the right ones are chosen. Nothing
/// of what is heard is kept or passed on but its level.
///
/// Thread: the window's, which it never makes wait. Signals: levelsChanged between start() and stop(), about
/// 16 times a second; after each stop() exactly one stopped(), when the devices are let go of. No device, or
/// one that goes, is a level of silence.
class LevelPreview : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Device ids as AudioSetup has them; absent = none. Does nothing while it runs.
    virtual void start(const std::optional<QString> &microphone, const std::optional<QString> &farEnd) = 0;
    virtual void select(Track track, const std::optional<QString> &id) = 0;
    virtual void stop() = 0;

Q_SIGNALS:
    void levelsChanged(const talktrack::AudioLevels &levels);
    void stopped();
};

} // namespace talktrack
