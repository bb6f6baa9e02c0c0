// SPDX-License-Identifier: GPL-3.0-or-later
#include "conversation.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace talktrack;
using namespace talktrack::test;

namespace {

Transcription withWords(Transcription line, const QList<Word> &words)
{
    line.words = words;
    return line;
}

Word word(double start, double end)
{
    return {QStringLiteral("word"), start, end, std::nullopt};
}

void addFacts(ConversationMetrics &metrics, const Transcription &line, const LineFacts &facts)
{
    metrics.addLine(line, facts);
}

} // namespace

class TestConversationMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void measuresNothingWithoutLines();
    void dividesTheTalkByBothSidesSpeech();
    void countsSpeechFromWordTimesAndBridgesPausesUnderHalfASecond();
    void countsSpeechSaidTwiceOnce();
    void hearsOneSideOnly();
    void measuresPaceOverSpeechAlone();
    void measuresPaceOfTheLastHalfMinute();
    void doesNotMeasurePaceOfTooLittle();
    void monologueGoesOnThroughBackChannelsAndShortPauses();
    void monologueEndsWithTheCustomersTurn();
    void monologueEndsWhereTheCustomerTalksOverIt();
    void monologueEndsWithALongPause();
    void shortQuestionOfTheCustomerEndsAMonologue();
    void lateLineSplitsAMonologue();
    void currentMonologueIsTheOneThatGoesOn();
    void currentMonologueFollowsTheVoiceBeforeTheLineIsFinal();
    void customersVoiceEndsTheCurrentMonologueButAMurmurDoesNot();
    void countsInterruptionsOfEitherSide();
    void countsNoInterruptionForBackChannelsAndTurnTaking();
    void countsOneInterruptionForACutInWithPauses();
    void patienceIsTheMedianOfTheAnswers();
    void patienceNeedsThreeAnswersAndClipsEarlyOnes();
    void patienceSkipsTurnsWithoutAnAnswer();
    void fillerRatioNeedsFiftyWords();
    void deadAirCountsSilencesOfThreeSeconds();
    void deadAirGoesOnWhileNobodySpeaks();
    void aPauseIsNoDeadAir();
    void aPauseIsNotWaitedFor();
    void countsAsIfALineHadNeverBeenThere();
    void sentimentIsTheCustomers();
    void runningSentimentFollowsTheLatestLines();
    void countsQuestionsAndKeywords();
    void survivesTimesThatAreNone();
    void survivesFactsThatAreNone();
    void bandsDifferByTypeOfCall();
    void bandsAreUnknownBeforeThereIsEnough();
    void voiceActivityLeavesTheFinalFiguresAlone();
};

void TestConversationMetrics::measuresNothingWithoutLines()
{
    const ConversationMetrics metrics(CallType::Discovery);
    CallMetrics nothing;
    nothing.at = 12;
    QCOMPARE(metrics.at(12), nothing);
    QCOMPARE(metrics.final(12), nothing);
    QCOMPARE(metrics.bands(nothing), MetricBandsReading{});
}

void TestConversationMetrics::dividesTheTalkByBothSidesSpeech()
{
    const CallMetrics figures = finalOf({rep(0, 4), customer(10, 16)});
    QCOMPARE(figures.repSpeechSeconds, 4.0);
    QCOMPARE(figures.customerSpeechSeconds, 6.0);
    QCOMPARE(*figures.talkTimeRatio, 0.4);
}

void TestConversationMetrics::countsSpeechFromWordTimesAndBridgesPausesUnderHalfASecond()
{
    // 0–1 and 1.4–2 are one stretch of 2 s; 2.5–3 is another of 0.5 s, as a pause of just 0.5 s stays a
    // pause.
    const Transcription spoken = withWords(rep(0, 30), {word(0, 1), word(1.4, 2), word(2.5, 3)});
    QCOMPARE(finalOf({spoken}).repSpeechSeconds, 2.5);
    // A pause between two lines is bridged as one within a line.
    QCOMPARE(finalOf({rep(0, 1), rep(1.25, 2)}).repSpeechSeconds, 2.0);
}

