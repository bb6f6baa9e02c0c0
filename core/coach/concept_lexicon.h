// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/text_normaliser.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

namespace talktrack {

/// Families of words that mean the same to an objection ("boss", "wife" and "board" all decide), so that the
/// classifier learns from "my husband does the books" something about "my wife keeps the purse".
///
/// Text: one family a line, "name: word, two words, word"; # starts a comment. Matched on stems, longest
/// first.
class ConceptLexicon final
{
public:
    ConceptLexicon(const QByteArray &text, const TextNormaliser &normaliser);

    struct Match
    {
        /// Index of the family, or -1.
        int family = -1;
        /// Words it covers, at least one.
        qsizetype length = 1;
    };
    Match at(const QList<NormalWord> &words, qsizetype position) const;
    const QStringList &names() const { return m_names; }

    /// The families the program ships with, resources/coach/concepts.txt.
    static QByteArray shippedText();

private:
    QStringList m_names;
    /// Stems joined by a blank → family.
    QHash<QString, int> m_byStems;
    /// First stem → most words of an entry that starts with it.
    QHash<QString, qsizetype> m_longest;
};

} // namespace talktrack
