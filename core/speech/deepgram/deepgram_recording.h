// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_credentials.h"
#include "core/speech/deepgram/deepgram_query.h"
#include "core/speech/http_upload.h"
#include "core/speech/transcription_job.h"
#include "core/support/backoff.h"

#include <QTimer>
#include <QUrl>

#include <memory>

namespace talktrack {

struct DeepgramRecordingSetup
{
    QUrl baseUrl{QStringLiteral("https://api.deepgram.com")};
    DeepgramRequest request;
    HttpUpload::Limits limits;
    Backoff::Options backoff{std::chrono::milliseconds(1000), std::chrono::milliseconds(30'000)};
    /// Tries in all, where trying again may help.
    int mostTries = 6;
};

/// Recognition of a recording by Deepgram's pre-recorded endpoint.
///
/// Streams from the disk; an answer counts only if its sha256 is that of what was sent. Tried again, with
/// growing waits or as long as the server asks: no network, 408, 429, 499, 5xx (504 is what a file that takes
/// too long gets), a cut or garbled answer. A 400 that blames keyterms or diarisation is asked once more
/// without them.
class DeepgramRecording final : public TranscriptionJob
{
    Q_OBJECT

public:
    DeepgramRecording(DeepgramRecordingSetup setup, std::shared_ptr<DeepgramCredentials> credentials,
                      SoundToSend sound, QObject *parent = nullptr);
    ~DeepgramRecording() override;

    void start() override;
    void cancel() override;

private:
    void attempt();
    void send(const DeepgramCredential &credential);
    void answered(const HttpAnswer &answer);
    void refused(const HttpAnswer &answer);
    void again(ErrorKind kind, const QString &detail, std::chrono::milliseconds askedFor = {});
    void fail(ErrorKind kind, const QString &detail);

    DeepgramRecordingSetup m_setup;
    std::shared_ptr<DeepgramCredentials> m_credentials;
    SoundToSend m_sound;
    Backoff m_backoff;
    QTimer m_wait;
    std::unique_ptr<HttpUpload> m_upload;
    int m_tries = 0;
    bool m_started = false;
    bool m_over = false;
};

} // namespace talktrack