void TestConversationMetrics::countsSpeechSaidTwiceOnce()
{
    QCOMPARE(finalOf({customer(0, 10), customer(4, 12), customer(5, 6)}).customerSpeechSeconds, 12.0);
}

void TestConversationMetrics::hearsOneSideOnly()
{
    const CallMetrics onlyRep = finalOf({rep(0, 20), rep(30, 50)});
    QCOMPARE(*onlyRep.talkTimeRatio, 1.0);
    QCOMPARE(onlyRep.longestMonologue, 20.0);
    QVERIFY(!onlyRep.patience);
    QVERIFY(!onlyRep.sentimentAverage);
    const CallMetrics onlyCustomer = finalOf({customer(0, 20)});
    QCOMPARE(*onlyCustomer.talkTimeRatio, 0.0);
    QCOMPARE(onlyCustomer.longestMonologue, 0.0);
    QVERIFY(!onlyCustomer.paceWpmCall);
    QVERIFY(!onlyCustomer.fillerRatio);
}

void TestConversationMetrics::measuresPaceOverSpeechAlone()
{
    // 50 words in 20 s of speech, with 40 s of silence between: 150 words a minute.
    const CallMetrics figures =
        finalOf({line(Track::Rep, 0, 10, wordsOf(25)), line(Track::Rep, 50, 60, wordsOf(25))});
    QCOMPARE(*figures.paceWpmCall, 150.0);
}

void TestConversationMetrics::measuresPaceOfTheLastHalfMinute()
{
    const ConversationMetrics metrics =
        metricsOf({line(Track::Rep, 0, 30, wordsOf(100)), line(Track::Rep, 40, 60, wordsOf(60))});
    // Of the last 30 s (40–70): 60 words in 20 s.
    QCOMPARE(*metrics.at(70).paceWpm, 180.0);
    // 160 words in 50 s over the call.
    QCOMPARE(*metrics.at(70).paceWpmCall, 192.0);
    // Of 70–100 there is no speech at all.
    QVERIFY(!metrics.at(100).paceWpm);
    QVERIFY(metrics.at(100).paceWpmCall);
}

void TestConversationMetrics::doesNotMeasurePaceOfTooLittle()
{
    QVERIFY(!finalOf({line(Track::Rep, 0, 7.9, wordsOf(30))}).paceWpmCall);
    QVERIFY(!finalOf({line(Track::Rep, 0, 9, wordsOf(14))}).paceWpmCall);
    QVERIFY(finalOf({line(Track::Rep, 0, 8, wordsOf(15))}).paceWpmCall);
}

void TestConversationMetrics::monologueGoesOnThroughBackChannelsAndShortPauses()
{
    const CallMetrics figures = finalOf({rep(0, 20), customer(20.2, 20.6, "Right."), rep(21, 40),
                                         customer(30, 30.5, "mm-hm, got it"), rep(42.4, 50)});
    QCOMPARE(figures.longestMonologue, 50.0);
}

void TestConversationMetrics::monologueEndsWithTheCustomersTurn()
{
    const CallMetrics figures = finalOf({rep(0, 20), customer(20.2, 20.8), rep(21, 40)});
    QCOMPARE(figures.longestMonologue, 20.0);
}

void TestConversationMetrics::monologueEndsWhereTheCustomerTalksOverIt()
{
    // 0–20 and 22–60.
    QCOMPARE(finalOf({rep(0, 60), customer(20, 22)}).longestMonologue, 38.0);
}

void TestConversationMetrics::monologueEndsWithALongPause()
{
    QCOMPARE(finalOf({rep(0, 20), rep(22.5, 40)}).longestMonologue, 20.0);
    QCOMPARE(finalOf({rep(0, 20), rep(22.45, 40)}).longestMonologue, 40.0);
}

