// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_gaps.h"
#include "core/session/live_call.h"
#include "core/support/ids.h"
#include "tests/session/session_fixture.h"
#include "tests/session/told_utterance.h"
#include "tests/store/store_testing.h"
#include "tests/support/full_disk.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace talktrack;
using store_testing::Raw;

namespace {

/// A recogniser that says what the test tells it to.
class ScriptedEngine final : public SpeechEngine
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("scripted"); }
    void start(const SpeechOptions &options) override
    {
        vocabulary = static_cast<int>(options.vocabulary.size());
    }
    void feed(const AudioFrame &frame) override { fed = frame.position + frameSamples; }
    void finish() override
    {
        if (answersAtTheEnd)
            Q_EMIT finished();
    }
    void retryNow() override { ++retries; }

    void says(const QString &id, Track track, const QString &text, double start, double end,
              bool final = true)
    {
        Q_EMIT utteranceChanged(toldUtterance(id, track, text, start, end, final));
    }

    bool answersAtTheEnd = true;
    int vocabulary = 0;
    int retries = 0;
    qint64 fed = 0;
};

struct Conducted
{
    explicit Conducted(SessionFixture &fixture, const CallPatience &patience = {})
    {
        auto made = std::make_unique<ScriptedEngine>();
        engine = made.get();
        CallSetup setup;
        setup.playbook = fixture.playbook;
        call.id = newId();
        call.userId = fixture.store->userId();
        call.title = QStringLiteral("Test");
        call.startedAt = fixture.clock.utcNow();
        call.speech = QStringLiteral("scripted");
        call.coach = QStringLiteral("rules");
        live = std::make_unique<LiveCall>(call, setup, SpeechParts(std::move(made)), queue,
                                          fixture.services(), nullptr, nullptr, patience);
        live->arm();
    }

    /// Sound up to then, all of it in time.
    void hear(double until)
    {
        while (position < positionAt(until)) {
            push(std::min(until, secondsAt(position) + 1));
            live->takeFrames();
        }
        Q_EMIT engine->progressed(position);
    }

    /// Sound up to then that waits in the queue, of 4 s.
    void push(double until)
    {
        for (; position < positionAt(until); position += frameSamples) {
            AudioFrame frame;
            frame.position = position;
            queue.push(frame);
        }
    }

    Call call;
    FrameQueue queue{200};
    ScriptedEngine *engine = nullptr;
    std::unique_ptr<LiveCall> live;
    qint64 position = 0;
};

/// Of everything that a call said.
template <typename T>
QList<T> all(const QSignalSpy &spy)
{
    QList<T> values;
    for (const QList<QVariant> &arguments : spy)
        values.append(arguments.first().value<T>());
    return values;
}

QList<FeedbackEvent> gapsOf(const QList<FeedbackEvent> &events)
{
    QList<FeedbackEvent> gaps;
    std::copy_if(events.begin(), events.end(), std::back_inserter(gaps),
                 [](const FeedbackEvent &event) { return event.type == FeedbackType::Gap; });
    return gaps;
}

bool complainedOfTheStore(const QSignalSpy &states)
{
    const QList<PartState> said = all<PartState>(states);
    return std::any_of(said.begin(), said.end(),
                       [](const PartState &state) { return state.reason == PartReason::StoreFailing; });
}

const QString objection = QStringLiteral("to be honest that is too expensive for us");
/// For writes that are never answered.
constexpr CallPatience impatient{std::chrono::milliseconds(30), std::chrono::milliseconds(30)};

QString newLine()
{
    return newId();
}

} // namespace

class LiveCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsACallFromItsFirstSoundOn();
    void keepsNoCallWithoutSound();
    void keepsNoCallWhenTheInputCannotBeOpened();
    void showsAFinalLineOnlyOnceItIsOnDisk();
    void replacesInterimLinesAndShowsThemAtOnce();
    void coachesTheCustomersObjection();
    void takesTheCardAwayWhenTheCustomerAgrees();
    void doesNotTakeTheRepsWordsForAnObjection();
    void keepsWhatTheRepDidWithACard();
    void goesOnWhenTheRecogniserFails();
    void theRecogniserHearsThatTheNetworkIsBack();
    void dropsTheRepsCopyOfTheCustomersVoice();
    void withdrawsACopyThatWasRecognisedTooLate();
    void withdrawsACopyThatCameBeforeTheEchoWasNoticed();
    void whatAnEchoCausedGoesWithIt();
    void aCardThatIsGoneSaysNothingOfTheDisk();
    void ticksOncePerSecondOfTheCall();
    void showsLinesAndCardsOnAFullDisk();
    void showsThemInACallThatBeginsOnAFullDisk();
    void showsWhatWasUnderWayWhenTheDiskFilledUp();
    void outlastsALockFromTheFirstSoundOn();
    void endsOnAFullDiskAndSaysThatItIsNotKept();
    void endsOnAFullDiskAlsoAfterTheRecogniserFailed();
    void saysThatTheCallWasNeverKept();
    void saysThatALineWasNotKept();
    void saysThatTheEndWasNotKept();
    void endsWithoutAnAnswerFromTheRecogniser();
    void whoeverDoesNotWaitLosesTheLastWordsToAGap();
    void marksSoundThatWasLost();
    void marksWhatAFailedRecogniserLeavesOut();
    void marksTheWordsThatHadNoFinalLine();
    void aPauseIsNoDeadAir();
    void ofASideThatIsNotHeardNothingIsSaid();
};

void LiveCallTest::keepsACallFromItsFirstSoundOn()
{
    SessionFixture fixture;
    Conducted call(fixture);
    QVERIFY(call.engine->vocabulary > 0);
    QSignalSpy started(call.live.get(), &LiveCall::started);
    call.hear(0.1);
    QCOMPARE(started.size(), 1);
    const auto isKept = [&] {
        return fixture.archive->call(call.call.id).result().has_value();
    };
    QTRY_VERIFY(isKept());
    QCOMPARE(fixture.record(call.call.id).call.status, CallStatus::Live);
    QCOMPARE(call.engine->fed, call.position);

    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.hear(2);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    const CallRecord record = fixture.record(call.call.id);
    QCOMPARE(record.call.status, CallStatus::Completed);
    QCOMPARE(*record.call.duration, 2.0);
    QVERIFY(record.analytics);
    QVERIFY(!record.analytics->metrics.talkTimeRatio);
}

void LiveCallTest::keepsNoCallWithoutSound()
{
    SessionFixture fixture;
    Conducted call(fixture);
    QSignalSpy failed(call.live.get(), &LiveCall::failed);
    call.live->audioEnded(0);
    QCOMPARE(failed.size(), 1);
    QVERIFY(fixture.archive->calls({}).result()->isEmpty());
}

void LiveCallTest::keepsNoCallWhenTheInputCannotBeOpened()
{
    SessionFixture fixture;
    Conducted call(fixture);
    QSignalSpy failed(call.live.get(), &LiveCall::failed);
    call.live->audioFailed({ErrorKind::InputUnreadable, {}, QStringLiteral("x.wav"), {}});
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::InputUnreadable);
    QVERIFY(fixture.archive->calls({}).result()->isEmpty());
}

void LiveCallTest::showsAFinalLineOnlyOnceItIsOnDisk()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(1);
    int shown = 0;
    connect(call.live.get(), &LiveCall::lineChanged, this, [&](const Transcription &line) {
        QVERIFY(line.final);
        const CallRecord record = fixture.record(call.call.id);
        const auto isIt = [&](const StoredLine &stored) {
            return stored.line.id == line.id;
        };
        QVERIFY(std::any_of(record.lines.begin(), record.lines.end(), isIt));
        ++shown;
    });
    for (int i = 0; i < 20; ++i)
        call.engine->says(newLine(), i % 2 ? Track::Rep : Track::Customer,
                          QStringLiteral("line number %1").arg(i), i, i + 0.9);
    QTRY_COMPARE(shown, 20);
}

void LiveCallTest::replacesInterimLinesAndShowsThemAtOnce()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(1);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy removed(call.live.get(), &LiveCall::lineRemoved);
    const QString id = newLine();
    call.engine->says(id, Track::Customer, QStringLiteral("how"), 0.2, 0.4, false);
    call.engine->says(id, Track::Customer, QStringLiteral("how are"), 0.2, 0.6, false);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.at(0).first().value<Transcription>().id, lines.at(1).first().value<Transcription>().id);
    QVERIFY(!lines.at(1).first().value<Transcription>().final);
    Q_EMIT call.engine->utteranceWithdrawn(id);
    QCOMPARE(removed.size(), 1);
    QTRY_VERIFY(fixture.archive->call(call.call.id).result().has_value());
    QVERIFY(fixture.record(call.call.id).lines.isEmpty());
}

