// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/card.h"

#include <QKeySequence>

namespace talktrack {

/// Keys of the card at a place, counted from 1. Two different modifiers rather than Shift on top of the same
/// one: where digits need Shift themselves (French keyboards) the pair would be one key.
inline QKeySequence usedKey(int place)
{
    return QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + place));
}
inline QKeySequence dismissKey(int place)
{
    return QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + place));
}

} // namespace talktrack
