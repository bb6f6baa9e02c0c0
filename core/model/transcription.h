// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/track.h"

#include <QList>
#include <QMetaType>
#include <QString>

#include <optional>

namespace talktrack {

/// One recognised word. Times are seconds since the call's start.
struct Word
{
    QString text;
    double start = 0;
    double end = 0;
    /// 0–1, absent where the engine does not know.
    std::optional<double> confidence;
    bool operator==(const Word &) const = default;
};

/// The words as a line's text.
QString textOf(const QList<Word> &words);

/// One line of the transcript: what one speaker said in one go. Not final while it may still be replaced by a
/// line of the same id.
struct Transcription
{
    /// UUID text; the event stream calls it the segment.
    QString id;
    QString callId;
    Track track = Track::Rep;
    /// "rep", "customer", "customer 2", …
    QString speaker;
    QString text;
    double start = 0;
    double end = 0;
    bool final = false;
    std::optional<double> confidence;
    QList<Word> words;
    /// Which engine heard it ("pocketsphinx", "deepgram", "whisper", "import").
    QString engine;
    /// Filled in later, into a stretch that was a gap.
    bool backfilled = false;
    /// From the arrival of the sound or message that caused it to the moment it was handed on.
    int latencyMs = 0;
    bool operator==(const Transcription &) const = default;
};

/// Whether another recogniser than the call's own heard the line. False where either is not known.
inline bool isOfOtherEngine(const Transcription &line, const QString &callEngine)
{
    return !line.engine.isEmpty() && !callEngine.isEmpty() && line.engine != callEngine;
}

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::Transcription)
