// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/speech/whisper_dialogue.h"

#include <random>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

MarkedScript conversation(double seconds = 60, quint32 seed = 3)
{
    return MarkedScript::random(seed, seconds);
}

} // namespace

/// Dialogues with a server that behaves, and with one that does not. After each, every word that was spoken
/// is there exactly once and in its place, or lies in a gap that was told.
class WhisperEngineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCleanCall();
    void asksAsItWasSetUp();
    void takesEveryForm_data();
    void takesEveryForm();
    void findsTheOtherAddress();
    void asksSimplerWhereTheServerKnowsNoVerboseJson();

    void losesNoWord_data();
    void losesNoWord();
    void anOutageOf20SecondsIsCaughtUp();
    void anOutageOf3MinutesLeavesGapsAndGoesOnLive();
    void aBlackHoleIsCaughtUp();
    void waitsAsLongAsTheServerAsks();
    void anUtteranceThatBreaksTheServerIsLeftOut();
    void anUtteranceThatIsNotTakenIsLeftOut();
    void aSlowServerIsToldAndTheOldestIsLeftForLater();
    void soundThatIsGoneIsAGap();

    void isRefusedForGood_data();
    void isRefusedForGood();
    void anUnsafeAddressIsNotAsked();
    void aCallThatEndsInAnOutageLeavesGaps();
    void aServerThatWasNeverThereFails();
    void silenceAsksNothingButWhetherItWorks();
    void finishesWithoutAStart();
    void aFileIsHeardAsFastAsTheServerTakesIt();
    void hearsEveryWordOfOtherCalls_data();
    void hearsEveryWordOfOtherCalls();
    void whateverGoesWrong_data();
    void whateverGoesWrong();
};

void WhisperEngineTest::aCleanCall()
{
    WhisperDialogue call(conversation(90));
    call.begin();
    call.talk(90);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QVERIFY(call.finals.size() > 6);
    QCOMPARE(call.states.constFirst().condition, PartCondition::Connecting);
    QVERIFY(call.said(PartCondition::Live, PartReason::None));
    QVERIFY(call.voices[0] > 0 && call.voices[1] > 0);
    QCOMPARE(call.progress, call.fed);
    for (const Utterance &utterance : std::as_const(call.finals)) {
        QVERIFY(utterance.confidence);
        QVERIFY(utterance.end - utterance.start < 25.1);
        QVERIFY(utterance.arrived != std::chrono::steady_clock::time_point{});
    }
    for (const RequestRecord &request : call.requests())
        QVERIFY(request.soundSeconds >= 1.2 && request.soundSeconds < 27);
    call.engine->finish();
    call.engine->feed({});
    call.engine->tick();
    call.wait(1);
}

void WhisperEngineTest::asksAsItWasSetUp()
{
    WhisperDialogue call(conversation(10));
    call.setup.baseUrl = QUrl(call.server.baseUrl().toString() + QStringLiteral("/v1/"));
    call.setup.model = QStringLiteral("large-v3");
    call.options.language = QStringLiteral("en-US");
    call.begin();
    call.talk(10);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    for (const RequestRecord &request : call.requests()) {
        QCOMPARE(request.method, "POST");
        QCOMPARE(request.path, "/v1/audio/transcriptions");
        QCOMPARE(request.authorization, "Bearer test-key");
        QCOMPARE(request.fields.value(QStringLiteral("model")), QStringLiteral("large-v3"));
        QCOMPARE(request.fields.value(QStringLiteral("language")), QStringLiteral("en"));
        QCOMPARE(request.fields.value(QStringLiteral("response_format")), QStringLiteral("verbose_json"));
        QCOMPARE(request.fields.value(QStringLiteral("timestamp_granularities[]")), QStringLiteral("word"));
        QCOMPARE(request.fields.value(QStringLiteral("temperature")), QStringLiteral("0"));
        QCOMPARE(request.fileName, QStringLiteral("utterance.wav"));
    }
}

void WhisperEngineTest::takesEveryForm_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("words") << static_cast<int>(WhisperForm::Words) << 0.05;
    QTest::newRow("segments") << static_cast<int>(WhisperForm::Segments) << 1.5;
    QTest::newRow("text alone") << static_cast<int>(WhisperForm::Text) << 4.0;
    QTest::newRow("plain text") << static_cast<int>(WhisperForm::PlainText) << 4.0;
}

void WhisperEngineTest::takesEveryForm()
{
    QFETCH(int, form);
    QFETCH(double, tolerance);
    WhisperDialogue call(conversation());
    call.server.setWhisperForm(static_cast<WhisperForm>(form));
    call.begin();
    call.talk(60);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    QVERIFY2(call.findings(tolerance).isExact(), qPrintable(call.findings(tolerance).describe()));
}

