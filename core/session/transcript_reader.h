// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

namespace talktrack {

/// A larger transcript file is refused.
constexpr qsizetype maxTranscriptBytes = qsizetype{64} * 1024 * 1024;

/// A ready transcript as read from a file. Lines in order of time, without ids.
struct ReadTranscript
{
    QString title;
    /// UTC; invalid if the file does not say.
    QDateTime startedAt;
    QList<Transcription> lines;
    /// What made it: a recogniser, or "import" for one that came as it is.
    QString engine = QStringLiteral("import");
    /// Seconds, at least to the end of the last line.
    double duration = 0;
    /// As the file names them, in order of appearance; empty where it names nobody.
    QStringList speakers;
    /// Whether one of them is the rep.
    bool hasRep = false;
};

// repName says which of a file's speakers is the rep, compared without regard to case; that it is nobody's
// name is for the caller to see in hasRep. Errors: TranscriptInvalid with the place as subject if the file is
// bad, InputEmpty if it holds no line, InputUnsupported if it is too large, and the one named below if it is
// of another kind altogether.

/// The contract's transcript file ("talktrack-call/1"): further keys are ignored. "rep" is the rep, and so is
/// repName. TranscriptFormatUnknown.
Result<ReadTranscript> readTranscriptJson(const QByteArray &json, const QString &repName = {});

/// WebVTT: voice tags name the speakers, or where there are none, "Name: " before what they say
/// (SpeakerLabels). If repName is empty, who is called "rep", "agent", "seller", "sales" or "you" is the rep.
/// A line of nobody's is the customer's. TranscriptHeaderMissing.
Result<ReadTranscript> readTranscriptVtt(const QByteArray &vtt, const QString &repName);

} // namespace talktrack
