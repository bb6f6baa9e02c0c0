// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/concept_lexicon.h"

#include <QFile>

// Outside the namespace, as the macro demands.
static void initLearningResources()
{
    Q_INIT_RESOURCE(coach_learning);
}

namespace talktrack {

ConceptLexicon::ConceptLexicon(const QByteArray &text, const TextNormaliser &normaliser)
{
    for (const QByteArray &raw : text.split('\n')) {
        const QString line = QString::fromUtf8(raw).trimmed();
        const qsizetype colon = line.indexOf(u':');
        if (colon <= 0 || line.startsWith(u'#'))
            continue;
        const QString name = line.left(colon).trimmed();
        if (!m_names.contains(name))
            m_names.append(name);
        const int family = static_cast<int>(m_names.indexOf(name));
        for (const QString &entry : line.mid(colon + 1).split(u',', Qt::SkipEmptyParts)) {
            QStringList stems;
            for (const NormalWord &word : normaliser.normalise(entry).words)
                stems.append(word.stem);
            if (stems.isEmpty())
                continue;
            m_byStems.insert(stems.join(u' '), family);
            qsizetype &longest = m_longest[stems.first()];
            longest = std::max(longest, stems.size());
        }
    }
}

ConceptLexicon::Match ConceptLexicon::at(const QList<NormalWord> &words, qsizetype position) const
{
    const QString &first = words.at(position).stem;
    const auto longest = m_longest.constFind(first);
    if (longest == m_longest.cend())
        return {};
    const qsizetype most = std::min(*longest, words.size() - position);
    QStringList stems;
    for (qsizetype i = 0; i < most; ++i)
        stems.append(words.at(position + i).stem);
    for (; !stems.isEmpty(); stems.removeLast()) {
        const auto found = m_byStems.constFind(stems.join(u' '));
        if (found != m_byStems.cend())
            return {*found, stems.size()};
    }
    return {};
}

QByteArray ConceptLexicon::shippedText()
{
    initLearningResources();
    QFile file(QStringLiteral(":/coach/concepts.txt"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace talktrack
