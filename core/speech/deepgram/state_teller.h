// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"
#include "core/support/clock.h"

#include <chrono>
#include <optional>

namespace talktrack {

/// Decides when a state is worth telling: at once if the condition or the reason is another, else at most
/// once a second, and never twice the same. Pure.
class StateTeller final
{
public:
    explicit StateTeller(const Clock &clock)
        : m_clock(clock)
    {
    }

    bool isToBeTold(const PartState &state)
    {
        const auto now = m_clock.now();
        if (m_said && (state == *m_said || (state.condition == m_said->condition &&
                                            state.reason == m_said->reason && now - m_saidAt < oneSecond)))
            return false;
        m_said = state;
        m_saidAt = now;
        return true;
    }

private:
    static constexpr auto oneSecond = std::chrono::seconds(1);

    const Clock &m_clock;
    std::optional<PartState> m_said;
    std::chrono::steady_clock::time_point m_saidAt{};
};

} // namespace talktrack
