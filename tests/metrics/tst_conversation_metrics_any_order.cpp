// SPDX-License-Identifier: GPL-3.0-or-later
#include "conversation.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

using namespace talktrack;
using namespace talktrack::test;

namespace {

// All times of these conversations are multiples of 50 ms, so that a reference can paint them onto a grid of
// cells and read every figure off it by scanning, which is slow, plain and unlike the way it is done in the
// program.
constexpr double cellSeconds = 0.05;
constexpr int callCells = 6000;

struct Spoken
{
    Transcription line;
    LineFacts facts;
};

using Conversation = std::vector<Spoken>;
using Grid = std::vector<char>;
using Runs = std::vector<std::pair<int, int>>;

int cellAt(double seconds)
{
    return static_cast<int>(std::lround(seconds / cellSeconds));
}

void paint(Grid &grid, double start, double end)
{
    for (int cell = cellAt(start); cell < cellAt(end); ++cell)
        grid.at(static_cast<std::size_t>(cell)) = 1;
}

Runs runsOf(const Grid &grid, char value = 1)
{
    Runs runs;
    for (int i = 0; i < static_cast<int>(grid.size()); ++i) {
        if (grid[static_cast<std::size_t>(i)] != value)
            continue;
        if (!runs.empty() && runs.back().second == i)
            runs.back().second = i + 1;
        else
            runs.emplace_back(i, i + 1);
    }
    return runs;
}

Grid bridged(Grid grid, int cells)
{
    const Runs silences = runsOf(grid, 0);
    for (const auto &[from, to] : silences) {
        const bool inside = from > 0 && to < static_cast<int>(grid.size());
        for (int i = from; inside && to - from < cells && i < to; ++i)
            grid[static_cast<std::size_t>(i)] = 1;
    }
    return grid;
}

int painted(const Grid &grid, int from, int to)
{
    return static_cast<int>(std::count(grid.begin() + from, grid.begin() + to, 1));
}

/// The figures of a conversation, read off the grid.
class Reference
{
public:
    explicit Reference(const Conversation &conversation)
    {
        for (const Spoken &spoken : conversation) {
            const Transcription &line = spoken.line;
            const bool isTurn = line.text != QLatin1String("mm-hm right") || spoken.facts.questions > 0;
            const auto side = static_cast<std::size_t>(trackIndex(line.track));
            const auto say = [&](double start, double end) {
                paint(m_speech[side], start, end);
                if (isTurn)
                    paint(m_turns[side], start, end);
                paint(m_sound, start, end);
            };
            if (line.words.isEmpty())
                say(line.start, line.end);
            for (const Word &word : line.words)
                say(word.start, word.end);
            if (line.track == Track::Rep)
                addWords(line);
            else if (spoken.facts.sentiment)
                m_sentiments.emplace_back(line.start, *spoken.facts.sentiment);
        }
        std::sort(m_sentiments.begin(), m_sentiments.end());
        // Pauses between the two words of a line are bridged for the dead air, too, being under half a second
        // or not at all.
        for (std::size_t side : {0U, 1U}) {
            m_speech[side] = bridged(m_speech[side], 10);
            m_turns[side] = bridged(m_turns[side], 10);
        }
    }

    double speech(Track track) const
    {
        return painted(m_speech[static_cast<std::size_t>(trackIndex(track))], 0, size) * cellSeconds;
    }

    /// Over the cells from one moment to another.
    std::optional<double> pace(double from, double to) const
    {
        const auto words = std::count_if(m_wordStarts.begin(), m_wordStarts.end(), [&](double start) {
            return start > from - 1e-6 && start < to - 1e-6;
        });
        const double seconds = painted(m_speech[0], cellAt(from), cellAt(to)) * cellSeconds;
        if (words < 15 || seconds < 8 - 1e-6)
            return std::nullopt;
        return static_cast<double>(words) * 60 / seconds;
    }

