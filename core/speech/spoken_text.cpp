// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/spoken_text.h"

namespace talktrack {

QString writtenWord(const QString &word, bool isFirst)
{
    const bool isI = word == QLatin1String("i") || word.startsWith(QLatin1String("i'"));
    if (word.isEmpty() || !(isFirst || isI)) {
        return word;
    }
    return word.at(0).toUpper() + word.mid(1);
}

} // namespace talktrack
