// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

/// How far a transcript is from its reference: word substitutions, insertions and deletions (Levenshtein)
/// over reference words, after lower-casing, taking punctuation away and writing contractions out.
struct WordErrors
{
    int errors = 0;
    int words = 0;
    double rate() const { return words ? static_cast<double>(errors) / words : 1.0; }
    WordErrors operator+(const WordErrors &other) const
    {
        return {errors + other.errors, words + other.words};
    }
};

QStringList scoredWords(const QString &text);
WordErrors countWordErrors(const QString &reference, const QString &hypothesis);
