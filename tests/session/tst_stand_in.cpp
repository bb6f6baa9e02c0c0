// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/live_call.h"
#include "core/support/ids.h"
#include "core/support/secret_key.h"
#include "tests/session/session_fixture.h"
#include "tests/session/told_job.h"
#include "tests/session/told_utterance.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace talktrack;

namespace {

/// A recogniser that says what the test tells it to.
class ToldEngine final : public SpeechEngine
{
    Q_OBJECT

public:
    explicit ToldEngine(QString name)
        : m_name(std::move(name))
    {
    }
    QString name() const override { return m_name; }
    void start(const SpeechOptions &) override {}
    void feed(const AudioFrame &frame) override
    {
        if (fedFrom < 0)
            fedFrom = frame.position;
        fed = frame.position + frameSamples;
        for (std::size_t track = 0; track < trackCount; ++track)
            if (frame.samples.at(track).at(0) != 0 && soundFrom.at(track) < 0)
                soundFrom.at(track) = frame.position;
    }
    void finish() override
    {
        wasFinished = true;
        if (answersAtTheEnd)
            Q_EMIT finished();
    }

    void says(Track track, const QString &text, double start, double end, bool final = true,
              const QString &id = newId())
    {
        Q_EMIT utteranceChanged(toldUtterance(id, track, text, start, end, final));
    }
    void is(PartCondition condition, PartReason reason = PartReason::None,
            std::optional<int> waitingSeconds = {})
    {
        Q_EMIT stateChanged({CallPart::Speech, condition, reason, {}, {}, waitingSeconds});
    }

    bool answersAtTheEnd = true;
    bool wasFinished = false;
    qint64 fedFrom = -1;
    qint64 fed = 0;
    std::array<qint64, trackCount> soundFrom{-1, -1};

private:
    QString m_name;
};

const QString objection = QStringLiteral("to be honest that is too expensive for us");

struct StoodInCall
{
    explicit StoodInCall(SessionFixture &theFixture, bool mayStandIn = true)
        : fixture(theFixture)
    {
        auto made = std::make_unique<ToldEngine>(QStringLiteral("deepgram"));
        provider = made.get();
        CallSetup setup;
        setup.playbook = fixture.playbook;
        call.id = newId();
        call.userId = fixture.store->userId();
        call.title = QStringLiteral("Test");
        call.startedAt = fixture.clock.utcNow();
        call.speech = QStringLiteral("deepgram");
        call.coach = QStringLiteral("rules");
        SpeechParts parts(std::move(made), [this](const SoundToSend &) -> std::unique_ptr<TranscriptionJob> {
            // Refused without lines.
            return std::make_unique<ToldJob>(filling ? ToldJob::Answer(*filling)
                                                     : unexpected(ErrorKind::KeyRefused, {}));
        });
        if (mayStandIn)
            parts.makeStandIn = [this]() -> Result<std::unique_ptr<SpeechEngine>> {
                ++asked;
                if (noModel)
                    return unexpected(ErrorKind::ModelMissing, QStringLiteral("gone"));
                auto engine = std::make_unique<ToldEngine>(QStringLiteral("pocketsphinx"));
                offline = engine.get();
                return std::unique_ptr<SpeechEngine>(std::move(engine));
            };
        auto sound = std::make_unique<CallSound>(fixture.directory.filePath(QStringLiteral("x.sound")),
                                                 *SecretKey::generate(), nullptr);
        live = std::make_unique<LiveCall>(call, setup, std::move(parts), queue, fixture.services(),
                                          std::move(sound));
        QObject::connect(live.get(), &LiveCall::lineChanged, live.get(), [this](const Transcription &line) {
            screen.insert(line.id, line);
            if (line.final)
                finals.append(line);
            look();
        });
        QObject::connect(live.get(), &LiveCall::lineRemoved, live.get(),
                         [this](const QString &id) { screen.remove(id); });
        QObject::connect(live.get(), &LiveCall::feedbackGiven, live.get(),
                         [this](const FeedbackEvent &event) {
                             if (event.type == FeedbackType::Suggestion)
                                 ++suggestions;
                             if (event.type == FeedbackType::Objection)
                                 ++objections;
                         });
        QObject::connect(live.get(), &LiveCall::stateChanged, live.get(), [this](const PartState &state) {
            if (state.part == CallPart::Speech)
                states.append(state);
        });
        live->arm();
        provider->is(PartCondition::Live);
    }

