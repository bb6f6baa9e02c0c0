// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/objection_features.h"

#include "core/coach/phrase_context.h"

#include <QFile>

#include <algorithm>
#include <cmath>

namespace talktrack {

namespace {

enum Group { Words, Pairs, Families, FamilyPairs, Characters, Cues, CueFamilies, GroupCount };

/// Share of each group in a line; found by cross-validation over the corpus (bench_coach).
constexpr float groupWeight[GroupCount] = {0.5F, 0.4F, 1.0F, 1.0F, 0.4F, 1.0F, 1.0F};

/// FNV-1a over UTF-16, finished so that the low bits are well mixed; the same on every platform.
class Hash
{
public:
    explicit Hash(quint32 salt) { add(salt); }
    Hash &add(quint32 value)
    {
        m_state = (m_state ^ value) * 16777619U;
        return *this;
    }
    Hash &add(QStringView text)
    {
        for (const QChar c : text)
            add(c.unicode());
        return add(0x1f);
    }
    quint32 bucket() const
    {
        quint32 h = m_state;
        h ^= h >> 16;
        h *= 0x85ebca6bU;
        h ^= h >> 13;
        h *= 0xc2b2ae35U;
        h ^= h >> 16;
        return h & (ObjectionFeatures::bucketCount - 1);
    }

private:
    quint32 m_state = 2166136261U;
};

bool isNumber(const QString &word)
{
    return !word.isEmpty() && word.at(0).isDigit();
}

class Builder
{
public:
    void add(Group group, const Hash &hash) { m_groups[group].push_back(hash.bucket()); }

    std::vector<Feature> finish()
    {
        std::vector<Feature> result;
        for (int group = 0; group < GroupCount; ++group) {
            auto &buckets = m_groups[group];
            std::sort(buckets.begin(), buckets.end());
            buckets.erase(std::unique(buckets.begin(), buckets.end()), buckets.end());
            if (buckets.empty())
                continue;
            const float value = groupWeight[group] / std::sqrt(static_cast<float>(buckets.size()));
            for (const quint32 bucket : buckets)
                result.push_back({bucket, value});
        }
        return result;
    }

private:
    std::vector<quint32> m_groups[GroupCount];
};

/// The stretch with families of words in place of their members.
QList<QString> withFamilies(const ObjectionFeatures::Line &line, const Stretch &stretch,
                            const QStringList &names, Builder &builder)
{
    QList<QString> result;
    const qsizetype end = stretch.start + stretch.length;
    for (qsizetype i = stretch.start; i < end;) {
        const ConceptLexicon::Match &match = line.families.at(i);
        const bool isFamily = match.family >= 0 && i + match.length <= end;
        if (isFamily) {
            const QString token =
                (line.negated[static_cast<size_t>(i)] ? QStringLiteral("@!") : QStringLiteral("@")) +
                names.at(match.family);
            builder.add(Families, Hash(3).add(token));
            result.append(token);
        } else {
            const NormalWord &word = line.words.at(i);
            result.append(isNumber(word.text) ? QStringLiteral("@number") : word.stem);
        }
        i += isFamily ? match.length : 1;
    }
    return result;
}

/// Which words a negation before them reaches: a few, up to the end of its clause.
std::vector<bool> negationScope(const QList<NormalWord> &words)
{
    constexpr int reach = 4;
    std::vector<bool> result(static_cast<size_t>(words.size()));
    int left = 0;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (words.at(i).startsClause || words.at(i).text == QLatin1String("but"))
            left = 0;
        result[static_cast<size_t>(i)] = left > 0;
        left = isNegation(words.at(i)) ? reach : std::max(0, left - 1);
    }
    return result;
}

/// In a gap of the phrase: "price ... high" in "the price is not high".
bool hasNegation(const QList<NormalWord> &words, const PhraseHit &hit)
{
    return std::any_of(words.cbegin() + hit.start, words.cbegin() + hit.end, isNegation);
}

void addCharacters(const QString &word, Builder &builder)
{
    const QString padded = u'^' + word + u'$';
    for (qsizetype size = 3; size <= 5; ++size) {
        for (qsizetype i = 0; i + size <= padded.size(); ++i)
            builder.add(Characters, Hash(6).add(QStringView(padded).mid(i, size)));
    }
}

} // namespace

