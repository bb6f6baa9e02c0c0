// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/phrase_matcher.h"

#include <algorithm>

namespace talktrack {

namespace {

/// Steps of all attempts on one line; an ordinary line takes some hundreds, only a hostile one comes near.
constexpr int stepBudget = 400000;

} // namespace

int PhraseMatcher::idOf(const QString &stem)
{
    const auto known = m_vocabulary.constFind(stem);
    if (known != m_vocabulary.cend())
        return *known;
    const int id = static_cast<int>(m_vocabulary.size());
    m_vocabulary.insert(stem, id);
    return id;
}

std::vector<int> &PhraseMatcher::wokenBy(const PhrasePattern::Position &first, const Step &step)
{
    if (step.kind == PhrasePattern::Position::Kind::Stem)
        return m_byFirst[step.word];
    return step.kind == PhrasePattern::Position::Kind::Word ? m_byFirstWord[first.text]
                                                            : m_byFirstLetter[first.text.at(0)];
}

int PhraseMatcher::add(const PhrasePattern &pattern)
{
    Compiled compiled{pattern, {}};
    for (const PhrasePattern::Position &position : pattern.positions()) {
        const bool isStem = position.kind == PhrasePattern::Position::Kind::Stem;
        compiled.steps.push_back({position.kind, isStem ? idOf(position.text) : -1});
    }
    const int phrase = static_cast<int>(m_patterns.size());
    for (const int first : pattern.first()) {
        const Step &step = compiled.steps[static_cast<size_t>(first)];
        std::vector<int> &list = wokenBy(pattern.positions()[static_cast<size_t>(first)], step);
        if (list.empty() || list.back() != phrase)
            list.push_back(phrase);
    }
    m_patterns.push_back(std::move(compiled));
    return phrase;
}

bool PhraseMatcher::accepts(const Compiled &pattern, int position, const NormalWord &word, int id) const
{
    const Step &step = pattern.steps[static_cast<size_t>(position)];
    switch (step.kind) {
    case PhrasePattern::Position::Kind::Any:
        return true;
    case PhrasePattern::Position::Kind::Word:
        return word.text == pattern.source.positions()[static_cast<size_t>(position)].text;
    case PhrasePattern::Position::Kind::Prefix:
        return word.text.startsWith(pattern.source.positions()[static_cast<size_t>(position)].text);
    case PhrasePattern::Position::Kind::Stem:
        break;
    }
    return step.word == id;
}

qsizetype PhraseMatcher::endOfMatch(const Compiled &pattern, const QList<NormalWord> &words,
                                    const std::vector<int> &ids, qsizetype start, int &budget) const
{
    const auto &positions = pattern.source.positions();
    std::vector<int> active = pattern.source.first();
    std::vector<int> next;
    for (qsizetype i = start; i < words.size() && !active.empty(); ++i) {
        next.clear();
        for (const int p : active) {
            if (--budget < 0)
                return -1;
            if (!accepts(pattern, p, words.at(i), ids[static_cast<size_t>(i)]))
                continue;
            if (positions[static_cast<size_t>(p)].last)
                return i + 1;
            const auto &follow = positions[static_cast<size_t>(p)].next;
            next.insert(next.end(), follow.begin(), follow.end());
        }
        std::sort(next.begin(), next.end());
        next.erase(std::unique(next.begin(), next.end()), next.end());
        active.swap(next);
    }
    return -1;
}

QList<PhraseHit> PhraseMatcher::match(const QList<NormalWord> &words) const
{
    std::vector<int> ids;
    ids.reserve(static_cast<size_t>(words.size()));
    for (const NormalWord &word : words)
        ids.push_back(m_vocabulary.value(word.stem, -1));
    QList<PhraseHit> hits;
    QHash<int, qsizetype> busyUntil;
    int budget = stepBudget;
    const auto attempt = [&](const std::vector<int> &candidates, qsizetype i) {
        for (const int phrase : candidates) {
            if (hits.size() >= maxHits || busyUntil.value(phrase, 0) > i)
                continue;
            const qsizetype end = endOfMatch(m_patterns[static_cast<size_t>(phrase)], words, ids, i, budget);
            if (end < 0)
                continue;
            hits.append({phrase, i, end});
            busyUntil.insert(phrase, end);
        }
    };
    for (qsizetype i = 0; i < words.size() && budget > 0; ++i) {
        const auto byStem = m_byFirst.constFind(ids[static_cast<size_t>(i)]);
        if (byStem != m_byFirst.cend())
            attempt(*byStem, i);
        const auto byWord = m_byFirstWord.constFind(words.at(i).text);
        if (byWord != m_byFirstWord.cend())
            attempt(*byWord, i);
        const auto byLetter = m_byFirstLetter.constFind(words.at(i).text.at(0));
        if (byLetter != m_byFirstLetter.cend())
            attempt(*byLetter, i);
    }
    return hits;
}

} // namespace talktrack
