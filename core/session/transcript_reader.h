// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

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
};

/// The contract's transcript file ("talktrack-call/1"): further keys are ignored. InputUnreadable with the
/// place as subject if it is bad, InputEmpty if it holds no line, InputUnsupported if it is too large.
Result<ReadTranscript> readTranscriptJson(const QByteArray &json);

/// WebVTT: voice tags name the speakers; repName says which of them is the rep, compared without regard to
/// case. If it is empty, a voice called "rep", "agent", "seller", "sales" or "you" is the rep. A line without
/// a voice is the customer's.
Result<ReadTranscript> readTranscriptVtt(const QByteArray &vtt, const QString &repName);

} // namespace talktrack
