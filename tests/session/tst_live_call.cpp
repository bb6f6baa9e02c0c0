// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/live_call.h"
#include "core/support/ids.h"
#include "tests/session/session_fixture.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace talktrack;

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
    void finish() override { Q_EMIT finished(); }

    void says(const QString &id, Track track, const QString &text, double start, double end,
              bool final = true)
    {
        Utterance utterance;
        utterance.id = id;
        utterance.track = track;
        utterance.text = text;
        utterance.start = start;
        utterance.end = end;
        const QStringList words = text.split(QLatin1Char(' '));
        const double each = (end - start) / static_cast<double>(words.size());
        for (int i = 0; i < words.size(); ++i)
            utterance.words.append({words.at(i), start + i * each, start + (i + 1) * each, 0.9});
        utterance.final = final;
        utterance.arrived = std::chrono::steady_clock::now();
        Q_EMIT utteranceChanged(utterance);
    }

    int vocabulary = 0;
    qint64 fed = 0;
};

struct Conducted
{
    explicit Conducted(SessionFixture &fixture)
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
        live = std::make_unique<LiveCall>(call, setup, std::move(made), queue, fixture.services());
        live->arm();
    }

    void hear(double until)
    {
        for (; position < positionAt(until); position += frameSamples) {
            AudioFrame frame;
            frame.position = position;
            queue.push(frame);
        }
        live->takeFrames();
        Q_EMIT engine->progressed(position);
    }

    Call call;
    FrameQueue queue;
    ScriptedEngine *engine = nullptr;
    std::unique_ptr<LiveCall> live;
    qint64 position = 0;
};

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
    void dropsTheRepsCopyOfTheCustomersVoice();
    void withdrawsACopyThatWasRecognisedTooLate();
    void ticksOncePerSecondOfTheCall();
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
