// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/nudge_policy.h"

#include "conversation.h"

#include <QJsonObject>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace talktrack;
using namespace talktrack::test;

namespace {

NudgePolicy discoveryPolicy()
{
    return NudgePolicy(MetricBands::defaults(CallType::Discovery));
}

NudgeFigures monologueOf(double seconds)
{
    NudgeFigures figures;
    figures.monologue = seconds;
    return figures;
}

NudgeFigures talkRatioOf(double ratio)
{
    NudgeFigures figures;
    figures.talkTimeRatio = ratio;
    return figures;
}

QString ruleOf(const FeedbackEvent &event)
{
    return event.metadata.value(QLatin1String("rule")).toString();
}

/// A call asked once a second.
QList<FeedbackEvent> nudgesUntil(ConversationMetrics &metrics, int from, int until)
{
    QList<FeedbackEvent> given;
    for (int now = from; now <= until; ++now)
        given += metrics.nudges(now);
    return given;
}

/// Rep and customer in turns, as voice and, every ten seconds, as a line; asked once a second.
QList<FeedbackEvent> nudgesOfTurns(int repSeconds, int customerSeconds, int repWordsInTenSeconds, int until)
{
    constexpr int lineSeconds = 10;
    ConversationMetrics metrics(CallType::Discovery);
    QList<FeedbackEvent> given;
    int now = 0;
    while (now < until) {
        for (const Track track : {Track::Rep, Track::Customer}) {
            metrics.voiceChanged(track, true, now);
            const int end = now + (track == Track::Rep ? repSeconds : customerSeconds);
            for (; now < end; now += lineSeconds) {
                given += nudgesUntil(metrics, now, now + lineSeconds - 1);
                metrics.addLine(line(track, now, now + lineSeconds, wordsOf(repWordsInTenSeconds)), {});
            }
            metrics.voiceChanged(track, false, now);
            ++now;
        }
    }
    return given;
}

} // namespace

class TestMetricNudges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bandsHaveTheirEdgesInTheMilderOne();
    void nudgeSaysWhatToDoAndWhy();
    void wordingsAreShort();
    void givesNoneInTheFirstMinute();
    void staysSilentInTheDeadBand();
    void comesAgainAfterTheFigureHadRecovered();
    void remindsAfterTenMinutes();
    void givesOneAtATimeTheMonologueFirst();
    void ignoresFiguresThatAreNone();
    void saysNothingOfTheTalkRatioWhileTheCustomerSpeaks();
    void mentionsALongSilenceOnlyWithVoiceActivity();
    void keepsQuietInAPauseAndDoesNotCountIt();
    void givesNoneInAGoodHour();
    void givesFewInABadHour();
    void waitsTwiceAsLongEachTimeNothingChanges();
    void startsOverWhenANudgeWasHeeded();
    void givesAtMostEightInAnyHour();
};

void TestMetricNudges::bandsHaveTheirEdgesInTheMilderOne()
{
    const FigureBands bands{0.1, 0.3, 0.5, 0.7, 0.05};
    QCOMPARE(bands.of(0.05), Band::TooLow);
    QCOMPARE(bands.of(0.1), Band::Low);
    QCOMPARE(bands.of(0.3), Band::Good);
    QCOMPARE(bands.of(0.5), Band::Good);
    QCOMPARE(bands.of(0.7), Band::High);
    QCOMPARE(bands.of(0.71), Band::TooHigh);
    QCOMPARE(bands.of(std::numeric_limits<double>::quiet_NaN()), Band::Unknown);
    QCOMPARE(toWire(Band::TooHigh), QStringLiteral("too_high"));
}

void TestMetricNudges::nudgeSaysWhatToDoAndWhy()
{
    ConversationMetrics metrics(CallType::Discovery);
    metrics.addLine(customer(0, 5), {});
    metrics.voiceChanged(Track::Rep, true, 30);
    QVERIFY(nudgesUntil(metrics, 30, 120).isEmpty());
    const QList<FeedbackEvent> given = metrics.nudges(121);
    QCOMPARE(given.size(), 1);
    const FeedbackEvent &nudge = given.first();
    QCOMPARE(nudge.content, QStringLiteral("You have been talking for 91 s. Ask a question."));
    QCOMPARE(nudge.type, FeedbackType::Metric);
    QCOMPARE(nudge.origin, FeedbackOrigin::Rule);
    QCOMPARE(nudge.timestamp, 121.0);
    QCOMPARE(nudge.callId, QStringLiteral("call"));
    QVERIFY(!nudge.id.isEmpty());
    QVERIFY(nudge.metadata.contains(QLatin1String("segment")));
    QCOMPARE(ruleOf(nudge), QStringLiteral("metric:monologue"));
    QCOMPARE(nudge.metadata.value(QLatin1String("value")).toDouble(), 91.0);
    QCOMPARE(nudge.metadata.value(QLatin1String("band")).toString(), QStringLiteral("too_high"));
    QVERIFY(!nudge.metadata.value(QLatin1String("title")).toString().isEmpty());
    QVERIFY(!nudge.metadata.value(QLatin1String("why")).toString().isEmpty());
}

