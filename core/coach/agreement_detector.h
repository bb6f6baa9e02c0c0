// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/phrase_matcher.h"

namespace talktrack {

/// Hears that the customer goes along with what was said ("that makes sense, okay"), so that an answered
/// objection can go. A bare "okay" keeps the talk going and agrees to nothing; with a "but" after it the
/// objection stands. One thread at a time.
class AgreementDetector final
{
public:
    explicit AgreementDetector(const TextNormaliser &normaliser);
    bool agrees(const NormalText &text) const;

private:
    PhraseMatcher m_matcher;
};

} // namespace talktrack
