// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace talktrack {

/// A line as it was kept, with the sentiment it was given.
struct StoredLine
{
    Transcription line;
    std::optional<double> sentiment;
    /// Grows in the order in which lines were first kept; 0 for one that was not read from the database.
    qint64 position = 0;
    /// Where it stands in the database is no part of what was said.
    bool operator==(const StoredLine &other) const
    {
        return line == other.line && sentiment == other.sentiment;
    }
};

/// What becomes of lines in whose place a better hearing comes.
struct LinesReplaced
{
    /// They stay, with fewer words.
    QList<StoredLine> shortened;
    /// They go, and their feedback is the new line's from now on.
    QStringList merged;
    /// They go, with their feedback: nothing was said there after all.
    QStringList withdrawn;
    bool isEmpty() const { return shortened.isEmpty() && merged.isEmpty() && withdrawn.isEmpty(); }
    bool operator==(const LinesReplaced &) const = default;
};

} // namespace talktrack
