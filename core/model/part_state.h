// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <optional>

namespace talktrack {

/// The parts of a call that can be up or down apart from each other.
enum class CallPart { Speech, Coach, Audio, Recording, Sync };

enum class PartCondition { Connecting, Live, Reconnecting, Degraded, Failed, Off };

QString toWire(CallPart part);
QString toWire(PartCondition condition);

/// Why a part is in its condition, as a value; the words for it are made where they are shown.
enum class PartReason {
    None,
    /// Audio: no device chosen or none there.
    NoMicrophone,
    NoFarEnd,
    /// Audio: capture of the other party is not available on this system yet.
    FarEndUnsupported,
    MicrophoneGone,
    FarEndGone,
    MicrophoneSilent,
    FarEndSilent,
    MicrophoneBack,
    FarEndBack,
    DeviceChanged,
    /// Audio: the far end is heard in the microphone.
    Echo,
    EchoGone,
    /// Audio: frames were thrown away because a reader did not keep up.
    Overflow,
    OverflowGone,
    Muted,
    Unmuted,
    Paused,
    Resumed,
    /// Audio: the file being played ended early or has a damaged part.
    InputDamaged,
    /// Speech.
    ModelMissing,
    ModelLoading,
    FallingBehind,
    EngineFailed,
    /// Speech, of a provider over the network.
    KeyMissing,
    KeyRefused,
    NoCredit,
    NotAllowed,
    RequestRefused,
    TooManyCalls,
    ProviderBusy,
    NetworkAway,
    /// Open, but nothing comes back.
    LinkSilent,
    LinkLost,
    /// Accepted and dropped again and again.
    LinkFlapping,
    Intercepted,
    SoundRefused,
    /// Sound that waits is being sent.
    CatchingUp,
    /// A stretch was given up and will be transcribed from what is kept.
    TranscribedLater,
    /// The line is too thin for full sound, so it is sent compressed.
    ThinLine,
    /// Nothing is recognised during the call: it is transcribed later.
    RecordedOnly,
    /// Recording: the disk does not take the sound; only the last minute can be gone back to.
    SoundNotKept,
    /// Recording: the keychain has not answered yet; it does not take the key; it lacks the key that the
    /// earlier recordings were made with.
    KeychainWaiting,
    KeychainAway,
    RecordingsLocked,
    /// Store: the disk is full or refuses; lines are kept in memory meanwhile.
    StoreFailing,
};

struct PartState
{
    CallPart part = CallPart::Speech;
    PartCondition condition = PartCondition::Off;
    PartReason reason = PartReason::None;
    /// A device's name, a number: shown beside the reason. Never a word of the call.
    QString subject;
    /// For how many seconds it has been so, where that matters.
    std::optional<int> forSeconds = {};
    /// How many seconds of sound wait to be recognised.
    std::optional<int> waitingSeconds = {};
    /// Speech: the offline recogniser does the work meanwhile.
    bool standsIn = false;
    bool operator==(const PartState &) const = default;
};

/// Of the part Speech: what is said now is being recognised now, if perhaps over a line that stays thin.
inline bool hearsNow(const PartState &state)
{
    return state.condition == PartCondition::Live ||
           (state.condition == PartCondition::Degraded && state.reason == PartReason::ThinLine &&
            !state.waitingSeconds);
}

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::PartState)
