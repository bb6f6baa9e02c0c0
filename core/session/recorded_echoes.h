// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"
#include "core/speech/heard_line.h"

#include <QList>

#include <functional>
#include <span>

namespace talktrack {

/// What was heard in a piece of a call's sound without the rep's lines that are only the customer's voice,
/// come back through loudspeakers into the microphone: for sound that is recognised afterwards.
///
/// A line goes if it is one by text and time (EchoFilter) and the sound itself says that the far end came out
/// of loudspeakers (EchoMeter), which is measured where the first few such lines are. Only ever the rep's
/// copy. Pure but for the reading, which is done on the calling thread; a second of sound takes some
/// milliseconds.
///
/// lines: of both tracks, in order of time, times since the piece's begin. read: fills with interleaved sound
/// of the call from the position on. begin: the position of the piece.
QList<HeardLine>
withoutEchoes(const QList<HeardLine> &lines,
              const std::function<void(qint64 position, std::span<qint16> interleaved)> &read, qint64 begin);

} // namespace talktrack