    void hear(double until)
    {
        while (position < positionAt(until)) {
            AudioFrame frame;
            frame.position = position;
            frame.samples[0].fill(1);
            frame.samples[1].fill(1);
            queue.push(frame);
            position += frameSamples;
            if (position % sampleRateHz == 0)
                live->takeFrames();
        }
        live->takeFrames();
        Q_EMIT provider->progressed(position);
    }

    /// No moment of a track is on the screen twice.
    void look()
    {
        for (const Transcription &a : std::as_const(screen))
            for (const Transcription &b : std::as_const(screen))
                if (a.id != b.id && a.track == b.track &&
                    std::min(a.end, b.end) - std::max(a.start, b.start) > 0.3)
                    sawDouble = true;
    }

    QStringList shown() const
    {
        QMap<double, QString> texts;
        for (const Transcription &line : screen)
            texts.insert(line.start, line.text);
        return texts.values();
    }

    CallOutcome end()
    {
        QSignalSpy ended(live.get(), &LiveCall::ended);
        live->audioEnded(position);
        if (ended.isEmpty() && !ended.wait(10'000))
            return {};
        return ended.first().first().value<CallOutcome>();
    }

    SessionFixture &fixture;
    Call call;
    FrameQueue queue{200};
    QPointer<ToldEngine> provider;
    QPointer<ToldEngine> offline;
    std::optional<QList<HeardLine>> filling;
    int asked = 0;
    bool noModel = false;
    QHash<QString, Transcription> screen;
    QList<Transcription> finals;
    QList<PartState> states;
    int suggestions = 0;
    int objections = 0;
    bool sawDouble = false;
    qint64 position = 0;
    std::unique_ptr<LiveCall> live;
};

} // namespace

/// The offline recogniser in the place of one that is away, in whole calls; both say what the test tells
/// them.
class StandInTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standsInOnlyOnceAnOutageLasts();
    void givesWayOnALineThatStaysThin();
    void hearsFromWhereTheOthersWordsEnd();
    void givesWayInOneGoWithoutDoublesOrHoles();
    void givesACardOnceForOneMoment();
    void feedbackOfMergedLinesGoesToTheBetterOne();
    void whatNobodySaidIsTakenBack();
    void anInterimOfTheOtherIsShownWhereNothingStandsIn();
    void aSlowOneDoesNotSayAgainWhatTheOtherShows();
    void takesOverWhenTheKeyIsRefused();
    void takesOverFromAnEngineThatFails();
    void staysUntilTheGapIsFilled();
    void hearsTheLastWordsOfACall();
    void aFailureIsNoWorseThanBefore();
    void aMissingModelIsAskedForOnce();
    void withoutASettingNobodyStandsIn();
};

void StandInTest::standsInOnlyOnceAnOutageLasts()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(12);
    call.provider->is(PartCondition::Live);
    call.hear(20);
    QCOMPARE(call.asked, 0);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(23);
    QCOMPARE(call.asked, 1);
    QVERIFY(call.offline);
    QVERIFY(call.states.last().standsIn);
    QCOMPARE(call.offline->fed, call.position);
    call.provider->is(PartCondition::Degraded, PartReason::CatchingUp);
    call.hear(30);
    QVERIFY(!call.offline->wasFinished);
    QVERIFY(call.states.last().standsIn);
    call.provider->is(PartCondition::Live);
    QVERIFY(!call.states.last().standsIn);
    call.hear(33);
    QTRY_VERIFY(!call.offline);
    call.hear(60);
    QCOMPARE(call.asked, 1);
}

void StandInTest::givesWayOnALineThatStaysThin()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(14);
    QVERIFY(call.offline);
    call.provider->is(PartCondition::Degraded, PartReason::ThinLine, 9);
    call.hear(20);
    QVERIFY(!call.offline->wasFinished);
    QVERIFY(call.states.last().standsIn);
    call.provider->is(PartCondition::Degraded, PartReason::ThinLine);
    QVERIFY(!call.states.last().standsIn);
    call.hear(23);
    QTRY_VERIFY(!call.offline);
    call.hear(40);
    QCOMPARE(call.asked, 1);
}

void StandInTest::hearsFromWhereTheOthersWordsEnd()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(20);
    call.provider->says(Track::Rep, QStringLiteral("good morning"), 17, 18.5);
    call.provider->says(Track::Customer, QStringLiteral("hello"), 14, 15);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkSilent);
    QVERIFY(call.offline);
    QVERIFY(secondsAt(call.offline->soundFrom[0]) <= 18.5);
    QVERIFY(secondsAt(call.offline->soundFrom[0]) >= 18);
    QVERIFY(secondsAt(call.offline->soundFrom[1]) <= 15);
    QVERIFY(secondsAt(call.offline->soundFrom[1]) >= 14.5);
    QCOMPARE(call.offline->fed, call.position);
}