void LiveCallTest::coachesTheCustomersObjection()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(5);
    QSignalSpy feedback(call.live.get(), &LiveCall::feedbackGiven);
    QSignalSpy cards(call.live.get(), &LiveCall::cardsChanged);
    QStringList order;
    connect(call.live.get(), &LiveCall::lineChanged, this, [&] { order.append(QStringLiteral("line")); });
    connect(call.live.get(), &LiveCall::feedbackGiven, this,
            [&] { order.append(QStringLiteral("feedback")); });
    call.engine->says(newLine(), Track::Customer, QStringLiteral("to be honest that is too expensive for us"),
                      2, 5);
    QTRY_VERIFY(feedback.size() >= 2);
    QCOMPARE(order.first(), QStringLiteral("line"));
    const auto objection = feedback.at(0).first().value<FeedbackEvent>();
    QCOMPARE(objection.type, FeedbackType::Objection);
    QCOMPARE(objection.metadata.value(QLatin1String("category")).toString(), QStringLiteral("price"));
    bool answered = false;
    for (const QList<QVariant> &arguments : feedback) {
        const auto event = arguments.first().value<FeedbackEvent>();
        QVERIFY(!event.metadata.value(QLatin1String("segment")).toString().isEmpty());
        QVERIFY(!event.metadata.value(QLatin1String("rule")).toString().isEmpty());
        answered = answered || (event.type == FeedbackType::Suggestion &&
                                event.metadata.value(QLatin1String("answers")).toString() == objection.id);
    }
    QVERIFY(answered);
    QVERIFY(!cards.isEmpty());
    QTRY_COMPARE(fixture.record(call.call.id).feedback.size(), feedback.size());
}

void LiveCallTest::takesTheCardAwayWhenTheCustomerAgrees()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(5);
    QSignalSpy cards(call.live.get(), &LiveCall::cardsChanged);
    const auto showsAnObjection = [&] {
        const auto shown = cards.isEmpty() ? QList<Card>() : cards.last().first().value<QList<Card>>();
        return std::any_of(shown.begin(), shown.end(),
                           [](const Card &card) { return card.type == FeedbackType::Objection; });
    };
    call.engine->says(newLine(), Track::Customer, QStringLiteral("to be honest that is too expensive for us"),
                      2, 5);
    QTRY_VERIFY(showsAnObjection());
    call.hear(5);
    call.engine->says(newLine(), Track::Customer, QStringLiteral("okay that makes sense"), 7, 9);
    QTRY_VERIFY(!showsAnObjection());
}

void LiveCallTest::doesNotTakeTheRepsWordsForAnObjection()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(5);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy feedback(call.live.get(), &LiveCall::feedbackGiven);
    call.engine->says(newLine(), Track::Rep, QStringLiteral("to be honest that is too expensive for us"), 2,
                      5);
    QTRY_COMPARE(lines.size(), 1);
    for (const QList<QVariant> &arguments : feedback)
        QVERIFY(arguments.first().value<FeedbackEvent>().type != FeedbackType::Objection);
}

void LiveCallTest::keepsWhatTheRepDidWithACard()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(5);
    QSignalSpy cards(call.live.get(), &LiveCall::cardsChanged);
    call.engine->says(newLine(), Track::Customer, QStringLiteral("to be honest that is too expensive for us"),
                      2, 5);
    QTRY_VERIFY(!cards.isEmpty());
    const auto shown = cards.last().first().value<QList<Card>>();
    QVERIFY(!shown.isEmpty());
    QVERIFY(shown.size() <= maxCards);
    call.live->dismissCard(shown.first().id);
    QCOMPARE(cards.last().first().value<QList<Card>>().size(), shown.size() - 1);
}

void LiveCallTest::goesOnWhenTheRecogniserFails()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(1);
    QSignalSpy states(call.live.get(), &LiveCall::stateChanged);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    Q_EMIT call.engine->failed({ErrorKind::Failed, QStringLiteral("gone"), {}, {}});
    QCOMPARE(states.last().first().value<PartState>().condition, PartCondition::Failed);
    QVERIFY(ended.isEmpty());
    call.hear(4);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    const auto outcome = ended.first().first().value<CallOutcome>();
    QVERIFY(outcome.speechFailure);
    QCOMPARE(*outcome.call.duration, 4.0);
    QCOMPARE(fixture.record(call.call.id).call.status, CallStatus::Failed);
}

void LiveCallTest::theRecogniserHearsThatTheNetworkIsBack()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(3);
    QCOMPARE(call.engine->retries, 0);
    call.live->networkBack();
    QCOMPARE(call.engine->retries, 1);
}

