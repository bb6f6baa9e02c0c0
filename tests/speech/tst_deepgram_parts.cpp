// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/audio_frame.h"
#include "core/speech/deepgram/deepgram_channel.h"
#include "core/speech/deepgram/link_watch.h"
#include "core/speech/deepgram/send_pacer.h"
#include "core/speech/deepgram/stream_clock.h"
#include "core/speech/deepgram/thin_line_watch.h"
#include "core/speech/position_set.h"
#include "core/support/backoff.h"

#include <QTest>

#include <cmath>
#include <deque>
#include <utility>

using namespace talktrack;
using std::chrono::milliseconds;
using std::chrono::seconds;
using TimePoint = std::chrono::steady_clock::time_point;

namespace {

constexpr qint64 s(double value)
{
    return positionAt(value);
}

const TimePoint start = TimePoint(seconds(1000));

} // namespace

class DeepgramPartsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stretchesThatTouchAreOne();
    void aStretchBridgesWhatItOverlaps();
    void smallHolesCanBeLeftAside();
    void coversAsMuchAsWasAdded_data();
    void coversAsMuchAsWasAdded();

    void streamTimeStartsWhereTheFirstSoundStands();
    void soundLeftOutDoesNotCount();
    void madeUpSilenceCountsButIsNoPartOfTheCall();
    void momentsPastWhatWasSentAreUnknown();
    void aResultAcrossAHoleCoversBothSides();

    void answersOnTheirWayAreTakenAlsoWhenLaterSoundIsGivenUp_data();
    void answersOnTheirWayAreTakenAlsoWhenLaterSoundIsGivenUp();

    void anUnansweredPingIsNoticedWithinTenSeconds();
    void anyMessageAnswersAPing();
    void speechWithoutResultsIsNoticedWithinTenSeconds();
    void silenceWithoutResultsIsNoFault();
    void bytesThatNobodyTakesAreAFault();
    void bytesThatAreTakenInLargePortionsAreNoFault();
    void noResultIsDueForSoundThatWaits();
    void aThinLineIsKnownByItsAnswers_data();
    void aThinLineIsKnownByItsAnswers();
    void aFileIsOnNoThinLine();
    void aSlowLineIsNoFault();
    void keepAliveIsDueOnlyWhenNothingWasSent();

    void neverMoreThanFiveQuartersOfRealTime();
    void aLiveCallIsNotHeldUp();

    void waitsGrowUpToTheMost();
    void waitsAreNotInStep();
    void whatTheServerAsksForIsWaited();
    void quickLivesSlowDown();
    void aStableStretchStartsFromTheBeginning();
};

void DeepgramPartsTest::stretchesThatTouchAreOne()
{
    PositionSet set;
    set.add({10, 20});
    set.add({30, 40});
    QCOMPARE(set.ranges().size(), 2);
    set.add({20, 30});
    QCOMPARE(set.ranges(), (QList<PositionRange>{{10, 40}}));
    QVERIFY(!set.contains(9) && set.contains(10) && set.contains(39) && !set.contains(40));
}

void DeepgramPartsTest::aStretchBridgesWhatItOverlaps()
{
    PositionSet set;
    for (const PositionRange range : {PositionRange{0, 5}, {10, 15}, {20, 25}, {30, 35}})
        set.add(range);
    set.add({12, 22});
    QCOMPARE(set.ranges(), (QList<PositionRange>{{0, 5}, {10, 25}, {30, 35}}));
    set.add({7, 7});
    set.add({9, 8});
    QCOMPARE(set.ranges().size(), 3);
}

void DeepgramPartsTest::smallHolesCanBeLeftAside()
{
    PositionSet set;
    set.add({0, 10});
    set.add({12, 20});
    set.add({30, 40});
    QCOMPARE(set.solidEnd(0), 10);
    QCOMPARE(set.solidEnd(0, 2), 20);
    QCOMPARE(set.solidEnd(0, 10), 40);
    QCOMPARE(set.solidEnd(25, 2), 25);
    QCOMPARE(set.firstFrom(10, -1), 12);
    QCOMPARE(set.firstFrom(33, -1), 33);
    QCOMPARE(set.firstFrom(40, -1), -1);
}

void DeepgramPartsTest::coversAsMuchAsWasAdded_data()
{
    QTest::addColumn<uint>("seed");
    for (uint seed = 1; seed <= 20; ++seed)
        QTest::addRow("%u", seed) << seed;
}

