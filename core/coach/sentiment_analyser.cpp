// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/sentiment_analyser.h"

#include "core/coach/phrase_context.h"

#include <QFile>
#include <QSet>

#include <algorithm>
#include <cmath>

static void initSentimentResources()
{
    Q_INIT_RESOURCE(coach_playbooks);
}

namespace talktrack {

namespace {

constexpr double normalisation = 8;
/// "not good" is less bad than "bad", "not bad" less good than "good".
constexpr double negatedPositive = -0.7;
constexpr double negatedNegative = -0.4;
constexpr double beforeBut = 0.5;
constexpr double afterBut = 1.3;
constexpr double deadBand = 0.22;
constexpr double secondsBetweenTurns = 60;

double scaleBefore(const QList<NormalWord> &words, qsizetype start)
{
    static const QSet<QString> strong{
        QStringLiteral("very"),      QStringLiteral("really"),     QStringLiteral("so"),
        QStringLiteral("extremely"), QStringLiteral("totally"),    QStringLiteral("absolutely"),
        QStringLiteral("super"),     QStringLiteral("completely"), QStringLiteral("incredibly"),
        QStringLiteral("way"),       QStringLiteral("such"),       QStringLiteral("deeply")};
    static const QSet<QString> weak{QStringLiteral("slightly"), QStringLiteral("somewhat"),
                                    QStringLiteral("fairly"),   QStringLiteral("bit"),
                                    QStringLiteral("little"),   QStringLiteral("rather")};
    double scale = 1;
    for (qsizetype i = start - 1; i >= 0 && i >= start - 2; --i) {
        if (strong.contains(words.at(i).text))
            scale *= 1.35;
        else if (weak.contains(words.at(i).text) || (words.at(i).text == QLatin1String("of") && i > 0 &&
                                                     (words.at(i - 1).text == QLatin1String("kind") ||
                                                      words.at(i - 1).text == QLatin1String("sort"))))
            scale *= 0.6;
        else if (i == start - 1 && words.at(i).text != QLatin1String("a"))
            break;
    }
    return scale;
}

} // namespace

SentimentAnalyser::SentimentAnalyser(const QByteArray &lexicon, const TextNormaliser &normaliser)
{
    for (const QByteArray &raw : lexicon.split('\n')) {
        const QString line = QString::fromUtf8(raw).trimmed();
        const qsizetype tab = line.indexOf(u'\t');
        if (tab <= 0 || line.startsWith(u'#'))
            continue;
        bool isNumber = false;
        const double value = line.left(tab).toDouble(&isNumber);
        const auto pattern =
            PhrasePattern::parse(line.mid(tab + 1), normaliser, PhrasePattern::Comparison::AsSpoken);
        if (!isNumber || !pattern)
            continue;
        m_matcher.add(*pattern);
        m_scores.push_back(value);
    }
}

QByteArray SentimentAnalyser::shippedLexicon()
{
    initSentimentResources();
    QFile file(QStringLiteral(":/coach/sentiment.tsv"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::optional<double> SentimentAnalyser::score(const NormalText &text) const
{
    const QList<NormalWord> &words = text.words;
    if (words.isEmpty())
        return std::nullopt;
    QList<PhraseHit> hits = m_matcher.match(words);
    std::stable_sort(hits.begin(), hits.end(), [](const PhraseHit &a, const PhraseHit &b) {
        return a.end - a.start > b.end - b.start;
    });
    qsizetype but = -1;
    for (qsizetype i = 1; i < words.size(); ++i) {
        if (words.at(i).text == QLatin1String("but") || words.at(i).text == QLatin1String("however"))
            but = i;
    }
    std::vector<bool> taken(static_cast<size_t>(words.size()));
    double sum = 0;
    for (const PhraseHit &hit : hits) {
        const auto from = taken.begin() + hit.start;
        const auto to = taken.begin() + hit.end;
        if (std::find(from, to, true) != to)
            continue;
        std::fill(from, to, true);
        double value = m_scores[static_cast<size_t>(hit.phrase)] * scaleBefore(words, hit.start);
        if (!m_matcher.pattern(hit.phrase).hasNegation() && isNegated(words, hit))
            value *= value > 0 ? negatedPositive : negatedNegative;
        if (but > 0)
            value *= hit.start < but ? beforeBut : afterBut;
        sum += value;
    }
    return sum / std::sqrt(sum * sum + normalisation);
}

std::optional<double> SentimentTrend::add(double score, double at)
{
    m_now += (score - m_now) * (std::abs(score) < 0.05 ? 0.05 : 0.25);
    const int side = m_now > deadBand ? 1 : m_now < -deadBand ? -1 : 0;
    if (side == 0 || side == m_side || (m_reportedAt && at - *m_reportedAt < secondsBetweenTurns))
        return std::nullopt;
    m_side = side;
    m_reportedAt = at;
    return m_now;
}

} // namespace talktrack