void StandInTest::givesWayInOneGoWithoutDoublesOrHoles()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(18);
    call.offline->says(Track::Customer, QStringLiteral("one two tree for"), 11, 15);
    call.offline->says(Track::Customer, QStringLiteral("fife six"), 15.5, 17.5);
    QTRY_COMPARE(call.finals.size(), 2);
    QCOMPARE(call.finals.first().engine, QStringLiteral("pocketsphinx"));
    call.provider->is(PartCondition::Live);
    call.provider->says(Track::Customer, QStringLiteral("one two"), 11, 13);
    QTRY_COMPARE(call.shown(), (QStringList{QStringLiteral("one two"), QStringLiteral("tree for"),
                                            QStringLiteral("fife six")}));
    call.provider->says(Track::Customer, QStringLiteral("three four five six"), 13.05, 17.4);
    QTRY_COMPARE(call.shown(),
                 (QStringList{QStringLiteral("one two"), QStringLiteral("three four five six")}));
    call.hear(21);
    QVERIFY(!call.sawDouble);
    call.end();
    const CallRecord record = fixture.record(call.call.id);
    QCOMPARE(record.lines.size(), 2);
    for (const StoredLine &stored : record.lines)
        QCOMPARE(stored.line.engine, QStringLiteral("deepgram"));
    QVERIFY(record.analytics->metrics.customerSpeechSeconds < 6.5);
    QCOMPARE(record.call.status, CallStatus::Completed);
}

void StandInTest::givesACardOnceForOneMoment()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(14);
    QSignalSpy cards(call.live.get(), &LiveCall::cardsChanged);
    call.offline->says(Track::Customer, objection, 11, 14);
    QTRY_VERIFY(call.suggestions > 0);
    const int suggestions = call.suggestions;
    call.provider->is(PartCondition::Live);
    call.provider->says(Track::Customer, objection + u'.', 11.1, 14.1);
    call.hear(20);
    QTRY_COMPARE(call.shown(), (QStringList{objection + u'.'}));
    QCOMPARE(call.suggestions, suggestions);
    QCOMPARE(call.objections, 1);
    QVERIFY(!cards.last().first().value<QList<Card>>().isEmpty());
    call.end();
    const CallRecord record = fixture.record(call.call.id);
    QCOMPARE(record.lines.size(), 1);
    for (const FeedbackEvent &event : record.feedback)
        QCOMPARE(event.metadata.value(QLatin1String("segment")).toString(), record.lines.first().line.id);
}

void StandInTest::feedbackOfMergedLinesGoesToTheBetterOne()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(18);
    call.offline->says(Track::Customer, QStringLiteral("well let me think about all of that again"), 10.5,
                       14);
    call.offline->says(Track::Customer, objection, 14.2, 16);
    QTRY_COMPARE(call.finals.size(), 2);
    QTRY_VERIFY(call.objections > 0);
    call.provider->is(PartCondition::Live);
    call.provider->says(Track::Customer,
                        QStringLiteral("well let me think about all of that again ") + objection, 10.5, 16);
    QTRY_COMPARE(call.screen.size(), 1);
    call.end();
    const CallRecord record = fixture.record(call.call.id);
    QCOMPARE(record.lines.size(), 1);
    QVERIFY(!record.feedback.isEmpty());
    for (const FeedbackEvent &event : record.feedback)
        if (event.type != FeedbackType::Metric)
            QCOMPARE(event.metadata.value(QLatin1String("segment")).toString(), record.lines.first().line.id);
    QCOMPARE(call.objections, 1);
}

void StandInTest::whatNobodySaidIsTakenBack()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(18);
    call.offline->says(Track::Rep, QStringLiteral("the"), 12, 12.3);
    call.offline->says(Track::Customer, QStringLiteral("a noise"), 12, 12.5);
    QTRY_COMPARE(call.screen.size(), 2);
    call.provider->is(PartCondition::Live);
    call.provider->says(Track::Rep, QStringLiteral("so tell me"), 15, 17);
    QTRY_COMPARE(call.shown(), (QStringList{QStringLiteral("a noise"), QStringLiteral("so tell me")}));
    call.end();
    QCOMPARE(call.shown(), (QStringList{QStringLiteral("so tell me")}));
    QCOMPARE(fixture.record(call.call.id).lines.size(), 1);
}