/// Against a plain list of positions.
void DeepgramPartsTest::coversAsMuchAsWasAdded()
{
    QFETCH(const uint, seed);
    std::mt19937 random(seed);
    PositionSet set;
    std::array<bool, 300> plain{};
    for (int round = 0; round < 40; ++round) {
        const auto from = static_cast<qint64>(random() % 290);
        const qint64 to = std::min<qint64>(300, from + static_cast<qint64>(random() % 30));
        set.add({from, to});
        for (qint64 i = from; i < to; ++i)
            plain[static_cast<size_t>(i)] = true;
        const auto a = static_cast<qint64>(random() % 300);
        const qint64 b = std::min<qint64>(300, a + static_cast<qint64>(random() % 100));
        QCOMPARE(set.coveredOf({a, b}), std::count(plain.begin() + a, plain.begin() + b, true));
    }
    for (qsizetype i = 1; i < set.ranges().size(); ++i)
        QVERIFY(set.ranges().at(i - 1).to < set.ranges().at(i).from);
}

void DeepgramPartsTest::streamTimeStartsWhereTheFirstSoundStands()
{
    StreamClock clock;
    QVERIFY(!clock.positionAt(0));
    clock.sent(s(100), s(2));
    clock.sent(s(102), s(1));
    QCOMPARE(clock.positionAt(0), s(100));
    QCOMPARE(clock.positionAt(2.5), s(102.5));
    QCOMPARE(clock.samplesSent(), s(3));
}

void DeepgramPartsTest::soundLeftOutDoesNotCount()
{
    StreamClock clock;
    clock.sent(s(0), s(2));
    clock.sent(s(60), s(2));
    QCOMPARE(clock.positionAt(1.5), s(1.5));
    QCOMPARE(clock.positionAt(2.0), s(60));
    QCOMPARE(clock.positionAt(3.0), s(61));
}

void DeepgramPartsTest::madeUpSilenceCountsButIsNoPartOfTheCall()
{
    StreamClock clock;
    clock.sentFiller(s(0.5));
    QVERIFY(clock.isEmpty());
    clock.sent(s(10), s(2));
    QCOMPARE(clock.positionAt(0.2), s(10));
    QCOMPARE(clock.positionAt(1.5), s(11));
    QCOMPARE(clock.stretches(0, 1.0), (QList<PositionRange>{{s(10), s(10.5)}}));
}

void DeepgramPartsTest::momentsPastWhatWasSentAreUnknown()
{
    StreamClock clock;
    clock.sent(0, s(2));
    QCOMPARE(clock.positionAt(2.4), s(2));
    QVERIFY(!clock.positionAt(2.6));
    QVERIFY(!clock.positionAt(-0.1));
}

void DeepgramPartsTest::aResultAcrossAHoleCoversBothSides()
{
    StreamClock clock;
    clock.sent(0, s(2));
    clock.sent(s(60), s(2));
    QCOMPARE(clock.stretches(1, 3), (QList<PositionRange>{{s(1), s(2)}, {s(60), s(61)}}));
}

void DeepgramPartsTest::answersOnTheirWayAreTakenAlsoWhenLaterSoundIsGivenUp_data()
{
    QTest::addColumn<bool>("silence");
    QTest::newRow("given up") << false;
    QTest::newRow("left out as silence") << true;
}

void DeepgramPartsTest::answersOnTheirWayAreTakenAlsoWhenLaterSoundIsGivenUp()
{
    QFETCH(const bool, silence);
    DeepgramChannel channel(Track::Rep);
    StreamClock clock;
    clock.sent(0, s(6));
    if (silence)
        channel.leaveOut({s(6), s(40)});
    else
        channel.giveUp({s(6), s(40)});
    QStringList heard;
    for (int second = 0; second < 6; second += 2) {
        DeepgramResults results;
        results.start = second;
        results.duration = 2;
        results.isFinal = results.speechFinal = true;
        results.words = {{QString::number(second), second + 0.5, second + 1.0, {}, {}}};
        results.transcript = results.words.constFirst().text;
        for (const Utterance &utterance : channel.results(results, clock, start).utterances)
            heard.append(utterance.text);
    }
    QCOMPARE(heard, (QStringList{QStringLiteral("0"), QStringLiteral("2"), QStringLiteral("4")}));
}

void DeepgramPartsTest::anUnansweredPingIsNoticedWithinTenSeconds()
{
    LinkWatch watch({}, start);
    TimePoint now = start;
    while (watch.judge(now) == LinkWatch::Verdict::Alive && now < start + seconds(60)) {
        now += milliseconds(50);
        if (watch.pingIsDue(now))
            watch.pinged(now);
    }
    QCOMPARE(watch.judge(now), LinkWatch::Verdict::NoPong);
    QVERIFY(now - start <= seconds(10));
}

