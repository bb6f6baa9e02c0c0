// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/call_notes.h"

#include "ui/texts/feedback_text.h"

#include <QSet>

#include <algorithm>

namespace talktrack {
namespace {

/// Ticks and counted words would bury the rest.
bool isForTheMargin(FeedbackType type)
{
    return type != FeedbackType::Keyword && type != FeedbackType::Question;
}

QString lineAt(const QList<StoredLine> &lines, double timestamp)
{
    auto after = std::upper_bound(lines.begin(), lines.end(), timestamp,
                                  [](double at, const StoredLine &stored) { return at < stored.line.start; });
    if (after != lines.begin())
        --after;
    return after == lines.end() ? QString() : after->line.id;
}

/// Titles of what is said, by the ids of what it answers.
QHash<QString, QString> titlesOfAnswers(const CallRecord &record)
{
    QHash<QString, QString> titles;
    for (const FeedbackEvent &event : record.feedback)
        if (event.type == FeedbackType::Suggestion)
            titles.insert(event.metadata[QLatin1String("answers")].toString(), feedbackTitle(event));
    return titles;
}

} // namespace

QHash<QString, QList<TranscriptNote>> marginNotes(const CallRecord &record)
{
    const QHash<QString, QString> answers = titlesOfAnswers(record);
    QSet<QString> known;
    for (const StoredLine &stored : record.lines)
        known.insert(stored.line.id);
    QHash<QString, QList<TranscriptNote>> notes;
    for (const FeedbackEvent &event : record.feedback) {
        if (!isForTheMargin(event.type))
            continue;
        const QString title = feedbackTitle(event);
        const bool saysMore = event.content != title;
        // The answer says it already.
        if (!saysMore && answers.value(event.id) == title)
            continue;
        const QString segment = event.metadata[QLatin1String("segment")].toString();
        const QString line = known.contains(segment) ? segment : lineAt(record.lines, event.timestamp);
        QString label = title;
        if (event.origin == FeedbackOrigin::Ai)
            label = QStringLiteral("%1 (%2)").arg(label, originText(event.origin));
        if (!line.isEmpty())
            notes[line].append({label, saysMore ? event.content : QString()});
    }
    return notes;
}

} // namespace talktrack
