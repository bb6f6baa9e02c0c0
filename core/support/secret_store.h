// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QByteArray>
#include <QFuture>
#include <QString>

namespace talktrack {

/// Keeps secrets outside of the program, by name.
///
/// Thread: any may call; futures finish on a thread of the store's own choice, and possibly not before a
/// person has answered the system's question for a password: never wait for one on a thread that paints or
/// that the store needs. Errors: those named below, KeychainAway where secrets cannot be kept or got at here
/// and now, Cancelled where the store went first. Fails closed: what could not be kept in the keychain is
/// kept nowhere.
class SecretStore
{
public:
    SecretStore() = default;
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;
    virtual ~SecretStore() = default;

    /// NotFound where there is none, or an empty one. A person who refuses to unlock the keychain makes some
    /// systems say that too: before a secret is replaced that must not be lost, write and read back another.
    virtual QFuture<Result<QByteArray>> read(const QString &name) = 0;
    /// In place of the one of that name.
    virtual QFuture<Result<void>> write(const QString &name, const QByteArray &secret) = 0;
    /// One that is not there is no error.
    virtual QFuture<Result<void>> remove(const QString &name) = 0;
};

} // namespace talktrack
