// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/track.h"
#include "core/model/transcription.h"

#include <QList>
#include <QString>

#include <optional>

namespace talktrack {

/// What one speaker said in one go, as a recogniser of recordings heard it. Times are seconds from the start
/// of what was sent.
struct HeardLine
{
    /// Channel of the recording, 0 for the first or only one.
    int channel = 0;
    /// Diarised speaker within the channel, 0 for the first or only one.
    int speakerNumber = 0;
    QString text;
    double start = 0;
    double end = 0;
    QList<Word> words;
    std::optional<double> confidence;
    bool operator==(const HeardLine &) const = default;
};

} // namespace talktrack