void TestMetricNudges::wordingsAreShort()
{
    const NudgeFigures all{100, 200, 0.8, 12, 0.1};
    NudgePolicy policy = discoveryPolicy();
    QStringList rules;
    for (int now = 60; now < 600; now += 45) {
        const std::optional<FeedbackEvent> nudge = policy.next(now, all);
        if (!nudge)
            continue;
        rules.append(ruleOf(*nudge));
        QVERIFY(nudge->content.split(QLatin1Char(' ')).size() <= 14);
        QVERIFY(nudge->metadata.value(QLatin1String("why")).toString().split(QLatin1Char(' ')).size() <= 15);
        QVERIFY(!nudge->content.contains(QLatin1Char('%')) || nudge->content.contains(QLatin1String(" % ")));
    }
    const QStringList expected{QStringLiteral("metric:monologue"), QStringLiteral("metric:pace"),
                               QStringLiteral("metric:talk_ratio"), QStringLiteral("metric:dead_air"),
                               QStringLiteral("metric:fillers")};
    QCOMPARE(rules, expected);
}

void TestMetricNudges::givesNoneInTheFirstMinute()
{
    NudgePolicy policy = discoveryPolicy();
    QVERIFY(!policy.next(59, talkRatioOf(0.9)));
    QVERIFY(policy.next(60, talkRatioOf(0.9)));
}

void TestMetricNudges::staysSilentInTheDeadBand()
{
    NudgePolicy policy = discoveryPolicy();
    QVERIFY(policy.next(100, talkRatioOf(0.66)));
    int again = 0;
    // For five minutes the figure crosses the edge every few seconds, but does not come back by 5 %.
    for (int now = 101; now < 400; ++now)
        again += policy.next(now, talkRatioOf(now % 7 < 3 ? 0.61 : 0.67)) ? 1 : 0;
    QCOMPARE(again, 0);
}

void TestMetricNudges::comesAgainAfterTheFigureHadRecovered()
{
    NudgePolicy policy = discoveryPolicy();
    QVERIFY(policy.next(100, talkRatioOf(0.66)));
    QVERIFY(!policy.next(110, talkRatioOf(0.60)));
    QVERIFY(!policy.next(219, talkRatioOf(0.66)));
    QVERIFY(policy.next(220, talkRatioOf(0.66)));
}

void TestMetricNudges::remindsAfterTenMinutes()
{
    NudgePolicy policy = discoveryPolicy();
    QVERIFY(policy.next(100, talkRatioOf(0.8)));
    QVERIFY(!policy.next(699, talkRatioOf(0.8)));
    QVERIFY(policy.next(700, talkRatioOf(0.8)));
}

void TestMetricNudges::givesOneAtATimeTheMonologueFirst()
{
    NudgePolicy policy = discoveryPolicy();
    NudgeFigures both = monologueOf(95);
    both.talkTimeRatio = 0.8;
    QCOMPARE(ruleOf(*policy.next(100, both)), QStringLiteral("metric:monologue"));
    QVERIFY(!policy.next(144, both));
    QCOMPARE(ruleOf(*policy.next(145, both)), QStringLiteral("metric:talk_ratio"));
}

void TestMetricNudges::ignoresFiguresThatAreNone()
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    NudgePolicy policy = discoveryPolicy();
    QVERIFY(!policy.next(100, NudgeFigures{}));
    QVERIFY(!policy.next(100, talkRatioOf(nan)));
    QVERIFY(!policy.next(nan, talkRatioOf(0.9)));
    QVERIFY(policy.next(100, talkRatioOf(0.9)));
}

void TestMetricNudges::saysNothingOfTheTalkRatioWhileTheCustomerSpeaks()
{
    ConversationMetrics metrics(CallType::Discovery);
    metrics.addLine(rep(0, 50), {});
    metrics.addLine(customer(51, 81), {});
    metrics.addLine(rep(83, 133), {});
    metrics.voiceChanged(Track::Customer, true, 135);
    QVERIFY(nudgesUntil(metrics, 135, 160).isEmpty());
    metrics.voiceChanged(Track::Customer, false, 161);
    // 100 of 130 s.
    const QList<FeedbackEvent> given = nudgesUntil(metrics, 161, 162);
    QCOMPARE(given.size(), 1);
    QCOMPARE(given.first().content,
             QStringLiteral("You have done 77 % of the talking. Let the customer speak."));
}

void TestMetricNudges::mentionsALongSilenceOnlyWithVoiceActivity()
{
    ConversationMetrics metrics = metricsOf({customer(0, 70), rep(71, 80)});
    QVERIFY(nudgesUntil(metrics, 80, 120).isEmpty());
    metrics.voiceChanged(Track::Rep, true, 121);
    metrics.voiceChanged(Track::Rep, false, 125);
    QVERIFY(nudgesUntil(metrics, 125, 135).isEmpty());
    const QList<FeedbackEvent> given = metrics.nudges(136);
    QCOMPARE(given.size(), 1);
    QCOMPARE(ruleOf(given.first()), QStringLiteral("metric:dead_air"));
    QVERIFY(nudgesUntil(metrics, 137, 300).isEmpty());
}

