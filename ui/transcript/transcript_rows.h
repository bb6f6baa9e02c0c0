// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"

#include <QHash>
#include <QList>
#include <QString>

#include <vector>

namespace talktrack {

/// What stands in the margin beside a line: feedback that was given on it.
struct TranscriptNote
{
    QString label;
    QString text;
    bool operator==(const TranscriptNote &) const = default;
};

/// A line as the view shows it.
struct TranscriptRow
{
    QString id;
    Track track = Track::Rep;
    /// In words.
    QString speaker;
    /// As it was said; what is copied.
    QString text;
    /// Harmless and of bearable length; what is laid out.
    QString shown;
    double start = 0;
    bool final = false;
    bool backfilled = false;
    /// Heard by another recogniser than the call's own.
    bool standIn = false;
    QList<TranscriptNote> notes;
};

/// The lines of a transcript in the order of their start, found by id. Pure. Putting a line is O(1) amortised
/// as long as it belongs near the end, which is where a live call puts it.
class TranscriptRows final
{
public:
    /// More of one line than this is not laid out.
    static constexpr int longestShown = 6000;

    struct Placed
    {
        int row = 0;
        /// Where an earlier version of the line was taken out first, -1 if it stayed where it was or is new.
        int removedFrom = -1;
        bool isNew = false;
    };

    int count() const { return static_cast<int>(m_rows.size()); }
    const TranscriptRow &at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// -1 if there is none of that id.
    int indexOf(const QString &id) const { return m_index.value(id, -1); }

    /// The call's recogniser, for the rows put from now on.
    void setEngine(const QString &engine) { m_engine = engine; }
    /// Adds the line, or replaces the one of the same id.
    Placed put(const Transcription &line);
    /// The row it had, -1 if there was none.
    int remove(const QString &id);
    void setNotes(int row, const QList<TranscriptNote> &notes);
    void clear();

private:
    int placeFor(double start) const;
    bool isInOrder(int row, double start) const;
    void renumberFrom(int row);

    std::vector<TranscriptRow> m_rows;
    QHash<QString, int> m_index;
    QString m_engine;
};

} // namespace talktrack
