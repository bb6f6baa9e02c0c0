// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/phrase_matcher.h"
#include "core/coach/text_normaliser.h"

#include <QByteArray>
#include <QList>

#include <optional>
#include <vector>

namespace talktrack {

/// How a customer's line sounds by its words alone: −1 (against) to 1 (in favour).
///
/// A lexicon of words and sales idioms; negation turns and weakens ("not bad" has an entry of its own),
/// intensifiers and diminishers scale, and what follows "but" counts more than what stands before it. The sum
/// is squashed as x ÷ √(x² + 8) (the normalisation of the VADER lexicon with a smaller constant for shorter
/// lines). Any thread, const.
class SentimentAnalyser final
{
public:
    /// Lines of "score<TAB>phrase", compared as spoken, so that every inflection that counts is listed; lines
    /// that are no such thing are skipped.
    SentimentAnalyser(const QByteArray &lexicon, const TextNormaliser &normaliser);

    /// 0 where no word says anything; absent for a line without words.
    std::optional<double> score(const NormalText &text) const;
    qsizetype entries() const { return static_cast<qsizetype>(m_scores.size()); }

    static QByteArray shippedLexicon();

private:
    PhraseMatcher m_matcher;
    std::vector<double> m_scores;
};

/// The customer's mood over the last lines, and whether it has really turned.
///
/// Each line moves it a quarter of the way, a line that says nothing a twentieth. A turn is reported only
/// when it has left the dead band to the other side than last reported, and at most once a minute.
class SentimentTrend final
{
public:
    /// The new mood if this line made it turn.
    std::optional<double> add(double score, double at);
    double now() const { return m_now; }

private:
    double m_now = 0;
    int m_side = 0;
    std::optional<double> m_reportedAt;
};

} // namespace talktrack
