// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"
#include "core/support/secret_key.h"
#include "core/support/secret_store.h"

#include <QByteArray>
#include <QFuture>
#include <QObject>

#include <functional>
#include <optional>
#include <vector>

namespace talktrack {

/// Whether any recording is kept that needs the master key there is, or was.
enum class Recordings { NoneYet, Kept };

/// Wraps the keys of recorded calls into a form that may be kept beside the sound, and opens them again.
///
/// A call's key is wrapped under the master key, which lives in the keychain: read once, then held in
/// locked memory until the program ends. A master key is made only for the first recording, and only by a
/// keychain that has just shown that it keeps and gives back what is written; one that is not there, not a
/// key or not the right one is never replaced. To remove a call's wrapped key is to remove its sound.
///
/// Thread: lives on one with an event loop, any may call; futures finish there. Errors: KeychainAway (tried
/// again at the next call), RecordingsLocked, and those named below.
class RecordingVault final : public QObject
{
    Q_OBJECT

public:
    /// The store must outlive it.
    explicit RecordingVault(SecretStore &secrets, QObject *parent = nullptr);
    /// What is not answered yet ends with Cancelled.
    ~RecordingVault() override;

    /// RecordingsLocked where recordings are kept and their master key is not there. A person may be asked
    /// for the keychain's password meanwhile.
    QFuture<Result<QByteArray>> wrap(const SecretKey &key, Recordings recordings);
    /// RecordingsLocked if it was wrapped under a master key that is not here; InputUnreadable if it was
    /// altered or is no wrapped key, InputUnsupported for a newer form.
    QFuture<Result<SecretKey>> unwrap(const QByteArray &wrapped);

private:
    using Take = std::function<void(const Result<SecretKey> &master)>;

    void withMaster(Recordings recordings, Take take);
    void probe(Recordings recordings);
    void readProbe(Recordings recordings, const QByteArray &written);
    void readAgain(Recordings recordings);
    void create();
    void confirm(const SecretKey &made);
    void settle(const Result<SecretKey> &master);

    SecretStore &m_secrets;
    std::optional<SecretKey> m_master;
    std::vector<Take> m_waiting;
};

} // namespace talktrack
