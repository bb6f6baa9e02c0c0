// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/paths.h"

#include <optional>

namespace talktrack {

/// Opens the window and runs it to its end; a QApplication must be there. With a speed of the demo call, that
/// starts at once. If the window is open already, that one comes to the front and this returns 0, or says
/// that it does not answer. Gives the exit code.
int runWindow(const Paths &paths, std::optional<double> demoSpeed);

} // namespace talktrack