void LiveCallTest::dropsTheRepsCopyOfTheCustomersVoice()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(10);
    call.live->echoChanged(true, 0.8);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy removed(call.live.get(), &LiveCall::lineRemoved);
    QSignalSpy feedback(call.live.get(), &LiveCall::feedbackGiven);
    QSignalSpy states(call.live.get(), &LiveCall::stateChanged);
    const QString text = QStringLiteral("to be honest that is too expensive for us");
    const QString copy = newLine();
    call.engine->says(copy, Track::Rep, text, 6.2, 9.2);
    QVERIFY(lines.isEmpty());
    call.engine->says(newLine(), Track::Customer, text, 6, 9);
    call.hear(14);
    QTRY_COMPARE(lines.size(), 1);
    QCOMPARE(lines.first().first().value<Transcription>().track, Track::Customer);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.first().first().toString(), copy);
    QVERIFY(!feedback.isEmpty());
    const auto saidSo = std::any_of(states.begin(), states.end(), [](const QList<QVariant> &arguments) {
        return arguments.first().value<PartState>().reason == PartReason::Echo;
    });
    QVERIFY(saidSo);
    QTRY_COMPARE(fixture.record(call.call.id).lines.size(), 1);
}

void LiveCallTest::withdrawsACopyThatWasRecognisedTooLate()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(10);
    call.live->echoChanged(true, 0.8);
    QSignalSpy removed(call.live.get(), &LiveCall::lineRemoved);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    const QString text = QStringLiteral("we would need to look at that with the team next week");
    call.engine->says(newLine(), Track::Rep, text, 6.2, 9.2);
    call.hear(14);
    QTRY_COMPARE(lines.size(), 1);
    call.engine->says(newLine(), Track::Customer, text, 6, 9);
    QTRY_COMPARE(removed.size(), 1);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    const CallRecord record = fixture.record(call.call.id);
    QCOMPARE(record.lines.size(), 1);
    QCOMPARE(record.lines.first().line.track, Track::Customer);
    // The withdrawn line counts in no figure.
    QCOMPARE(record.analytics->metrics.repSpeechSeconds, 0.0);
}

void LiveCallTest::withdrawsACopyThatCameBeforeTheEchoWasNoticed()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(2);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy removed(call.live.get(), &LiveCall::lineRemoved);
    const QString copy = newLine();
    const QString own = newLine();
    call.engine->says(newLine(), Track::Customer, QStringLiteral("hello"), 1, 1.4);
    call.engine->says(copy, Track::Rep, QStringLiteral("hello"), 1.1, 1.5);
    call.engine->says(own, Track::Rep, QStringLiteral("good morning to you"), 1.6, 2);
    QTRY_COMPARE(lines.size(), 3);
    QVERIFY(removed.isEmpty());
    call.live->echoChanged(true, 0.8);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(removed.first().first().toString(), copy);
    call.live->echoChanged(true, 0.9);
    QCOMPARE(removed.size(), 1);
    QTRY_COMPARE(fixture.record(call.call.id).lines.size(), 2);
}

void LiveCallTest::whatAnEchoCausedGoesWithIt()
{
    SessionFixture fixture;
    PlaybookCard card;
    card.id = QStringLiteral("echoed");
    card.title = QStringLiteral("Echoed");
    card.say = {QStringLiteral("Ask why.")};
    card.speaker = CardSpeaker::Rep;
    card.triggers = {QStringLiteral("too expensive")};
    fixture.playbook.cards = {card};
    PlaybookChecklistItem item;
    item.id = QStringLiteral("price");
    item.label = QStringLiteral("Price");
    item.speaker = CardSpeaker::Rep;
    item.phrases = {QStringLiteral("too expensive")};
    fixture.playbook.checklist = {item};
    Conducted call(fixture);
    call.hear(14);
    call.live->echoChanged(true, 0.8);
    QSignalSpy cards(call.live.get(), &LiveCall::cardsChanged);
    QSignalSpy checklist(call.live.get(), &LiveCall::checklistChanged);
    QSignalSpy metrics(call.live.get(), &LiveCall::metricsChanged);
    call.engine->says(newLine(), Track::Rep, objection, 6.2, 9.2);
    call.hear(15);
    QTRY_COMPARE(cards.size(), 1);
    QCOMPARE(cards.last().first().value<QList<Card>>().size(), 1);
    QVERIFY(checklist.last().first().value<QList<ChecklistEntry>>().first().done);
    call.engine->says(newLine(), Track::Customer, objection, 6, 9);
    QVERIFY(cards.last().first().value<QList<Card>>().isEmpty());
    QVERIFY(!checklist.last().first().value<QList<ChecklistEntry>>().first().done);
    call.hear(16);
    QCOMPARE(metrics.last().first().value<CallMetrics>().repSpeechSeconds, 0.0);
    QVERIFY(metrics.last().first().value<CallMetrics>().customerSpeechSeconds > 2);
}

