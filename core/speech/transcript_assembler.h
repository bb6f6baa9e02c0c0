// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"
#include "core/speech/speech_engine.h"

#include <QHash>
#include <QSet>

#include <optional>

namespace talktrack {

/// Turns what the engine reports into lines of the transcript: interims replace each other, an interim is
/// never shown after its final, words are in order and inside the line, the speaker is known from the track.
/// Pure; call thread.
class TranscriptAssembler final
{
public:
    TranscriptAssembler(QString callId, QString engine);

    /// The line as it now stands, or nothing if there is nothing new to show (empty text, late interim,
    /// duplicate final). Bad times and words are clamped, never passed on.
    std::optional<Transcription> update(const Utterance &utterance);

    /// True if a line of that id had been shown as interim and shall now be taken away.
    bool withdraw(const QString &id);

    /// Ids of lines shown as interim that have had no final yet.
    QStringList open() const;

private:
    QString m_callId;
    QString m_engine;
    QSet<QString> m_open;
    QSet<QString> m_final;
};

} // namespace talktrack
