// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace talktrack {

/// Makes every TranscriptView a list with its lines as items to assistive technology. May be called
/// repeatedly.
void installTranscriptAccessible();

} // namespace talktrack