void LiveCallTest::aCardThatIsGoneSaysNothingOfTheDisk()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(5);
    QSignalSpy cards(call.live.get(), &LiveCall::cardsChanged);
    QSignalSpy states(call.live.get(), &LiveCall::stateChanged);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.engine->says(newLine(), Track::Customer, objection, 2, 5);
    QTRY_VERIFY(!cards.isEmpty());
    Raw(fixture.databaseFile()).run("DELETE FROM feedback_events");
    call.live->useCard(cards.last().first().value<QList<Card>>().first().id);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(!complainedOfTheStore(states));
    QVERIFY(!ended.first().first().value<CallOutcome>().storeFailure);
}

void LiveCallTest::showsLinesAndCardsOnAFullDisk()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(5);
    QTRY_VERIFY(fixture.archive->call(call.call.id).result().has_value());
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy cards(call.live.get(), &LiveCall::cardsChanged);
    QSignalSpy feedback(call.live.get(), &LiveCall::feedbackGiven);
    QSignalSpy states(call.live.get(), &LiveCall::stateChanged);
    const QString id = newLine();
    {
        const test::FileSizeLimit limit(0);
        call.engine->says(newLine(), Track::Rep, QStringLiteral("good morning"), 1, 2);
        QTRY_VERIFY(complainedOfTheStore(states));
        call.engine->says(id, Track::Customer, objection, 2, 5);
        QCOMPARE(lines.last().first().value<Transcription>().id, id);
        QVERIFY(!lines.last().first().value<Transcription>().final);
        QVERIFY(!cards.isEmpty());
    }
    const qsizetype given = feedback.size();
    QTRY_VERIFY(lines.last().first().value<Transcription>().final);
    QTRY_COMPARE(states.last().first().value<PartState>().condition, PartCondition::Off);
    QCOMPARE(feedback.size(), given);
    QCOMPARE(fixture.record(call.call.id).lines.size(), 2);
}

void LiveCallTest::showsThemInACallThatBeginsOnAFullDisk()
{
    SessionFixture fixture;
    Conducted first(fixture);
    first.hear(1);
    QTRY_VERIFY(fixture.archive->call(first.call.id).result().has_value());
    const test::FileSizeLimit limit(0);
    first.engine->says(newLine(), Track::Rep, QStringLiteral("good morning"), 0.1, 1);
    QTRY_VERIFY(fixture.store->isDiskFull());
    QCoreApplication::processEvents();
    Conducted second(fixture);
    QSignalSpy lines(second.live.get(), &LiveCall::lineChanged);
    QSignalSpy cards(second.live.get(), &LiveCall::cardsChanged);
    QSignalSpy states(second.live.get(), &LiveCall::stateChanged);
    second.hear(5);
    QVERIFY(complainedOfTheStore(states));
    second.engine->says(newLine(), Track::Customer, objection, 2, 5);
    QCOMPARE(lines.size(), 1);
    QVERIFY(!cards.isEmpty());
}

void LiveCallTest::showsWhatWasUnderWayWhenTheDiskFilledUp()
{
    SessionFixture fixture;
    Conducted call(fixture);
    call.hear(5);
    QTRY_VERIFY(fixture.archive->call(call.call.id).result().has_value());
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy cards(call.live.get(), &LiveCall::cardsChanged);
    const test::FileSizeLimit limit(0);
    call.engine->says(newLine(), Track::Customer, objection, 2, 5);
    QVERIFY(lines.isEmpty());
    QTRY_COMPARE(lines.size(), 1);
    QVERIFY(!lines.first().first().value<Transcription>().final);
    QTRY_VERIFY(!cards.isEmpty());
}

