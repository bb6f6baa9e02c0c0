// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace talktrack {

/// Text from outside made safe for a terminal, a log or one line of a list: control characters (ESC, NUL, C1)
/// and bidirectional overrides become spaces or vanish, line breaks become spaces, lone surrogates U+FFFD.
QString singleLine(const QString &text);

} // namespace talktrack
