// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/phrase_pattern.h"

#include <QHash>
#include <QList>

#include <vector>

namespace talktrack {

/// A phrase found in a line.
struct PhraseHit
{
    /// As returned by PhraseMatcher::add.
    int phrase = 0;
    /// Words of the line, end exclusive.
    qsizetype start = 0;
    qsizetype end = 0;
};

/// Finds all phrases of a playbook in a line at once: phrases are indexed by their first stems, so that a
/// word of the line wakes only the phrases it can start. Work is bounded for any phrases and any line. One
/// thread at a time; add everything first.
class PhraseMatcher final
{
public:
    int add(const PhrasePattern &pattern);
    /// Each phrase's occurrences from left to right, not overlapping, shortest first; at most maxHits in all.
    QList<PhraseHit> match(const QList<NormalWord> &words) const;
    const PhrasePattern &pattern(int phrase) const { return m_patterns[static_cast<size_t>(phrase)].source; }

    static constexpr qsizetype maxHits = 2000;

private:
    struct Step
    {
        PhrasePattern::Position::Kind kind = PhrasePattern::Position::Kind::Stem;
        int word = -1;
    };
    struct Compiled
    {
        PhrasePattern source;
        std::vector<Step> steps;
    };

    int idOf(const QString &stem);
    std::vector<int> &wokenBy(const PhrasePattern::Position &first, const Step &step);
    qsizetype endOfMatch(const Compiled &pattern, const QList<NormalWord> &words, const std::vector<int> &ids,
                         qsizetype start, int &budget) const;
    bool accepts(const Compiled &pattern, int position, const NormalWord &word, int id) const;

    std::vector<Compiled> m_patterns;
    QHash<QString, int> m_vocabulary;
    QHash<int, std::vector<int>> m_byFirst;
    QHash<QString, std::vector<int>> m_byFirstWord;
    /// Phrases that may start with a prefix; tried at every word whose first letter fits.
    QHash<QChar, std::vector<int>> m_byFirstLetter;
};

} // namespace talktrack
