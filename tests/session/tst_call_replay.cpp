// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_pipeline.h"
#include "core/session/call_replay.h"
#include "core/session/transcript_import.h"
#include "tests/session/session_fixture.h"

#include <QTest>

using namespace talktrack;

class CallReplayTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheSameFeedbackAgain();
    void takesLinesInTheOrderInWhichTheyCame();
    void leavesWhatHangsOnTheSoundAsItWas();
    void worksOutNudgesForAnotherKindOfCall();
    void showsWhatAPlaybookWouldChange();
    void countsRepeatedEventsOnce();
};

namespace {

CallRecord imported(SessionFixture &fixture)
{
    const auto read = readTranscriptJson(R"({"format":"talktrack-call/1","title":"T","lines":[
        {"speaker":"rep","start":1,"end":4,"text":"Hi Karen, my name is Daniel from Northbeam."},
        {"speaker":"customer","start":5,"end":8,"text":"To be honest, that is too expensive for us."},
        {"speaker":"rep","start":9,"end":12,"text":"I understand."},
        {"speaker":"customer","start":13,"end":16,"text":"And we are already talking to another vendor."}]})");
    CallSetup setup;
    setup.playbook = fixture.playbook;
    const auto outcome = importTranscript(*read, setup, fixture.services());
    return fixture.record(outcome->call.id);
}

} // namespace

void CallReplayTest::givesTheSameFeedbackAgain()
{
    SessionFixture fixture;
    const CallRecord record = imported(fixture);
    QVERIFY(!record.feedback.isEmpty());
    const auto again = replayCall(record, fixture.playbook, fixture.classifier.get());
    const FeedbackDifference difference = compareFeedback(record.feedback, again);
    QVERIFY(difference.onlyBefore.isEmpty());
    QVERIFY(difference.onlyAfter.isEmpty());
    QCOMPARE(difference.same, record.feedback.size());
}

void CallReplayTest::takesLinesInTheOrderInWhichTheyCame()
{
    SessionFixture fixture;
    const auto line = [](const char *id, const char *speaker, double start, double end) {
        StoredLine stored;
        stored.line.id = QLatin1String(id);
        stored.line.track = Track::Customer;
        stored.line.speaker = QLatin1String(speaker);
        stored.line.text = QStringLiteral("To be honest, that is too expensive for us.");
        stored.line.start = start;
        stored.line.end = end;
        stored.line.final = true;
        return stored;
    };
    CallRecord record;
    record.call.type = fixture.playbook.callType;
    record.call.duration = 12;
    // Who began first was done last, so that the answer was given on the other's line.
    record.lines = {line("long", "customer", 1, 9), line("short", "customer 2", 3, 6)};
    record.lines[0].position = 2;
    record.lines[1].position = 1;
    CallPipeline pipeline(fixture.playbook, fixture.classifier.get());
    for (const qsizetype came : {1, 0})
        record.feedback += pipeline.addLine(record.lines.at(came).line).feedback;
    const auto isSuggestion = [](const FeedbackEvent &event) {
        return event.type == FeedbackType::Suggestion;
    };
    QVERIFY(std::any_of(record.feedback.begin(), record.feedback.end(), isSuggestion));
    const FeedbackDifference difference =
        compareFeedback(record.feedback, replayCall(record, fixture.playbook, fixture.classifier.get()));
    QVERIFY(difference.onlyBefore.isEmpty());
    QVERIFY(difference.onlyAfter.isEmpty());
}

void CallReplayTest::leavesWhatHangsOnTheSoundAsItWas()
{
    SessionFixture fixture;
    CallRecord record = imported(fixture);
    for (const auto &[type, at] :
         {std::pair{FeedbackType::Metric, 6.0}, std::pair{FeedbackType::Gap, 10.0}}) {
        FeedbackEvent event;
        event.type = type;
        event.timestamp = at;
        event.content = QStringLiteral("Nobody has spoken for 12 s.");
        record.feedback.append(event);
    }
    const auto again = replayCall(record, fixture.playbook, fixture.classifier.get());
    const FeedbackDifference difference = compareFeedback(record.feedback, again);
    QVERIFY(difference.onlyBefore.isEmpty());
    QVERIFY(difference.onlyAfter.isEmpty());
    QVERIFY(std::is_sorted(again.begin(), again.end(), [](const FeedbackEvent &a, const FeedbackEvent &b) {
        return a.timestamp < b.timestamp;
    }));
}

void CallReplayTest::worksOutNudgesForAnotherKindOfCall()
{
    SessionFixture fixture;
    CallRecord record;
    record.call.type = CallType::ColdCall;
    record.call.duration = 400;
    StoredLine monologue;
    monologue.line.id = QStringLiteral("a");
    monologue.line.speaker = QStringLiteral("rep");
    monologue.line.start = 1;
    monologue.line.end = 390;
    monologue.line.final = true;
    monologue.line.text = QString(QStringLiteral("and so on it goes ")).repeated(200);
    record.lines = {monologue};
    Playbook demo = fixture.playbook;
    demo.callType = CallType::Demo;
    const auto events = replayCall(record, demo, nullptr);
    QVERIFY(std::any_of(events.begin(), events.end(),
                        [](const FeedbackEvent &event) { return event.type == FeedbackType::Metric; }));
}

void CallReplayTest::showsWhatAPlaybookWouldChange()
{
    SessionFixture fixture;
    const CallRecord record = imported(fixture);
    Playbook silent = fixture.playbook;
    silent.cards.clear();
    silent.checklist.clear();
    const FeedbackDifference difference =
        compareFeedback(record.feedback, replayCall(record, silent, nullptr));
    QVERIFY(!difference.onlyBefore.isEmpty());
    for (const FeedbackEvent &event : difference.onlyAfter)
        QVERIFY(event.type != FeedbackType::Suggestion);
}

void CallReplayTest::countsRepeatedEventsOnce()
{
    FeedbackEvent event;
    event.content = QStringLiteral("a");
    FeedbackEvent other = event;
    other.content = QStringLiteral("b");
    const FeedbackDifference difference = compareFeedback({event, event, other}, {event, event, event});
    QCOMPARE(difference.same, 2);
    QCOMPARE(difference.onlyBefore.size(), 1);
    QCOMPARE(difference.onlyBefore.first().content, QStringLiteral("b"));
    QCOMPARE(difference.onlyAfter.size(), 1);
}

QTEST_GUILESS_MAIN(CallReplayTest)
#include "tst_call_replay.moc"
