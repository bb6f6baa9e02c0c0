// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_channel.h"

#include <QList>

#include <array>

namespace talktrack {

/// What is known of both tracks of a call together: how far they were answered, and which stretches are given
/// up and become gaps. Positions are samples since the call's start. Pure; one thread; owned by the engine.
class DeepgramTracks final
{
public:
    DeepgramChannel &operator[](Track track) { return m_channels[static_cast<size_t>(trackIndex(track))]; }
    std::array<DeepgramChannel, trackCount> &channels() { return m_channels; }
    const std::array<DeepgramChannel, trackCount> &channels() const { return m_channels; }

    /// Before this both tracks have final answers.
    qint64 answeredUpTo() const;
    bool hadVoice(PositionRange range) const;
    /// Somebody spoke before the end, and no final answer has come for it; rounding apart.
    bool hasUnanswered(qint64 end) const;

    /// The unanswered sound of a track in a stretch will not be recognised here. Returns the parts of it in
    /// which somebody spoke.
    [[nodiscard]] QList<SpeechGap> giveUp(Track track, PositionRange range);
    /// The same for both tracks.
    [[nodiscard]] QList<SpeechGap> giveUp(PositionRange range);
    /// The same for whatever is unanswered at the end of the call.
    [[nodiscard]] QList<SpeechGap> giveUpRest(qint64 end);
    /// Nothing was sent of the stretch, as it was silence.
    void leaveOut(PositionRange range);

    /// A place at or before the position where nobody speaks, so that no word lies across it; the position
    /// itself if there is none close by.
    qint64 quietPlaceBefore(qint64 position) const;

private:
    std::array<DeepgramChannel, trackCount> m_channels{DeepgramChannel(Track::Rep),
                                                       DeepgramChannel(Track::Customer)};
};

} // namespace talktrack
