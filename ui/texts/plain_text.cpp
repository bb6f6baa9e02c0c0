// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/plain_text.h"

#include "core/support/plain_text.h"

#include <algorithm>

namespace talktrack {
namespace {

/// More marks than any script puts on one letter only serve to paint over the neighbours.
constexpr int mostMarks = 4;

bool isBreak(QChar c)
{
    return c == QChar::LineSeparator || c == QChar::ParagraphSeparator ||
           c == QChar::ObjectReplacementCharacter;
}

bool isOrdinary(QChar c)
{
    return c.isLetterOrNumber() || c.isPunct() || c == QLatin1Char(' ');
}

} // namespace

QString harmless(const QString &text, int maxLength)
{
    if (text.size() <= maxLength && std::all_of(text.begin(), text.end(), isOrdinary))
        return text;
    const QString line = singleLine(text.size() > maxLength ? text.left(maxLength) : text);
    QString out;
    out.reserve(line.size() + 1);
    int marks = 0;
    for (const QChar c : line) {
        marks = c.isMark() ? marks + 1 : 0;
        if (marks <= mostMarks)
            out += isBreak(c) ? QChar(u' ') : c;
    }
    if (text.size() > maxLength)
        out += QChar(0x2026);
    return out;
}

} // namespace talktrack
