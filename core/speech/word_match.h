// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"

namespace talktrack {

/// Two hearings of one word differ by at most about this many seconds.
inline constexpr double hearingTolerance = 0.08;

/// Equal letters and digits; case and punctuation do not count.
bool isSameText(const QString &a, const QString &b);

/// Whether two words of one track are two hearings of the same moment: equal text at about the same place.
bool isSameHearing(const Word &a, const Word &b);

/// Whether at least half of a word stands where the other does.
bool isSameTime(const Word &a, const Word &b);

} // namespace talktrack
