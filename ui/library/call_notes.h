// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/call_archive.h"
#include "ui/transcript/transcript_rows.h"

#include <QHash>

namespace talktrack {

/// What goes into the margin of a stored call's transcript: its feedback, by the id of the line it belongs
/// to. What came from no line (a gap, a figure) goes to the line that was being said at its time. Pure.
QHash<QString, QList<TranscriptNote>> marginNotes(const CallRecord &record);

} // namespace talktrack
