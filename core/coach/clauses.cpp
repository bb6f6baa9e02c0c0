// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/clauses.h"

#include <QSet>

namespace talktrack {

namespace {

/// Shorter lines are judged as one.
constexpr qsizetype longLine = 14;
/// A clause alone says too little below this.
constexpr qsizetype shortestClause = 5;

bool joins(const QString &word)
{
    static const QSet<QString> joiners{QStringLiteral("but"),      QStringLiteral("so"),
                                       QStringLiteral("because"),  QStringLiteral("and"),
                                       QStringLiteral("although"), QStringLiteral("though"),
                                       QStringLiteral("however")};
    return joiners.contains(word);
}

} // namespace

QList<Stretch> stretchesOf(const QList<NormalWord> &words)
{
    QList<Stretch> result{{0, words.size()}};
    if (words.size() < longLine)
        return result;
    qsizetype start = 0;
    for (qsizetype i = 1; i <= words.size() && result.size() < maxStretches; ++i) {
        const bool cut = i == words.size() || words.at(i).startsClause || joins(words.at(i).text);
        if (!cut || i - start < shortestClause)
            continue;
        // What is left at the end joins the last clause.
        const qsizetype end = words.size() - i < shortestClause ? words.size() : i;
        if (end - start < words.size())
            result.append({start, end - start});
        start = end;
        i = end;
    }
    return result;
}

} // namespace talktrack
