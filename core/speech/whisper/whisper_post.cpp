// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_post.h"

#include "core/speech/whisper/whisper_answer.h"

#include <QNetworkAccessManager>

#include <algorithm>

namespace talktrack {
namespace {

constexpr std::chrono::seconds longestAskedWait{120};

/// Let go of at once, with nothing more heard of it.
void drop(QPointer<QNetworkReply> &reply, QObject *listener)
{
    if (!reply)
        return;
    QNetworkReply *const gone = reply;
    reply.clear();
    gone->disconnect(listener);
    gone->abort();
    gone->deleteLater();
}

} // namespace

WhisperPost::WhisperPost(QNetworkAccessManager &network, const WhisperPosting &posting)
    : m_reply(network.post(posting.request, posting.body))
{
    connect(m_reply, &QNetworkReply::readyRead, this, [this] {
        m_body += m_reply->readAll();
        if (m_body.size() > whisperMostBytes)
            end({WhisperOutcome::Kind::TooLong, 0, {}, {}, 0});
    });
    connect(m_reply, &QNetworkReply::finished, this, &WhisperPost::finished);
}

WhisperPost::~WhisperPost()
{
    drop(m_reply, this);
}

void WhisperPost::expire()
{
    if (m_reply)
        end({WhisperOutcome::Kind::Silent, 0, {}, {}, 0});
}

void WhisperPost::finished()
{
    QNetworkReply &reply = *m_reply;
    WhisperOutcome outcome;
    outcome.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    outcome.networkError = static_cast<int>(reply.error());
    outcome.retryAfter = std::clamp(std::chrono::seconds(reply.rawHeader("Retry-After").toInt()),
                                    std::chrono::seconds(0), longestAskedWait);
    m_body += reply.readAll();
    outcome.body = m_body;
    // An answer that was cut short has a status too, and an error of the connection.
    const bool cutShort =
        reply.error() != QNetworkReply::NoError && reply.error() < QNetworkReply::ContentAccessDenied;
    if (reply.error() == QNetworkReply::SslHandshakeFailedError)
        outcome.kind = WhisperOutcome::Kind::Untrusted;
    else if (outcome.status == 0 || (cutShort && outcome.status < 300))
        outcome.kind = WhisperOutcome::Kind::Unreachable;
    else if (m_body.size() > whisperMostBytes)
        outcome.kind = WhisperOutcome::Kind::TooLong;
    end(outcome);
}

void WhisperPost::end(const WhisperOutcome &outcome)
{
    drop(m_reply, this);
    Q_EMIT ended(outcome);
}

} // namespace talktrack
