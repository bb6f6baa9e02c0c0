// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/word_match.h"

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

QString letters(const QString &text)
{
    QString result;
    for (const QChar c : text)
        if (c.isLetterOrNumber())
            result += c.toLower();
    return result;
}

} // namespace

bool isSameText(const QString &a, const QString &b)
{
    return letters(a) == letters(b);
}

bool isSameTime(const Word &a, const Word &b)
{
    const double common = std::min(a.end, b.end) - std::max(a.start, b.start);
    return common > 0 && 2 * common >= a.end - a.start;
}

bool isSameHearing(const Word &a, const Word &b)
{
    return (std::abs(a.start - b.start) < 2 * hearingTolerance || isSameTime(a, b)) &&
           isSameText(a.text, b.text);
}

} // namespace talktrack
