// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/performance_score.h"

#include "conversation.h"

#include <QtTest>

#include <limits>

using namespace talktrack;
using namespace talktrack::test;

namespace {

/// Ten minutes of speech, good in every figure of a discovery call.
CallMetrics goodCall()
{
    CallMetrics metrics;
    metrics.repSpeechSeconds = 258;
    metrics.customerSpeechSeconds = 342;
    metrics.talkTimeRatio = 0.43;
    metrics.longestMonologue = 60;
    metrics.questionsRep = 4;
    metrics.paceWpmCall = 150;
    metrics.patience = 1;
    metrics.fillerRatio = 0.02;
    metrics.sentimentAverage = 0.2;
    return metrics;
}

PerformanceScore scoreOf(const CallMetrics &metrics, int done = 8, int total = 8)
{
    return performanceScore(metrics, MetricBands::defaults(CallType::Discovery), CallType::Discovery, done,
                            total);
}

ScorePart partOf(const PerformanceScore &score, const char *name)
{
    for (const ScorePart &part : score.parts)
        if (part.name == QLatin1String(name))
            return part;
    return {};
}

} // namespace

class TestPerformanceScore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodCallEarnsAllPoints();
    void partsAddUpToAHundred();
    void aFigureAtTheDangerEdgeEarnsHalf();
    void earnsNothingForNoQuestionAndNoPatience();
    void countsQuestionsByTheTimeSpoken();
    void countsInterruptionsByTheCustomersSpeech();
    void leavesOutWhatCouldNotBeMeasured();
    void givesNoTotalOfTooLittle();
    void takesTheChecklistAsItIs();
    void differsByTypeOfCallAndSaysItsVersion();
    void survivesFiguresThatAreNone();
    void scoresALiveCallThroughTheMetrics();
};

void TestPerformanceScore::aGoodCallEarnsAllPoints()
{
    QCOMPARE(*scoreOf(goodCall()).total, 100.0);
}

void TestPerformanceScore::partsAddUpToAHundred()
{
    double outOf = 0;
    const PerformanceScore score = scoreOf(goodCall());
    for (const ScorePart &part : score.parts) {
        QVERIFY2(part.measured, qPrintable(part.name));
        outOf += part.outOf;
    }
    QCOMPARE(outOf, 100.0);
    QCOMPARE(score.parts.size(), 9);
}

void TestPerformanceScore::aFigureAtTheDangerEdgeEarnsHalf()
{
    CallMetrics metrics = goodCall();
    metrics.talkTimeRatio = 0.65;
    QCOMPARE(partOf(scoreOf(metrics), "talk_ratio").points, 10.0);
    QCOMPARE(*scoreOf(metrics).total, 90.0);
    metrics.talkTimeRatio = 0.80;
    QVERIFY(qAbs(partOf(scoreOf(metrics), "talk_ratio").points) < 1e-9);
    metrics.talkTimeRatio = 0.95;
    QCOMPARE(partOf(scoreOf(metrics), "talk_ratio").points, 0.0);
    metrics.talkTimeRatio = 0.15;
    QCOMPARE(partOf(scoreOf(metrics), "talk_ratio").points, 10.0);
    metrics.paceWpmCall = 190;
    QCOMPARE(partOf(scoreOf(metrics), "pace").points, 5.0);
    metrics.longestMonologue = 90;
    QCOMPARE(partOf(scoreOf(metrics), "monologue").points, 7.5);
    metrics.fillerRatio = 0.08;
    QCOMPARE(partOf(scoreOf(metrics), "fillers").points, 2.5);
}

void TestPerformanceScore::earnsNothingForNoQuestionAndNoPatience()
{
    CallMetrics metrics = goodCall();
    metrics.questionsRep = 0;
    metrics.patience = 0;
    for (const CallType type :
         {CallType::Discovery, CallType::Demo, CallType::Negotiation, CallType::ColdCall}) {
        const PerformanceScore score = performanceScore(metrics, MetricBands::defaults(type), type, 8, 8);
        QCOMPARE(partOf(score, "questions").points, 0.0);
        QCOMPARE(partOf(score, "patience").points, 0.0);
    }
    metrics.patience = 0.1;
    QCOMPARE(partOf(scoreOf(metrics), "patience").points, 1.25);
    // A figure that may be negative has its nought where it is for the high side.
    const FigureBands mood{-0.4, -0.1};
    QCOMPARE(mood.share(-0.4), 0.5);
    QVERIFY(mood.share(-0.6) > 0);
    QCOMPARE(mood.share(-0.7), 0.0);
}

void TestPerformanceScore::countsQuestionsByTheTimeSpoken()
{
    CallMetrics metrics = goodCall();
    // One in ten minutes is the lower danger edge.
    metrics.questionsRep = 1;
    QCOMPARE(partOf(scoreOf(metrics), "questions").points, 7.5);
    metrics.questionsRep = 0;
    QCOMPARE(partOf(scoreOf(metrics), "questions").points, 0.0);
    metrics.repSpeechSeconds = 50;
    metrics.customerSpeechSeconds = 69;
    QVERIFY(!partOf(scoreOf(metrics), "questions").measured);
}

