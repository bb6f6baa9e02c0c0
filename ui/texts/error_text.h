// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/error.h"

#include <QString>

namespace talktrack {

/// One sentence that says what happened and what to do, for the window and the commands alike. Names the
/// error's subject where there is one, made harmless and short; never its detail. Plain text, never empty.
/// Any thread.
QString errorText(const Error &error);

/// The same of a call that is kept but was not recorded for this reason.
QString notRecordedText(const Error &error);

} // namespace talktrack