void TestConversationMetrics::shortQuestionOfTheCustomerEndsAMonologue()
{
    ConversationMetrics metrics = metricsOf({rep(0, 20), rep(22, 40)});
    LineFacts question;
    question.questions = 1;
    addFacts(metrics, customer(20.5, 21.5, "Really?"), question);
    QCOMPARE(metrics.final(60).longestMonologue, 20.0);
}

void TestConversationMetrics::lateLineSplitsAMonologue()
{
    ConversationMetrics metrics = metricsOf({rep(0, 100), rep(101, 130)});
    QCOMPARE(metrics.at(131).longestMonologue, 130.0);
    metrics.addLine(customer(40, 45), {});
    QCOMPARE(metrics.at(131).longestMonologue, 85.0);
}

void TestConversationMetrics::currentMonologueIsTheOneThatGoesOn()
{
    ConversationMetrics metrics = metricsOf({rep(0, 20), rep(21, 30)});
    QCOMPARE(metrics.at(31).currentMonologue, 30.0);
    QCOMPARE(metrics.at(32.5).currentMonologue, 0.0);
    metrics.addLine(customer(30.2, 30.9), {});
    QCOMPARE(metrics.at(31).currentMonologue, 0.0);
    QCOMPARE(metrics.final(31).currentMonologue, 0.0);
}

void TestConversationMetrics::currentMonologueFollowsTheVoiceBeforeTheLineIsFinal()
{
    ConversationMetrics metrics(CallType::Discovery);
    metrics.voiceChanged(Track::Rep, true, 10);
    QCOMPARE(metrics.at(70).currentMonologue, 60.0);
    QCOMPARE(metrics.at(70).longestMonologue, 60.0);
    metrics.voiceChanged(Track::Rep, false, 72);
    QCOMPARE(metrics.at(74).currentMonologue, 62.0);
    metrics.voiceChanged(Track::Rep, true, 74.4);
    QCOMPARE(metrics.at(80).currentMonologue, 70.0);
    metrics.voiceChanged(Track::Rep, false, 80);
    QCOMPARE(metrics.at(82.5).currentMonologue, 0.0);
    metrics.voiceChanged(Track::Rep, true, 90);
    QCOMPARE(metrics.at(91).currentMonologue, 1.0);
    // A detector that repeats itself or runs backwards changes nothing.
    metrics.voiceChanged(Track::Rep, true, 95);
    metrics.voiceChanged(Track::Customer, false, std::numeric_limits<double>::quiet_NaN());
    QCOMPARE(metrics.at(96).currentMonologue, 6.0);
}

void TestConversationMetrics::customersVoiceEndsTheCurrentMonologueButAMurmurDoesNot()
{
    ConversationMetrics metrics(CallType::Discovery);
    metrics.voiceChanged(Track::Rep, true, 0);
    metrics.voiceChanged(Track::Customer, true, 20);
    metrics.voiceChanged(Track::Customer, false, 21);
    QCOMPARE(metrics.at(30).currentMonologue, 30.0);
    // Its words tell that the murmur was a turn after all.
    metrics.addLine(customer(20, 21), {});
    QCOMPARE(metrics.at(30).currentMonologue, 9.0);
    metrics.voiceChanged(Track::Customer, true, 40);
    QCOMPARE(metrics.at(41).currentMonologue, 20.0);
    QCOMPARE(metrics.at(42).currentMonologue, 0.0);
    metrics.voiceChanged(Track::Customer, false, 43);
    QCOMPARE(metrics.at(45).currentMonologue, 2.0);
}

void TestConversationMetrics::countsInterruptionsOfEitherSide()
{
    // The rep cuts in at 8, the customer at 25.
    const CallMetrics figures = finalOf({customer(0, 10), rep(8, 12), rep(20, 26), customer(25, 30)});
    QCOMPARE(figures.interruptionsByRep, 1);
    QCOMPARE(figures.interruptionsByCustomer, 1);
}