void WhisperEngineTest::findsTheOtherAddress()
{
    WhisperDialogue call(conversation(20));
    call.server.setWhisperPath("/inference");
    call.begin();
    call.talk(20);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    const QList<RequestRecord> requests = call.requests();
    QCOMPARE(requests.at(0).status, 404);
    for (qsizetype i = 1; i < requests.size(); ++i)
        QCOMPARE(requests.at(i).path, "/inference");
}

void WhisperEngineTest::asksSimplerWhereTheServerKnowsNoVerboseJson()
{
    WhisperDialogue call(conversation(20));
    call.server.setWhisperTakesVerbose(false);
    call.server.setWhisperForm(WhisperForm::Text);
    call.begin();
    call.talk(20);
    QVERIFY(call.end());
    QVERIFY2(call.findings(4).isExact(), qPrintable(call.findings(4).describe()));
    const QList<RequestRecord> requests = call.requests();
    QCOMPARE(requests.at(0).status, 400);
    for (qsizetype i = 1; i < requests.size(); ++i)
        QCOMPARE(requests.at(i).fields.value(QStringLiteral("response_format")), QStringLiteral("json"));
}

void WhisperEngineTest::losesNoWord_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<PartReason>("reason");
    const auto row = [](const char *name, const Fault &fault, PartReason reason) {
        QTest::newRow(name) << fault << reason;
    };
    // Qt itself sends a request again whose connection ends before an answer begins.
    row("a drop", Fault::drop(), PartReason::None);
    row("a reset", Fault::reset(), PartReason::None);
    row("a drop in the sound", Fault::drop().afterSound(500ms), PartReason::None);
    row("an answer cut in the middle", Fault::cutInMessage(), PartReason::NetworkAway);
    row("no answer", Fault::stall(), PartReason::LinkSilent);
    row("half an answer", Fault::halfAnswer(), PartReason::LinkSilent);
    row("500", Fault::refuse(500), PartReason::ProviderBusy);
    row("502", Fault::refuse(502), PartReason::ProviderBusy);
    row("503", Fault::unavailable(), PartReason::ProviderBusy);
    row("408", Fault::refuse(408), PartReason::ProviderBusy);
    row("429", Fault::tooManyRequests(), PartReason::TooManyCalls);
    row("404 once it has worked", Fault::refuse(404), PartReason::ProviderBusy);
    row("a login page", Fault::html(), PartReason::Intercepted);
    row("a redirect", Fault::refuse(302), PartReason::Intercepted);
    row("garbage", Fault::refuse(200, "{\"text\":"), PartReason::ProviderBusy);
    row("an error with success", Fault::refuse(200, "{\"error\":\"busy\"}"), PartReason::ProviderBusy);
    row("far too much", Fault::refuse(200, QByteArray(3'000'000, 'a')), PartReason::ProviderBusy);
    row("400 once", Fault::refuse(400), PartReason::None);
    row("a late answer", Fault::delayAnswer(6s), PartReason::None);
    row("an answer in single bytes", Fault::slice(), PartReason::None);
}

void WhisperEngineTest::losesNoWord()
{
    QFETCH(Fault, fault);
    QFETCH(PartReason, reason);
    WhisperDialogue call(conversation());
    call.server.scriptRequest(Endpoint::Whisper, 3, {fault});
    call.begin();
    call.talk(60);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    if (reason != PartReason::None) {
        QVERIFY(call.said(PartCondition::Reconnecting, reason));
        QCOMPARE(call.states.constLast().condition, PartCondition::Live);
    }
}

void WhisperEngineTest::anOutageOf20SecondsIsCaughtUp()
{
    WhisperDialogue call(conversation(80));
    call.begin();
    call.talk(20);
    call.server.setDown(true);
    call.talk(20);
    QCOMPARE(call.states.constLast().condition, PartCondition::Reconnecting);
    QCOMPARE(call.states.constLast().reason, PartReason::NetworkAway);
    QVERIFY(call.states.constLast().forSeconds.value() > 5);
    QVERIFY(call.states.constLast().waitingSeconds.value() > 2);
    call.server.setDown(false);
    call.talk(40);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void WhisperEngineTest::anOutageOf3MinutesLeavesGapsAndGoesOnLive()
{
    WhisperDialogue call(conversation(260));
    call.begin();
    call.talk(20);
    call.server.setDown(true);
    call.talk(180);
    call.server.setDown(false);
    call.talk(60);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gapSeconds() > 20);
    for (const SpeechGap &gap : std::as_const(call.gaps))
        QVERIFY(secondsAt(gap.to) > 15 && secondsAt(gap.to) < 195);
    for (const PartState &state : std::as_const(call.states))
        QVERIFY(state.waitingSeconds.value_or(0) <= 60);
    QCOMPARE(call.states.constLast().condition, PartCondition::Live);
}

