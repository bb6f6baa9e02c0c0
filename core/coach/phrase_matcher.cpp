// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/phrase_matcher.h"

#include <QSet>

#include <algorithm>

namespace talktrack {

namespace {

/// Steps of all attempts on one line; an ordinary line takes some hundreds, only a hostile one comes near.
constexpr int stepBudget = 400000;
/// A negation reaches this many words ahead.
constexpr qsizetype negationReach = 4;
/// One about an opinion ("I don't think that …") reaches further.
constexpr qsizetype opinionReach = 7;

using Words = QSet<QString>;

/// Whether a clause of its own begins here; "that" and "it" need their verb to tell ("not that expensive").
bool beginsClause(const QList<NormalWord> &words, qsizetype i)
{
    static const Words subjects{QStringLiteral("i"),  QStringLiteral("we"),  QStringLiteral("they"),
                                QStringLiteral("he"), QStringLiteral("she"), QStringLiteral("you"),
                                QStringLiteral("but")};
    static const Words pointers{QStringLiteral("it"), QStringLiteral("that"), QStringLiteral("this"),
                                QStringLiteral("there")};
    static const Words verbs{QStringLiteral("is"),    QStringLiteral("was"),   QStringLiteral("are"),
                             QStringLiteral("will"),  QStringLiteral("would"), QStringLiteral("has"),
                             QStringLiteral("does"),  QStringLiteral("costs"), QStringLiteral("sounds"),
                             QStringLiteral("seems"), QStringLiteral("looks"), QStringLiteral("feels")};
    if (subjects.contains(words.at(i).text))
        return true;
    return pointers.contains(words.at(i).text) && i + 1 < words.size() &&
           verbs.contains(words.at(i + 1).text);
}

bool isOpinion(const QString &word)
{
    static const Words opinions{QStringLiteral("think"), QStringLiteral("believe"), QStringLiteral("find"),
                                QStringLiteral("feel"),  QStringLiteral("say"),     QStringLiteral("saying"),
                                QStringLiteral("mean"),  QStringLiteral("suppose"), QStringLiteral("call")};
    return opinions.contains(word);
}

/// "no, it is …" answers, it does not negate what follows; "not only" adds.
bool isMereAnswer(const QList<NormalWord> &words, qsizetype i, qsizetype start)
{
    const bool opens = i == 0 || words.at(i).startsClause;
    if (words.at(i).text == QLatin1String("no") && opens && i + 1 < start)
        return true;
    static const Words adding{QStringLiteral("only"), QStringLiteral("just"), QStringLiteral("merely"),
                              QStringLiteral("sure")};
    return i + 1 < words.size() && words.at(i).text == QLatin1String("not") &&
           adding.contains(words.at(i + 1).text);
}

bool negatedBefore(const QList<NormalWord> &words, qsizetype start)
{
    bool subjectBetween = false;
    for (qsizetype i = start - 1; i >= 0 && start - i <= opinionReach; --i) {
        // A clause of its own begins after the word: what stands before it does not reach in.
        if (words.at(i + 1).startsClause)
            return false;
        const bool aboutOpinion = i + 1 < start && isOpinion(words.at(i + 1).text);
        if (isNegation(words.at(i)) && !isMereAnswer(words, i, start) && (aboutOpinion || !subjectBetween) &&
            (aboutOpinion || start - i <= negationReach))
            return true;
        subjectBetween = subjectBetween || beginsClause(words, i);
    }
    return false;
}

bool negatedAfter(const QList<NormalWord> &words, qsizetype end)
{
    static const Words troubles{
        QStringLiteral("problem"), QStringLiteral("issu"),     QStringLiteral("concern"),
        QStringLiteral("worri"),   QStringLiteral("blocker"),  QStringLiteral("obstacl"),
        QStringLiteral("word"),    QStringLiteral("question"), QStringLiteral("point")};
    for (qsizetype i = end; i < words.size() && i < end + 3; ++i) {
        const QString &text = words.at(i).text;
        if (text != QLatin1String("not") && text != QLatin1String("no") && text != QLatin1String("never"))
            continue;
        const auto at = [&](qsizetype k) {
            return k < words.size() ? words.at(k).text : QString();
        };
        if (at(i + 1) == QLatin1String("really") && i + 2 == words.size())
            return true;
        if (at(i + 1) == QLatin1String("at") && at(i + 2) == QLatin1String("all"))
            return true;
        for (qsizetype k = i + 1; k < words.size() && k <= i + 3; ++k) {
            if (troubles.contains(words.at(k).stem))
                return true;
        }
    }
    return false;
}

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

bool isNegated(const QList<NormalWord> &words, const PhraseHit &hit)
{
    return negatedBefore(words, hit.start) || negatedAfter(words, hit.end);
}

bool isReported(const QList<NormalWord> &words, const PhraseHit &hit)
{
    static const Words others{QStringLiteral("custom"), QStringLiteral("client"), QStringLiteral("prospect"),
                              QStringLiteral("buyer"),  QStringLiteral("peopl"),  QStringLiteral("caller"),
                              QStringLiteral("shopper")};
    static const Words saying{QStringLiteral("say"),  QStringLiteral("tell"),  QStringLiteral("complain"),
                              QStringLiteral("said"), QStringLiteral("told"),  QStringLiteral("ask"),
                              QStringLiteral("hear"), QStringLiteral("think"), QStringLiteral("thought")};
    bool said = false;
    for (qsizetype i = hit.start - 1; i >= 0 && hit.start - i <= 8; --i) {
        said = said || saying.contains(words.at(i).stem);
        if (said && others.contains(words.at(i).stem))
            return true;
        if (words.at(i).text == QLatin1String("used") && words.at(i + 1).text == QLatin1String("to") &&
            hit.start - i <= 4)
            return true;
    }
    return false;
}

} // namespace talktrack
