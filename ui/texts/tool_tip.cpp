// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/tool_tip.h"

namespace talktrack {

QString toolTipText(const QString &text)
{
    // Wherever there is nothing to be taken for markup the text stays as it is, for who reads it aloud.
    if (!text.contains(QLatin1Char('<')) && !text.contains(QLatin1Char('&')))
        return text;
    return QStringLiteral("<span>%1</span>").arg(text.toHtmlEscaped());
}

} // namespace talktrack
