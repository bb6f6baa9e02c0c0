// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace talktrack {

struct Colours;

/// The look of standard widgets in these colours. A widget's part is told by dynamic properties: "tone" of a
/// label (muted, good, watch, bad), "kind" of a button (primary, danger, quiet, rail).
QString styleSheet(const Colours &colours);

} // namespace talktrack