void TestConversationMetrics::countsNoInterruptionForBackChannelsAndTurnTaking()
{
    const CallMetrics figures = finalOf({
        customer(0, 10), rep(5, 6, "yeah exactly"), rep(9.75, 14), // 0.25 s of overlap: the turn was over
        customer(20, 30), rep(20.5, 25),                           // both began at once
    });
    QCOMPARE(figures.interruptionsByRep, 0);
    QCOMPARE(figures.interruptionsByCustomer, 0);
    QCOMPARE(finalOf({customer(0, 10), rep(9.5, 14)}).interruptionsByRep, 1);
    QCOMPARE(finalOf({customer(0, 10), rep(1, 3)}).interruptionsByRep, 1);
    QCOMPARE(finalOf({customer(0, 10), rep(0.9, 3)}).interruptionsByRep, 0);
}

void TestConversationMetrics::countsOneInterruptionForACutInWithPauses()
{
    QCOMPARE(finalOf({customer(0, 20), rep(5, 6), rep(6.75, 8)}).interruptionsByRep, 1);
    QCOMPARE(finalOf({customer(0, 20), rep(5, 6), rep(12, 14)}).interruptionsByRep, 2);
}

void TestConversationMetrics::patienceIsTheMedianOfTheAnswers()
{
    // Gaps of 0.5, 2 and 1 s.
    const QList<Transcription> three{customer(0, 10), rep(10.5, 20),    customer(20, 30),
                                     rep(32, 40),     customer(50, 60), rep(61, 70)};
    QCOMPARE(*finalOf(three).patience, 1.0);
    // With one of 3 s: the mean of 1 and 2.
    QCOMPARE(*finalOf(three + QList{customer(80, 90), rep(93, 99)}).patience, 1.5);
}

void TestConversationMetrics::patienceNeedsThreeAnswersAndClipsEarlyOnes()
{
    const QList<Transcription> two{customer(0, 10), rep(9, 20), customer(30, 40), rep(39, 50)};
    QVERIFY(!finalOf(two).patience);
    QCOMPARE(*finalOf(two + QList{customer(60, 70), rep(75, 80)}).patience, 0.0);
}

void TestConversationMetrics::patienceSkipsTurnsWithoutAnAnswer()
{
    const QList<Transcription> lines{
        customer(0, 10),    customer(12, 20),      rep(21, 60), // answered after the second turn only: 1 s
        customer(30, 32),                                       // spoken into the rep's turn
        customer(70, 80),   rep(80.5, 81, "okay"), rep(82, 90), // a back-channel is no answer: 2 s
        customer(100, 110), rep(113, 120),                      // 3 s
        customer(130, 140),
    };
    QCOMPARE(*finalOf(lines).patience, 2.0);
}

void TestConversationMetrics::fillerRatioNeedsFiftyWords()
{
    const QString fillers = QStringLiteral("um uh basically ");
    QVERIFY(!finalOf({line(Track::Rep, 0, 20, fillers + wordsOf(46))}).fillerRatio);
    QCOMPARE(*finalOf({line(Track::Rep, 0, 20, fillers + wordsOf(47))}).fillerRatio, 3.0 / 50);
    QCOMPARE(*finalOf({line(Track::Rep, 0, 20, wordsOf(50))}).fillerRatio, 0.0);
    QVERIFY(!finalOf({line(Track::Customer, 0, 20, fillers + wordsOf(47))}).fillerRatio);
}

void TestConversationMetrics::deadAirCountsSilencesOfThreeSeconds()
{
    // Silences: 2.9 s, 3 s, 5 s; before the first and after the last line nothing counts.
    const CallMetrics figures =
        finalOf({rep(20, 30), customer(32.9, 40), rep(43, 50), customer(45, 47), customer(55, 60, "right")});
    QCOMPARE(figures.deadAir, 8.0);
}

