// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/position_set.h"

#include <QList>

#include <optional>

namespace talktrack {

/// Where on the call's sample clock the sound of one connection stands.
///
/// A provider counts the sound it was sent, from zero on each connection; what was left out in between
/// (silence of a pause, a stretch given up) does not count, and what was made up to keep the connection
/// counts although it is no part of the call. Pure.
class StreamClock final
{
public:
    /// Sound of the call went out, from this position on.
    void sent(qint64 position, qint64 samples);
    /// Silence that is not of the call went out.
    void sentFiller(qint64 samples);

    /// Samples sent on this connection.
    qint64 samplesSent() const { return m_sent; }
    /// Whether any sound of the call was sent.
    bool isEmpty() const { return m_pieces.isEmpty(); }
    /// The call's position of a moment of the stream; of filler, the beginning of the sound after it or else
    /// the end of the sound before it. Nothing past what was sent (plus half a second, as word ends are
    /// rounded up).
    std::optional<qint64> positionAt(double streamSeconds) const;
    /// The stretches of the call that a stretch of the stream covers.
    QList<PositionRange> stretches(double fromSeconds, double toSeconds) const;

private:
    struct Piece
    {
        qint64 stream = 0;
        qint64 position = 0;
        qint64 samples = 0;
    };
    QList<Piece> m_pieces;
    qint64 m_sent = 0;
};

} // namespace talktrack
