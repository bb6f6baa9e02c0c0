// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/deepgram_records.h"
#include "tests/support/word_listener.h"

#include <QByteArray>
#include <QList>
#include <QUrlQuery>

namespace talktrack::test {

/// What a server understood of a recording it was sent whole.
struct HeardRecording
{
    /// Seconds.
    double duration = 0;
    int channels = 0;
    bool isReadable = false;
    /// Per channel that was listened to; times from the recording's start.
    QList<QList<HeardWord>> words;
    QList<ReceivedStretch> received;
};

struct RecordingSetting
{
    MarkedScript script;
    quint32 seed = 1;
    double jitterSeconds = 0.01;
    /// Place in the call of the first sample, for sound that does not tell.
    qint64 start = -1;
    /// Each channel for itself.
    bool multichannel = false;
};

/// WAV or Ogg Opus, by what it says itself.
HeardRecording hearRecording(const QByteArray &file, const RecordingSetting &setting);

/// The body of POST /v1/listen, with "utterances" where the query asks for them.
QByteArray recordingAnswer(const HeardRecording &heard, const QUrlQuery &query, const QByteArray &requestId,
                           const QByteArray &sha256, const QString &created);

/// What Whisper-compatible servers answer.
enum class WhisperForm {
    /// {"text": …} alone.
    Text,
    /// verbose_json with segments and words.
    Words,
    /// verbose_json with segments alone, as servers do that do not know timestamp_granularities.
    Segments,
    /// A line of text that is no JSON.
    PlainText,
};
QByteArray whisperAnswer(const HeardRecording &heard, WhisperForm form);

/// The file and the fields of a multipart form.
struct FormData
{
    QByteArray file;
    QString fileName;
    QMap<QString, QString> fields;
};
FormData readForm(const QByteArray &contentType, const QByteArray &body);

} // namespace talktrack::test
