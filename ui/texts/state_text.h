// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"

#include <QString>

namespace talktrack {

/// Words for the parts of a call and how they are. Plain text in the language of the user. Any thread.

/// "Recogniser", "Coach", "Audio", "Recording", "Team sync".
QString partText(CallPart part);

/// How the part is, in a word or two ("listening", "reconnecting"). Never empty.
QString conditionText(CallPart part, PartCondition condition);

/// What is the matter and what to do about it, in a short sentence; names the subject where it helps. Empty
/// for PartReason::None alone.
QString reasonText(PartReason reason, const QString &subject);

/// The same, with who does the work meanwhile.
QString reasonText(const PartState &state);

/// Part and condition for a glance: "Recogniser: listening". Never empty.
QString stateText(const PartState &state);

/// "On this computer", "Deepgram", …
QString engineName(const QString &engine);

} // namespace talktrack
