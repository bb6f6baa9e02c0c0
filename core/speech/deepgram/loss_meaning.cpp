// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/loss_meaning.h"

namespace talktrack {
namespace {

LossMeaning meaningOfStatus(int status)
{
    // Neither yes nor no: a login page of the network, or a server that is none of Deepgram's.
    if (status < 400)
        return {PartReason::Intercepted, false};
    switch (status) {
    case 401:
        return {PartReason::KeyRefused, true};
    case 402:
        return {PartReason::NoCredit, true};
    case 403:
        return {PartReason::NotAllowed, true};
    case 429:
        return {PartReason::TooManyCalls, false};
    default:
        return status >= 500 || status == 408 ? LossMeaning{PartReason::ProviderBusy, false}
                                              : LossMeaning{PartReason::RequestRefused, true};
    }
}

} // namespace

LossMeaning meaningOf(const LinkLoss &loss)
{
    switch (loss.kind) {
    case LinkLoss::Kind::Refused:
        return meaningOfStatus(loss.httpStatus);
    case LinkLoss::Kind::Unreachable:
        return {PartReason::NetworkAway, false};
    case LinkLoss::Kind::Untrusted:
        return {PartReason::Intercepted, false};
    case LinkLoss::Kind::Silent:
    case LinkLoss::Kind::Unanswered:
        return {PartReason::LinkSilent, false};
    case LinkLoss::Kind::Dropped:
        // The same sound would be refused again. Other codes that speak of what was sent are the socket's own
        // word for a message or a code that it does not understand.
        if (loss.closeCode == 1008)
            return {PartReason::SoundRefused, true};
        break;
    case LinkLoss::Kind::Complete:
        break;
    }
    return {PartReason::LinkLost, false};
}

Error deepgramError(PartReason reason, const QString &detail)
{
    const auto kind = [reason] {
        switch (reason) {
        case PartReason::KeyMissing:
            return ErrorKind::KeyMissing;
        case PartReason::KeyRefused:
            return ErrorKind::KeyRefused;
        case PartReason::NoCredit:
            return ErrorKind::NoCredit;
        case PartReason::NetworkAway:
            return ErrorKind::NetworkAway;
        default:
            return ErrorKind::ProviderRefused;
        }
    }();
    return {kind, detail, QStringLiteral("Deepgram"), {}};
}

} // namespace talktrack
