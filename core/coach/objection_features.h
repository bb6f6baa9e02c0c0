// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/clauses.h"
#include "core/coach/concept_lexicon.h"
#include "core/coach/line_network.h"
#include "core/coach/phrase_matcher.h"
#include "core/coach/text_normaliser.h"

#include <QList>

#include <vector>

namespace talktrack {

/// One hashed feature of a line and its value.
struct Feature
{
    quint32 bucket = 0;
    float value = 0;
};

/// What the classifier sees of a line: stems and surface forms, pairs of them, families of words and pairs of
/// those, turns of phrase that hint at something (resources/coach/cues.txt), and character 3–5-grams, each
/// hashed into one of 2^bits buckets and each group scaled to its own length. Trainer and program share this,
/// as a model only means something together with it. One thread at a time.
class ObjectionFeatures final
{
public:
    static constexpr int bucketBits = 17;
    static constexpr quint32 bucketCount = 1U << bucketBits;

    ObjectionFeatures();

    /// A line and what was found in it once for all of its stretches.
    struct Line
    {
        QList<NormalWord> words;
        QList<ConceptLexicon::Match> families;
        /// By word: a negation reaches it.
        std::vector<bool> negated;
        struct Cue
        {
            PhraseHit hit;
            quint32 sign = 0;
        };
        QList<Cue> cues;
        /// By word, for the network.
        std::vector<NetworkWord> networkWords;
    };
    Line prepare(const QList<NormalWord> &words) const;
    std::vector<Feature> of(const Line &line, const Stretch &stretch) const;
    std::vector<Feature> of(const QList<NormalWord> &words) const
    {
        return of(prepare(words), {0, words.size()});
    }
    const TextNormaliser &normaliser() const { return m_normaliser; }
    const WordVectors &vectors() const { return m_vectors; }

private:
    void readCues(const QByteArray &text);

    TextNormaliser m_normaliser;
    ConceptLexicon m_concepts;
    WordVectors m_vectors;
    PhraseMatcher m_cues;
    /// By phrase of m_cues.
    QStringList m_cueFamilies;
};

} // namespace talktrack
