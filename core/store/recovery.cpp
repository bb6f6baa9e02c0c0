// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/recovery.h"

#include "core/store/analytics_table.h"
#include "core/store/calls_table.h"
#include "core/store/feedback_table.h"
#include "core/store/lines_table.h"

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

/// A year: keeps a damaged time from leaving the range of dates.
constexpr double longestCallSeconds = 366.0 * 24 * 3600;

Result<void> recover(Database &database, Call call)
{
    const auto lines = lines_table::totals(database, call.id);
    if (!lines)
        return unexpected(lines.error());
    const auto lastFeedback = feedback_table::lastTime(database, call.id);
    if (!lastFeedback)
        return unexpected(lastFeedback.error());

    const double lastMoment = std::max(lines->lastEnd.value_or(0), lastFeedback->value_or(0));
    const double duration = std::clamp(lastMoment, 0.0, longestCallSeconds);
    call.status = CallStatus::Interrupted;
    call.duration = duration;
    call.endedAt = call.startedAt.addMSecs(std::llround(duration * 1000));
    if (const auto updated = calls_table::update(database, call); !updated)
        return updated;

    const double speech = lines->repSpeech + lines->customerSpeech;
    const auto ratio = speech > 0 ? std::optional(lines->repSpeech / speech) : std::nullopt;
    return analytics_table::putRecovered(database, call.id, ratio, lines->customerSentiment);
}

} // namespace

Result<int> recoverInterruptedCalls(Database &database)
{
    const auto calls = calls_table::withStatus(database, CallStatus::Live);
    if (!calls)
        return unexpected(calls.error());
    for (const Call &call : *calls) {
        if (const auto recovered = recover(database, call); !recovered)
            return unexpected(recovered.error());
    }
    return static_cast<int>(calls->size());
}

} // namespace talktrack
