// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_recording.h"

#include "core/session/recording_vault.h"
#include "core/store/call_archive.h"
#include "core/support/answer.h"
#include "core/support/log.h"

namespace talktrack {

CallRecording::CallRecording(const SecretKey &key, RecordingVault *vault, CallArchive &archive)
    : m_key(key)
    , m_vault(vault)
    , m_archive(archive)
{
}

void CallRecording::start()
{
    if (!m_vault) {
        settle(unexpected(ErrorKind::NotSupportedHere, QStringLiteral("no vault"), QStringLiteral("record")));
        return;
    }
    whenAnswered(m_archive.recordedCalls(), this, [this](const Result<QStringList> &recorded) {
        if (!recorded)
            return settle(unexpected(recorded.error()));
        const Recordings recordings = recorded->isEmpty() ? Recordings::NoneYet : Recordings::Kept;
        whenAnswered(m_vault->wrap(m_key, recordings), this,
                     [this](const Result<QByteArray> &wrapped) { settle(wrapped); });
    });
}

void CallRecording::giveUp(const Error &why)
{
    settle(unexpected(why));
}

void CallRecording::settle(const Result<QByteArray> &result)
{
    if (!isPending())
        return;
    if (result) {
        m_wrapped = *result;
        Q_EMIT wrapped();
        return;
    }
    m_failure = result.error();
    log::warning("session", "not_recorded", {{"detail", m_failure->detail}});
    Q_EMIT failed();
}

} // namespace talktrack
