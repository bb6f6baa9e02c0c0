// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace talktrack {

/// Text for a tool tip that is shown as it is: QToolTip takes what looks like markup for markup, and names of
/// devices, calls and files come from outside. Any thread.
QString toolTipText(const QString &text);

} // namespace talktrack
