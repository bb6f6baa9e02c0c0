// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/text_normaliser.h"

namespace talktrack {

/// Some words of a line that follow each other.
struct Stretch
{
    qsizetype start = 0;
    qsizetype length = 0;
    bool operator==(const Stretch &) const = default;
};

/// The stretches of a line that the classifier judges: the whole line, and for a longer one its clauses, cut
/// at punctuation and at "but", "and", "so" and the like, as a long spoken line may hold an objection in one
/// of them. At least one, at most maxStretches, none shorter than three words unless the line is.
QList<Stretch> stretchesOf(const QList<NormalWord> &words);

inline constexpr qsizetype maxStretches = 48;

} // namespace talktrack
