// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/trainer/corpus.h"

#include "core/coach/trainer/random.h"

#include <QFile>
#include <QMap>
#include <QSet>

#include <numeric>

namespace talktrack {

namespace {

/// Two lines that share this much of their stems (Jaccard) are near duplicates.
constexpr double nearDuplicate = 0.6;
/// "Too dear for us" is near to "much too dear for us" is near to …: short lines make chains, which would put
/// a third of the corpus into one fold.
constexpr int mostInGroup = 120;

class Groups
{
public:
    explicit Groups(qsizetype count)
        : m_parent(static_cast<size_t>(count))
        , m_size(static_cast<size_t>(count), 1)
    {
        std::iota(m_parent.begin(), m_parent.end(), 0);
    }
    size_t root(size_t i)
    {
        while (m_parent[i] != i)
            i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }
    void join(size_t a, size_t b)
    {
        const size_t first = std::min(root(a), root(b));
        const size_t second = std::max(root(a), root(b));
        if (first == second || m_size[first] + m_size[second] > mostInGroup)
            return;
        m_parent[second] = first;
        m_size[first] += m_size[second];
    }

private:
    std::vector<size_t> m_parent;
    std::vector<int> m_size;
};

/// For each line the first line of its group.
std::vector<size_t> groupsOf(const QList<CorpusLine> &lines, const TextNormaliser &normaliser)
{
    QList<QSet<QString>> stems;
    QHash<QString, std::vector<size_t>> linesWith;
    Groups groups(lines.size());
    // First, so that no limit parts them.
    for (qsizetype i = 1; i < lines.size(); ++i) {
        if (lines.at(i).idea >= 0 && lines.at(i).idea == lines.at(i - 1).idea)
            groups.join(static_cast<size_t>(i - 1), static_cast<size_t>(i));
    }
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QSet<QString> mine;
        for (const NormalWord &word : normaliser.normalise(lines.at(i).text).words)
            mine.insert(word.stem);
        // In order, as with the limit it matters which lines are joined first.
        QMap<size_t, int> shared;
        for (const QString &stem : mine) {
            for (const size_t other : linesWith.value(stem))
                ++shared[other];
        }
        for (auto it = shared.cbegin(); it != shared.cend(); ++it) {
            const auto all = mine.size() + stems.at(static_cast<qsizetype>(it.key())).size() - it.value();
            if (it.value() >= nearDuplicate * static_cast<double>(all))
                groups.join(it.key(), static_cast<size_t>(i));
        }
        for (const QString &stem : mine)
            linesWith[stem].push_back(static_cast<size_t>(i));
        stems.append(mine);
    }
    std::vector<size_t> result;
    for (size_t i = 0; i < static_cast<size_t>(lines.size()); ++i)
        result.push_back(groups.root(i));
    return result;
}

} // namespace

Result<QList<CorpusLine>> readCorpus(const QStringList &files)
{
    QList<CorpusLine> result;
    int idea = -1;
    for (const QString &name : files) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return unexpected(ErrorKind::InputMissing, file.errorString(), name);
        int number = 0;
        int inFile = 0;
        for (const QByteArray &raw : file.readAll().split('\n')) {
            ++number;
            const QString line = QString::fromUtf8(raw).trimmed();
            if (line.isEmpty() || line.startsWith(u'#'))
                continue;
            const QStringList fields = line.split(u'\t');
            const auto category = objectionCategoryFromWire(fields.first());
            if (fields.size() != 3 || (!category && fields.first() != QLatin1String("none")))
                return unexpected(ErrorKind::InputUnreadable, QStringLiteral("not label, kind and text"),
                                  QStringLiteral("%1:%2").arg(name).arg(number));
            if (inFile++ % linesPerIdea == 0)
                ++idea;
            result.append(
                {category ? static_cast<int>(*category) : noneClass, fields.at(1), fields.at(2), idea});
        }
    }
    return result;
}

QList<int> foldsOf(const QList<CorpusLine> &lines, int folds, const TextNormaliser &normaliser)
{
    const std::vector<size_t> group = groupsOf(lines, normaliser);
    QMap<QString, std::vector<size_t>> strata;
    for (size_t i = 0; i < group.size(); ++i) {
        const CorpusLine &line = lines.at(static_cast<qsizetype>(i));
        if (group[i] == i)
            strata[QString::number(line.label) + line.kind].push_back(i);
    }
    Random random(7);
    QHash<size_t, int> foldOfGroup;
    int next = 0;
    for (auto &heads : strata) {
        random.shuffle(heads);
        for (const size_t head : heads)
            foldOfGroup.insert(head, next++ % folds);
    }
    QList<int> result;
    for (const size_t head : group)
        result.append(foldOfGroup.value(head));
    return result;
}

} // namespace talktrack
