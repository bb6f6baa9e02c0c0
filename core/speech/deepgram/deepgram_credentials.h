// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QByteArray>
#include <QFuture>

namespace talktrack {

/// What authorises a request. Its secret never reaches a log, an address or an error.
struct DeepgramCredential
{
    enum class Kind { Key, TemporaryToken };
    Kind kind = Kind::Key;
    QByteArray secret;

    /// The value of the Authorization header: "Token KEY" or "Bearer TOKEN".
    QByteArray authorization() const
    {
        return (kind == Kind::Key ? QByteArray("Token ") : QByteArray("Bearer ")) + secret;
    }
    bool operator==(const DeepgramCredential &) const = default;
};

/// Where a credential comes from; asked anew for each connection, as a temporary token lives for seconds.
/// Thread-safe.
class DeepgramCredentials
{
public:
    DeepgramCredentials() = default;
    DeepgramCredentials(const DeepgramCredentials &) = delete;
    DeepgramCredentials &operator=(const DeepgramCredentials &) = delete;
    virtual ~DeepgramCredentials() = default;

    /// ProviderRefused where there is none or the endpoint refuses, NetworkAway where it cannot be reached.
    virtual QFuture<Result<DeepgramCredential>> obtain() = 0;
};

/// A key that is there from the start.
class FixedDeepgramKey final : public DeepgramCredentials
{
public:
    explicit FixedDeepgramKey(QByteArray key)
        : m_key(std::move(key))
    {
    }
    QFuture<Result<DeepgramCredential>> obtain() override;

private:
    QByteArray m_key;
};

} // namespace talktrack