void TestConversationMetrics::aPauseIsNoDeadAir()
{
    // 2 s before and 2 s after the first pause are 4 s of silence; around the second one it is under 3 s.
    ConversationMetrics metrics = metricsOf({rep(0, 10), customer(10, 20)});
    metrics.pausedChanged(true, 22);
    metrics.pausedChanged(true, 23);
    QCOMPARE(metrics.at(60).deadAir, 0.0);
    metrics.pausedChanged(false, 82);
    metrics.addLine(rep(84, 90), {});
    QCOMPARE(metrics.final(100).deadAir, 4.0);
    metrics.pausedChanged(true, 91);
    metrics.pausedChanged(false, 95);
    metrics.pausedChanged(true, 95.5);
    metrics.pausedChanged(false, 99);
    metrics.addLine(customer(100, 110), {});
    QCOMPARE(metrics.final(110).deadAir, 4.0);
    // A silence of 6 s that no pause touches.
    metrics.addLine(rep(116, 120), {});
    QCOMPARE(metrics.final(120).deadAir, 10.0);

    ConversationMetrics live(CallType::Discovery);
    live.voiceChanged(Track::Rep, true, 0);
    live.voiceChanged(Track::Rep, false, 10);
    live.pausedChanged(true, 14);
    QCOMPARE(live.at(30).deadAir, 4.0);
    live.pausedChanged(false, 40);
    QCOMPARE(live.at(41).deadAir, 5.0);
}

void TestConversationMetrics::aPauseIsNotWaitedFor()
{
    const QList<Transcription> before{customer(0, 10), rep(11, 20), customer(20, 30), rep(31, 40),
                                      customer(40, 50)};
    ConversationMetrics metrics = metricsOf(before);
    metrics.pausedChanged(true, 50.5);
    metrics.pausedChanged(false, 90);
    metrics.addLine(rep(90.5, 95), {});
    QCOMPARE(*metrics.final(100).patience, 1.0);
    // As well where the answer is known before the pause is.
    ConversationMetrics late = metricsOf(before + QList{rep(90.5, 95)});
    late.pausedChanged(true, 50.5);
    late.pausedChanged(false, 90);
    QCOMPARE(*late.final(100).patience, 1.0);
    QCOMPARE(late.final(100), metrics.final(100));
}

void TestConversationMetrics::countsAsIfALineHadNeverBeenThere()
{
    const QList<Transcription> lines{rep(0, 10), customer(12, 20), rep(40, 45)};
    ConversationMetrics clean = metricsOf(lines);
    ConversationMetrics metrics = metricsOf(lines + QList{rep(46, 60, "basically you know")});
    for (ConversationMetrics *each : {&clean, &metrics}) {
        each->voiceChanged(Track::Rep, true, 0);
        each->voiceChanged(Track::Rep, false, 10);
        each->pausedChanged(true, 20);
        each->pausedChanged(false, 30);
    }
    QVERIFY(metrics.at(60) != clean.at(60));
    metrics.forgetLines();
    for (const Transcription &line : lines)
        metrics.addLine(line, {});
    QCOMPARE(metrics.at(60), clean.at(60));
    QCOMPARE(metrics.final(60), clean.final(60));
}

void TestConversationMetrics::deadAirGoesOnWhileNobodySpeaks()
{
    ConversationMetrics metrics = metricsOf({rep(0, 10)});
    QCOMPARE(metrics.at(20).deadAir, 0.0);
    metrics.voiceChanged(Track::Rep, true, 0);
    metrics.voiceChanged(Track::Rep, false, 10);
    QCOMPARE(metrics.at(12.9).deadAir, 0.0);
    QCOMPARE(metrics.at(15).deadAir, 5.0);
    metrics.voiceChanged(Track::Customer, true, 16);
    QCOMPARE(metrics.at(40).deadAir, 6.0);
    // The line that comes with it changes nothing any more.
    metrics.voiceChanged(Track::Customer, false, 40);
    metrics.addLine(customer(16, 40), {});
    QCOMPARE(metrics.at(41).deadAir, 6.0);
}

