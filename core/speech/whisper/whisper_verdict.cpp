// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_verdict.h"

namespace talktrack {
namespace {

using Step = WhisperVerdict::Step;

WhisperVerdict verdict(Step step, PartReason reason, QString detail, bool mayBeItsFault = false)
{
    return {step, reason, mayBeItsFault, {}, std::move(detail)};
}

WhisperVerdict verdictOnBody(const WhisperOutcome &outcome, const WhisperSound &sound)
{
    Result<WhisperAnswer> answer = parseWhisperAnswer(outcome.body, sound);
    if (answer)
        return {Step::Heard, PartReason::None, false, std::move(answer).value(), {}};
    if (answer.error().kind == ErrorKind::ProviderRefused)
        return verdict(Step::Again, PartReason::Intercepted, answer.error().detail);
    return verdict(Step::Again, PartReason::ProviderBusy, answer.error().detail, true);
}

WhisperVerdict verdictOnStatus(int status, const QString &code, const WhisperCircumstances &at)
{
    const QString detail = QStringLiteral("%1 %2").arg(status).arg(code).trimmed();
    // Neither yes nor no: a login page of the network.
    if (status < 400)
        return verdict(Step::Again, PartReason::Intercepted, detail);
    if (status >= 500 && status != 501)
        return verdict(Step::Again, PartReason::ProviderBusy, detail, status == 500);
    switch (status) {
    case 401:
        return verdict(Step::Refuse, at.hasKey ? PartReason::KeyRefused : PartReason::KeyMissing, detail);
    case 402:
        return verdict(Step::Refuse, PartReason::NoCredit, detail);
    case 403:
        return verdict(Step::Refuse, PartReason::NotAllowed, detail);
    case 404:
    case 405:
        // Once it has worked, the address is right, and something in front of the server is being changed.
        if (at.everHeard)
            return verdict(Step::Again, PartReason::ProviderBusy, detail);
        return verdict(at.elsewhere ? Step::Refuse : Step::AskElsewhere, PartReason::RequestRefused, detail);
    case 408:
        return verdict(Step::Again, PartReason::ProviderBusy, detail);
    case 429:
        // OpenAI's way of saying that the account is empty.
        return code == QLatin1String("insufficient_quota")
                   ? verdict(Step::Refuse, PartReason::NoCredit, detail)
                   : verdict(Step::Again, PartReason::TooManyCalls, detail);
    default:
        return verdict(at.simple ? Step::GiveUpThis : Step::AskSimpler, PartReason::RequestRefused, detail);
    }
}

} // namespace

WhisperVerdict verdictOn(const WhisperOutcome &outcome, const WhisperCircumstances &circumstances)
{
    switch (outcome.kind) {
    case WhisperOutcome::Kind::Unreachable:
        return verdict(Step::Again, PartReason::NetworkAway,
                       QStringLiteral("network error %1").arg(outcome.networkError));
    case WhisperOutcome::Kind::Untrusted:
        return verdict(Step::Again, PartReason::Intercepted, QStringLiteral("untrusted certificate"));
    case WhisperOutcome::Kind::Silent:
        return verdict(Step::Again, PartReason::LinkSilent, QStringLiteral("no answer in time"));
    case WhisperOutcome::Kind::TooLong:
        return verdict(Step::Again, PartReason::ProviderBusy, QStringLiteral("answer too long"), true);
    case WhisperOutcome::Kind::Answered:
        break;
    }
    if (outcome.status >= 200 && outcome.status < 300)
        return verdictOnBody(outcome, circumstances.sound);
    return verdictOnStatus(outcome.status, whisperErrorCode(outcome.body), circumstances);
}

} // namespace talktrack
