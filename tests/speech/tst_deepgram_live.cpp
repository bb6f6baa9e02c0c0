// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_token_endpoint.h"
#include "tests/speech/deepgram_dialogue.h"
#include "tests/support/tls_door.h"

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

MarkedScript conversation(double seconds = 60, quint32 seed = 3)
{
    return MarkedScript::random(seed, seconds);
}

} // namespace

/// Dialogues with a Deepgram that behaves, and with one that does not. After each, every word that was spoken
/// is there exactly once and in its place, or lies in a gap that was told.
class DeepgramLiveTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCleanCall();
    void asksForWhatThePlaybookNeeds();
    void theFirstWordSurvivesASlowHandshake();

    void losesNoWord_data();
    void losesNoWord();

    void aShortOutageIsCaughtUp();
    void aLongOutageLeavesAMarkedGapAndGoesOnLive();
    void aCallThatEndsInAnOutageLeavesAGap();
    void aStallIsNoticedWithinTenSeconds_data();
    void aStallIsNoticedWithinTenSeconds();
    void resendsNoFasterThanDeepgramTakes();
    void theNetworkThatIsBackIsUsedAtOnce();
    void whatTheServerAsksForIsWaitedAlsoThen();

    void aRefusedKeyIsSaidAndNotTriedAgain();
    void noCreditIsSaidAndNotTriedAgain();
    void refusedKeytermsAreLeftOut();
    void tooManyCallsIsTriedAgain();
    void waitsAsLongAsTheServerAsks();
    void aDoorThatOpensAndShutsIsNotHammered();
    void anEncryptedCall();
    void anotherCertificateIsNeverTaken();

    void aPauseIsNotSent();
    void aFileWaitsForItsRecogniser();
    void newKeytermsAreConfigured();
    void aTemporaryTokenIsAskedForWithEachConnection();
    void sleepIsNoticedAtOnce();
    void neverSendsAnEmptyMessage();
    void aPauseInABacklogTakesNoWordWithIt();
    void aServerThatNeverAnswersDoesNotHoldUpTheEnd();
    void aConnectionThatBreaksOffAtTheEndIsMadeAnew_data();
    void aConnectionThatBreaksOffAtTheEndIsMadeAnew();
};

void DeepgramLiveTest::aCleanCall()
{
    DeepgramDialogue call(conversation());
    call.begin();
    call.talk(60);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QCOMPARE(call.connections(), 1);
    const ConnectionRecord record = call.server.connections().constFirst();
    QCOMPARE(record.textsOfType(QStringLiteral("CloseStream")), 1);
    QCOMPARE(record.serverClose, 1000);
    QCOMPARE(call.engine->figures().doubles, 0);
    QCOMPARE(call.states.constFirst().condition, PartCondition::Connecting);
    QVERIFY(std::any_of(call.states.begin(), call.states.end(),
                        [](const PartState &state) { return state.condition == PartCondition::Live; }));
    for (const Utterance &utterance : std::as_const(call.finals)) {
        QVERIFY(!utterance.text.isEmpty());
        QVERIFY(utterance.confidence);
        QVERIFY(utterance.end - utterance.start < 25);
    }
}

void DeepgramLiveTest::asksForWhatThePlaybookNeeds()
{
    DeepgramDialogue call(conversation(5));
    call.options.language = QStringLiteral("en");
    call.options.keyterms = {QStringLiteral("Northbeam"), QStringLiteral("single sign on")};
    call.setup.request.redact = {QStringLiteral("pci"), QStringLiteral("ssn")};
    call.setup.request.tags = {QStringLiteral("talktrack")};
    call.begin();
    call.talk(5);
    QVERIFY(call.end());
    const ConnectionRecord record = call.server.connections().constFirst();
    const auto value = [&](const char *key) {
        return record.query.queryItemValue(QLatin1String(key), QUrl::FullyDecoded);
    };
    QCOMPARE(record.authorization, "Token test-key");
    QCOMPARE(value("model"), QStringLiteral("nova-3"));
    QCOMPARE(value("encoding"), QStringLiteral("linear16"));
    QCOMPARE(value("sample_rate"), QStringLiteral("16000"));
    QCOMPARE(value("channels"), QStringLiteral("2"));
    QCOMPARE(value("multichannel"), QStringLiteral("true"));
    QCOMPARE(value("interim_results"), QStringLiteral("true"));
    QCOMPARE(value("mip_opt_out"), QStringLiteral("true"));
    QCOMPARE(record.query.allQueryItemValues(QStringLiteral("keyterm"), QUrl::FullyDecoded),
             call.options.keyterms);
    QCOMPARE(record.query.allQueryItemValues(QStringLiteral("redact")), call.setup.request.redact);
    QVERIFY(!value("keywords").size());
}

