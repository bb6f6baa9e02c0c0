// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <memory>

struct sb_stemmer;

namespace talktrack {

/// One word as it is compared: lower case, no punctuation, contractions expanded.
struct NormalWord
{
    QString text;
    /// Its English Snowball stem.
    QString stem;
    /// Punctuation that separates clauses stood before it (or it is the first word).
    bool startsClause = false;
    /// A full stop, question mark or the start of the line stood before it.
    bool startsSentence = false;
    bool operator==(const NormalWord &) const = default;
};

struct NormalText
{
    QList<NormalWord> words;
    /// For every sentence that ended in a question mark: the index past its last word.
    QList<qsizetype> questionMarks;
};

/// The longest line that is looked at, in words; what is beyond is not coached. Speech recognisers end a line
/// long before; only a hostile import comes here.
inline constexpr qsizetype maxLineWords = 2000;

/// Turns a spoken line, or a phrase of a playbook, into the words they are compared by.
///
/// Lower case; contractions expanded ("I'd" → i would, "don't" → do not, "gonna" → going to, also without
/// their apostrophe where that is no other word); fillers (um, uh) gone; hyphenated words apart; spelled
/// abbreviations together ("g d p r"); thousands in one number. A possessive loses its 's. Any thread, one
/// thread at a time.
class TextNormaliser final
{
public:
    TextNormaliser();
    ~TextNormaliser();
    TextNormaliser(TextNormaliser &&) noexcept;
    TextNormaliser &operator=(TextNormaliser &&) noexcept;

    NormalText normalise(const QString &text) const;
    QString stem(const QString &word) const;

private:
    struct Deleter
    {
        void operator()(sb_stemmer *stemmer) const;
    };
    std::unique_ptr<sb_stemmer, Deleter> m_stemmer;
};

} // namespace talktrack
