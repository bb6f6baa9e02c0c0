// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/state_text.h"

#include "ui/texts/plain_text.h"

#include <QCoreApplication>

namespace talktrack {
namespace {

constexpr int longestSubject = 80;

struct StateWords
{
    Q_DECLARE_TR_FUNCTIONS(StateText)
};

QString named(const QString &subject, const QString &withSubject, const QString &without)
{
    return subject.isEmpty() ? without : withSubject.arg(subject);
}

QString liveText(CallPart part)
{
    switch (part) {
    case CallPart::Speech:
        return StateWords::tr("listening");
    case CallPart::Coach:
        return StateWords::tr("ready");
    case CallPart::Audio:
        return StateWords::tr("on");
    case CallPart::Recording:
        return StateWords::tr("recording");
    case CallPart::Sync:
        return StateWords::tr("up to date");
    }
    return StateWords::tr("on");
}

/// leftOut: how many lines were the customer's copy; 0 = none so far.
QString echoText(int leftOut)
{
    if (leftOut <= 0)
        return StateWords::tr("The other party comes back through your microphone. Use headphones.");
    const QString lines = leftOut == 1
                              ? StateWords::tr("One of your lines was the customer's echo and was left out.")
                              : StateWords::tr("%n of your lines were the customer's echo and were left out.",
                                               nullptr, leftOut);
    return StateWords::tr("%1 Use headphones.").arg(lines);
}

QString microphoneText(PartReason reason, const QString &subject)
{
    switch (reason) {
    case PartReason::NoMicrophone:
        return StateWords::tr("No microphone: your side is not heard. Choose or plug one in.");
    case PartReason::MicrophoneGone:
        return named(subject,
                     StateWords::tr("The microphone %1 is gone. Plug it in again or choose another."),
                     StateWords::tr("The microphone is gone. Plug it in again or choose another."));
    case PartReason::MicrophoneSilent:
        return named(subject,
                     StateWords::tr("The microphone %1 gives no sound. Is it muted or the wrong one?"),
                     StateWords::tr("The microphone gives no sound. Is it muted or the wrong one?"));
    case PartReason::MicrophoneBack:
        return named(subject, StateWords::tr("The microphone %1 is back."),
                     StateWords::tr("The microphone is back."));
    case PartReason::Echo:
        return echoText(subject.toInt());
    case PartReason::EchoGone:
        return StateWords::tr("The echo is gone.");
    case PartReason::Muted:
        return StateWords::tr("You are muted: the coach does not hear you.");
    case PartReason::Unmuted:
        return StateWords::tr("You are heard again.");
    default:
        return {};
    }
}

QString farEndText(PartReason reason, const QString &subject)
{
    switch (reason) {
    case PartReason::NoFarEnd:
        return StateWords::tr("The other party is not heard: choose the output your call plays on.");
    case PartReason::FarEndUnsupported:
        return StateWords::tr(
            "The other party's sound cannot be captured on this system yet. Your side is heard.");
    case PartReason::FarEndGone:
        return named(subject, StateWords::tr("The output %1 is gone. Plug it in again or choose another."),
                     StateWords::tr("The output of the other party is gone. Choose another."));
    case PartReason::FarEndSilent:
        return named(
            subject, StateWords::tr("Nothing is played on %1. Does your call play on another output?"),
            StateWords::tr("Nothing is heard of the other party. Does your call play on another output?"));
    case PartReason::FarEndBack:
        return StateWords::tr("The other party is heard again.");
    default:
        return {};
    }
}

QString engineText(PartReason reason, const QString &subject)
{
    switch (reason) {
    case PartReason::Overflow:
        return StateWords::tr("The computer is too busy: some sound was lost. Close other programs.");
    case PartReason::OverflowGone:
        return StateWords::tr("The computer keeps up again: no more sound is lost.");
    case PartReason::InputDamaged:
        return StateWords::tr("A part of the file is damaged and was left out.");
    case PartReason::ModelMissing:
        return StateWords::tr("The recogniser's model is not installed, so there is no transcript. Install "
                              "pocketsphinx-en-us.");
    case PartReason::ModelLoading:
        return StateWords::tr("The recogniser is loading. Nothing is lost meanwhile.");
    case PartReason::FallingBehind:
        return named(subject, StateWords::tr("The transcript is %1 behind and is catching up."),
                     StateWords::tr("The transcript is behind and is catching up."));
    case PartReason::EngineFailed:
        return StateWords::tr("The recogniser stopped, so there is no transcript. The call itself goes on.");
    case PartReason::SoundNotKept:
        return StateWords::tr("The disk does not take the call's sound: after a drop of more than a minute a "
                              "part would be missing. Free some space.");
    case PartReason::StoreFailing:
        return StateWords::tr(
            "The disk does not take the call. Lines are kept in memory: free some space now.");
    default:
        return {};
    }
}

QString recordingText(PartReason reason)
{
    switch (reason) {
    case PartReason::RecordedOnly:
        return StateWords::tr("The call is only recorded now: it is transcribed later.");
    case PartReason::KeychainWaiting:
        return StateWords::tr("The system's keychain may be asking you for its password.");
    case PartReason::KeychainAway:
        return StateWords::tr("The keychain does not take the recording's key, so this call is not recorded. "
                              "Unlock the keychain before the next one.");
    case PartReason::RecordingsLocked:
        return StateWords::tr(
            "The key of your earlier recordings is not in the keychain, so this call is not "
            "recorded. Open the keychain that they were made with.");
    default:
        return {};
    }
}

/// Of a recogniser over the network.
QString providerText(PartReason reason)
{
    switch (reason) {
    case PartReason::KeyMissing:
        return StateWords::tr(
            "There is no key for the recogniser, so there is no transcript. The call itself goes on.");
    case PartReason::KeyRefused:
        return StateWords::tr(
            "The recogniser refused the key. Check it before the next call; this call itself goes on.");
    case PartReason::NoCredit:
        return StateWords::tr(
            "The recogniser's account has no credit left. Top it up; the call itself goes on.");
    case PartReason::NotAllowed:
        return StateWords::tr("The key may not use this recogniser's model. Choose another model or key; the "
                              "call itself goes on.");
    case PartReason::RequestRefused:
        return StateWords::tr("The recogniser refused the settings it was asked with. The log has the "
                              "particulars; the call itself goes on.");
    case PartReason::SoundRefused:
        return StateWords::tr("The recogniser could not read the sound. The call itself goes on.");
    case PartReason::TooManyCalls:
        return StateWords::tr(
            "The recogniser has too many calls of this account at once. Nothing is lost: it is tried again.");
    case PartReason::ProviderBusy:
        return StateWords::tr("The recogniser is too busy. Nothing is lost: it is tried again.");
    case PartReason::NetworkAway:
        return StateWords::tr("The recogniser cannot be reached. Nothing is lost: the sound is kept and sent "
                              "later. Check the network.");
    case PartReason::LinkSilent:
        return StateWords::tr("The recogniser stopped answering. Nothing is lost: it is called again.");
    case PartReason::LinkLost:
        return StateWords::tr(
            "The connection to the recogniser was lost. Nothing is lost of the call: it is called again.");
    case PartReason::LinkFlapping:
        return StateWords::tr(
            "The recogniser drops the connection again and again. The sound is kept and sent later.");
    case PartReason::Intercepted:
        return StateWords::tr("Somebody stands between this computer and the recogniser: its certificate is "
                              "not to be trusted. Sign in to the network, or use another.");
    case PartReason::CatchingUp:
        return StateWords::tr("The sound that waited is being sent; the transcript is catching up.");
    case PartReason::TranscribedLater:
        return StateWords::tr(
            "A stretch of the call is missing and being fetched, from the sound of the call.");
    case PartReason::ThinLine:
        return StateWords::tr("The line is slow, so the sound is sent compressed.");
    default:
        return {};
    }
}

/// Of a recogniser that will not come back in this call, where another does its work.
QString refusalText(PartReason reason)
{
    switch (reason) {
    case PartReason::KeyMissing:
        return StateWords::tr("There is no key for the recogniser.");
    case PartReason::KeyRefused:
        return StateWords::tr("The key was refused: check it before the next call.");
    case PartReason::NoCredit:
        return StateWords::tr("The recogniser's account has no credit left.");
    case PartReason::NotAllowed:
        return StateWords::tr("The key may not use this recogniser's model.");
    case PartReason::RequestRefused:
        return StateWords::tr("The recogniser refused the settings it was asked with.");
    case PartReason::SoundRefused:
        return StateWords::tr("The recogniser could not read the sound.");
    case PartReason::EngineFailed:
    case PartReason::ModelMissing:
        return StateWords::tr("The recogniser stopped.");
    default:
        return {};
    }
}

QString secondsText(int seconds)
{
    constexpr int minute = 60;
    return seconds < 2 * minute ? StateWords::tr("%1 s").arg(seconds)
                                : StateWords::tr("%1 min").arg(seconds / minute);
}

/// "for 12 s, 10 s of sound waiting", as far as known.
QString amountsText(const PartState &state)
{
    QStringList amounts;
    if (state.forSeconds && *state.forSeconds > 0)
        amounts.append(StateWords::tr("for %1").arg(secondsText(*state.forSeconds)));
    if (state.waitingSeconds && *state.waitingSeconds > 0)
        amounts.append(StateWords::tr("%1 of sound waiting").arg(secondsText(*state.waitingSeconds)));
    return amounts.join(StateWords::tr(", "));
}

} // namespace

QString partText(CallPart part)
{
    switch (part) {
    case CallPart::Speech:
        return StateWords::tr("Recogniser");
    case CallPart::Coach:
        return StateWords::tr("Coach");
    case CallPart::Audio:
        return StateWords::tr("Audio");
    case CallPart::Recording:
        return StateWords::tr("Recording");
    case CallPart::Sync:
        return StateWords::tr("Team sync");
    }
    return StateWords::tr("Talktrack");
}

QString conditionText(CallPart part, PartCondition condition)
{
    switch (condition) {
    case PartCondition::Connecting:
        return StateWords::tr("starting");
    case PartCondition::Live:
        return liveText(part);
    case PartCondition::Reconnecting:
        return StateWords::tr("reconnecting");
    case PartCondition::Degraded:
        return StateWords::tr("limited");
    case PartCondition::Failed:
        return StateWords::tr("not working");
    case PartCondition::Off:
        return StateWords::tr("off");
    }
    return StateWords::tr("unknown");
}

QString reasonText(PartReason reason, const QString &subject)
{
    const QString name = harmless(subject, longestSubject);
    switch (reason) {
    case PartReason::None:
        return {};
    case PartReason::NoMicrophone:
    case PartReason::MicrophoneGone:
    case PartReason::MicrophoneSilent:
    case PartReason::MicrophoneBack:
    case PartReason::Echo:
    case PartReason::EchoGone:
    case PartReason::Muted:
    case PartReason::Unmuted:
        return microphoneText(reason, name);
    case PartReason::NoFarEnd:
    case PartReason::FarEndUnsupported:
    case PartReason::FarEndGone:
    case PartReason::FarEndSilent:
    case PartReason::FarEndBack:
        return farEndText(reason, name);
    case PartReason::DeviceChanged:
        return named(name, StateWords::tr("Now using %1."), StateWords::tr("Another device is in use now."));
    case PartReason::Paused:
        return StateWords::tr("Paused: nothing is heard until you go on.");
    case PartReason::Resumed:
        return StateWords::tr("The call goes on.");
    case PartReason::Overflow:
    case PartReason::OverflowGone:
    case PartReason::InputDamaged:
    case PartReason::ModelMissing:
    case PartReason::ModelLoading:
    case PartReason::FallingBehind:
    case PartReason::EngineFailed:
    case PartReason::SoundNotKept:
    case PartReason::StoreFailing:
        return engineText(reason, name);
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
        return providerText(reason);
    case PartReason::RecordedOnly:
    case PartReason::KeychainWaiting:
    case PartReason::KeychainAway:
    case PartReason::RecordingsLocked:
        return recordingText(reason);
    }
    return {};
}

QString reasonText(const PartState &state)
{
    if (!state.standsIn)
        return reasonText(state.reason, state.subject);
    const QString refusal = refusalText(state.reason);
    return refusal.isEmpty() ? StateWords::tr("%1 Meanwhile the offline recogniser stands in, less exactly.")
                                   .arg(reasonText(state.reason, state.subject))
                                   .trimmed()
                             : StateWords::tr("%1 The offline recogniser has taken over.").arg(refusal);
}

QString stateText(const PartState &state)
{
    const QString amounts = amountsText(state);
    const QString condition = state.standsIn ? StateWords::tr("%1, offline recogniser stands in")
                                                   .arg(conditionText(state.part, state.condition))
                                             : conditionText(state.part, state.condition);
    return amounts.isEmpty() ? StateWords::tr("%1: %2").arg(partText(state.part), condition)
                             : StateWords::tr("%1: %2 %3").arg(partText(state.part), condition, amounts);
}

QString engineName(const QString &engine)
{
    if (engine == QLatin1String("pocketsphinx"))
        return StateWords::tr("On this computer");
    if (engine == QLatin1String("deepgram"))
        return QStringLiteral("Deepgram");
    if (engine == QLatin1String("whisper"))
        return StateWords::tr("Whisper server");
    return engine;
}

} // namespace talktrack
