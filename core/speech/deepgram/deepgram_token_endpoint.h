// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_credentials.h"

#include <QUrl>

namespace talktrack {

/// Temporary tokens from an endpoint that answers as Deepgram's own does ({"access_token": …, "expires_in":
/// …}): the team's backend, which holds the key so that no rep's computer does; or /v1/auth/grant, with a
/// key.
///
/// A token is checked at the handshake only, so each connection asks for one. Thread: obtain() from a thread
/// with an event loop. Errors: KeyRefused (401, 403), NoCredit (402), ProviderBusy (429, 5xx; with the wait
/// asked for), NetworkAway, ProviderRefused (another answer).
class DeepgramTokenEndpoint final : public DeepgramCredentials
{
public:
    /// Authorization: the header's value that the endpoint wants, or empty. The address is https, or of this
    /// computer.
    DeepgramTokenEndpoint(QUrl url, QByteArray authorization);

    QFuture<Result<DeepgramCredential>> obtain() override;

private:
    QUrl m_url;
    QByteArray m_authorization;
};

} // namespace talktrack
