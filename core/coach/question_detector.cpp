// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/question_detector.h"

#include <QSet>

namespace talktrack {

namespace {

using Set = QSet<QString>;

Set setOf(const char *blankSeparated)
{
    const QStringList words = QString::fromLatin1(blankSeparated).split(u' ');
    return {words.begin(), words.end()};
}

/// Questions nearer than this are one ("what is the price, what does it cost").
constexpr qsizetype leastDistance = 4;

class Sentence
{
public:
    Sentence(const QList<NormalWord> &words, qsizetype start, qsizetype end)
        : m_words(words)
        , m_start(start)
        , m_end(end)
    {
    }

    int questions(bool marked) const
    {
        int count = 0;
        qsizetype last = -leastDistance;
        for (qsizetype i = m_start; i < m_end; ++i) {
            if (i - last >= leastDistance && opensQuestion(i)) {
                ++count;
                last = i;
            }
        }
        if (count == 0 && endsWithTag())
            count = 1;
        // "Right?" and "Sorry?" alone keep the talk going; they ask nothing.
        if (marked)
            return std::max(count, m_end - m_start >= 3 || isQuestionWord(m_start) ? 1 : 0);
        return count;
    }

private:
    QString at(qsizetype i) const { return i >= m_start && i < m_end ? m_words.at(i).text : QString(); }

    bool isQuestionWord(qsizetype i) const
    {
        static const Set words = setOf("who what when where why which whose how");
        return words.contains(at(i));
    }

    /// Whether a clause may begin here: at the start, after a comma, or after a word that links clauses.
    bool mayOpen(qsizetype i) const
    {
        static const Set links = setOf(
            "and but so or then well okay yeah yes no right now actually also great sure please perfect");
        return i == m_start || m_words.at(i).startsClause || links.contains(at(i - 1));
    }

    bool opensQuestion(qsizetype i) const
    {
        if (!mayOpen(i))
            return asksIndirectly(i) || asksInRunningSpeech(i);
        return asksWithWord(i) || asksByInversion(i) || asksIndirectly(i) || asksForTelling(i);
    }

    /// Recognisers that write no punctuation run sentences together, so that a question may begin anywhere.
    /// Only what English keeps for questions counts there: an auxiliary before its subject; embedded clauses
    /// do not turn round
    /// ("that is what you do").
    bool asksInRunningSpeech(qsizetype i) const
    {
        static const Set subjects = setOf("i you we they he she it that this there your");
        const QString word = at(i);
        const QString next = at(i + 1);
        if (isQuestionWord(i)) {
            static const Set measures = setOf("much many long soon often far big quickly fast");
            static const Set dates = setOf("day time date");
            if (isAuxiliary(next))
                return subjects.contains(at(i + 2)) && !at(i + 3).isEmpty();
            if (word == QLatin1String("how") && measures.contains(next))
                return isAuxiliary(at(i + 2)) && subjects.contains(at(i + 3));
            return word == QLatin1String("what") && dates.contains(next) &&
                   (isAuxiliary(at(i + 2)) || at(i + 2).startsWith(QLatin1String("work")) ||
                    at(i + 2).startsWith(QLatin1String("suit")));
        }
        static const Set turned = setOf("so nor as than neither");
        if (turned.contains(at(i - 1)) || isQuestionWord(i - 1) || at(i + 2).isEmpty())
            return false;
        if (next == QLatin1String("you"))
            return word == QLatin1String("do") || word == QLatin1String("would") ||
                   word == QLatin1String("could") || word == QLatin1String("can");
        if (next != QLatin1String("that"))
            return false;
        static const Set verdicts = setOf("sound make mean work help fit answer change happen");
        return (word == QLatin1String("would") && at(i + 2) == QLatin1String("be")) ||
               (word == QLatin1String("does") && verdicts.contains(at(i + 2)));
    }

    static bool isAuxiliary(const QString &word)
    {
        static const Set auxiliaries =
            setOf("is are was were am do does did can could would will should shall has have had may might");
        return auxiliaries.contains(word);
    }

    bool asksWithWord(qsizetype i) const
    {
        if (!isQuestionWord(i))
            return false;
        static const Set notAfter =
            setOf("a an i we you he she it they this that these those the our my your ever ");
        static const Set direct = setOf("about else if come not kind");
        const QString next = at(i + 1);
        if (next.isEmpty())
            return i == m_start;
        if ((at(i) == QLatin1String("what") || at(i) == QLatin1String("how") ||
             at(i) == QLatin1String("why")) &&
            direct.contains(next))
            return true;
        if (notAfter.contains(next))
            return false;
        if (isAuxiliary(next))
            return !isCleft(i);
        if (at(i) == QLatin1String("who") || at(i) == QLatin1String("which") ||
            at(i) == QLatin1String("what"))
            if (i == m_start && (at(i) == QLatin1String("who") || next.endsWith(u's')))
                return true;
        // "how soon can we", "what day is good", "which plan would you"
        for (qsizetype k = i + 2; k <= i + 4 && k < m_end; ++k) {
            if (isAuxiliary(at(k)))
                return at(i) != QLatin1String("when") && at(i) != QLatin1String("where");
            if (notAfter.contains(at(k)))
                return false;
        }
        return at(i) == QLatin1String("how") &&
               (next == QLatin1String("much") || next == QLatin1String("many") ||
                next == QLatin1String("long"));
    }