void TestPerformanceScore::countsInterruptionsByTheCustomersSpeech()
{
    CallMetrics metrics = goodCall();
    metrics.customerSpeechSeconds = 600;
    metrics.interruptionsByCustomer = 100;
    metrics.interruptionsByRep = 1;
    QCOMPARE(partOf(scoreOf(metrics), "interruptions").points, 10.0);
    metrics.interruptionsByRep = 3;
    QCOMPARE(partOf(scoreOf(metrics), "interruptions").points, 5.0);
    metrics.customerSpeechSeconds = 29;
    QVERIFY(!partOf(scoreOf(metrics), "interruptions").measured);
}

void TestPerformanceScore::leavesOutWhatCouldNotBeMeasured()
{
    CallMetrics metrics = goodCall();
    metrics.talkTimeRatio = 0.65;
    metrics.patience.reset();
    metrics.fillerRatio.reset();
    metrics.sentimentAverage.reset();
    const PerformanceScore score = scoreOf(metrics, 0, 0);
    QVERIFY(!partOf(score, "patience").measured);
    QVERIFY(!partOf(score, "checklist").measured);
    // 60 of the 70 points that were measured.
    QCOMPARE(*score.total, 100.0 * 60 / 70);
}

void TestPerformanceScore::givesNoTotalOfTooLittle()
{
    CallMetrics metrics = goodCall();
    metrics.repSpeechSeconds = 30;
    metrics.customerSpeechSeconds = 29;
    QVERIFY(!scoreOf(metrics).total);
    metrics = goodCall();
    // Monologue, questions and pace alone: 40 points.
    metrics.customerSpeechSeconds = 0;
    metrics.patience.reset();
    metrics.fillerRatio.reset();
    metrics.sentimentAverage.reset();
    QVERIFY(!scoreOf(metrics, 0, 0).total);
    QVERIFY(scoreOf(metrics, 4, 8).total);
    QVERIFY(!scoreOf(CallMetrics{}).total);
}

void TestPerformanceScore::takesTheChecklistAsItIs()
{
    QCOMPARE(partOf(scoreOf(goodCall(), 2, 8), "checklist").points, 3.75);
    QCOMPARE(partOf(scoreOf(goodCall(), 12, 8), "checklist").points, 15.0);
    QCOMPARE(partOf(scoreOf(goodCall(), -1, 8), "checklist").points, 0.0);
}

void TestPerformanceScore::differsByTypeOfCallAndSaysItsVersion()
{
    CallMetrics metrics = goodCall();
    metrics.talkTimeRatio = 0.58;
    const PerformanceScore coldCall = ConversationMetrics(CallType::ColdCall).score(metrics, 8, 8);
    QCOMPARE(partOf(coldCall, "talk_ratio").points, 20.0);
    QVERIFY(partOf(scoreOf(metrics), "talk_ratio").points < 20);
    QCOMPARE(coldCall.version, QStringLiteral("score-2/bands-1/cold_call"));
    MetricBands own = MetricBands::defaults(CallType::Discovery);
    own.version = QStringLiteral("ours-3");
    own.talkTimeRatio.high = 0.6;
    const PerformanceScore edited = ConversationMetrics(CallType::Discovery, own).score(metrics, 8, 8);
    QCOMPARE(partOf(edited, "talk_ratio").points, 20.0);
    QVERIFY(edited.version.contains(QLatin1String("ours-3")));
}

void TestPerformanceScore::survivesFiguresThatAreNone()
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    CallMetrics metrics = goodCall();
    metrics.patience = nan;
    metrics.paceWpmCall = std::numeric_limits<double>::infinity();
    metrics.longestMonologue = 1e300;
    const PerformanceScore score = scoreOf(metrics);
    QCOMPARE(*score.total, 100.0 - 5 - 10 - 15);
    metrics.repSpeechSeconds = nan;
    QVERIFY(!scoreOf(metrics).total);
}

void TestPerformanceScore::scoresALiveCallThroughTheMetrics()
{
    ConversationMetrics metrics(CallType::Discovery);
    LineFacts question;
    question.questions = 1;
    for (int i = 0; i < 10; ++i) {
        const double start = i * 60;
        metrics.addLine(line(Track::Rep, start, start + 20, wordsOf(50)), question);
        metrics.addLine(customer(start + 21, start + 50), {});
    }
    const PerformanceScore score = metrics.score(metrics.final(600), 8, 8);
    // The customer's sentiment alone could not be measured; the rep answers after 10 s each time: no patience
    // points.
    QVERIFY(!partOf(score, "sentiment").measured);
    QCOMPARE(partOf(score, "patience").points, 0.0);
    QCOMPARE(*score.total, 100.0 * 90 / 95);
}

QTEST_APPLESS_MAIN(TestPerformanceScore)
#include "tst_performance_score.moc"
