// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/secret_store.h"

#include <memory>

class QObject;

namespace talktrack {

/// Secrets in the system's keychain, under the service "talktrack": Secret Service or KWallet, macOS
/// Keychain, Windows Credential Store (QtKeychain). There is no other place that they could go to.
///
/// Thread: made on any, destroyed on the main thread, which must have an event loop; jobs run there, one at a
/// time in the whole program. Any thread may call; futures finish on the main thread. Destroying it answers
/// what is open with Cancelled; a job that has begun still ends as it may.
class KeychainSecrets final : public SecretStore
{
public:
    KeychainSecrets();
    ~KeychainSecrets() override;

    QFuture<Result<QByteArray>> read(const QString &name) override;
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override;
    QFuture<Result<void>> remove(const QString &name) override;

private:
    /// Stands for the thread of the jobs.
    std::unique_ptr<QObject> m_home;
};

} // namespace talktrack