ObjectionFeatures::ObjectionFeatures()
    : m_concepts(ConceptLexicon::shippedText(), m_normaliser)
    , m_vectors(WordVectors::shippedBytes())
{
    QFile file(QStringLiteral(":/coach/cues.txt"));
    if (file.open(QIODevice::ReadOnly))
        readCues(file.readAll());
}

void ObjectionFeatures::readCues(const QByteArray &text)
{
    for (const QByteArray &raw : text.split('\n')) {
        const QString line = QString::fromUtf8(raw).trimmed();
        const qsizetype colon = line.indexOf(u':');
        if (colon <= 0 || line.startsWith(u'#'))
            continue;
        for (const QString &phrase : line.mid(colon + 1).split(u';', Qt::SkipEmptyParts)) {
            const auto pattern = PhrasePattern::parse(phrase, m_normaliser);
            if (!pattern)
                continue;
            m_cues.add(*pattern);
            m_cueFamilies.append(line.left(colon));
        }
    }
}

ObjectionFeatures::Line ObjectionFeatures::prepare(const QList<NormalWord> &words) const
{
    Line line{words, {}, negationScope(words), {}, {}};
    ConceptLexicon::Match family{-1, 0};
    qsizetype familyEnd = 0;
    for (qsizetype i = 0; i < words.size(); ++i) {
        line.families.append(m_concepts.at(words, i));
        if (i >= familyEnd) {
            family = line.families.last();
            familyEnd = i + family.length;
        }
        line.networkWords.push_back(
            LineNetwork::word(words.at(i), family.family, line.negated[static_cast<size_t>(i)], m_vectors));
    }
    for (const PhraseHit &hit : m_cues.match(words)) {
        const bool negated =
            !m_cues.pattern(hit.phrase).hasNegation() && (isNegated(words, hit) || hasNegation(words, hit));
        line.cues.append({hit, (negated ? 2U : 0U) + (isReported(words, hit) ? 1U : 0U)});
    }
    return line;
}

std::vector<Feature> ObjectionFeatures::of(const Line &line, const Stretch &stretch) const
{
    Builder builder;
    const qsizetype end = stretch.start + stretch.length;
    QString previous = QStringLiteral("^");
    for (qsizetype i = stretch.start; i < end; ++i) {
        const NormalWord &word = line.words.at(i);
        const QString stem = isNumber(word.text) ? QStringLiteral("@number") : word.stem;
        builder.add(Words, Hash(1).add(stem));
        if (line.negated[static_cast<size_t>(i)])
            builder.add(Words, Hash(10).add(stem));
        if (word.text != word.stem)
            builder.add(Words, Hash(7).add(word.text));
        builder.add(Pairs, Hash(2).add(previous).add(stem));
        previous = stem;
        addCharacters(word.text, builder);
    }
    for (const Line::Cue &cue : line.cues) {
        if (cue.hit.start < stretch.start || cue.hit.end > end)
            continue;
        builder.add(Cues, Hash(8).add(static_cast<quint32>(cue.hit.phrase)).add(cue.sign));
        builder.add(CueFamilies, Hash(9).add(m_cueFamilies.at(cue.hit.phrase)).add(cue.sign));
    }
    const QList<QString> families = withFamilies(line, stretch, m_concepts.names(), builder);
    for (qsizetype i = 0; i < families.size(); ++i) {
        for (qsizetype gap = 1; gap <= 3 && i + gap < families.size(); ++gap) {
            const QString &a = families.at(i);
            const QString &b = families.at(i + gap);
            if (gap > 1 && !a.startsWith(u'@') && !b.startsWith(u'@'))
                continue;
            builder.add(FamilyPairs, Hash(gap == 1 ? 4 : 5).add(a).add(b));
        }
    }
    return builder.finish();
}

} // namespace talktrack
