// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/text_normaliser.h"

namespace talktrack {

/// Questions in a spoken line, with or without their question mark, as recognisers often leave it out:
/// question words ("how soon can we"), inversion ("do you", "is there"), tags ("right", "isn't it"), requests
/// ("tell me", "I was wondering if"). Not: "what a day", "that is what we do", "do it". Any thread.
int countQuestions(const NormalText &text);

/// Whether the line asks for something that deserves an answer: not "how are you" or "can you hear me".
bool asksSomething(const NormalText &text);

} // namespace talktrack
