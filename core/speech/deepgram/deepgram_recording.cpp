// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_recording.h"

#include "core/speech/deepgram/deepgram_recording_answer.h"
#include "core/support/answer.h"
#include "core/support/log.h"

#include <utility>

namespace talktrack {
namespace {

constexpr qsizetype sha256HexLength = 64;

bool isWorthAnotherTry(int status)
{
    return status == 408 || status == 429 || status == 499 || status >= 500;
}

} // namespace

DeepgramRecording::DeepgramRecording(DeepgramRecordingSetup setup,
                                     std::shared_ptr<DeepgramCredentials> credentials, SoundToSend sound,
                                     QObject *parent)
    : TranscriptionJob(parent)
    , m_setup(std::move(setup))
    , m_credentials(std::move(credentials))
    , m_sound(std::move(sound))
    , m_backoff(m_setup.backoff)
{
    m_setup.request.channels = m_sound.channels;
    m_wait.setSingleShot(true);
    // Not before the moment that the server named; a coarse timer may come 5 % early.
    m_wait.setTimerType(Qt::PreciseTimer);
    connect(&m_wait, &QTimer::timeout, this, &DeepgramRecording::attempt);
}

DeepgramRecording::~DeepgramRecording() = default;

void DeepgramRecording::start()
{
    if (!std::exchange(m_started, true))
        m_wait.start(0);
}

void DeepgramRecording::cancel()
{
    if (m_over)
        return;
    m_wait.stop();
    if (m_upload)
        m_upload->cancel();
    fail(ErrorKind::Cancelled, QStringLiteral("cancelled"));
}

void DeepgramRecording::attempt()
{
    ++m_tries;
    whenAnswered(m_credentials->obtain(), this, [this](const Result<DeepgramCredential> &credential) {
        if (m_over)
            return;
        if (credential)
            send(*credential);
        else if (credential.error().kind == ErrorKind::NetworkAway ||
                 credential.error().kind == ErrorKind::ProviderBusy)
            again(credential.error().kind, credential.error().detail,
                  credential.error().retryAfter.value_or(std::chrono::milliseconds(0)));
        else
            fail(credential.error().kind, credential.error().detail);
    });
}

void DeepgramRecording::send(const DeepgramCredential &credential)
{
    Result<std::unique_ptr<QIODevice>> device = m_sound.open();
    if (!device) {
        fail(device.error().kind, device.error().detail);
        return;
    }
    const QUrl url = deepgramRecordingUrl(m_setup.baseUrl, m_setup.request);
    if (!url.isValid()) {
        fail(ErrorKind::ProviderRefused, QStringLiteral("the address is neither https nor of this computer"));
        return;
    }
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", credential.authorization());
    request.setHeader(QNetworkRequest::ContentTypeHeader, m_sound.contentType);
    m_upload = std::make_unique<HttpUpload>(m_setup.limits);
    connect(m_upload.get(), &HttpUpload::progressed, this, &DeepgramRecording::progressed);
    connect(m_upload.get(), &HttpUpload::answered, this, &DeepgramRecording::answered);
    connect(m_upload.get(), &HttpUpload::lost, this,
            [this](const QString &detail) { again(ErrorKind::NetworkAway, detail); });
    m_upload->post(request, std::move(*device));
}

void DeepgramRecording::answered(const HttpAnswer &answer)
{
    if (answer.status != 200) {
        refused(answer);
        return;
    }
    const Result<DeepgramRecordingAnswer> heard = parseDeepgramRecordingAnswer(answer.body);
    if (!heard) {
        again(ErrorKind::NetworkAway, heard.error().detail);
        return;
    }
    if (heard->sha256.size() == sha256HexLength && heard->sha256 != answer.sentHash) {
        again(ErrorKind::NetworkAway, QStringLiteral("the server received other bytes than were sent"));
        return;
    }
    m_over = true;
    Q_EMIT finished(heard->lines);
}

void DeepgramRecording::refused(const HttpAnswer &answer)
{
    const QString reason = deepgramReason(answer.body, answer.errorHeader);
    const QString detail = QStringLiteral("%1 %2").arg(answer.status).arg(reason).trimmed();
    if (isWorthAnotherTry(answer.status)) {
        again(ErrorKind::ProviderBusy, detail, answer.retryAfter);
        return;
    }
    switch (answer.status) {
    case 400:
        break;
    case 401:
        fail(ErrorKind::KeyRefused, detail);
        return;
    case 402:
        fail(ErrorKind::NoCredit, detail);
        return;
    case 413:
        fail(ErrorKind::InputUnsupported, detail);
        return;
    default:
        fail(ErrorKind::ProviderRefused, detail);
        return;
    }
    const BlamedPart blamed = blamedPart(reason);
    if (blamed == BlamedPart::Keyterms && !m_setup.request.keyterms.isEmpty()) {
        m_setup.request.keyterms.clear();
        m_wait.start(0);
    } else if (blamed == BlamedPart::Diarisation && m_setup.request.diarize) {
        m_setup.request.diarize = false;
        m_wait.start(0);
    } else {
        const bool blamesSound = reason.contains(QLatin1String("corrupt"), Qt::CaseInsensitive) ||
                                 reason.contains(QLatin1String("unsupported data"), Qt::CaseInsensitive);
        fail(blamesSound ? ErrorKind::InputUnreadable : ErrorKind::ProviderRefused, detail);
    }
}

void DeepgramRecording::again(ErrorKind kind, const QString &detail, std::chrono::milliseconds askedFor)
{
    log::warning("speech", "recording_not_transcribed_yet",
                 {{"try", QString::number(m_tries)}, {"detail", detail}});
    if (m_tries >= m_setup.mostTries)
        fail(kind, detail);
    else
        m_wait.start(m_backoff.next(askedFor));
}

void DeepgramRecording::fail(ErrorKind kind, const QString &detail)
{
    if (std::exchange(m_over, true))
        return;
    const bool ofTheProvider = kind != ErrorKind::InputMissing && kind != ErrorKind::DiskFailed;
    Q_EMIT failed({kind, detail, ofTheProvider ? QStringLiteral("Deepgram") : QString(), {}});
}

} // namespace talktrack