void TestMetricNudges::keepsQuietInAPauseAndDoesNotCountIt()
{
    ConversationMetrics metrics = metricsOf({customer(0, 70), rep(71, 80)});
    metrics.voiceChanged(Track::Rep, true, 71);
    metrics.voiceChanged(Track::Rep, false, 80);
    metrics.pausedChanged(true, 82);
    QVERIFY(nudgesUntil(metrics, 82, 400).isEmpty());
    metrics.pausedChanged(false, 401);
    // 2 s before the pause and 8 s after it.
    QVERIFY(nudgesUntil(metrics, 401, 409).isEmpty());
    const QList<FeedbackEvent> given = metrics.nudges(410);
    QCOMPARE(given.size(), 1);
    QCOMPARE(ruleOf(given.first()), QStringLiteral("metric:dead_air"));
}

void TestMetricNudges::givesNoneInAGoodHour()
{
    // 20 s of the rep at 150 words a minute, 30 s of the customer: 40 : 60.
    QCOMPARE(nudgesOfTurns(20, 30, 25, 3600).size(), 0);
}

void TestMetricNudges::givesFewInABadHour()
{
    // Monologues of 100 s at 228 words a minute, 20 s of the customer: 83 : 17.
    const QList<FeedbackEvent> given = nudgesOfTurns(100, 20, 38, 3600);
    QMap<QString, double> last;
    double lastOfAny = 0;
    for (const FeedbackEvent &nudge : given) {
        QVERIFY(nudge.timestamp >= NudgePolicy::quietStart);
        QVERIFY(lastOfAny == 0 || nudge.timestamp - lastOfAny >= NudgePolicy::betweenAny);
        if (last.contains(ruleOf(nudge)))
            QVERIFY(nudge.timestamp - last.value(ruleOf(nudge)) >= NudgePolicy::cooldown);
        last.insert(ruleOf(nudge), nudge.timestamp);
        lastOfAny = nudge.timestamp;
    }
    QVERIFY(last.contains(QStringLiteral("metric:monologue")));
    QVERIFY(last.contains(QStringLiteral("metric:pace")));
    QVERIFY(last.contains(QStringLiteral("metric:talk_ratio")));
    QVERIFY2(given.size() <= NudgePolicy::mostInAnHour, qPrintable(QString::number(given.size())));
}

void TestMetricNudges::waitsTwiceAsLongEachTimeNothingChanges()
{
    NudgePolicy policy = discoveryPolicy();
    QList<double> given;
    // A monologue of 110 s, then 10 s of the customer, over and over.
    for (int now = 100; now < 4000; ++now)
        if (policy.next(now, monologueOf(now % 120)))
            given.append(now);
    QVERIFY(given.size() >= 4 && given.size() <= 6);
    for (qsizetype i = 2; i < given.size(); ++i)
        QVERIFY(given.at(i) - given.at(i - 1) >= 120 * std::pow(2, i - 1));
}

void TestMetricNudges::startsOverWhenANudgeWasHeeded()
{
    NudgePolicy policy = discoveryPolicy();
    QVERIFY(policy.next(100, monologueOf(95)));
    QVERIFY(!policy.next(130, monologueOf(0)));
    QVERIFY(policy.next(230, monologueOf(95)));
    QVERIFY(!policy.next(240, monologueOf(0)));
    QVERIFY(!policy.next(400, monologueOf(95)));
    QVERIFY(!policy.next(410, monologueOf(0)));
    // Ten good minutes later the first comes at once and the second after the short pause.
    QVERIFY(policy.next(1010, monologueOf(95)));
    QVERIFY(!policy.next(1020, monologueOf(0)));
    QVERIFY(policy.next(1130, monologueOf(95)));
}

void TestMetricNudges::givesAtMostEightInAnyHour()
{
    NudgePolicy policy = discoveryPolicy();
    QList<double> given;
    for (int now = 0; now < 4 * 3600; ++now) {
        const bool bad = now % 120 > 5;
        const NudgeFigures figures{bad ? 120.0 : 0, bad ? 220.0 : 140, bad ? 0.9 : 0.4, bad ? 15.0 : 0,
                                   bad ? 0.2 : 0.01};
        if (policy.next(now, figures))
            given.append(now);
    }
    QVERIFY(given.size() > NudgePolicy::mostInAnHour);
    for (qsizetype i = NudgePolicy::mostInAnHour; i < given.size(); ++i)
        QVERIFY(given.at(i) - given.at(i - NudgePolicy::mostInAnHour) >= 3600);
}

QTEST_APPLESS_MAIN(TestMetricNudges)
#include "tst_metric_nudges.moc"