void DeepgramLiveTest::theFirstWordSurvivesASlowHandshake()
{
    DeepgramDialogue call(conversation(20));
    call.server.script(0, {Fault::delayAnswer(2s)});
    call.begin();
    call.talk(20);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void DeepgramLiveTest::losesNoWord_data()
{
    QTest::addColumn<QList<Fault>>("faults");
    QTest::addColumn<int>("leastConnections");

    const auto row = [](const char *name, QList<Fault> faults, int connections) {
        QTest::newRow(name) << std::move(faults) << connections;
    };
    row("a drop without a close", {Fault::drop().afterSound(20s)}, 2);
    row("a reset", {Fault::reset().afterSound(20s)}, 2);
    row("1011 NET-0000", {Fault::close(1011, "NET-0000").afterSound(20s)}, 2);
    row("1011 NET-0001", {Fault::close(1011, "NET-0001").afterSound(15s)}, 2);
    row("a service restart", {Fault::close(1012, "restart").afterSound(15s)}, 2);
    row("going away", {Fault::close(1001).afterSound(15s)}, 2);
    row("an end that nobody asked for", {Fault::close(1000).afterSound(15s)}, 2);
    row("a silent stall", {Fault::stall().afterSound(15s)}, 2);
    row("pongs but no results", {Fault::swallowButPong().afterSound(15s)}, 2);
    row("a peer that stops reading", {Fault::stopReading().afterSound(15s)}, 2);
    row("a message cut in the middle", {Fault::cutInMessage().afterSound(15s)}, 2);
    row("a stall that passes", {Fault::stall().afterSound(15s).lasting(3s)}, 1);
    row("messages in single bytes", {Fault::slice()}, 1);
    row("garbage", {Fault::garbage().afterSound(5s), Fault::garbage().afterSound(20s)}, 1);
    row("a binary message", {Fault::sayBinary("\x01\x02").afterSound(5s)}, 1);
    row("an unknown message", {Fault::unknownType().afterSound(5s)}, 1);
    row("a megabyte in one message", {Fault::hugeMessage().afterSound(10s)}, 1);
    row("two hundred thousand brackets", {Fault::deepBrackets().afterSound(10s)}, 1);
    row("every final twice", {Fault::duplicateFinals()}, 1);
    row("results out of order", {Fault::disorder()}, 1);
    row("missing and wrong fields", {Fault::missingFields()}, 1);
    row("an empty final", {Fault::emptyFinal().afterSound(10s)}, 1);
    row("an utterance end of nothing", {Fault::utteranceEndOfNothing().afterSound(10s)}, 1);
    row("results past the sound", {Fault::beyondTheSound().afterSound(10s)}, 1);
    row("800 ms of latency", {Fault::latency(800ms)}, 1);
    row("a drop during CloseStream", {Fault::drop().onCloseStream()}, 1);
    row("no answer to CloseStream", {Fault::noAnswerToCloseStream()}, 1);
    row("503 three times at first", {Fault::unavailable()}, 1);
    row("half a handshake", {Fault::halfAnswer()}, 2);
    row("a portal's login page", {Fault::html()}, 2);
}

void DeepgramLiveTest::losesNoWord()
{
    QFETCH(const QList<Fault>, faults);
    QFETCH(const int, leastConnections);
    DeepgramDialogue call(conversation(60));
    call.server.script(0, faults);
    if (faults.constFirst().number == 503)
        for (int i = 1; i < 3; ++i)
            call.server.script(i, faults);
    call.begin();
    call.talk(60);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY2(call.gaps.isEmpty(), qPrintable(QString::number(call.gapSeconds())));
    QVERIFY(call.connections() >= leastConnections);
}

void DeepgramLiveTest::aShortOutageIsCaughtUp()
{
    DeepgramDialogue call(conversation(200));
    call.begin();
    call.talk(20);
    call.server.setDown(true);
    call.talk(10);
    QVERIFY(call.said(PartReason::NetworkAway) || call.said(PartReason::LinkLost));
    QVERIFY(call.states.constLast().forSeconds.value_or(0) >= 8);
    QVERIFY(call.states.constLast().waitingSeconds.value_or(0) >= 8);
    call.server.setDown(false);
    // Ten seconds behind, at 1.25 times real time; a busy machine may need a second try.
    for (int more = 0; more < 150 && call.states.constLast().condition != PartCondition::Live; more += 10)
        call.talk(10);
    QCOMPARE(call.states.constLast().condition, PartCondition::Live);
    QVERIFY(call.said(PartReason::CatchingUp));
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void DeepgramLiveTest::aLongOutageLeavesAMarkedGapAndGoesOnLive()
{
    DeepgramDialogue call(conversation(420));
    call.givesRealTime = false;
    call.begin();
    call.talk(30);
    call.server.setDown(true);
    call.talk(300);
    const double back = secondsAt(call.fed);
    call.server.setDown(false);
    call.talk(60);
    // What is said now is heard now, not five minutes later.
    const bool heardLive =
        std::any_of(call.finals.begin(), call.finals.end(),
                    [back](const Utterance &utterance) { return utterance.start > back + 20; });
    QVERIFY(heardLive);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(!call.gaps.isEmpty());
    QVERIFY(call.gapSeconds() < 2 * 320);
    for (const SpeechGap &gap : std::as_const(call.gaps)) {
        QVERIFY(secondsAt(gap.from) > 20);
        QVERIFY(secondsAt(gap.to) < back + 15);
    }
}

void DeepgramLiveTest::aCallThatEndsInAnOutageLeavesAGap()
{
    DeepgramDialogue call(conversation(60));
    call.begin();
    call.talk(20);
    call.server.setDown(true);
    call.talk(20);
    QVERIFY(call.end(60));
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(!call.gaps.isEmpty());
    QVERIFY(secondsAt(call.gaps.constFirst().from) > 10);
}

void DeepgramLiveTest::aStallIsNoticedWithinTenSeconds_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::newRow("nothing comes back") << Fault::stall();
    QTest::newRow("pongs come back") << Fault::swallowButPong();
    QTest::newRow("nobody reads") << Fault::stopReading();
}

void DeepgramLiveTest::aStallIsNoticedWithinTenSeconds()
{
    QFETCH(const Fault, fault);
    DeepgramDialogue call(conversation(60));
    call.server.script(0, {fault.afterSound(20s)});
    call.begin();
    call.talk(20);
    QCOMPARE(call.connections(), 1);
    call.talk(12);
    QVERIFY(call.connections() >= 2);
    QVERIFY(call.said(PartReason::LinkSilent));
    const auto second = call.server.connections().at(1).attempted;
    QVERIFY2(second - 20s <= 11s, qPrintable(QString::number(static_cast<double>(second.count()) / 1e9)));
    call.talk(28);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
}

void DeepgramLiveTest::resendsNoFasterThanDeepgramTakes()
{
    DeepgramDialogue call(conversation(150));
    call.begin();
    call.talk(20);
    call.server.setDown(true);
    call.talk(25);
    call.server.setDown(false);
    call.talk(100);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    const QList<ConnectionRecord> records = call.server.connections();
    for (const ConnectionRecord &record : records) {
        QVERIFY2(record.fastestRate <= 1.26, qPrintable(QString::number(record.fastestRate)));
        QVERIFY(record.largestMessage <= 250 * 64);
    }
}

void DeepgramLiveTest::theNetworkThatIsBackIsUsedAtOnce()
{
    // So that no wait would be over by chance.
    DeepgramLiveSetup setup;
    setup.backoff.first = setup.backoff.most = 1h;
    DeepgramDialogue call(conversation(40), setup);
    call.begin();
    call.talk(10);
    call.server.setDown(true);
    call.talk(10);
    call.server.setDown(false);
    call.talk(2);
    QCOMPARE(call.states.constLast().condition, PartCondition::Reconnecting);
    QCOMPARE(call.connections(), 1);
    call.engine->retryNow();
    call.talk(0.5);
    QCOMPARE(call.connections(), 2);
    call.talk(15);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void DeepgramLiveTest::whatTheServerAsksForIsWaitedAlsoThen()
{
    DeepgramDialogue call(conversation(30));
    call.server.script(0, {Fault::tooManyRequests(7)});
    call.begin();
    call.talk(5);
    call.engine->retryNow();
    call.talk(25);
    QVERIFY(call.end());
    const QList<ConnectionRecord> records = call.server.connections();
    QCOMPARE(records.size(), 2);
    QVERIFY(records.at(1).attempted - records.at(0).attempted >= 7s);
    COMPARE_WITH_SCRIPT(call);
}

void DeepgramLiveTest::aRefusedKeyIsSaidAndNotTriedAgain()
{
    DeepgramDialogue call(conversation(60));
    call.server.always(Fault::invalidAuth());
    call.begin();
    call.talk(30);
    QCOMPARE(call.connections(), 1);
    QCOMPARE(call.server.requests(Endpoint::Reason).size(), 1);
    QCOMPARE(call.states.constLast().condition, PartCondition::Failed);
    QCOMPARE(call.states.constLast().reason, PartReason::KeyRefused);
    QVERIFY(call.progress > positionAt(29));
    QVERIFY(call.end());
    QVERIFY(call.failed);
    QCOMPARE(call.failed->kind, ErrorKind::KeyRefused);
    QVERIFY(!call.failed->detail.contains(QLatin1String("test-key")));
    // The whole call waits to be transcribed later.
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(!call.gaps.isEmpty());
}

void DeepgramLiveTest::noCreditIsSaidAndNotTriedAgain()
{
    DeepgramDialogue call(conversation(60));
    call.server.script(1, {Fault::paymentRequired()});
    call.server.script(0, {Fault::drop().afterSound(15s)});
    call.begin();
    call.talk(40);
    QCOMPARE(call.connections(), 2);
    QCOMPARE(call.states.constLast().reason, PartReason::NoCredit);
    QVERIFY(call.end());
    QCOMPARE(call.failed->kind, ErrorKind::NoCredit);
    COMPARE_WITH_SCRIPT(call);
}

void DeepgramLiveTest::refusedKeytermsAreLeftOut()
{
    DeepgramDialogue call(conversation(30));
    call.options.keyterms = {QStringLiteral("Northbeam")};
    const QByteArray reason =
        "Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500.";
    call.server.script(0, {Fault::refuse(400, Fault::codeBody("Bad Request", reason), reason)});
    call.begin();
    call.talk(30);
    QVERIFY(call.end());
    QCOMPARE(call.connections(), 2);
    QVERIFY(call.server.connections().at(0).query.hasQueryItem(QStringLiteral("keyterm")));
    QVERIFY(!call.server.connections().at(1).query.hasQueryItem(QStringLiteral("keyterm")));
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void DeepgramLiveTest::tooManyCallsIsTriedAgain()
{
    DeepgramDialogue call(conversation(60));
    for (int i = 0; i < 3; ++i)
        call.server.script(i, {Fault::tooManyRequests()});
    call.begin();
    call.talk(60);
    QVERIFY(call.said(PartReason::TooManyCalls));
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QCOMPARE(call.connections(), 4);
}

void DeepgramLiveTest::waitsAsLongAsTheServerAsks()
{
    DeepgramDialogue call(conversation(40));
    call.server.script(0, {Fault::tooManyRequests(7)});
    call.begin();
    call.talk(40);
    QVERIFY(call.end());
    const QList<ConnectionRecord> records = call.server.connections();
    QCOMPARE(records.size(), 2);
    QVERIFY(records.at(1).attempted - records.at(0).attempted >= 7s);
    COMPARE_WITH_SCRIPT(call);
}

void DeepgramLiveTest::aDoorThatOpensAndShutsIsNotHammered()
{
    DeepgramDialogue call(conversation(130));
    call.givesRealTime = false;
    call.server.always(Fault::drop().afterConnected(100ms));
    call.begin();
    call.talk(120);
    QVERIFY(call.said(PartReason::LinkFlapping));
    // Three quick ones, then one in five to ten seconds.
    QVERIFY2(call.connections() <= 30, qPrintable(QString::number(call.connections())));
    QVERIFY(call.connections() >= 12);
    call.server.behave();
    call.talk(10);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
}

void DeepgramLiveTest::anEncryptedCall()
{
    DeepgramDialogue call(conversation(60));
    TlsDoor door;
    if (!door.open(call.server.baseUrl()))
        QSKIP(qPrintable(door.problem()));
    door.trust();
    call.setup.baseUrl = door.baseUrl();
    call.server.script(0, {Fault::stopReading().afterSound(15s)});
    call.begin();
    call.talk(60);
    QVERIFY(call.said(PartReason::LinkSilent));
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QCOMPARE(call.connections(), 2);
}

void DeepgramLiveTest::anotherCertificateIsNeverTaken()
{
    DeepgramDialogue call(conversation(10));
    TlsDoor door;
    if (!door.open(call.server.baseUrl()))
        QSKIP(qPrintable(door.problem()));
    call.setup.baseUrl = door.baseUrl();
    call.begin();
    call.talk(10);
    QCOMPARE(call.states.constLast().reason, PartReason::Intercepted);
    QVERIFY(call.end(60));
    QVERIFY(call.failed);
    QVERIFY(call.server.connections().isEmpty());
    QVERIFY(call.server.requests().isEmpty());
}

void DeepgramLiveTest::aPauseIsNotSent()
{
    DeepgramDialogue call(conversation(120));
    call.begin();
    call.talk(20);
    call.paused = true;
    call.talk(60);
    call.paused = false;
    const double resumed = secondsAt(call.fed);
    call.talk(20);
    QVERIFY(call.end());
    const ConnectionRecord record = call.server.connections().constFirst();
    QCOMPARE(call.connections(), 1);
    QVERIFY2(record.soundSeconds < 50, qPrintable(QString::number(record.soundSeconds)));
    QVERIFY(record.textsOfType(QStringLiteral("KeepAlive")) >= 10);
    QVERIFY(record.textsOfType(QStringLiteral("Finalize")) >= 1);
    // What was said in the pause was not heard by anybody.
    const ScriptFindings findings =
        compareWithScript(call.script, call.words(), secondsAt(call.fed), {{19.9, resumed + 0.1}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    QVERIFY(call.gaps.isEmpty());
}

void DeepgramLiveTest::aFileWaitsForItsRecogniser()
{
    DeepgramLiveSetup setup;
    setup.callSpeed = 0;
    DeepgramDialogue call(conversation(120), setup);
    call.server.script(0, {Fault::latency(3s), Fault::stall().afterSound(20s)});
    call.framesPerStep = 2;
    call.begin();
    // No further ahead than a call reads a file.
    while (secondsAt(call.fed) < 90) {
        if (secondsAt(call.fed - call.progress) < 20)
            call.talk(0.02);
        else
            call.wait(0.02);
    }
    QVERIFY(call.end());
    QCOMPARE(call.connections(), 2);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void DeepgramLiveTest::newKeytermsAreConfigured()
{
    DeepgramDialogue call(conversation(40));
    call.begin();
    call.talk(10);
    call.engine->favour({QStringLiteral("Acme Corporation")});
    call.talk(20);
    QVERIFY(call.end());
    const ConnectionRecord record = call.server.connections().constFirst();
    QCOMPARE(record.textsOfType(QStringLiteral("Configure")), 1);
    QVERIFY(record.texts.filter(QStringLiteral("Configure"))
                .constFirst()
                .contains(QStringLiteral("Acme Corporation")));
    COMPARE_WITH_SCRIPT(call);
}

void DeepgramLiveTest::aTemporaryTokenIsAskedForWithEachConnection()
{
    DeepgramDialogue call(conversation(40));
    call.server.script(0, {Fault::drop().afterSound(10s)});
    QUrl grant = call.server.baseUrl();
    grant.setPath(QStringLiteral("/v1/auth/grant"));
    call.begin(std::make_shared<DeepgramTokenEndpoint>(grant, QByteArray("Token team-key")));
    call.talk(40);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QCOMPARE(call.server.requests(Endpoint::Token).size(), 2);
    for (const ConnectionRecord &record : call.server.connections())
        QVERIFY(record.authorization.startsWith("Bearer "));
}

void DeepgramLiveTest::sleepIsNoticedAtOnce()
{
    DeepgramDialogue call(conversation(60));
    call.server.script(0, {Fault::stall().afterSound(20s)});
    call.begin();
    call.talk(20.1);
    call.clock.sleep(3600s);
    call.talk(2);
    QVERIFY(call.connections() >= 2);
    call.talk(30);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void DeepgramLiveTest::neverSendsAnEmptyMessage()
{
    DeepgramDialogue call(conversation(30));
    call.server.script(0, {Fault::drop().afterSound(7s)});
    call.begin();
    call.talk(29.98);
    QVERIFY(call.end());
    for (const ConnectionRecord &record : call.server.connections())
        QVERIFY(!record.emptyBinaryCame);
}

/// The pause is left out at once while the answers for what was said before it are on their way.
void DeepgramLiveTest::aPauseInABacklogTakesNoWordWithIt()
{
    DeepgramDialogue call(conversation(120));
    call.server.script(1, {Fault::latency(5s)});
    call.begin();
    call.talk(20);
    call.server.setDown(true);
    call.talk(7);
    const double paused = secondsAt(call.fed);
    call.paused = true;
    call.talk(15);
    call.paused = false;
    const double resumed = secondsAt(call.fed);
    call.server.setDown(false);
    call.talk(40);
    QVERIFY(call.end());
    const QList<CallSpan> unheard = call.gapSpans() + QList<CallSpan>{{paused - 0.1, resumed + 0.1}};
    const ScriptFindings findings =
        compareWithScript(call.script, call.words(), secondsAt(call.fed), unheard);
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
}

void DeepgramLiveTest::aServerThatNeverAnswersDoesNotHoldUpTheEnd()
{
    DeepgramDialogue call(conversation(60));
    call.server.always(Fault::swallowButPong());
    call.begin();
    call.talk(20);
    QVERIFY(call.end(120));
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(!call.gaps.isEmpty());
}

void DeepgramLiveTest::aConnectionThatBreaksOffAtTheEndIsMadeAnew_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::newRow("drop") << Fault::drop();
    QTest::newRow("reset") << Fault::reset();
    QTest::newRow("cut in a message") << Fault::cutInMessage();
    QTest::newRow("closed for an error") << Fault::close(1011);
}

void DeepgramLiveTest::aConnectionThatBreaksOffAtTheEndIsMadeAnew()
{
    QFETCH(const Fault, fault);
    DeepgramDialogue call(conversation());
    call.server.script(0, {Fault::latency(2500ms), fault.onCloseStream()});
    call.begin();
    call.talk(27);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QCOMPARE(call.connections(), 2);
    QVERIFY(call.gaps.isEmpty());
}

QTEST_GUILESS_MAIN(DeepgramLiveTest)
#include "tst_deepgram_live.moc"