void WhisperEngineTest::aBlackHoleIsCaughtUp()
{
    WhisperDialogue call(conversation(90));
    call.begin();
    call.talk(20);
    call.server.setBlackHole(true);
    call.talk(30);
    QVERIFY(call.said(PartCondition::Reconnecting, PartReason::LinkSilent));
    call.server.setBlackHole(false);
    call.talk(40);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void WhisperEngineTest::waitsAsLongAsTheServerAsks()
{
    WhisperDialogue call(conversation(40));
    call.server.scriptRequest(Endpoint::Whisper, 2, {Fault::tooManyRequests(8)});
    call.begin();
    call.talk(40);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    const QList<RequestRecord> requests = call.requests();
    QCOMPARE(requests.at(2).status, 429);
    QVERIFY(requests.at(3).at - requests.at(2).at >= 8s);
}

void WhisperEngineTest::anUtteranceThatBreaksTheServerIsLeftOut()
{
    WhisperDialogue call(conversation());
    for (const int number : {2, 3, 4})
        call.server.scriptRequest(Endpoint::Whisper, number, {Fault::refuse(500)});
    call.begin();
    call.talk(60);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QCOMPARE(call.gaps.size(), 1);
}

void WhisperEngineTest::anUtteranceThatIsNotTakenIsLeftOut()
{
    WhisperDialogue call(conversation());
    for (const int number : {2, 3})
        call.server.scriptRequest(Endpoint::Whisper, number, {Fault::refuse(413)});
    call.begin();
    call.talk(60);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QCOMPARE(call.gaps.size(), 1);
    QVERIFY(!call.said(PartCondition::Failed, PartReason::RequestRefused));
    // The next are asked about in full again.
    QCOMPARE(call.requests().constLast().fields.value(QStringLiteral("response_format")),
             QStringLiteral("verbose_json"));
}

void WhisperEngineTest::aSlowServerIsToldAndTheOldestIsLeftForLater()
{
    WhisperDialogue call(conversation(150));
    call.setup.mostBehind = 20;
    call.realPatience = 100ms;
    call.server.alwaysRequest(Endpoint::Whisper, Fault::delayAnswer(14s));
    call.begin();
    call.talk(150);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.said(PartCondition::Degraded, PartReason::CatchingUp));
    QVERIFY(!call.gaps.isEmpty());
    QVERIFY(call.finals.size() > 4);
}

void WhisperEngineTest::soundThatIsGoneIsAGap()
{
    WhisperDialogue call(conversation());
    call.begin();
    call.talk(5);
    call.server.setDown(true);
    call.talk(20);
    call.history.forgetBefore(positionAt(20));
    call.server.setDown(false);
    call.talk(30);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(!call.gaps.isEmpty());
}

void WhisperEngineTest::isRefusedForGood_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("hasKey");
    QTest::addColumn<PartReason>("reason");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("requests");
    QTest::newRow("a bad key") << 401 << true << PartReason::KeyRefused << ErrorKind::KeyRefused << 1;
    QTest::newRow("no key") << 401 << false << PartReason::KeyMissing << ErrorKind::KeyMissing << 1;
    QTest::newRow("no credit") << 402 << true << PartReason::NoCredit << ErrorKind::NoCredit << 1;
    QTest::newRow("not allowed") << 403 << true << PartReason::NotAllowed << ErrorKind::ProviderRefused << 1;
    QTest::newRow("no such address") << 404 << true << PartReason::RequestRefused
                                     << ErrorKind::ProviderRefused << 2;
    QTest::newRow("nothing is taken")
        << 422 << true << PartReason::RequestRefused << ErrorKind::ProviderRefused << 6;
}

void WhisperEngineTest::isRefusedForGood()
{
    QFETCH(int, status);
    QFETCH(bool, hasKey);
    QFETCH(PartReason, reason);
    QFETCH(ErrorKind, kind);
    QFETCH(int, requests);
    WhisperDialogue call(conversation(30));
    call.server.alwaysRequest(Endpoint::Whisper, Fault::refuse(status));
    if (!hasKey)
        call.setup.key.clear();
    call.begin();
    call.talk(30);
    QCOMPARE(call.states.constLast().condition, PartCondition::Failed);
    QCOMPARE(call.states.constLast().reason, reason);
    QVERIFY(!call.isOver());
    QVERIFY(call.voices[0] > 0);
    QVERIFY(!call.gaps.isEmpty());
    QVERIFY(call.end(1));
    QVERIFY(call.failed);
    QCOMPARE(call.failed->kind, kind);
    QVERIFY(call.failed->detail.contains(QString::number(status)));
    COMPARE_WITH_SCRIPT(call);
    QCOMPARE(call.requests().size(), requests);
}