void LiveCallTest::outlastsALockFromTheFirstSoundOn()
{
    SessionFixture fixture;
    Conducted call(fixture);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    Raw blocker(fixture.databaseFile());
    blocker.run("BEGIN IMMEDIATE");
    call.hear(2);
    call.engine->says(newLine(), Track::Rep, QStringLiteral("good morning"), 1, 2);
    QTRY_COMPARE(lines.size(), 1);
    QVERIFY(!lines.first().first().value<Transcription>().final);
    // It lasts longer than the tries that others get.
    Call import = call.call;
    import.id = newId();
    QCOMPARE(fixture.store->addCall(import, {}, {}, {}, {}).result().error().kind, ErrorKind::DatabaseBusy);
    blocker.run("ROLLBACK");
    QTRY_VERIFY(lines.last().first().value<Transcription>().final);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(!ended.first().first().value<CallOutcome>().storeFailure);
    QCOMPARE(fixture.record(call.call.id).lines.size(), 1);
}

void LiveCallTest::endsOnAFullDiskAndSaysThatItIsNotKept()
{
    SessionFixture fixture;
    Conducted call(fixture, impatient);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    {
        const test::FileSizeLimit limit(0);
        call.hear(2);
        call.engine->says(newLine(), Track::Rep, QStringLiteral("good morning"), 1, 2);
        call.live->audioEnded(call.position);
        QTRY_COMPARE(ended.size(), 1);
    }
    const auto outcome = ended.first().first().value<CallOutcome>();
    QVERIFY(outcome.storeFailure);
    QCOMPARE(outcome.storeFailure->kind, ErrorKind::DiskFull);
    QCOMPARE(outcome.call.status, CallStatus::Failed);
    QVERIFY(!lines.isEmpty());
    // Room comes later: what waited is written, and nothing is said after the end.
    const qsizetype said = lines.size();
    QTRY_VERIFY(fixture.archive->call(call.call.id).result().has_value());
    QTRY_COMPARE(fixture.record(call.call.id).call.status, CallStatus::Completed);
    QCOMPARE(fixture.record(call.call.id).lines.size(), 1);
    QCoreApplication::processEvents();
    QCOMPARE(lines.size(), said);
    QCOMPARE(ended.size(), 1);
}

void LiveCallTest::endsOnAFullDiskAlsoAfterTheRecogniserFailed()
{
    SessionFixture fixture;
    Conducted call(fixture, impatient);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    const test::FileSizeLimit limit(0);
    call.hear(2);
    call.engine->says(newLine(), Track::Rep, QStringLiteral("good morning"), 1, 2);
    Q_EMIT call.engine->failed({ErrorKind::Failed, QStringLiteral("gone"), {}, {}});
    call.hear(3);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    const auto outcome = ended.first().first().value<CallOutcome>();
    QVERIFY(outcome.storeFailure);
    QVERIFY(outcome.speechFailure);
}

void LiveCallTest::saysThatTheCallWasNeverKept()
{
    SessionFixture fixture;
    Raw(fixture.databaseFile())
        .run("CREATE TRIGGER refuse BEFORE INSERT ON calls BEGIN SELECT RAISE(ABORT, 'no'); END");
    Conducted call(fixture);
    QSignalSpy states(call.live.get(), &LiveCall::stateChanged);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.hear(2);
    call.engine->says(newLine(), Track::Rep, QStringLiteral("good morning"), 1, 2);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(complainedOfTheStore(states));
    const auto outcome = ended.first().first().value<CallOutcome>();
    QVERIFY(outcome.storeFailure);
    QCOMPARE(outcome.storeFailure->kind, ErrorKind::DatabaseFailed);
    QCOMPARE(outcome.call.status, CallStatus::Failed);
}

void LiveCallTest::saysThatALineWasNotKept()
{
    SessionFixture fixture;
    Raw(fixture.databaseFile())
        .run("CREATE TRIGGER refuse BEFORE INSERT ON transcriptions WHEN NEW.track = 0"
             " BEGIN SELECT RAISE(ABORT, 'no'); END");
    Conducted call(fixture);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy states(call.live.get(), &LiveCall::stateChanged);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.hear(5);
    call.engine->says(newLine(), Track::Rep, QStringLiteral("good morning"), 1, 2);
    QTRY_COMPARE(lines.size(), 1);
    QVERIFY(!lines.first().first().value<Transcription>().final);
    QVERIFY(complainedOfTheStore(states));
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(ended.first().first().value<CallOutcome>().storeFailure);
    QCOMPARE(fixture.record(call.call.id).call.status, CallStatus::Failed);
}

