// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace talktrack {

/// How a recogniser's lower-case word is written: "i" and what begins with "i'" as "I", the first word of a
/// line with a capital. No punctuation is made up.
QString writtenWord(const QString &word, bool isFirst);

} // namespace talktrack
