// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/state_board.h"

#include <algorithm>

namespace talktrack {
namespace {

/// What a reason is about; a later report on a matter replaces the earlier one.
enum class Matter {
    None,
    Microphone,
    FarEnd,
    Echo,
    Queue,
    Mute,
    Pause,
    Engine,
    Input,
    Sound,
    Recording,
    Store
};

Matter matterOf(PartReason reason)
{
    switch (reason) {
    case PartReason::None:
    case PartReason::DeviceChanged:
        return Matter::None;
    case PartReason::NoMicrophone:
    case PartReason::MicrophoneGone:
    case PartReason::MicrophoneSilent:
    case PartReason::MicrophoneBack:
        return Matter::Microphone;
    case PartReason::NoFarEnd:
    case PartReason::FarEndUnsupported:
    case PartReason::FarEndGone:
    case PartReason::FarEndSilent:
    case PartReason::FarEndBack:
        return Matter::FarEnd;
    case PartReason::Echo:
    case PartReason::EchoGone:
        return Matter::Echo;
    case PartReason::Overflow:
    case PartReason::OverflowGone:
        return Matter::Queue;
    case PartReason::Muted:
    case PartReason::Unmuted:
        return Matter::Mute;
    case PartReason::Paused:
    case PartReason::Resumed:
        return Matter::Pause;
    case PartReason::InputDamaged:
        return Matter::Input;
    case PartReason::ModelMissing:
    case PartReason::ModelLoading:
    case PartReason::FallingBehind:
    case PartReason::EngineFailed:
    case PartReason::KeyMissing:
    case PartReason::KeyRefused:
    case PartReason::NoCredit:
    case PartReason::NotAllowed:
    case PartReason::RequestRefused:
    case PartReason::TooManyCalls:
    case PartReason::ProviderBusy:
    case PartReason::NetworkAway:
    case PartReason::LinkSilent:
    case PartReason::LinkLost:
    case PartReason::LinkFlapping:
    case PartReason::Intercepted:
    case PartReason::SoundRefused:
    case PartReason::CatchingUp:
    case PartReason::TranscribedLater:
    case PartReason::ThinLine:
    case PartReason::RecordedOnly:
        return Matter::Engine;
    case PartReason::KeychainWaiting:
    case PartReason::KeychainAway:
    case PartReason::RecordingsLocked:
        return Matter::Recording;
    case PartReason::SoundNotKept:
        return Matter::Sound;
    case PartReason::StoreFailing:
        return Matter::Store;
    }
    return Matter::None;
}

bool isGoodNews(PartReason reason)
{
    return reason == PartReason::MicrophoneBack || reason == PartReason::FarEndBack ||
           reason == PartReason::EchoGone || reason == PartReason::OverflowGone ||
           reason == PartReason::Unmuted || reason == PartReason::Resumed || reason == PartReason::None ||
           reason == PartReason::DeviceChanged;
}

/// What the user did stands until the user undoes it, however well the part is.
bool isUsersOwn(Matter matter)
{
    return matter == Matter::Mute || matter == Matter::Pause;
}

} // namespace

bool StateBoard::apply(const PartState &state)
{
    const auto before = std::pair(m_latest, m_troubles);
    m_latest.removeIf([&](const PartState &held) { return held.part == state.part; });
    m_latest.append(state);
    const Matter matter = matterOf(state.reason);
    // A part that is well without a reason has nothing wrong with it any more.
    const bool allWell = state.reason == PartReason::None &&
                         (state.condition == PartCondition::Live || state.condition == PartCondition::Off);
    const bool trouble = !isGoodNews(state.reason);
    // A trouble that is told again, with other figures, keeps its place: what stands on the screen stays put.
    const auto told = std::find_if(m_troubles.begin(), m_troubles.end(), [&](const PartState &held) {
        return held.part == state.part && matterOf(held.reason) == matter;
    });
    if (trouble && told != m_troubles.end())
        *told = state;
    else if (trouble)
        m_troubles.append(state);
    m_troubles.removeIf([&](const PartState &held) {
        const Matter about = matterOf(held.reason);
        return held.part == state.part && ((allWell && !isUsersOwn(about)) || (!trouble && about == matter));
    });
    return before != std::pair(m_latest, m_troubles);
}

void StateBoard::clear()
{
    m_latest.clear();
    m_troubles.clear();
}

QList<PartState> StateBoard::parts() const
{
    QList<PartState> out;
    for (const PartState &state : m_latest)
        if (state.condition != PartCondition::Off)
            out.append(state);
    std::sort(out.begin(), out.end(), [](const PartState &a, const PartState &b) { return a.part < b.part; });
    return out;
}

} // namespace talktrack
