// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace talktrack {

/// What the words of a line say about how it was spoken. English.
struct SpokenWords
{
    /// Anything with a letter or a digit between spaces.
    int words = 0;
    /// How many of them are filler: hesitations (um, uh, er …), "you know", "I mean", "sort of", "kind of"
    /// (both their words) where they carry no meaning, basically, actually, literally, and "like" only where
    /// its neighbours or commas show it to be one ("so like we", ", like,", "like like", "um like", "it's
    /// like really").
    int fillers = 0;
    /// Nothing but acknowledgement ("right", "mm-hm", "got it", "yeah exactly"), at most six words: it takes
    /// no turn. Also a line without a word.
    bool backChannel = true;
    bool operator==(const SpokenWords &) const = default;
};

/// Pure; linear in the text.
SpokenWords spokenWords(const QString &text);

} // namespace talktrack
