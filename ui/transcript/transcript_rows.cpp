// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transcript/transcript_rows.h"

#include "ui/texts/feedback_text.h"
#include "ui/texts/plain_text.h"

#include <cmath>

namespace talktrack {
namespace {

TranscriptRow rowOf(const Transcription &line, const QString &engine)
{
    return {
        .id = line.id,
        .track = line.track,
        .speaker = speakerText(line.speaker.isEmpty() ? speakerOf(line.track) : line.speaker),
        .text = line.text,
        .shown = harmless(line.text, TranscriptRows::longestShown),
        .start = std::isfinite(line.start) ? line.start : 0,
        .final = line.final,
        .backfilled = line.backfilled,
        .standIn = isOfOtherEngine(line, engine),
        .notes = {},
    };
}

} // namespace

int TranscriptRows::placeFor(double start) const
{
    int row = count();
    while (row > 0 && at(row - 1).start > start)
        --row;
    return row;
}

bool TranscriptRows::isInOrder(int row, double start) const
{
    return (row == 0 || at(row - 1).start <= start) && (row + 1 == count() || start <= at(row + 1).start);
}

void TranscriptRows::renumberFrom(int row)
{
    for (; row < count(); ++row)
        m_index[at(row).id] = row;
}

TranscriptRows::Placed TranscriptRows::put(const Transcription &line)
{
    TranscriptRow row = rowOf(line, m_engine);
    const int held = indexOf(line.id);
    if (held >= 0) {
        TranscriptRow &old = m_rows[static_cast<std::size_t>(held)];
        row.notes = old.notes;
        if (isInOrder(held, row.start)) {
            old = std::move(row);
            return {held, -1, false};
        }
        m_rows.erase(m_rows.begin() + held);
    }
    const int place = placeFor(row.start);
    m_rows.insert(m_rows.begin() + place, std::move(row));
    renumberFrom(held >= 0 ? std::min(held, place) : place);
    return {place, held, held < 0};
}

int TranscriptRows::remove(const QString &id)
{
    const int row = indexOf(id);
    if (row < 0)
        return -1;
    m_rows.erase(m_rows.begin() + row);
    m_index.remove(id);
    renumberFrom(row);
    return row;
}

void TranscriptRows::setNotes(int row, const QList<TranscriptNote> &notes)
{
    m_rows[static_cast<std::size_t>(row)].notes = notes;
}

void TranscriptRows::clear()
{
    m_rows.clear();
    m_index.clear();
}

} // namespace talktrack