void TestConversationMetrics::sentimentIsTheCustomers()
{
    ConversationMetrics metrics(CallType::Discovery);
    const auto add = [&](const Transcription &line, std::optional<double> sentiment) {
        LineFacts facts;
        facts.sentiment = sentiment;
        addFacts(metrics, line, facts);
    };
    add(customer(0, 1), 0.5);
    add(rep(1, 2), -1);
    add(customer(2, 3), std::nullopt);
    add(customer(3, 4), -0.1);
    add(customer(4, 5), std::numeric_limits<double>::quiet_NaN());
    QCOMPARE(*metrics.final(5).sentimentAverage, 0.2);
}

void TestConversationMetrics::runningSentimentFollowsTheLatestLines()
{
    ConversationMetrics metrics(CallType::Discovery);
    LineFacts good;
    good.sentiment = 1;
    LineFacts bad;
    bad.sentiment = -1;
    addFacts(metrics, customer(10, 11), bad);
    // Comes later, was said before: (−1 + 0.7) ÷ 1.7.
    addFacts(metrics, customer(0, 1), good);
    QCOMPARE(*metrics.at(12).sentimentNow, -0.3 / 1.7);
    for (int i = 0; i < 30; ++i)
        addFacts(metrics, customer(20 + i, 20.5 + i), bad);
    QCOMPARE(*metrics.at(60).sentimentNow, -1.0);
}

void TestConversationMetrics::countsQuestionsAndKeywords()
{
    ConversationMetrics metrics(CallType::Discovery);
    addFacts(metrics, rep(0, 1), {2, std::nullopt, {{QStringLiteral("pricing"), 1}}});
    addFacts(metrics, customer(1, 2),
             {1, 0.0, {{QStringLiteral("pricing"), 2}, {QStringLiteral("security"), 1}}});
    const CallMetrics figures = metrics.final(2);
    QCOMPARE(figures.questionsRep, 2);
    QCOMPARE(figures.questionsCustomer, 1);
    const QMap<QString, int> expected{{QStringLiteral("pricing"), 3}, {QStringLiteral("security"), 1}};
    QCOMPARE(figures.keywordCounts, expected);
}

void TestConversationMetrics::survivesTimesThatAreNone()
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double inf = std::numeric_limits<double>::infinity();
    const QList<Transcription> broken{
        rep(nan, 5),    rep(1, nan),   rep(-inf, inf), customer(5, 5),
        customer(9, 3), rep(inf, inf), rep(7, 7),      withWords(rep(nan, nan), {word(nan, 1), word(3, 2)})};
    const CallMetrics nothing = finalOf(broken);
    QVERIFY(!nothing.talkTimeRatio);
    QCOMPARE(nothing.longestMonologue, 0.0);
    QCOMPARE(nothing.deadAir, 0.0);
    QCOMPARE(finalOf({rep(-5, 5)}).repSpeechSeconds, 5.0);
    const CallMetrics huge = finalOf({rep(0, 1e300), customer(5, 10), rep(1e18, 1e19)}, 1e300);
    QVERIFY(std::isfinite(huge.repSpeechSeconds));
    QVERIFY(*huge.talkTimeRatio <= 1);
    const CallMetrics atNan = metricsOf({rep(0, 10)}).at(nan);
    QCOMPARE(atNan.repSpeechSeconds, 10.0);
    QVERIFY(metricsOf({rep(0, 10)}).nudges(nan).isEmpty());
    // Valid words rescue a line whose own times are none.
    QCOMPARE(finalOf({withWords(rep(nan, nan), {word(nan, 1), word(2, 3)})}).repSpeechSeconds, 1.0);
}

