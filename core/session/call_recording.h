// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"
#include "core/support/secret_key.h"

#include <QByteArray>
#include <QObject>

#include <optional>

namespace talktrack {

class CallArchive;
class RecordingVault;

/// The key of a call that is to be recorded on its way into a form that can be kept.
///
/// A call does not wait for the keychain: its sound is sealed from the first frame on under a key that exists
/// in memory alone, and becomes a recording when that key has been wrapped. Until then, and if that fails,
/// the sound goes with the call. Thread: the call thread; owned by LiveCall. Signals: exactly one of wrapped
/// or failed after start(): KeychainAway, RecordingsLocked, NotSupportedHere, or why it was given up.
class CallRecording final : public QObject
{
    Q_OBJECT

public:
    /// The referred outlive it; without a vault there are no recordings.
    CallRecording(const SecretKey &key, RecordingVault *vault, CallArchive &archive);

    void start();
    /// Neither wrapped nor failed as yet.
    bool isPending() const { return m_wrapped.isEmpty() && !m_failure; }
    bool isOn() const { return !m_wrapped.isEmpty(); }
    const QByteArray &wrappedKey() const { return m_wrapped; }
    const std::optional<Error> &failure() const { return m_failure; }
    /// Waits no longer; of no effect once it is settled.
    void giveUp(const Error &why);

Q_SIGNALS:
    void wrapped();
    void failed();

private:
    void settle(const Result<QByteArray> &wrapped);

    SecretKey m_key;
    RecordingVault *m_vault;
    CallArchive &m_archive;
    QByteArray m_wrapped;
    std::optional<Error> m_failure;
};

} // namespace talktrack
