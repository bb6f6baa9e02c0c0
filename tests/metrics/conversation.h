// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/conversation_metrics.h"

namespace talktrack::test {

/// A line without word times.
inline Transcription line(Track track, double start, double end, const QString &text)
{
    Transcription made;
    made.callId = QStringLiteral("call");
    made.track = track;
    made.speaker = speakerOf(track);
    made.start = start;
    made.end = end;
    made.text = text;
    made.final = true;
    return made;
}

inline Transcription rep(double start, double end, const char *text = "we help teams like yours")
{
    return line(Track::Rep, start, end, QString::fromUtf8(text));
}

inline Transcription customer(double start, double end, const char *text = "we use a spreadsheet")
{
    return line(Track::Customer, start, end, QString::fromUtf8(text));
}

/// So many words.
inline QString wordsOf(int count)
{
    return QStringList(count, QStringLiteral("word")).join(QLatin1Char(' '));
}

inline ConversationMetrics metricsOf(const QList<Transcription> &lines, CallType type = CallType::Discovery)
{
    ConversationMetrics metrics(type);
    for (const Transcription &one : lines)
        metrics.addLine(one, {});
    return metrics;
}

inline CallMetrics finalOf(const QList<Transcription> &lines, double duration = 600)
{
    return metricsOf(lines).final(duration);
}

} // namespace talktrack::test