void WhisperEngineTest::anUnsafeAddressIsNotAsked()
{
    WhisperDialogue call(conversation(5));
    call.setup.baseUrl = QUrl(QStringLiteral("http://transcribe.example.org"));
    call.begin();
    QCOMPARE(call.states.constLast().reason, PartReason::RequestRefused);
    call.talk(5);
    QVERIFY(call.end(1));
    QCOMPARE(call.failed.value().kind, ErrorKind::ProviderRefused);
    QCOMPARE(call.engine->figures().requests, 0);
}

void WhisperEngineTest::aCallThatEndsInAnOutageLeavesGaps()
{
    WhisperDialogue call(conversation(60));
    call.begin();
    call.talk(30);
    call.server.setDown(true);
    call.talk(20);
    const auto before = call.time.elapsed();
    QVERIFY(call.end(25));
    QVERIFY(call.time.elapsed() - before >= 20s);
    QVERIFY(call.finished);
    QVERIFY(!call.gaps.isEmpty());
    COMPARE_WITH_SCRIPT(call);
}

void WhisperEngineTest::aServerThatWasNeverThereFails()
{
    WhisperDialogue call(conversation(20));
    call.server.setDown(true);
    call.begin();
    call.talk(20);
    QVERIFY(call.end(45));
    QVERIFY(call.failed);
    QCOMPARE(call.failed->kind, ErrorKind::NetworkAway);
    QVERIFY(call.finals.isEmpty());
    COMPARE_WITH_SCRIPT(call);
}

void WhisperEngineTest::silenceAsksNothingButWhetherItWorks()
{
    WhisperDialogue call{MarkedScript()};
    call.begin();
    call.talk(30);
    QCOMPARE(call.states.constLast().condition, PartCondition::Live);
    QVERIFY(call.end(1));
    QVERIFY(call.finished);
    QVERIFY(call.finals.isEmpty() && call.gaps.isEmpty());
    QCOMPARE(call.requests().size(), 1);
}

void WhisperEngineTest::finishesWithoutAStart()
{
    FakeClock clock;
    MemoryHistory history;
    WhisperEngine engine({}, history, clock);
    QCOMPARE(engine.name(), QStringLiteral("whisper"));
    int finished = 0;
    QObject::connect(&engine, &SpeechEngine::finished, &engine, [&] { ++finished; });
    engine.feed({});
    engine.finish();
    engine.finish();
    QTRY_COMPARE(finished, 1);
}

void WhisperEngineTest::aFileIsHeardAsFastAsTheServerTakesIt()
{
    WhisperDialogue call(conversation(180));
    call.setup.callSpeed = 0;
    call.framesPerStep = 100;
    call.begin();
    call.speaking = true;
    QVERIFY(call.time.runUntil([&] { return call.fed >= positionAt(180); }, 120s));
    call.speaking = false;
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QVERIFY(call.time.elapsed() < 60s);
    QVERIFY(call.progress >= positionAt(180));
}

void WhisperEngineTest::hearsEveryWordOfOtherCalls_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 10; seed < 18; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void WhisperEngineTest::hearsEveryWordOfOtherCalls()
{
    QFETCH(quint32, seed);
    WhisperDialogue call(conversation(60, seed));
    call.begin();
    call.talk(60);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

void WhisperEngineTest::whateverGoesWrong_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 20; seed < 32; ++seed)
        QTest::addRow("%u", seed) << seed;
}

/// Every word once, or in a gap that was told, although every third request goes wrong.
void WhisperEngineTest::whateverGoesWrong()
{
    QFETCH(quint32, seed);
    const QList<Fault> faults{Fault::drop(),           Fault::reset(),           Fault::cutInMessage(),
                              Fault::stall(),          Fault::halfAnswer(),      Fault::refuse(500),
                              Fault::unavailable(2),   Fault::tooManyRequests(), Fault::html(),
                              Fault::refuse(200, "{"), Fault::refuse(400),       Fault::refuse(413),
                              Fault::refuse(404),      Fault::delayAnswer(3s),   Fault::delayAnswer(30s)};
    std::mt19937 random(seed);
    WhisperDialogue call(conversation(120, seed));
    call.realPatience = 60ms;
    // The first answer tells that the address is right.
    for (int number = 1; number < 200; ++number)
        if (random() % 3 == 0)
            call.server.scriptRequest(
                Endpoint::Whisper, number,
                {faults.at(static_cast<qsizetype>(random() % static_cast<quint32>(faults.size())))});
    call.begin();
    call.talk(120);
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.finals.size() > 5);
}

QTEST_GUILESS_MAIN(WhisperEngineTest)
#include "tst_whisper_engine.moc"
