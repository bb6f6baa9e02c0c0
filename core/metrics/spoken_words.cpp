// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/spoken_words.h"

#include <QList>
#include <QSet>

#include <algorithm>
#include <array>

namespace talktrack {
namespace {

struct Token
{
    QString text;
    /// Punctuation that breaks the clause stands before or after it.
    bool breakBefore = false;
    bool breakAfter = false;
};

using Tokens = QList<Token>;
using Words = QSet<QString>;

Words words(const char *list)
{
    const QStringList parts = QString::fromLatin1(list).split(QLatin1Char(' '));
    return {parts.cbegin(), parts.cend()};
}

bool breaksClause(QChar c)
{
    static const QString breaks = QStringLiteral(",.;:!?\u2026\u2013\u2014");
    return breaks.contains(c);
}

// "--" is typed for a dash.
bool isDash(QStringView chunk)
{
    return chunk == QLatin1String("-") || chunk == QLatin1String("--");
}

Tokens tokensOf(const QString &text)
{
    Tokens tokens;
    bool breakPending = true;
    qsizetype from = 0;
    while (from < text.size()) {
        if (text.at(from).isSpace()) {
            ++from;
            continue;
        }
        qsizetype to = from;
        while (to < text.size() && !text.at(to).isSpace())
            ++to;
        const QStringView chunk = QStringView(text).mid(from, to - from);
        from = to;
        const auto isWordChar = [](QChar c) {
            return c.isLetterOrNumber();
        };
        const auto first = std::find_if(chunk.begin(), chunk.end(), isWordChar);
        if (first == chunk.end()) {
            breakPending =
                breakPending || isDash(chunk) || std::any_of(chunk.begin(), chunk.end(), breaksClause);
            if (breakPending && !tokens.isEmpty())
                tokens.last().breakAfter = true;
            continue;
        }
        const auto last = std::find_if(chunk.rbegin(), chunk.rend(), isWordChar).base();
        Token token;
        token.text = QStringView(first, last).toString().toLower();
        token.text.replace(QChar(0x2019), QLatin1Char('\''));
        token.breakBefore = breakPending || std::any_of(chunk.begin(), first, breaksClause);
        token.breakAfter = std::any_of(last, chunk.end(), breaksClause);
        if (token.breakBefore && !tokens.isEmpty())
            tokens.last().breakAfter = true;
        breakPending = token.breakAfter;
        tokens.append(token);
    }
    return tokens;
}

QString at(const Tokens &tokens, qsizetype i)
{
    return i >= 0 && i < tokens.size() ? tokens.at(i).text : QString();
}

bool isHesitation(const QString &word)
{
    static const Words hesitations = words("um umm ummm uh uhh uhm uhmm er err erm hm hmm hmmm");
    return hesitations.contains(word);
}

// "Do you know", "let you know", "you know what": knowing is meant.
bool isEmptyYouKnow(const Tokens &tokens, qsizetype i)
{
    static const Words before =
        words("do did does don't didn't if let letting would should might may will as what how "
              "when to that because since case make help before think");
    static const Words after =
        words("what how that where who why when which if whether about the your our this these "
              "my his her their anyone anybody someone somebody of any a an it him them");
    if (tokens.at(i).breakBefore && tokens.at(i + 1).breakAfter)
        return true;
    const bool meantBefore = !tokens.at(i).breakBefore && before.contains(at(tokens, i - 1));
    const bool meantAfter = !tokens.at(i + 1).breakAfter && after.contains(at(tokens, i + 2));
    return !meantBefore && !meantAfter;
}

// "What I mean is", "I mean it", "I mean that".
bool isEmptyIMean(const Tokens &tokens, qsizetype i)
{
    static const Words before = words("what that if whatever do did");
    const bool meantBefore = !tokens.at(i).breakBefore && before.contains(at(tokens, i - 1));
    const QString next = at(tokens, i + 2);
    const bool meantAfter = !tokens.at(i + 1).breakAfter && i + 3 >= tokens.size() &&
                            (next == QLatin1String("it") || next == QLatin1String("that"));
    return !meantBefore && !meantAfter;
}

// "What kind of", "some sort of": a kind is meant.
bool isEmptyKindOf(const Tokens &tokens, qsizetype i)
{
    static const Words before =
        words("what which this that a an the some any every each one another other others same "
              "different certain all no whatever these those new right wrong your our their "
              "my only best first");
    return tokens.at(i).breakBefore || !before.contains(at(tokens, i - 1));
}

// Only where commas or neighbours show it: most likes are verbs or comparisons.
bool isEmptyLike(const Tokens &tokens, qsizetype i)
{
    static const Words conjunctions = words("so and but because or then");
    static const Words subjects =
        words("i we you they he she it i'm we're you're they're he's she's it's i've we've "
              "you've they've we'd they'd there there's this that's");
    static const Words copulas = words("is was are were it's that's he's she's they're we're you're i'm");
    static const Words degrees = words("really super totally so very pretty completely just");
    const Token &like = tokens.at(i);
    const QString before = at(tokens, i - 1);
    const QString after = at(tokens, i + 1);
    if (like.breakAfter && i + 1 < tokens.size())
        return true;
    if (isHesitation(before) || isHesitation(after) || before == like.text || after == like.text)
        return true;
    if (conjunctions.contains(before) && subjects.contains(after))
        return true;
    return copulas.contains(before) && degrees.contains(after);
}

/// How many tokens from here on are one filler; 0 for none.
int fillerAt(const Tokens &tokens, qsizetype i)
{
    static const Words always = words("basically actually literally");
    const QString &word = tokens.at(i).text;
    if (isHesitation(word) || always.contains(word))
        return 1;
    if (word == QLatin1String("like"))
        return isEmptyLike(tokens, i) ? 1 : 0;
    if (i + 1 >= tokens.size() || tokens.at(i).breakAfter)
        return 0;
    const QString &next = tokens.at(i + 1).text;
    if (word == QLatin1String("you") && next == QLatin1String("know"))
        return isEmptyYouKnow(tokens, i) ? 2 : 0;
    if (word == QLatin1String("i") && next == QLatin1String("mean"))
        return isEmptyIMean(tokens, i) ? 2 : 0;
    if ((word == QLatin1String("sort") || word == QLatin1String("kind")) && next == QLatin1String("of"))
        return isEmptyKindOf(tokens, i) ? 2 : 0;
    return 0;
}

bool isBackChannel(const Tokens &tokens)
{
    static const Words single = words("right okay ok k sure yeah yea yep yup ya yes mm mmm mm-hm mm-hmm mmhm "
                                      "mmhmm mhm hm hmm uh-huh uhuh aha ah "
                                      "oh exactly absolutely totally definitely indeed gotcha great cool "
                                      "nice good perfect wow true correct "
                                      "interesting fair understood agreed alright really so um uh");
    static const std::array<QStringList, 14> phrases{
        QStringList{QStringLiteral("got"), QStringLiteral("it")},
        {QStringLiteral("got"), QStringLiteral("you")},
        {QStringLiteral("i"), QStringLiteral("see")},
        {QStringLiteral("i"), QStringLiteral("understand")},
        {QStringLiteral("i"), QStringLiteral("agree")},
        {QStringLiteral("of"), QStringLiteral("course")},
        {QStringLiteral("all"), QStringLiteral("right")},
        {QStringLiteral("for"), QStringLiteral("sure")},
        {QStringLiteral("fair"), QStringLiteral("enough")},
        {QStringLiteral("makes"), QStringLiteral("sense")},
        {QStringLiteral("sounds"), QStringLiteral("good")},
        {QStringLiteral("that"), QStringLiteral("makes"), QStringLiteral("sense")},
        {QStringLiteral("that's"), QStringLiteral("right")},
        {QStringLiteral("that's"), QStringLiteral("true")}};
    constexpr qsizetype mostWords = 6;
    if (tokens.size() > mostWords)
        return false;
    qsizetype i = 0;
    while (i < tokens.size()) {
        const auto matches = [&](const QStringList &phrase) {
            for (qsizetype k = 0; k < phrase.size(); ++k)
                if (at(tokens, i + k) != phrase.at(k))
                    return false;
            return true;
        };
        const auto phrase = std::find_if(phrases.begin(), phrases.end(), matches);
        if (phrase != phrases.end())
            i += phrase->size();
        else if (single.contains(tokens.at(i).text))
            ++i;
        else
            return false;
    }
    return true;
}

} // namespace

SpokenWords spokenWords(const QString &text)
{
    const Tokens tokens = tokensOf(text);
    SpokenWords result;
    result.words = static_cast<int>(tokens.size());
    for (qsizetype i = 0; i < tokens.size();) {
        const int filler = fillerAt(tokens, i);
        result.fillers += filler;
        i += std::max(1, filler);
    }
    result.backChannel = isBackChannel(tokens);
    return result;
}

} // namespace talktrack
