// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/analytics_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include <limits>

using namespace talktrack;

namespace {

CallMetrics fullMetrics()
{
    CallMetrics metrics;
    metrics.at = 61.25;
    metrics.talkTimeRatio = 0.43;
    metrics.repSpeechSeconds = 20.1;
    metrics.customerSpeechSeconds = 1.0 / 3;
    metrics.paceWpm = 151.7;
    metrics.paceWpmCall = 140;
    metrics.longestMonologue = 22.4;
    metrics.currentMonologue = 3;
    metrics.questionsRep = 3;
    metrics.questionsCustomer = 2;
    metrics.interruptionsByRep = 1;
    metrics.interruptionsByCustomer = 4;
    metrics.patience = 0.0;
    metrics.fillerRatio = 0.025;
    metrics.deadAir = 5.5;
    metrics.sentimentAverage = -0.25;
    metrics.sentimentNow = 0.2;
    metrics.keywordCounts = {{QStringLiteral("pricing"), 3}, {QStringLiteral("Sécurité <b>"), 1}};
    return metrics;
}

QJsonObject throughText(const QJsonObject &object)
{
    return QJsonDocument::fromJson(QJsonDocument(object).toJson(QJsonDocument::Compact)).object();
}

} // namespace

class TestAnalyticsJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void metricsComeBackAsTheyWere();
    void usesTheContractsNames();
    void writesNullForWhatCouldNotBeMeasured();
    void scoreComesBackAsItWas();
    void readsWhatItCanOfForeignObjects();
};

void TestAnalyticsJson::metricsComeBackAsTheyWere()
{
    QCOMPARE(metricsFromJson(throughText(toJson(fullMetrics()))), fullMetrics());
    QCOMPARE(metricsFromJson(throughText(toJson(CallMetrics{}))), CallMetrics{});
}

void TestAnalyticsJson::usesTheContractsNames()
{
    const QJsonObject object = toJson(fullMetrics());
    QCOMPARE(object.value(QLatin1String("talk_time_ratio")).toDouble(), 0.43);
    QCOMPARE(object.value(QLatin1String("pace_wpm")).toDouble(), 151.7);
    QCOMPARE(object.value(QLatin1String("longest_monologue")).toDouble(), 22.4);
    QCOMPARE(object.value(QLatin1String("questions")).toInt(), 3);
    QCOMPARE(object.value(QLatin1String("sentiment")).toDouble(), 0.2);
    QCOMPARE(object.value(QLatin1String("sentiment_average")).toDouble(), -0.25);
    QCOMPARE(object.value(QLatin1String("keyword_counts")).toObject().value(QLatin1String("pricing")).toInt(),
             3);
}

void TestAnalyticsJson::writesNullForWhatCouldNotBeMeasured()
{
    CallMetrics metrics;
    metrics.paceWpm = std::numeric_limits<double>::quiet_NaN();
    const QJsonObject object = toJson(metrics);
    for (const char *key : {"talk_time_ratio", "pace_wpm", "pace_wpm_call", "patience", "filler_ratio",
                            "sentiment_average", "sentiment"})
        QVERIFY2(object.value(QLatin1String(key)).isNull(), key);
    QCOMPARE(object.value(QLatin1String("questions")).toInt(-1), 0);
}

void TestAnalyticsJson::scoreComesBackAsItWas()
{
    PerformanceScore score;
    score.version = QStringLiteral("score-2/bands-1/discovery");
    score.total = 71.5;
    score.parts = {{QStringLiteral("talk_ratio"), 12.5, 20, true}, {QStringLiteral("patience"), 0, 5, false}};
    QCOMPARE(scoreFromJson(throughText(toJson(score))), score);
    score.total.reset();
    QCOMPARE(scoreFromJson(throughText(toJson(score))), score);
    QVERIFY(toJson(score).value(QLatin1String("total")).isNull());
    QCOMPARE(scoreFromJson({}), PerformanceScore{});
}

void TestAnalyticsJson::readsWhatItCanOfForeignObjects()
{
    const QJsonObject foreign{{QStringLiteral("talk_time_ratio"), QStringLiteral("0.4")},
                              {QStringLiteral("questions"), 1e300},
                              {QStringLiteral("interruptions"), -5},
                              {QStringLiteral("keyword_counts"), QJsonArray{1, 2}},
                              {QStringLiteral("pace_wpm"), 150},
                              {QStringLiteral("something else"), true}};
    const CallMetrics metrics = metricsFromJson(foreign);
    QVERIFY(!metrics.talkTimeRatio);
    QCOMPARE(*metrics.paceWpm, 150.0);
    QCOMPARE(metrics.questionsRep, std::numeric_limits<int>::max());
    QCOMPARE(metrics.interruptionsByRep, 0);
    QVERIFY(metrics.keywordCounts.isEmpty());
    QCOMPARE(scoreFromJson({{QStringLiteral("parts"), QStringLiteral("none")}}), PerformanceScore{});
}

QTEST_APPLESS_MAIN(TestAnalyticsJson)
#include "tst_analytics_json.moc"
