// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/phrase_context.h"

#include <QSet>

namespace talktrack {

namespace {

/// A negation reaches this many words ahead.
constexpr qsizetype negationReach = 4;
/// One about an opinion or a wish ("I don't think that …", "we don't want to …") reaches further.
constexpr qsizetype opinionReach = 7;

using Words = QSet<QString>;

Words setOf(const char *blankSeparated)
{
    const QStringList words = QString::fromLatin1(blankSeparated).split(u' ');
    return {words.begin(), words.end()};
}

QString at(const QList<NormalWord> &words, qsizetype i)
{
    return i >= 0 && i < words.size() ? words.at(i).text : QString();
}

/// Whether a clause of its own begins here; "that" and "it" need their verb to tell ("not that expensive").
bool beginsClause(const QList<NormalWord> &words, qsizetype i)
{
    static const Words subjects = setOf("i we they he she you but");
    static const Words pointers = setOf("it that this there");
    static const Words verbs = setOf("is was are will would has does costs sounds seems looks feels");
    if (subjects.contains(words.at(i).text))
        return true;
    return pointers.contains(words.at(i).text) && verbs.contains(at(words, i + 1));
}

bool isOpinion(const QString &word)
{
    static const Words opinions = setOf("think believe find feel say saying mean suppose call");
    return opinions.contains(word);
}

bool isWish(const QString &word)
{
    static const Words wishes =
        setOf("want wanting need going ready here able trying like wish plan planning");
    return wishes.contains(word);
}

/// "isn't it …", "don't you think …", "isn't that …": asked so, the speaker holds that it is. "it is not that
/// expensive" is no such question: there the verb follows its subject.
bool asksForAYes(const QList<NormalWord> &words, qsizetype i)
{
    static const Words auxiliaries =
        setOf("is are was were does do did would will can could should has have");
    static const Words subjects = setOf("it you we they he she there i");
    static const Words pointers = setOf("that this these those the your");
    static const Words links =
        setOf("and but so well then because honestly okay yeah yes no now actually sorry look "
              "hmm frankly right listen wait");
    if (words.at(i).text != QLatin1String("not") || !auxiliaries.contains(at(words, i - 1)))
        return false;
    if (subjects.contains(at(words, i + 1)))
        return true;
    const bool opens = i == 1 || words.at(i - 1).startsClause || links.contains(at(words, i - 2));
    return opens && pointers.contains(at(words, i + 1));
}

/// "no, it is …" answers, it does not negate what follows; "not only" adds; "can't believe how …" exclaims.
bool isMereAnswer(const QList<NormalWord> &words, qsizetype i, qsizetype start)
{
    const QString &word = words.at(i).text;
    const QString next = at(words, i + 1);
    const bool opens = i == 0 || words.at(i).startsClause;
    if (word == QLatin1String("no") && opens && i + 1 < start)
        return true;
    if (word == QLatin1String("no") && (next == QLatin1String("question") || next == QLatin1String("doubt")))
        return true;
    if (word != QLatin1String("not"))
        return false;
    static const Words adding = setOf("only just merely sure");
    static const Words exclaiming = setOf("believe imagine deny ignore");
    const bool can = at(words, i - 1) == QLatin1String("can") || at(words, i - 1) == QLatin1String("could");
    return adding.contains(next) || (can && exclaiming.contains(next)) || asksForAYes(words, i);
}

bool negatedBefore(const QList<NormalWord> &words, qsizetype start)
{
    bool subjectBetween = false;
    for (qsizetype i = start - 1; i >= 0 && start - i <= opinionReach; --i) {
        // A clause of its own begins after the word: what stands before it does not reach in.
        if (words.at(i + 1).startsClause)
            return false;
        const bool aboutOpinion = i + 1 < start && isOpinion(words.at(i + 1).text);
        const bool aboutWish = i + 1 < start && isWish(words.at(i + 1).text) && !subjectBetween;
        if (isNegation(words.at(i)) && !isMereAnswer(words, i, start) && (aboutOpinion || !subjectBetween) &&
            (aboutOpinion || aboutWish || start - i <= negationReach))
            return true;
        subjectBetween = subjectBetween || beginsClause(words, i);
    }
    return false;
}

bool negatedAfter(const QList<NormalWord> &words, qsizetype end)
{
    static const Words troubles = setOf("problem issu concern worri blocker obstacl word question point");
    for (qsizetype i = end; i < words.size() && i < end + 3; ++i) {
        const QString &text = words.at(i).text;
        const bool no = text == QLatin1String("no");
        if (text != QLatin1String("not") && !no && text != QLatin1String("never"))
            continue;
        if (at(words, i + 1) == QLatin1String("really") && i + 2 == words.size())
            return true;
        if (at(words, i + 1) == QLatin1String("at") && at(words, i + 2) == QLatin1String("all"))
            return true;
        for (qsizetype k = i + 1; k < words.size() && k <= i + 3; ++k) {
            // "too expensive, no question about it" says it twice.
            const bool confirms = no && words.at(k).text == QLatin1String("question");
            if (troubles.contains(words.at(k).stem) && !confirms)
                return true;
        }
    }
    return false;
}

} // namespace

bool isNegated(const QList<NormalWord> &words, const PhraseHit &hit)
{
    return negatedBefore(words, hit.start) || negatedAfter(words, hit.end) || isDenied(words, hit);
}

bool isDenied(const QList<NormalWord> &words, const PhraseHit &hit)
{
    static const Words openings = setOf("that like because as saying mean");
    static const Words subjects =
        setOf("i we they he she it there you the our my your this that if though because");
    for (qsizetype i = hit.start - 2; i >= 0 && hit.start - i <= opinionReach; --i) {
        if (words.at(i + 1).startsClause)
            return false;
        const QString next = at(words, i + 1);
        if (words.at(i).text != QLatin1String("not") || !openings.contains(next))
            continue;
        // "I do not like it, it is too expensive" is no denial.
        const bool likens = next == QLatin1String("like") || next == QLatin1String("as");
        if (likens && at(words, i - 1) != QLatin1String("is") && at(words, i - 1) != QLatin1String("was"))
            continue;
        // "not that big" and "not like this" deny no sentence.
        if (i + 2 >= hit.start || subjects.contains(at(words, i + 2)))
            return !asksForAYes(words, i);
    }
    return false;
}

bool isReported(const QList<NormalWord> &words, const PhraseHit &hit)
{
    static const Words others = setOf("custom client prospect buyer caller shopper");
    static const Words saying = setOf("say tell complain said told ask hear think thought");
    static const Words own = setOf("my our own sales the");
    bool said = false;
    for (qsizetype i = hit.start - 1; i >= 0 && hit.start - i <= 8; --i) {
        const QString &stem = words.at(i).stem;
        said = said || saying.contains(stem);
        const bool anybody = stem == QLatin1String("peopl") && !own.contains(at(words, i - 1));
        if (said && (others.contains(stem) || anybody))
            return true;
        if (words.at(i).text == QLatin1String("used") && at(words, i + 1) == QLatin1String("to") &&
            hit.start - i <= 4)
            return true;
    }
    return false;
}

} // namespace talktrack