    std::optional<double> sentimentAverage() const
    {
        double sum = 0;
        for (const auto &[start, sentiment] : m_sentiments)
            sum += sentiment;
        return m_sentiments.empty() ? std::nullopt
                                    : std::optional(sum / static_cast<double>(m_sentiments.size()));
    }

    std::optional<double> sentimentNow() const
    {
        double sum = 0;
        double weights = 0;
        for (std::size_t back = 0; back < std::min<std::size_t>(12, m_sentiments.size()); ++back) {
            const double weight = std::pow(0.7, static_cast<double>(back));
            sum += weight * m_sentiments[m_sentiments.size() - 1 - back].second;
            weights += weight;
        }
        return m_sentiments.empty() ? std::nullopt : std::optional(sum / weights);
    }

    double longestMonologue() const
    {
        int longest = 0;
        int start = -1;
        int end = -1;
        for (int i = 0; i < size; ++i) {
            const auto at = static_cast<std::size_t>(i);
            if (m_turns[1][at] != 0 || (start >= 0 && m_turns[0][at] == 0 && i + 1 - end >= 50))
                start = -1;
            if (m_turns[0][at] != 0 && m_turns[1][at] == 0) {
                start = start < 0 ? i : start;
                end = i + 1;
                longest = std::max(longest, end - start);
            }
        }
        return longest * cellSeconds;
    }

    int interruptionsBy(Track track) const
    {
        const auto own = static_cast<std::size_t>(trackIndex(track));
        const Grid &mine = m_turns[own];
        const Grid &other = m_turns[1 - own];
        int count = 0;
        for (int i = 20; i + 6 <= size; ++i) {
            const bool starts = mine[static_cast<std::size_t>(i)] != 0 && painted(mine, i - 20, i) == 0;
            count += starts && painted(mine, i, i + 6) == 6 && painted(other, i - 20, i + 6) == 26 ? 1 : 0;
        }
        return count;
    }

    std::optional<double> patience() const
    {
        const Runs customer = runsOf(m_turns[1]);
        const Runs rep = runsOf(m_turns[0]);
        std::vector<int> gaps;
        for (std::size_t i = 0; i < customer.size(); ++i) {
            const auto [start, end] = customer[i];
            const auto answer =
                std::find_if(rep.begin(), rep.end(), [e = end](const auto &r) { return r.second > e; });
            const bool wentOn =
                i + 1 < customer.size() && answer != rep.end() && customer[i + 1].first <= answer->first;
            if (answer != rep.end() && answer->first > start && !wentOn)
                gaps.push_back(std::max(0, answer->first - end));
        }
        if (gaps.size() < 3)
            return std::nullopt;
        std::sort(gaps.begin(), gaps.end());
        const std::size_t middle = gaps.size() / 2;
        const int doubled = gaps.size() % 2 == 1 ? 2 * gaps[middle] : gaps[middle - 1] + gaps[middle];
        return doubled * cellSeconds / 2;
    }

    double deadAir() const
    {
        int silent = 0;
        const Runs silences = runsOf(m_sound, 0);
        for (const auto &[from, to] : silences)
            silent += from > 0 && to < size && to - from >= 60 ? to - from : 0;
        return silent * cellSeconds;
    }

    static constexpr int size = callCells + 600;

private:
    void addWords(const Transcription &line)
    {
        for (const Word &word : line.words)
            m_wordStarts.push_back(word.start);
        const auto count = static_cast<int>(line.text.split(QLatin1Char(' ')).size());
        for (int i = 0; line.words.isEmpty() && line.end > line.start && i < count; ++i)
            m_wordStarts.push_back(line.start + (line.end - line.start) * i / count);
    }