void DeepgramPartsTest::anyMessageAnswersAPing()
{
    LinkWatch watch({}, start);
    for (TimePoint now = start; now < start + seconds(60); now += milliseconds(500)) {
        if (watch.pingIsDue(now))
            watch.pinged(now);
        if ((now - start) % seconds(5) == seconds(0))
            watch.heard(now);
        QCOMPARE(watch.judge(now), LinkWatch::Verdict::Alive);
    }
}

void DeepgramPartsTest::speechWithoutResultsIsNoticedWithinTenSeconds()
{
    LinkWatch watch({}, start);
    TimePoint now = start;
    while (watch.judge(now) == LinkWatch::Verdict::Alive && now < start + seconds(60)) {
        now += milliseconds(100);
        watch.sentSpeech(milliseconds(60));
        watch.heard(now);
    }
    QCOMPARE(watch.judge(now), LinkWatch::Verdict::NoResult);
    QVERIFY(now - start <= seconds(10));
    watch.resultCame(now);
    QCOMPARE(watch.judge(now), LinkWatch::Verdict::Alive);
}

void DeepgramPartsTest::silenceWithoutResultsIsNoFault()
{
    LinkWatch watch({}, start);
    watch.sentSpeech(seconds(2));
    QCOMPARE(watch.judge(start + seconds(600)), LinkWatch::Verdict::Alive);
}

void DeepgramPartsTest::bytesThatNobodyTakesAreAFault()
{
    LinkWatch watch({}, start);
    watch.waiting(5000, start + seconds(1));
    watch.waiting(9000, start + seconds(5));
    QCOMPARE(watch.judge(start + seconds(5)), LinkWatch::Verdict::Alive);
    watch.waiting(9000, start + seconds(8));
    QCOMPARE(watch.judge(start + seconds(8)), LinkWatch::Verdict::NotReading);
}

