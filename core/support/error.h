// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <chrono>
#include <optional>

namespace talktrack {

/// What went wrong, by what a person or a caller would do about it. Exit codes and sentences are chosen from
/// it where they are shown.
enum class ErrorKind {
    Failed,
    Usage,
    Cancelled,
    NotFound,
    Ambiguous,
    /// Input files.
    InputMissing,
    InputEmpty,
    InputUnreadable,
    InputUnsupported,
    InputIsFolder,
    /// A ready transcript: a mistake in it; none of the kind that the file's name says.
    TranscriptInvalid,
    TranscriptHeaderMissing,
    TranscriptFormatUnknown,
    /// Nobody in a transcript has the name that was given; the names there are as subject.
    SpeakerUnknown,
    PlaybookInvalid,
    /// Offline recogniser.
    ModelMissing,
    /// Providers and the network. AddressUnusable: the variable that is to hold an address, as subject, is
    /// empty or names what nothing may be sent to.
    AddressUnusable,
    KeyMissing,
    KeyRefused,
    NoCredit,
    ProviderRefused,
    ProviderBusy,
    NetworkAway,
    /// The keychain: it cannot be used; it does not have the key that the recordings were made with.
    KeychainAway,
    RecordingsLocked,
    /// A call: its sound was not kept; it is being conducted or transcribed just now.
    NotRecorded,
    CallRunning,
    /// Devices.
    DeviceMissing,
    DeviceFailed,
    NotSupportedHere,
    /// Database and disk.
    DatabaseCorrupt,
    DatabaseNewer,
    DatabaseReadOnly,
    DatabaseBusy,
    DatabaseFailed,
    DiskFull,
    DiskFailed,
    /// The data directory is in use by another running program.
    AlreadyRunning,
};

struct Error
{
    ErrorKind kind = ErrorKind::Failed;
    /// For the log: no secret, no word of a call.
    QString detail;
    /// What it is about, for the person: a file's name, an id, "line 12, cards[3].type". May be empty.
    QString subject;
    std::optional<std::chrono::milliseconds> retryAfter;
    bool operator==(const Error &) const = default;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::Error)