void TestConversationMetrics::survivesFactsThatAreNone()
{
    constexpr int most = std::numeric_limits<int>::max();
    ConversationMetrics metrics(CallType::Discovery);
    addFacts(metrics, rep(0, 1),
             {most, std::nullopt, {{QStringLiteral("x"), most}, {QStringLiteral("y"), -4}}});
    addFacts(metrics, rep(2, 3), {most, std::nullopt, {{QStringLiteral("x"), most}}});
    addFacts(metrics, customer(4, 5), {-3, 1e300, {}});
    const CallMetrics figures = metrics.final(5);
    QCOMPARE(figures.questionsRep, most);
    QCOMPARE(figures.questionsCustomer, 0);
    QCOMPARE(*figures.sentimentAverage, 1.0);
    const QMap<QString, int> expected{{QStringLiteral("x"), most}};
    QCOMPARE(figures.keywordCounts, expected);
    metrics.addLine(customer(6, 7, ""), {});
    metrics.addLine(line(Track::Rep, 8, 9, QString(200'000, QLatin1Char(','))), {});
    QCOMPARE(metrics.final(9).customerSpeechSeconds, 2.0);
}

void TestConversationMetrics::bandsDifferByTypeOfCall()
{
    CallMetrics figures;
    figures.repSpeechSeconds = 58;
    figures.customerSpeechSeconds = 42;
    figures.talkTimeRatio = 0.58;
    figures.currentMonologue = 80;
    figures.paceWpm = 176;
    figures.fillerRatio = 0.081;
    figures.sentimentNow = -0.2;
    const auto read = [&](CallType type) {
        return ConversationMetrics(type).bands(figures);
    };
    const MetricBandsReading discovery{Band::High, Band::High, Band::High, Band::TooHigh, Band::Low};
    QCOMPARE(read(CallType::Discovery), discovery);
    QCOMPARE(read(CallType::Demo).talkTimeRatio, Band::Good);
    QCOMPARE(read(CallType::Negotiation).talkTimeRatio, Band::High);
    QCOMPARE(read(CallType::ColdCall).talkTimeRatio, Band::Good);
    QCOMPARE(read(CallType::ColdCall).monologue, Band::TooHigh);
    figures.talkTimeRatio = 0.43;
    figures.paceWpm = 100;
    QCOMPARE(read(CallType::Discovery).talkTimeRatio, Band::Good);
    QCOMPARE(read(CallType::Discovery).pace, Band::TooLow);
    figures.talkTimeRatio = 0.66;
    QCOMPARE(read(CallType::Discovery).talkTimeRatio, Band::TooHigh);
}

void TestConversationMetrics::bandsAreUnknownBeforeThereIsEnough()
{
    const ConversationMetrics metrics = metricsOf({rep(0, 20), customer(20, 29)});
    const MetricBandsReading reading = metrics.bands(metrics.at(29));
    QCOMPARE(reading.talkTimeRatio, Band::Unknown);
    QCOMPARE(reading.pace, Band::Unknown);
    QCOMPARE(reading.fillers, Band::Unknown);
    QCOMPARE(reading.sentiment, Band::Unknown);
    QCOMPARE(reading.monologue, Band::Good);
}

void TestConversationMetrics::voiceActivityLeavesTheFinalFiguresAlone()
{
    const QList<Transcription> lines{rep(0, 20), customer(21, 30), rep(40, 50)};
    ConversationMetrics metrics = metricsOf(lines);
    metrics.voiceChanged(Track::Rep, true, 0);
    metrics.voiceChanged(Track::Rep, false, 400);
    metrics.voiceChanged(Track::Customer, true, 500);
    QCOMPARE(metrics.final(600), finalOf(lines, 600));
    QVERIFY(metrics.at(600) != metrics.final(600));
}

QTEST_APPLESS_MAIN(TestConversationMetrics)
#include "tst_conversation_metrics.moc"
