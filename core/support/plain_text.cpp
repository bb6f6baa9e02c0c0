// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/plain_text.h"

namespace talktrack {
namespace {

bool isBidiControl(char16_t unit)
{
    return (unit >= 0x202A && unit <= 0x202E) || (unit >= 0x2066 && unit <= 0x2069);
}

} // namespace

QString singleLine(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()) {
            result += c;
            result += text.at(++i);
        } else if (c.isSurrogate()) {
            result += QChar(QChar::ReplacementCharacter);
        } else if (c == QLatin1Char('\n') || c == QLatin1Char('\t') || c == QLatin1Char('\r')) {
            result += QLatin1Char(' ');
        } else if (c.category() != QChar::Other_Control && !isBidiControl(c.unicode())) {
            result += c;
        }
    }
    return result;
}

} // namespace talktrack
