// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

namespace talktrack {

/// The two sides of a call, kept apart from end to end: the rep's microphone and what the computer plays.
enum class Track : quint8 { Rep = 0, Customer = 1 };

inline constexpr int trackCount = 2;

constexpr int trackIndex(Track track)
{
    return static_cast<int>(track);
}

/// Wire name of the speaker a track carries: "rep" or "customer".
QString speakerOf(Track track);

/// The track a speaker's wire name belongs to: "rep" is the rep's, everything else the customer's side.
Track trackOf(const QString &speaker);

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::Track)