void LiveCallTest::saysThatTheEndWasNotKept()
{
    SessionFixture fixture;
    Raw(fixture.databaseFile())
        .run("CREATE TRIGGER refuse BEFORE UPDATE ON calls BEGIN SELECT RAISE(ABORT, 'no'); END");
    Conducted call(fixture);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.hear(2);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    QVERIFY(ended.first().first().value<CallOutcome>().storeFailure);
}

void LiveCallTest::endsWithoutAnAnswerFromTheRecogniser()
{
    SessionFixture fixture;
    Conducted call(fixture, impatient);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.engine->answersAtTheEnd = false;
    call.hear(2);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    const auto outcome = ended.first().first().value<CallOutcome>();
    QVERIFY(outcome.speechFailure);
    QVERIFY(!outcome.storeFailure);
    // It answers after all.
    call.engine->says(newLine(), Track::Rep, QStringLiteral("good morning"), 1, 2);
    Q_EMIT call.engine->finished();
    QVERIFY(lines.isEmpty());
    QCOMPARE(ended.size(), 1);
}

void LiveCallTest::whoeverDoesNotWaitLosesTheLastWordsToAGap()
{
    SessionFixture fixture;
    Conducted conducted(fixture);
    conducted.engine->answersAtTheEnd = false;
    QSignalSpy ended(conducted.live.get(), &LiveCall::ended);
    Q_EMIT conducted.engine->stateChanged({CallPart::Speech, PartCondition::Live, {}, {}});
    conducted.hear(10);
    conducted.engine->says(newLine(), Track::Customer, QStringLiteral("hello"), 1, 2, true);
    conducted.engine->says(newLine(), Track::Customer, QStringLiteral("and then"), 8, 9.5, false);
    conducted.live->audioEnded(conducted.position);
    QTest::qWait(50);
    QVERIFY(ended.isEmpty());
    conducted.live->endNow();
    QTRY_COMPARE(ended.size(), 1);
    const auto outcome = ended.first().first().value<CallOutcome>();
    QCOMPARE(outcome.call.status, CallStatus::Completed);
    QVERIFY(!outcome.speechFailure);
    const QList<FeedbackEvent> gaps = gapsOf(fixture.record(conducted.call.id).feedback);
    QVERIFY(!gaps.isEmpty());
    QVERIFY(std::any_of(gaps.begin(), gaps.end(), [](const FeedbackEvent &gap) {
        return gap.metadata.value(QLatin1String("start")).toDouble() <= 8 &&
               gap.metadata.value(QLatin1String("speaker")).toString() == speakerOf(Track::Customer);
    }));
}

void LiveCallTest::marksSoundThatWasLost()
{
    SessionFixture fixture;
    Conducted call(fixture);
    QSignalSpy feedback(call.live.get(), &LiveCall::feedbackGiven);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.hear(1);
    // The call thread is stuck: of the next 6 s the first 2 are gone.
    call.push(7);
    call.live->takeFrames();
    call.hear(9);
    const QList<FeedbackEvent> gaps = gapsOf(all<FeedbackEvent>(feedback));
    QCOMPARE(gaps.size(), 2);
    QStringList speakers;
    for (const FeedbackEvent &gap : gaps) {
        QCOMPARE(gap.callId, call.call.id);
        QCOMPARE(gap.timestamp, 1.0);
        QCOMPARE(gap.metadata.value(QLatin1String("start")).toDouble(), 1.0);
        QCOMPARE(gap.metadata.value(QLatin1String("end")).toDouble(), 3.0);
        QCOMPARE(gap.metadata.value(QLatin1String("rule")).toString(), QStringLiteral("audio"));
        QCOMPARE(gap.metadata.value(QLatin1String("closed")), QJsonValue(false));
        QVERIFY(gap.metadata.contains(QLatin1String("segment")));
        speakers.append(gap.metadata.value(QLatin1String("speaker")).toString());
        QCOMPARE(CallGaps::closed(gap).metadata.value(QLatin1String("closed")), QJsonValue(true));
        QCOMPARE(CallGaps::closed(gap).id, gap.id);
    }
    QCOMPARE(speakers, (QStringList{QStringLiteral("rep"), QStringLiteral("customer")}));
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(gapsOf(fixture.record(call.call.id).feedback).size(), 2);
}

