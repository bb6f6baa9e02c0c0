// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/transcription.h"

#include <QStringList>

namespace talktrack {

QString textOf(const QList<Word> &words)
{
    QStringList texts;
    for (const Word &word : words)
        texts.append(word.text);
    return texts.join(QLatin1Char(' '));
}

} // namespace talktrack
