// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"
#include "core/session/gap_filler.h"
#include "core/session/transcript_reader.h"
#include "core/speech/transcription_job.h"

#include <QObject>

#include <memory>

namespace talktrack {

/// Has a recording transcribed by a provider as it is: the file is sent from the disk, and its lines become a
/// transcript.
///
/// Of two channels, 0 is the rep and 1 the customer. In one channel the speakers are told apart by the
/// provider, and one of them is the rep. Thread: one with an event loop, not the window's; used once.
/// Signals: progressed at any time, then exactly one of finished or failed. Errors: those of FileDecoder and
/// TranscriptionJob, InputEmpty where nobody speaks.
class RecordingImport final : public QObject
{
    Q_OBJECT

public:
    /// repNumber: of a recording of one channel, which of the speakers is the rep, from 1 in the order in
    /// which they are first heard.
    RecordingImport(QString path, QString engine, int repNumber = 1);
    ~RecordingImport() override;

    /// Looks at the file. First.
    Result<void> open();
    /// Everybody is on one track.
    bool isOneTrack() const { return m_channels == 1; }
    void start(const GapFiller::MakeJob &makeJob);
    void cancel();

Q_SIGNALS:
    /// Bytes of the file.
    void progressed(qint64 sent, qint64 total);
    void finished(const talktrack::ReadTranscript &transcript);
    void failed(const talktrack::Error &error);

private:
    void heard(const QList<HeardLine> &lines);

    const QString m_path;
    const QString m_engine;
    const int m_repNumber;
    int m_channels = 0;
    double m_duration = 0;
    std::unique_ptr<TranscriptionJob> m_job;
};

} // namespace talktrack