void StandInTest::anInterimOfTheOtherIsShownWhereNothingStandsIn()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(14);
    call.offline->says(Track::Customer, QStringLiteral("one too"), 11, 13);
    QTRY_COMPARE(call.screen.size(), 1);
    call.provider->is(PartCondition::Live);
    const QString id = newId();
    call.provider->says(Track::Customer, QStringLiteral("one two"), 11, 13, false, id);
    QCOMPARE(call.shown(), (QStringList{QStringLiteral("one too")}));
    call.provider->says(Track::Customer, QStringLiteral("one two three"), 11, 14, false, id);
    QCOMPARE(call.shown(), (QStringList{QStringLiteral("one too"), QStringLiteral("three")}));
    call.provider->says(Track::Customer, QStringLiteral("one two three"), 11, 14, true, id);
    QTRY_COMPARE(call.shown(), (QStringList{QStringLiteral("one two three")}));
    QVERIFY(!call.sawDouble);
}

void StandInTest::aSlowOneDoesNotSayAgainWhatTheOtherShows()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(14);
    call.provider->is(PartCondition::Live);
    // The provider is ahead of the recogniser on this busy machine.
    const QString theirs = newId();
    const QString ours = newId();
    call.provider->says(Track::Customer, QStringLiteral("three four"), 12, 14, false, theirs);
    call.offline->says(Track::Customer, QStringLiteral("one too"), 10, 12, false, ours);
    QCOMPARE(call.shown(), (QStringList{QStringLiteral("one too"), QStringLiteral("three four")}));
    call.offline->says(Track::Customer, QStringLiteral("one too tree for"), 10, 14, false, ours);
    QCOMPARE(call.shown(), (QStringList{QStringLiteral("one too"), QStringLiteral("three four")}));
    // Its line is kept whole; the other's follows behind it.
    call.offline->says(Track::Customer, QStringLiteral("one too tree for"), 10, 14, true, ours);
    QTRY_COMPARE(call.shown(), (QStringList{QStringLiteral("one too tree for")}));
    call.provider->says(Track::Customer, QStringLiteral("three four five"), 12, 15, false, theirs);
    QCOMPARE(call.shown(), (QStringList{QStringLiteral("one too tree for"), QStringLiteral("five")}));
    // A line that is final makes place for itself.
    call.offline->says(Track::Customer, QStringLiteral("sics"), 15, 16, false);
    call.provider->says(Track::Customer, QStringLiteral("one two three four five six"), 10, 16, true, theirs);
    QTRY_COMPARE(call.shown(), (QStringList{QStringLiteral("one two three four five six")}));
    QVERIFY(!call.sawDouble);
}

void StandInTest::takesOverWhenTheKeyIsRefused()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Failed, PartReason::KeyRefused);
    QVERIFY(call.offline);
    QCOMPARE(call.states.last().condition, PartCondition::Degraded);
    QCOMPARE(call.states.last().reason, PartReason::KeyRefused);
    QVERIFY(call.states.last().standsIn);
    call.hear(20);
    call.offline->says(Track::Customer, QStringLiteral("one two three"), 11, 14);
    call.provider->answersAtTheEnd = false;
    connect(call.offline, &SpeechEngine::finished, call.provider, [&] {
        Q_EMIT call.provider->gapFound({Track::Customer, positionAt(10), positionAt(20)});
        Q_EMIT call.provider->failed({ErrorKind::KeyRefused, {}, {}, {}});
    });
    const CallOutcome outcome = call.end();
    QVERIFY(outcome.speechFailure);
    const CallRecord record = fixture.record(call.call.id);
    QCOMPARE(record.call.status, CallStatus::Completed);
    QVERIFY(record.analytics->metrics.customerSpeechSeconds > 2);
    QCOMPARE(record.lines.size(), 1);
}

void StandInTest::takesOverFromAnEngineThatFails()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    Q_EMIT call.provider->failed({ErrorKind::Failed, QStringLiteral("gone"), {}, {}});
    QVERIFY(call.offline);
    QCOMPARE(call.states.last().condition, PartCondition::Degraded);
    call.hear(20);
    call.offline->says(Track::Customer, QStringLiteral("one two three"), 11, 14);
    QTRY_COMPARE(call.finals.size(), 1);
    QVERIFY(call.end().speechFailure);
    QCOMPARE(fixture.record(call.call.id).call.status, CallStatus::Completed);
    QCOMPARE(fixture.record(call.call.id).lines.size(), 1);
}

