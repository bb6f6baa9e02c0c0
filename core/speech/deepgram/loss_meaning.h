// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"
#include "core/speech/deepgram/deepgram_link.h"
#include "core/support/result.h"

namespace talktrack {

/// What the loss of a connection means: what to say, and whether trying again could help.
struct LossMeaning
{
    PartReason reason = PartReason::LinkLost;
    bool isFinal = false;
    bool operator==(const LossMeaning &) const = default;
};

LossMeaning meaningOf(const LinkLoss &loss);

/// The error in which an engine ends that was refused, or never reached anybody.
Error deepgramError(PartReason reason, const QString &detail);

} // namespace talktrack
