// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/commands/demo_reference.h"
#include "tests/commands/program.h"

#include <QTest>

/// The bundled call through the whole pipeline, offline, as './run' plays it but as fast as the recogniser
/// takes it.
class DemoCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isUnderstoodNearlyWordForWord();
    void findsThePlantedMomentsAndInventsNone();
    void keepsTheStreamsPromises();
    void isFoundInTheDatabaseAfterwards();
    void givesTheSameFeedbackInAReplay();

private:
    Program m_program;
    QList<QJsonObject> m_events;
    DemoReference m_reference;
};

void DemoCallTest::initTestCase()
{
    const Program::Output output =
        m_program.run({QStringLiteral("demo"), QStringLiteral("--headless"), QStringLiteral("--json"),
                       QStringLiteral("--speed"), QStringLiteral("max")},
                      380'000);
    QVERIFY2(output.exitCode == 0, output.err.constData());
    m_events = output.objects();
}

void DemoCallTest::isUnderstoodNearlyWordForWord()
{
    const WordErrors errors = m_reference.errorsOf(m_events);
    QVERIFY(errors.words > 400);
    qInfo("word error rate %.1f %%", 100 * errors.rate());
    QVERIFY2(errors.rate() <= 0.10, qPrintable(QStringLiteral("word error rate %1").arg(errors.rate())));
}

void DemoCallTest::findsThePlantedMomentsAndInventsNone()
{
    const DemoReference::Moments moments = m_reference.momentsOf(m_events);
    qInfo("found: %s", qPrintable(moments.found.join(QLatin1String(", "))));
    QVERIFY2(moments.found.size() >= 5, qPrintable(moments.missed.join(QLatin1String(", "))));
    QVERIFY2(moments.invented.isEmpty(), qPrintable(moments.invented.join(QLatin1String(", "))));
}

void DemoCallTest::keepsTheStreamsPromises()
{
    QCOMPARE(m_events.first().value(QLatin1String("event")).toString(), QStringLiteral("call_started"));
    QStringList kinds;
    QSet<QString> finals;
    /// Lines heard of and not removed.
    QSet<QString> heard;
    for (const QJsonObject &event : m_events) {
        const QString kind = event.value(QLatin1String("event")).toString();
        kinds.append(kind);
        if (kind == QLatin1String("transcript")) {
            const QString segment = event.value(QLatin1String("segment")).toString();
            QVERIFY2(!finals.contains(segment), "nothing comes after a line's final");
            if (event.value(QLatin1String("final")).toBool())
                finals.insert(segment);
            heard.insert(segment);
            QVERIFY(event.value(QLatin1String("start")).toDouble() <=
                    event.value(QLatin1String("end")).toDouble());
            QVERIFY(event.contains(QLatin1String("latency_ms")));
        } else if (kind == QLatin1String("transcript_removed")) {
            const QString segment = event.value(QLatin1String("segment")).toString();
            QVERIFY2(heard.remove(segment), "only what was there can go");
            QVERIFY(!finals.contains(segment));
        } else if (kind == QLatin1String("feedback")) {
            const QJsonObject metadata = event.value(QLatin1String("metadata")).toObject();
            QVERIFY(metadata.contains(QLatin1String("segment")));
            QVERIFY(!metadata.value(QLatin1String("rule")).toString().isEmpty());
            if (event.value(QLatin1String("type")) != QLatin1String("metric"))
                QVERIFY2(finals.contains(metadata.value(QLatin1String("segment")).toString()),
                         "feedback follows the line it came from");
        }
    }
    QCOMPARE(heard, finals);
    QCOMPARE(kinds.count(QStringLiteral("call_started")), 1);
    QCOMPARE(kinds.count(QStringLiteral("call_ended")), 1);
    QCOMPARE(kinds.last(), QStringLiteral("call_ended"));
    QVERIFY(kinds.count(QStringLiteral("metrics")) > 10);
    const QJsonObject analytics = m_events.last().value(QLatin1String("analytics")).toObject();
    const double ratio = analytics.value(QLatin1String("talk_time_ratio")).toDouble(-1);
    QVERIFY(ratio > 0.4 && ratio < 0.8);
    QVERIFY(analytics.value(QLatin1String("performance_score")).isDouble());
}

void DemoCallTest::isFoundInTheDatabaseAfterwards()
{
    const QList<QJsonObject> calls =
        m_program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects();
    QCOMPARE(calls.size(), 1);
    QCOMPARE(calls.first().value(QLatin1String("status")).toString(), QStringLiteral("completed"));
    const QJsonObject call =
        m_program.run({QStringLiteral("show"), QStringLiteral("last"), QStringLiteral("--json")})
            .objects()
            .value(0);
    QCOMPARE(call.value(QLatin1String("format")).toString(), QStringLiteral("talktrack-call/1"));
    int finals = 0;
    int feedback = 0;
    for (const QJsonObject &event : m_events) {
        finals += event.value(QLatin1String("final")).toBool() ? 1 : 0;
        feedback += event.value(QLatin1String("event")) == QLatin1String("feedback") ? 1 : 0;
    }
    QCOMPARE(call.value(QLatin1String("lines")).toArray().size(), finals);
    QCOMPARE(call.value(QLatin1String("feedback")).toArray().size(), feedback);
    QCOMPARE(
        call.value(QLatin1String("analytics")).toObject().value(QLatin1String("talk_time_ratio")),
        m_events.last().value(QLatin1String("analytics")).toObject().value(QLatin1String("talk_time_ratio")));
}

void DemoCallTest::givesTheSameFeedbackInAReplay()
{
    const Program::Output replay =
        m_program.run({QStringLiteral("replay"), QStringLiteral("last"), QStringLiteral("--json")});
    QCOMPARE(replay.exitCode, 0);
    QStringList given;
    for (const QJsonObject &event : m_events)
        if (event.value(QLatin1String("event")) == QLatin1String("feedback"))
            given.append(event.value(QLatin1String("type")).toString() +
                         event.value(QLatin1String("metadata"))[QLatin1String("segment")].toString());
    QStringList again;
    const QList<QJsonObject> events = replay.objects();
    for (const QJsonObject &event : events)
        again.append(event.value(QLatin1String("type")).toString() +
                     event.value(QLatin1String("metadata"))[QLatin1String("segment")].toString());
    given.sort();
    again.sort();
    QCOMPARE(again, given);
    const Program::Output difference = m_program.run({QStringLiteral("replay"), QStringLiteral("last"),
                                                      QStringLiteral("--diff"), QStringLiteral("--json")});
    QCOMPARE(difference.exitCode, 0);
    QVERIFY2(difference.out.isEmpty(), difference.out.constData());
}

QTEST_GUILESS_MAIN(DemoCallTest)
#include "tst_demo_call.moc"