void StandInTest::staysUntilTheGapIsFilled()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->says(Track::Customer, QStringLiteral("before it"), 8, 9.5);
    call.provider->is(PartCondition::Reconnecting, PartReason::NetworkAway);
    call.hear(50);
    call.offline->says(Track::Customer, objection, 20, 24);
    call.offline->says(Track::Customer, QStringLiteral("a noise"), 30, 31);
    QTRY_COMPARE(call.finals.size(), 3);
    const int suggestions = call.suggestions;
    QVERIFY(suggestions > 0);
    bool openBeforeWords = false;
    connect(call.live.get(), &LiveCall::feedbackGiven, call.live.get(), [&](const FeedbackEvent &event) {
        if (event.type == FeedbackType::Gap && event.metadata.value(QLatin1String("closed")).toBool())
            openBeforeWords = call.asked == 1;
    });
    // Words of what comes after the gap do not make those in it old.
    Q_EMIT call.provider->gapFound({Track::Customer, positionAt(10), positionAt(48)});
    call.provider->says(Track::Customer, QStringLiteral("after it"), 48.2, 49.5);
    QTRY_COMPARE(call.shown(), (QStringList{QStringLiteral("before it"), objection, QStringLiteral("a noise"),
                                            QStringLiteral("after it")}));
    HeardLine heard;
    heard.channel = 1;
    heard.text = objection;
    // Counted from what was sent: half a second before the gap.
    heard.start = 10.5;
    heard.end = 14.5;
    const QStringList texts = objection.split(u' ');
    for (int i = 0; i < texts.size(); ++i)
        heard.words.append({texts.at(i), heard.start + i * 4.0 / static_cast<double>(texts.size()),
                            heard.start + (i + 1) * 4.0 / static_cast<double>(texts.size()), 0.9});
    call.filling = QList<HeardLine>{heard};
    call.provider->is(PartCondition::Live);
    QTRY_COMPARE(call.shown(),
                 (QStringList{QStringLiteral("before it"), objection, QStringLiteral("after it")}));
    QTRY_VERIFY(openBeforeWords);
    QVERIFY(!call.sawDouble);
    QCOMPARE(call.suggestions, suggestions);
    QCOMPARE(call.objections, 1);
    call.end();
    const CallRecord record = fixture.record(call.call.id);
    QCOMPARE(record.lines.size(), 3);
    QVERIFY(record.lines.at(1).line.backfilled);
    QCOMPARE(record.lines.at(1).line.engine, QStringLiteral("deepgram"));
}

void StandInTest::hearsTheLastWordsOfACall()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(11);
    QCOMPARE(call.asked, 0);
    QVERIFY(call.end().speechFailure == std::nullopt);
    QCOMPARE(call.asked, 1);
    QCOMPARE(fixture.record(call.call.id).call.status, CallStatus::Completed);
}

void StandInTest::aFailureIsNoWorseThanBefore()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.hear(10);
    call.provider->is(PartCondition::Failed, PartReason::NoCredit);
    QVERIFY(call.offline);
    Q_EMIT call.offline->failed({ErrorKind::Failed, QStringLiteral("gone"), {}, {}});
    QCOMPARE(call.states.last().condition, PartCondition::Failed);
    QVERIFY(!call.states.last().standsIn);
    const qsizetype said = call.states.size();
    call.hear(30);
    QCOMPARE(call.asked, 1);
    QCOMPARE(call.states.size(), said);
    call.provider->answersAtTheEnd = false;
    QTimer::singleShot(0, call.provider, [&] {
        Q_EMIT call.provider->failed({ErrorKind::NoCredit, {}, {}, {}});
    });
    QVERIFY(call.end().speechFailure);
    QCOMPARE(fixture.record(call.call.id).call.status, CallStatus::Failed);
}

void StandInTest::aMissingModelIsAskedForOnce()
{
    SessionFixture fixture;
    StoodInCall call(fixture);
    call.noModel = true;
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(30);
    QCOMPARE(call.asked, 1);
    QVERIFY(!call.states.last().standsIn);
}

void StandInTest::withoutASettingNobodyStandsIn()
{
    SessionFixture fixture;
    StoodInCall call(fixture, false);
    call.hear(10);
    call.provider->is(PartCondition::Reconnecting, PartReason::LinkLost);
    call.hear(30);
    QVERIFY(!call.states.last().standsIn);
    call.end();
    QCOMPARE(fixture.record(call.call.id).call.status, CallStatus::Completed);
}

QTEST_GUILESS_MAIN(StandInTest)
#include "tst_stand_in.moc"
