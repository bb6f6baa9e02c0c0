// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/speech_engine.h"

/// What an engine of a test says: its words take equal shares of the time, and it arrives now.
inline talktrack::Utterance toldUtterance(const QString &id, talktrack::Track track, const QString &text,
                                          double start, double end, bool final)
{
    talktrack::Utterance utterance;
    utterance.id = id;
    utterance.track = track;
    utterance.text = text;
    utterance.start = start;
    utterance.end = end;
    const QStringList words = text.split(QLatin1Char(' '));
    const double each = (end - start) / static_cast<double>(words.size());
    for (int i = 0; i < words.size(); ++i)
        utterance.words.append({words.at(i), start + i * each, start + (i + 1) * each, 0.9});
    utterance.final = final;
    utterance.arrived = std::chrono::steady_clock::now();
    return utterance;
}
