// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>

namespace talktrack {

/// Makes standard input, output and error safe to use; to be called first of all. One that the program was
/// started without refuses what is written to it, instead of being the next file that is opened. A reader
/// that has gone is an error of the write, not a signal that ends the program.
void secureStandardStreams();

/// Whether a person sees what is written there.
bool isTerminal(std::FILE *stream);

} // namespace talktrack