    std::vector<double> m_wordStarts;
    std::vector<std::pair<double, double>> m_sentiments;
    std::array<Grid, 2> m_speech{Grid(size), Grid(size)};
    std::array<Grid, 2> m_turns{Grid(size), Grid(size)};
    Grid m_sound = Grid(size);
};

class Dice
{
public:
    explicit Dice(unsigned seed)
        : m_engine(seed)
    {
    }
    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(m_engine); }
    double time(int mostCells) { return upTo(mostCells) * cellSeconds; }
    template <typename T>
    void shuffle(T &list)
    {
        std::shuffle(list.begin(), list.end(), m_engine);
    }

private:
    std::mt19937 m_engine;
};

Spoken randomLine(Dice &dice, int lastCell)
{
    Spoken spoken;
    const Track track = dice.upTo(1) == 0 ? Track::Rep : Track::Customer;
    const double start = dice.time(lastCell);
    const int kind = dice.upTo(9);
    const double length = kind == 0 ? 0 : dice.time(kind == 1 ? 400 : 80);
    spoken.line =
        line(track, start, start + length, QStringLiteral("we have to look at that again next week"));
    if (dice.upTo(3) == 0)
        spoken.line.text = QStringLiteral("mm-hm right");
    if (dice.upTo(2) == 0) {
        double from = start;
        for (int i = dice.upTo(6); i >= 0; --i) {
            const double to = from + (1 + dice.upTo(9)) * cellSeconds;
            spoken.line.words.append({QStringLiteral("word"), from, to, std::nullopt});
            from = to + dice.time(14);
        }
        spoken.line.end = spoken.line.words.last().end;
    }
    spoken.facts.questions = dice.upTo(5) == 0 ? 1 : 0;
    if (track == Track::Customer && dice.upTo(1) == 0)
        spoken.facts.sentiment = dice.upTo(200) / 100.0 - 1;
    spoken.facts.keywords.insert(QString::number(dice.upTo(3)), 1);
    return spoken;
}

Conversation randomConversation(Dice &dice, int lines, int lastCell)
{
    Conversation conversation;
    for (int i = 0; i < lines; ++i)
        conversation.push_back(randomLine(dice, lastCell));
    return conversation;
}

CallMetrics finalOf(const Conversation &conversation, double duration)
{
    ConversationMetrics metrics(CallType::Discovery);
    for (const Spoken &spoken : conversation)
        metrics.addLine(spoken.line, spoken.facts);
    return metrics.final(duration);
}

bool same(double a, double b)
{
    return std::abs(a - b) < 1e-6;
}

bool same(std::optional<double> a, std::optional<double> b)
{
    return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

/// The name of the first figure that differs, else empty.
QString difference(const CallMetrics &figures, const Reference &reference)
{
    const double rep = reference.speech(Track::Rep);
    const double customer = reference.speech(Track::Customer);
    if (!same(figures.repSpeechSeconds, rep) || !same(figures.customerSpeechSeconds, customer))
        return QStringLiteral("speech");
    const bool anySpeech = rep + customer > 0;
    if (!same(figures.talkTimeRatio, anySpeech ? std::optional(rep / (rep + customer)) : std::nullopt))
        return QStringLiteral("talk ratio");
    if (!same(figures.paceWpm, reference.pace(figures.at - 30, figures.at)))
        return QStringLiteral("pace");
    if (!same(figures.paceWpmCall, reference.pace(0, Reference::size * cellSeconds)))
        return QStringLiteral("pace of the call");
    if (!same(figures.sentimentAverage, reference.sentimentAverage()) ||
        !same(figures.sentimentNow, reference.sentimentNow()))
        return QStringLiteral("sentiment");
    if (!same(figures.longestMonologue, reference.longestMonologue()))
        return QStringLiteral("monologue %1 %2")
            .arg(figures.longestMonologue)
            .arg(reference.longestMonologue());
    if (figures.interruptionsByRep != reference.interruptionsBy(Track::Rep) ||
        figures.interruptionsByCustomer != reference.interruptionsBy(Track::Customer))
        return QStringLiteral("interruptions");
    if (!same(figures.patience, reference.patience()))
        return QStringLiteral("patience");
    if (!same(figures.deadAir, reference.deadAir()))
        return QStringLiteral("dead air");
    return {};
}

} // namespace

