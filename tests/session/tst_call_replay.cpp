// SPDX-License-Identifier: GPL-3.0-or-later
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
