// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"

#include <QList>

namespace talktrack {

/// What is to be said about the parts of a call at a moment: the condition of each part, and of all that is
/// wrong the latest word on each matter. A part reports one thing at a time, but its microphone and its far
/// end can be in trouble together; a later word on one of them leaves the other standing. Pure.
class StateBoard final
{
public:
    /// Takes up a report; true if anything changed.
    bool apply(const PartState &state);
    void clear();

    /// The latest of every part that has reported and is not simply off, in the order of CallPart.
    QList<PartState> parts() const;
    /// What is wrong, in the order in which it began. A matter that was put right is not in it; what the user
    /// muted or paused stands until the user undoes it.
    const QList<PartState> &troubles() const { return m_troubles; }

private:
    QList<PartState> m_latest;
    QList<PartState> m_troubles;
};

} // namespace talktrack
