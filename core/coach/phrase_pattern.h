// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/text_normaliser.h"
#include "core/support/result.h"

#include <QList>
#include <QString>

#include <vector>

namespace talktrack {

/// A phrase of a playbook, ready to be matched.
///
/// The phrase language:
/// - Words are compared by their stems after normalising (see TextNormaliser), so "run that past" also finds
/// "ran
///   that past" where the stems agree, and "I'd have to" is the same as "i would have to". Case and
///   punctuation do not count.
/// - Words that follow each other must stand next to each other; `...` allows 0 to 4 words in between.
/// - `(a|b c|d)` is any one of the alternatives; they may be nested, and an empty one makes the group
/// optional.
/// - `word*` is any word that starts so (compared as written, not by stem).
/// A phrase has at least one word, at most maxPhraseWords words in all its alternatives, and groups no deeper
/// than maxPhraseDepth.
class PhrasePattern final
{
public:
    /// How plain words of a phrase are compared. By their stems "use" also finds "useful" and "will"
    /// "willing": what hangs on the exact word is compared as spoken.
    enum class Comparison { ByStem, AsSpoken };

    /// Failed with what is wrong as detail, in words for the playbook's author.
    static Result<PhrasePattern> parse(const QString &phrase, const TextNormaliser &normaliser,
                                       Comparison comparison = Comparison::ByStem);

    /// One word of the phrase, in any of its alternatives.
    struct Position
    {
        enum class Kind { Stem, Word, Prefix, Any };
        Kind kind = Kind::Stem;
        QString text;
        /// Positions that may come next.
        std::vector<int> next;
        /// The phrase may end here.
        bool last = false;
    };
    const std::vector<Position> &positions() const { return m_positions; }
    /// Positions a match may start with; never an Any.
    const std::vector<int> &first() const { return m_first; }
    /// Whether the phrase itself negates something ("not interested").
    bool hasNegation() const { return m_hasNegation; }

private:
    friend class PhraseParser;
    std::vector<Position> m_positions;
    std::vector<int> m_first;
    bool m_hasNegation = false;
};

inline constexpr int maxPhraseWords = 300;
inline constexpr int maxPhraseDepth = 8;
/// Words that `...` may stand for.
inline constexpr int maxGapWords = 4;

/// not, never, hardly and the like, by stem.
bool isNegation(const NormalWord &word);

} // namespace talktrack