void LiveCallTest::marksWhatAFailedRecogniserLeavesOut()
{
    SessionFixture fixture;
    Conducted call(fixture);
    QSignalSpy feedback(call.live.get(), &LiveCall::feedbackGiven);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.hear(2);
    Q_EMIT call.engine->failed({ErrorKind::Failed, QStringLiteral("gone"), {}, {}});
    call.hear(3);
    call.hear(30);
    // A crash now would leave a trace as well.
    QTRY_VERIFY(fixture.archive->call(call.call.id).result().has_value());
    QTRY_COMPARE(gapsOf(fixture.record(call.call.id).feedback).size(), 2);
    QVERIFY(gapsOf(all<FeedbackEvent>(feedback)).isEmpty());
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    const QList<FeedbackEvent> gaps = gapsOf(all<FeedbackEvent>(feedback));
    QCOMPARE(gaps.size(), 2);
    QCOMPARE(gaps.first().metadata.value(QLatin1String("start")).toDouble(), 2.0);
    QCOMPARE(gaps.first().metadata.value(QLatin1String("end")).toDouble(), 30.0);
    QCOMPARE(gaps.first().metadata.value(QLatin1String("rule")).toString(), QStringLiteral("speech"));
    QList<FeedbackEvent> kept = gapsOf(fixture.record(call.call.id).feedback);
    QCOMPARE(kept.size(), 2);
    QCOMPARE(kept.first().metadata, gaps.first().metadata);
}

void LiveCallTest::marksTheWordsThatHadNoFinalLine()
{
    SessionFixture fixture;
    Conducted call(fixture, impatient);
    QSignalSpy feedback(call.live.get(), &LiveCall::feedbackGiven);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.engine->answersAtTheEnd = false;
    call.hear(5);
    call.engine->says(newLine(), Track::Customer, QStringLiteral("we would need"), 3.5, 5, false);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    const QList<FeedbackEvent> gaps = gapsOf(all<FeedbackEvent>(feedback));
    QCOMPARE(gaps.size(), 1);
    QCOMPARE(gaps.first().metadata.value(QLatin1String("speaker")).toString(), QStringLiteral("customer"));
    QCOMPARE(gaps.first().metadata.value(QLatin1String("start")).toDouble(), 3.5);
    QCOMPARE(gaps.first().metadata.value(QLatin1String("end")).toDouble(), 5.0);
}

void LiveCallTest::aPauseIsNoDeadAir()
{
    SessionFixture fixture;
    Conducted call(fixture);
    QSignalSpy lines(call.live.get(), &LiveCall::lineChanged);
    QSignalSpy ended(call.live.get(), &LiveCall::ended);
    call.hear(3);
    call.engine->says(newLine(), Track::Rep, QStringLiteral("one moment please"), 1, 2);
    call.live->pausedChanged(true, positionAt(3));
    call.hear(60);
    call.live->pausedChanged(false, positionAt(60));
    call.hear(63);
    call.engine->says(newLine(), Track::Rep, QStringLiteral("here i am again"), 61, 62.5);
    QTRY_COMPARE(lines.size(), 2);
    call.live->audioEnded(call.position);
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(ended.first().first().value<CallOutcome>().analytics.metrics.deadAir, 0.0);
}

void LiveCallTest::ofASideThatIsNotHeardNothingIsSaid()
{
    for (const PartReason reason :
         {PartReason::None, PartReason::NoMicrophone, PartReason::Muted, PartReason::FarEndGone}) {
        SessionFixture fixture;
        Conducted call(fixture);
        QSignalSpy feedback(call.live.get(), &LiveCall::feedbackGiven);
        call.live->audioStateChanged({CallPart::Audio, PartCondition::Degraded, reason, {}});
        // Nothing is said in the first minute anyway.
        call.hear(64);
        call.engine->says(newLine(), Track::Rep, QStringLiteral("good morning karen"), 61, 62);
        call.engine->says(newLine(), Track::Customer, QStringLiteral("good morning mark"), 62.5, 64);
        Q_EMIT call.engine->voiceChanged(Track::Customer, true, positionAt(62));
        Q_EMIT call.engine->voiceChanged(Track::Customer, false, positionAt(64));
        call.hear(100);
        QCOMPARE(feedback.isEmpty(), reason != PartReason::None);
    }
}

void LiveCallTest::ticksOncePerSecondOfTheCall()
{
    SessionFixture fixture;
    Conducted call(fixture);
    QSignalSpy metrics(call.live.get(), &LiveCall::metricsChanged);
    for (double until = 0.5; until <= 10; until += 0.5)
        call.hear(until);
    QCOMPARE(metrics.size(), 11);
    QCOMPARE(metrics.last().first().value<CallMetrics>().at, 10.0);
}

QTEST_GUILESS_MAIN(LiveCallTest)
#include "tst_live_call.moc"
