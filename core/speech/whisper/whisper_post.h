// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/whisper/whisper_request.h"

#include <QNetworkReply>
#include <QObject>
#include <QPointer>

#include <chrono>

class QNetworkAccessManager;

namespace talktrack {

/// How one request ended.
struct WhisperOutcome
{
    enum class Kind {
        /// With a status, whichever.
        Answered,
        Unreachable,
        /// The certificate is not the server's.
        Untrusted,
        /// No answer in time.
        Silent,
        /// More than an answer can be.
        TooLong,
    };
    Kind kind = Kind::Answered;
    int status = 0;
    QByteArray body;
    std::chrono::milliseconds retryAfter{0};
    /// Qt's number of a network error, for the log.
    int networkError = 0;
};

/// One request and its answer.
///
/// Thread: that of the network manager, with an event loop. Exactly one ended; none after it was destroyed.
/// Its deadline is the owner's to watch: expire() ends it as Silent.
class WhisperPost final : public QObject
{
    Q_OBJECT

public:
    WhisperPost(QNetworkAccessManager &network, const WhisperPosting &posting);
    ~WhisperPost() override;

    void expire();

Q_SIGNALS:
    void ended(const talktrack::WhisperOutcome &outcome);

private:
    void finished();
    void end(const WhisperOutcome &outcome);

    QPointer<QNetworkReply> m_reply;
    QByteArray m_body;
};

} // namespace talktrack