void DeepgramPartsTest::bytesThatAreTakenInLargePortionsAreNoFault()
{
    LinkWatch watch({}, start);
    for (int i = 0; i < 100; ++i) {
        const TimePoint now = start + seconds(i);
        watch.sentSpeech(seconds(1));
        watch.waiting(70'000, now);
        if (i % 4 == 3)
            watch.resultCame(now);
        if (i % 4 == 3)
            watch.heard(now);
        QCOMPARE(watch.judge(now), LinkWatch::Verdict::Alive);
    }
}

void DeepgramPartsTest::noResultIsDueForSoundThatWaits()
{
    LinkWatch watch({}, start);
    watch.sentSpeech(seconds(10));
    watch.waiting(70'000, start + seconds(7));
    watch.heard(start + seconds(7));
    QCOMPARE(watch.judge(start + seconds(7)), LinkWatch::Verdict::Alive);
    watch.waiting(0, start + seconds(8));
    QCOMPARE(watch.judge(start + seconds(8)), LinkWatch::Verdict::NoResult);
}

void DeepgramPartsTest::aThinLineIsKnownByItsAnswers_data()
{
    QTest::addColumn<double>("answeredPerSecond");
    QTest::addColumn<int>("bytesWaiting");
    QTest::addColumn<double>("behindAtFirst");
    QTest::addColumn<bool>("isThin");
    QTest::newRow("a quarter of what is spoken") << 0.25 << 70'000 << 0.0 << true;
    QTest::newRow("four fifths") << 0.8 << 70'000 << 0.0 << true;
    QTest::newRow("nearly all, and long behind") << 0.93 << 70'000 << 10.0 << true;
    QTest::newRow("all of it") << 1.0 << 70'000 << 0.0 << false;
    QTest::newRow("it catches up") << 1.12 << 70'000 << 20.0 << false;
    QTest::newRow("nothing is answered") << 0.0 << 70'000 << 0.0 << false;
    QTest::newRow("the line takes everything") << 0.25 << 6'400 << 0.0 << false;
}

void DeepgramPartsTest::aThinLineIsKnownByItsAnswers()
{
    QFETCH(const double, answeredPerSecond);
    QFETCH(const int, bytesWaiting);
    QFETCH(const double, behindAtFirst);
    QFETCH(const bool, isThin);
    ThinLineWatch watch;
    watch.begin(0);
    bool seen = false;
    std::optional<double> seenAfter;
    for (int tick = 0; tick < 20 * 40; ++tick) {
        const double passed = tick / 20.0;
        const TimePoint now = start + milliseconds(50 * tick);
        const double heard = passed * answeredPerSecond;
        // Answers come for whole seconds.
        watch.answered(positionAt(std::floor(heard)), now);
        watch.look(positionAt(passed + behindAtFirst), bytesWaiting, now);
        if (watch.isThin() && !std::exchange(seen, true))
            seenAfter = passed;
    }
    QCOMPARE(seen, isThin);
    if (answeredPerSecond == 0.25)
        QVERIFY2(*seenAfter < 10, qPrintable(QString::number(*seenAfter)));
}

void DeepgramPartsTest::aFileIsOnNoThinLine()
{
    ThinLineWatch watch(0);
    for (int second = 0; second < 60; ++second) {
        watch.answered(positionAt(second * 0.2), start + seconds(second));
        watch.look(positionAt(second), 70'000, start + seconds(second));
        QVERIFY(!watch.isThin());
    }
}

void DeepgramPartsTest::aSlowLineIsNoFault()
{
    LinkWatch watch({}, start);
    for (int i = 0; i < 100; ++i) {
        const TimePoint now = start + seconds(i);
        watch.waiting(50'000 + (i % 3) * 1000, now);
        QCOMPARE(watch.judge(now), LinkWatch::Verdict::Alive);
    }
}

void DeepgramPartsTest::keepAliveIsDueOnlyWhenNothingWasSent()
{
    LinkWatch watch({}, start);
    watch.sentSomething(start + seconds(3));
    QVERIFY(!watch.keepAliveIsDue(start + seconds(6)));
    QVERIFY(watch.keepAliveIsDue(start + seconds(7)));
}

void DeepgramPartsTest::neverMoreThanFiveQuartersOfRealTime()
{
    SendPacer pacer(1, start);
    std::deque<std::pair<TimePoint, qint64>> window;
    qint64 inWindow = 0;
    for (TimePoint now = start; now < start + seconds(60); now += milliseconds(20)) {
        // Always more to send than may go out, after an idle time in the middle.
        if (now > start + seconds(20) && now < start + seconds(30))
            continue;
        while (pacer.allowed(now) >= s(0.1)) {
            pacer.sent(s(0.1));
            window.emplace_back(now, s(0.1));
            inWindow += s(0.1);
        }
        while (!window.empty() && window.front().first <= now - seconds(5)) {
            inWindow -= window.front().second;
            window.pop_front();
        }
        QVERIFY2(secondsAt(inWindow) <= 5 * 1.25 + 0.001, qPrintable(QString::number(secondsAt(inWindow))));
    }
}

void DeepgramPartsTest::aLiveCallIsNotHeldUp()
{
    SendPacer pacer(1, start);
    qint64 waiting = 0;
    for (TimePoint now = start; now < start + seconds(60); now += milliseconds(20)) {
        waiting += s(0.02);
        if (waiting >= s(0.1)) {
            QVERIFY(pacer.allowed(now) >= s(0.1));
            pacer.sent(s(0.1));
            waiting -= s(0.1);
        }
    }
}

void DeepgramPartsTest::waitsGrowUpToTheMost()
{
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
        Backoff backoff({}, seed);
        milliseconds ceiling(250);
        for (int i = 0; i < 40; ++i) {
            const milliseconds wait = backoff.next();
            QVERIFY(wait >= milliseconds(0) && wait <= ceiling);
            ceiling = std::min(ceiling * 2, milliseconds(10'000));
        }
    }
}

void DeepgramPartsTest::waitsAreNotInStep()
{
    QSet<qint64> waits;
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        Backoff backoff({}, seed);
        for (int i = 0; i < 5; ++i)
            backoff.next();
        waits.insert(backoff.next().count());
    }
    QVERIFY(waits.size() > 90);
}

void DeepgramPartsTest::whatTheServerAsksForIsWaited()
{
    Backoff backoff({}, 7);
    for (int i = 0; i < 20; ++i)
        QVERIFY(backoff.next(seconds(7)) >= seconds(7));
}

void DeepgramPartsTest::quickLivesSlowDown()
{
    Backoff backoff({}, 7);
    for (int i = 0; i < 3; ++i)
        backoff.lived(milliseconds(100));
    QVERIFY(backoff.isFlapping());
    for (int i = 0; i < 20; ++i)
        QVERIFY(backoff.next() >= seconds(5));
    backoff.lived(seconds(60));
    QVERIFY(!backoff.isFlapping());
}

void DeepgramPartsTest::aStableStretchStartsFromTheBeginning()
{
    Backoff backoff({}, 7);
    for (int i = 0; i < 20; ++i)
        backoff.next();
    backoff.reset();
    QCOMPARE(backoff.tries(), 0);
    QVERIFY(backoff.next() <= milliseconds(250));
}

QTEST_GUILESS_MAIN(DeepgramPartsTest)
#include "tst_deepgram_parts.moc"
