// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/feedback_event.h"
#include "core/model/transcription.h"

#include <QHash>
#include <QList>
#include <QString>

#include <array>
#include <optional>

namespace talktrack {

/// What a recogniser that gave up leaves out of a call: on each track from the first words that had no final
/// line yet, or from where it had got to, until the call's end. A value; call thread.
class LostSpeech final
{
public:
    /// A line as it now stands; a final one is not lost any more.
    void note(const Transcription &line);
    /// The interim line came to nothing.
    void forget(const QString &id);
    /// The recogniser has given up; everything before this was consumed. Seconds since the call's start.
    void begin(double consumed);
    bool hasBegun() const { return m_consumed.has_value(); }
    /// The gaps as they stand at this moment, the same events each time; none where nothing is lost.
    QList<FeedbackEvent> gapsUntil(const QString &callId, double end);

private:
    struct Side
    {
        /// Interim lines and where they began.
        QHash<QString, double> open;
        QString gapId;
    };

    std::array<Side, trackCount> m_sides;
    std::optional<double> m_consumed;
};

} // namespace talktrack