    /// "what is important is that …" states something.
    bool isCleft(qsizetype i) const
    {
        if (at(i) != QLatin1String("what"))
            return false;
        static const Set subjects = setOf("i we you he she it they this that the your our there");
        for (qsizetype k = i + 2; k < std::min(m_end, i + 7); ++k) {
            if (at(k) == QLatin1String("is") || at(k) == QLatin1String("was"))
                return !subjects.contains(at(i + 2)) && k > i + 2;
        }
        return false;
    }

    bool asksByInversion(qsizetype i) const
    {
        static const Set subjects =
            setOf("i you we they he she it that this there these those your anyone anybody someone "
                  "somebody everyone people any");
        static const Set nouns = setOf("the our my your their his her");
        const QString verb = at(i);
        if (!isAuxiliary(verb))
            return false;
        qsizetype k = i + 1;
        if (at(k) == QLatin1String("not"))
            ++k;
        const QString subject = at(k);
        if (subject.isEmpty() || at(k + 1).isEmpty())
            return false;
        if (verb == QLatin1String("do") || verb == QLatin1String("have") || verb == QLatin1String("had")) {
            static const Set doers = setOf("i you we they your people any");
            return doers.contains(subject);
        }
        if (verb == QLatin1String("does") || verb == QLatin1String("did"))
            return subject != QLatin1String("not") && k == i + 1;
        return subjects.contains(subject) || (i == m_start && nouns.contains(subject));
    }

    bool asksIndirectly(qsizetype i) const
    {
        static const Set conditions = setOf("if whether how what when who why where about which");
        if (at(i) == QLatin1String("wondering") || at(i) == QLatin1String("curious") ||
            at(i) == QLatin1String("wonder"))
            return conditions.contains(at(i + 1));
        const bool wish = (at(i) == QLatin1String("like") || at(i) == QLatin1String("love") ||
                           at(i) == QLatin1String("want") || at(i) == QLatin1String("wanted")) &&
                          at(i + 1) == QLatin1String("to");
        return wish &&
               (at(i + 2) == QLatin1String("know") || at(i + 2) == QLatin1String("understand") ||
                at(i + 2) == QLatin1String("ask") || at(i + 2) == QLatin1String("hear")) &&
               (conditions.contains(at(i + 3)) || at(i + 3) == QLatin1String("more"));
    }

    bool asksForTelling(qsizetype i) const
    {
        static const Set askers = setOf("tell walk talk");
        const bool me = at(i + 1) == QLatin1String("me") || at(i + 1) == QLatin1String("us");
        if (askers.contains(at(i)) && me)
            return at(i + 2) != QLatin1String("that");
        return at(i) == QLatin1String("help") && me && at(i + 2) == QLatin1String("understand");
    }

    bool endsWithTag() const
    {
        static const Set notBeforeRight =
            setOf("is all that are am be the about was sounds looks quite just right human your our");
        const QString last = at(m_end - 1);
        const QString before = at(m_end - 2);
        if (m_end - m_start >= 4 && (last == QLatin1String("right") || last == QLatin1String("correct")) &&
            !notBeforeRight.contains(before))
            return true;
        // "isn't it", "don't you", "won't they"
        static const Set subjects = setOf("i you we they he she it that there");
        return m_end - m_start >= 4 && subjects.contains(last) && before == QLatin1String("not") &&
               isAuxiliary(at(m_end - 3));
    }

    const QList<NormalWord> &m_words;
    qsizetype m_start;
    qsizetype m_end;
};

} // namespace

int countQuestions(const NormalText &text)
{
    int count = 0;
    qsizetype start = 0;
    for (qsizetype i = 1; i <= text.words.size(); ++i) {
        if (i < text.words.size() && !text.words.at(i).startsSentence)
            continue;
        count += Sentence(text.words, start, i).questions(text.questionMarks.contains(i));
        start = i;
    }
    return count;
}

bool asksSomething(const NormalText &text)
{
    static const QStringList phatic{QStringLiteral("how are you"),    QStringLiteral("hear me"),
                                    QStringLiteral("see my screen"),  QStringLiteral("how is it going"),
                                    QStringLiteral("say that again"), QStringLiteral("how do you do"),
                                    QStringLiteral("repeat that"),    QStringLiteral("you know what i mean"),
                                    QStringLiteral("still there"),    QStringLiteral("how have you been")};
    if (text.words.size() < 4 || countQuestions(text) == 0)
        return false;
    QString joined;
    for (const NormalWord &word : text.words)
        joined += word.text + u' ';
    return text.words.size() > 14 ||
           std::none_of(phatic.begin(), phatic.end(), [&](const QString &p) { return joined.contains(p); });
}

} // namespace talktrack