class TestConversationMetricsAnyOrder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void liveFiguresEqualTheReferenceAfterEachLine_data();
    void liveFiguresEqualTheReferenceAfterEachLine();
    void finalFiguresDoNotDependOnTheOrderOfTheLines();
    void finalFiguresOfEightHoursAreTheSameForwardsAndBackwards();
};

void TestConversationMetricsAnyOrder::liveFiguresEqualTheReferenceAfterEachLine_data()
{
    QTest::addColumn<int>("lines");
    QTest::addColumn<int>("lastCell");
    QTest::addColumn<int>("seeds");
    QTest::newRow("a few lines far apart") << 12 << callCells << 30;
    QTest::newRow("a lively call") << 60 << callCells << 8;
    QTest::newRow("everybody at once") << 40 << 500 << 15;
}

void TestConversationMetricsAnyOrder::liveFiguresEqualTheReferenceAfterEachLine()
{
    QFETCH(int, lines);
    QFETCH(int, lastCell);
    QFETCH(int, seeds);
    int interruptions = 0;
    int patience = 0;
    for (int seed = 0; seed < seeds; ++seed) {
        Dice dice(static_cast<unsigned>(seed));
        const Conversation conversation = randomConversation(dice, lines, lastCell);
        ConversationMetrics metrics(CallType::Discovery);
        Conversation soFar;
        for (const Spoken &spoken : conversation) {
            metrics.addLine(spoken.line, spoken.facts);
            soFar.push_back(spoken);
            const QString differs = difference(metrics.at(callCells * cellSeconds), Reference(soFar));
            QVERIFY2(differs.isEmpty(), qPrintable(QStringLiteral("seed %1, line %2: %3")
                                                       .arg(seed)
                                                       .arg(static_cast<int>(soFar.size()))
                                                       .arg(differs)));
        }
        const CallMetrics figures = metrics.final(callCells * cellSeconds);
        interruptions += figures.interruptionsByRep + figures.interruptionsByCustomer;
        patience += figures.patience ? 1 : 0;
    }
    // The conversations do contain what is compared.
    QVERIFY(interruptions > 0);
    QVERIFY(patience > 0);
}

void TestConversationMetricsAnyOrder::finalFiguresDoNotDependOnTheOrderOfTheLines()
{
    for (unsigned seed = 0; seed < 25; ++seed) {
        Dice dice(seed);
        Conversation conversation = randomConversation(dice, 80, callCells);
        const double duration = callCells * cellSeconds + 20;
        const CallMetrics expected = finalOf(conversation, duration);
        QVERIFY(expected.sentimentAverage && expected.paceWpmCall && expected.talkTimeRatio);
        for (int i = 0; i < 5; ++i) {
            dice.shuffle(conversation);
            QCOMPARE(finalOf(conversation, duration), expected);
        }
    }
}

void TestConversationMetricsAnyOrder::finalFiguresOfEightHoursAreTheSameForwardsAndBackwards()
{
    Dice dice(1);
    Conversation conversation = randomConversation(dice, 30'000, 8 * 3600 * 20);
    const double duration = 8 * 3600 + 20;
    std::sort(conversation.begin(), conversation.end(),
              [](const Spoken &a, const Spoken &b) { return a.line.end < b.line.end; });
    const CallMetrics forwards = finalOf(conversation, duration);
    std::reverse(conversation.begin(), conversation.end());
    QCOMPARE(finalOf(conversation, duration), forwards);
    QVERIFY(forwards.interruptionsByRep > 100);
    QVERIFY(forwards.patience);
}

QTEST_APPLESS_MAIN(TestConversationMetricsAnyOrder)
#include "tst_conversation_metrics_any_order.moc"
