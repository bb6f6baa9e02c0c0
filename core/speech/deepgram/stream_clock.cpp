// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/stream_clock.h"

#include "core/model/audio_frame.h"

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

constexpr qint64 roundedUp = sampleRateHz / 2;

qint64 streamSample(double seconds)
{
    return std::llround(seconds * sampleRateHz);
}

} // namespace

void StreamClock::sent(qint64 position, qint64 samples)
{
    if (!m_pieces.isEmpty()) {
        Piece &last = m_pieces.last();
        if (last.stream + last.samples == m_sent && last.position + last.samples == position) {
            last.samples += samples;
            m_sent += samples;
            return;
        }
    }
    m_pieces.append({m_sent, position, samples});
    m_sent += samples;
}

void StreamClock::sentFiller(qint64 samples)
{
    m_sent += samples;
}

std::optional<qint64> StreamClock::positionAt(double streamSeconds) const
{
    const qint64 sample = streamSample(streamSeconds);
    if (m_pieces.isEmpty() || sample < 0 || sample > m_sent + roundedUp)
        return std::nullopt;
    // The last piece that begins at or before the moment.
    auto it = std::upper_bound(m_pieces.begin(), m_pieces.end(), sample,
                               [](qint64 moment, const Piece &piece) { return moment < piece.stream; });
    if (it == m_pieces.begin())
        return it->position;
    --it;
    const qint64 within = sample - it->stream;
    if (within <= it->samples || std::next(it) == m_pieces.end())
        return it->position + std::min(within, it->samples);
    return std::next(it)->position;
}

QList<PositionRange> StreamClock::stretches(double fromSeconds, double toSeconds) const
{
    const qint64 from = streamSample(fromSeconds);
    const qint64 to = streamSample(toSeconds);
    QList<PositionRange> result;
    for (const Piece &piece : m_pieces) {
        const qint64 first = std::max(from, piece.stream);
        const qint64 last = std::min(to, piece.stream + piece.samples);
        if (first < last)
            result.append({piece.position + first - piece.stream, piece.position + last - piece.stream});
    }
    return result;
}

} // namespace talktrack
