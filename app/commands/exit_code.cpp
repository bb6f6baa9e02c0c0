// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/exit_code.h"

namespace talktrack {

ExitCode exitCodeFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
    case ErrorKind::Ambiguous:
    case ErrorKind::SpeakerUnknown:
    case ErrorKind::AddressUnusable:
        return ExitUsage;
    case ErrorKind::InputMissing:
    case ErrorKind::InputEmpty:
    case ErrorKind::InputUnreadable:
    case ErrorKind::InputUnsupported:
    case ErrorKind::InputIsFolder:
    case ErrorKind::TranscriptInvalid:
    case ErrorKind::TranscriptHeaderMissing:
    case ErrorKind::TranscriptFormatUnknown:
    case ErrorKind::PlaybookInvalid:
        return ExitInput;
    case ErrorKind::KeyMissing:
    case ErrorKind::KeyRefused:
    case ErrorKind::NoCredit:
    case ErrorKind::ProviderRefused:
    case ErrorKind::ProviderBusy:
    case ErrorKind::NetworkAway:
        return ExitProvider;
    case ErrorKind::DatabaseCorrupt:
    case ErrorKind::DatabaseNewer:
    case ErrorKind::DatabaseReadOnly:
    case ErrorKind::DatabaseBusy:
    case ErrorKind::DatabaseFailed:
    case ErrorKind::DiskFull:
    case ErrorKind::DiskFailed:
        return ExitStorage;
    case ErrorKind::NotFound:
    case ErrorKind::DeviceMissing:
        return ExitNotFound;
    case ErrorKind::Failed:
    case ErrorKind::Cancelled:
    case ErrorKind::ModelMissing:
    case ErrorKind::KeychainAway:
    case ErrorKind::RecordingsLocked:
    case ErrorKind::DeviceFailed:
    case ErrorKind::NotSupportedHere:
    case ErrorKind::AlreadyRunning:
    case ErrorKind::NotRecorded:
    case ErrorKind::CallRunning:
        break;
    }
    return ExitFailed;
}

QString errorCode(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Usage:
        return QStringLiteral("usage");
    case ErrorKind::Ambiguous:
        return QStringLiteral("ambiguous");
    case ErrorKind::InputMissing:
        return QStringLiteral("input_missing");
    case ErrorKind::InputEmpty:
        return QStringLiteral("input_empty");
    case ErrorKind::InputUnreadable:
        return QStringLiteral("input_unreadable");
    case ErrorKind::InputUnsupported:
        return QStringLiteral("input_unsupported");
    case ErrorKind::InputIsFolder:
        return QStringLiteral("input_is_folder");
    case ErrorKind::TranscriptInvalid:
        return QStringLiteral("transcript_invalid");
    case ErrorKind::TranscriptHeaderMissing:
    case ErrorKind::TranscriptFormatUnknown:
        return QStringLiteral("transcript_unsupported");
    case ErrorKind::SpeakerUnknown:
        return QStringLiteral("speaker_unknown");
    case ErrorKind::PlaybookInvalid:
        return QStringLiteral("playbook_invalid");
    case ErrorKind::AddressUnusable:
        return QStringLiteral("address_unusable");
    case ErrorKind::KeyMissing:
        return QStringLiteral("key_missing");
    case ErrorKind::KeyRefused:
        return QStringLiteral("key_refused");
    case ErrorKind::NoCredit:
        return QStringLiteral("no_credit");
    case ErrorKind::ProviderRefused:
        return QStringLiteral("provider_refused");
    case ErrorKind::ProviderBusy:
        return QStringLiteral("provider_busy");
    case ErrorKind::NetworkAway:
        return QStringLiteral("network_away");
    case ErrorKind::KeychainAway:
        return QStringLiteral("keychain_away");
    case ErrorKind::RecordingsLocked:
        return QStringLiteral("recordings_locked");
    case ErrorKind::DatabaseCorrupt:
        return QStringLiteral("database_corrupt");
    case ErrorKind::DatabaseNewer:
        return QStringLiteral("database_newer");
    case ErrorKind::DatabaseReadOnly:
        return QStringLiteral("database_read_only");
    case ErrorKind::DatabaseBusy:
        return QStringLiteral("database_busy");
    case ErrorKind::DatabaseFailed:
        return QStringLiteral("database_failed");
    case ErrorKind::DiskFull:
        return QStringLiteral("disk_full");
    case ErrorKind::DiskFailed:
        return QStringLiteral("disk_failed");
    case ErrorKind::NotFound:
        return QStringLiteral("not_found");
    case ErrorKind::DeviceMissing:
        return QStringLiteral("device_missing");
    case ErrorKind::DeviceFailed:
        return QStringLiteral("device_failed");
    case ErrorKind::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorKind::ModelMissing:
        return QStringLiteral("model_missing");
    case ErrorKind::NotSupportedHere:
        return QStringLiteral("not_supported_here");
    case ErrorKind::AlreadyRunning:
        return QStringLiteral("already_running");
    case ErrorKind::NotRecorded:
        return QStringLiteral("not_recorded");
    case ErrorKind::CallRunning:
        return QStringLiteral("call_running");
    case ErrorKind::Failed:
        break;
    }
    return QStringLiteral("failed");
}

} // namespace talktrack
