// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/word_error_rate.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <vector>

QStringList scoredWords(const QString &text)
{
    static const QHash<QString, QString> contractions{
        {QStringLiteral("i'm"), QStringLiteral("i am")},
        {QStringLiteral("it's"), QStringLiteral("it is")},
        {QStringLiteral("that's"), QStringLiteral("that is")},
        {QStringLiteral("we're"), QStringLiteral("we are")},
        {QStringLiteral("let's"), QStringLiteral("let us")},
        {QStringLiteral("don't"), QStringLiteral("do not")},
        {QStringLiteral("can't"), QStringLiteral("can not")},
        {QStringLiteral("cannot"), QStringLiteral("can not")},
        {QStringLiteral("i'd"), QStringLiteral("i would")},
        {QStringLiteral("we've"), QStringLiteral("we have")},
        {QStringLiteral("you're"), QStringLiteral("you are")},
        {QStringLiteral("they're"), QStringLiteral("they are")},
        {QStringLiteral("i've"), QStringLiteral("i have")},
        {QStringLiteral("what's"), QStringLiteral("what is")},
        {QStringLiteral("i'll"), QStringLiteral("i will")},
        {QStringLiteral("we'll"), QStringLiteral("we will")},
    };
    static const QRegularExpression separators(QStringLiteral("[^a-z0-9']+"));
    QStringList words;
    const QStringList raw =
        text.toLower().replace(QChar(0x2019), QLatin1Char('\'')).split(separators, Qt::SkipEmptyParts);
    for (const QString &word : raw)
        words += contractions.value(word, word).split(QLatin1Char(' '));
    return words;
}

WordErrors countWordErrors(const QString &reference, const QString &hypothesis)
{
    const QStringList expected = scoredWords(reference);
    const QStringList heard = scoredWords(hypothesis);
    std::vector<int> row(static_cast<std::size_t>(heard.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = static_cast<int>(j);
    for (int i = 0; i < expected.size(); ++i) {
        int diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const bool same = expected.at(i) == heard.at(static_cast<qsizetype>(j) - 1);
            const int replaced = diagonal + (same ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return {row.back(), static_cast<int>(expected.size())};
}
