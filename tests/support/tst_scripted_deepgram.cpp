// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_dialogue.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTest>
#include <QWebSocket>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

class TestScriptedDeepgram final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanCallGivesEachWordOnceAtItsPlace();
    void saysNothingBeforeSoundComes();
    void timesBeginAtZeroWithEachConnection();
    void soundThatSkipsAheadFollowsWithoutAPause();
    void aWordThatArrivedInPartIsNotHeard();
    void finalizeGivesWhatIsPending();
    void closeStreamGivesTheRestAndMetadata();
    void anEmptyBinaryFrameClosesTheStream();
    void aKeepAliveAsBinaryIsNoSound();
    void aSilentClientIsClosed();
    void keepAlivesAloneDoNotHoldAConnection();
    void keepAlivesHoldAConnectionThatHadSound();
    void configureChangesKeyterms();
    void configureOverTheLimitMakesItDeaf();
    void oneChannelHoldsBothSpeakers();
    void oneTrackAloneKeepsItsMarks();
    void opusIsHeardWhereTheTestSaysItBegins();
    void tellsHowFastSoundCame();
    void worksOnAThreadOfItsOwn();
};

void TestScriptedDeepgram::cleanCallGivesEachWordOnceAtItsPlace()
{
    Dialogue call;
    QVERIFY(call.open());
    call.position = 0;
    call.talk(60s);
    call.client->say("CloseStream");
    QVERIFY(call.time.runUntil([&] { return call.client->isGone(); }, 1s));

    const ScriptFindings findings = compareWithScript(call.script, call.client->words(), 59.9);
    QVERIFY2(findings.isExact() && findings.parts.isEmpty(), qPrintable(findings.describe()));
    QCOMPARE(call.client->socket().closeCode(), QWebSocketProtocol::CloseCodeNormal);
    QCOMPARE(call.client->messages.last().value(QLatin1String("type")).toString(),
             QStringLiteral("Metadata"));
    QCOMPARE(call.client->messages.last().value(QLatin1String("duration")).toDouble(), 60.0);

    const ConnectionRecord record = call.record();
    QCOMPARE(record.status, 101);
    QCOMPARE(record.received, (QList<ReceivedStretch>{{0, 60 * sampleRateHz, 0}}));
    QCOMPARE(record.soundBytes, 60 * 64'000);
    QCOMPARE(record.largestMessage, 6400);
    QVERIFY2(record.fastestRate > 0.97 && record.fastestRate < 1.03,
             qPrintable(QString::number(record.fastestRate)));
    QCOMPARE(record.textsOfType(QStringLiteral("CloseStream")), 1);
    QVERIFY(!record.emptyBinaryCame);

    // A recogniser's habits are all there.
    int interims = 0;
    int emptyInterims = 0;
    int unfinished = 0;
    int shorter = 0;
    QHash<int, double> interimEnd;
    for (const QJsonObject &results : call.client->ofType("Results")) {
        const int channel = results.value(QLatin1String("channel_index")).toArray().at(0).toInt();
        QCOMPARE(results.value(QLatin1String("channel_index")).toArray().at(1).toInt(), 2);
        const double end = results.value(QLatin1String("start")).toDouble() +
                           results.value(QLatin1String("duration")).toDouble();
        if (!results.value(QLatin1String("is_final")).toBool()) {
            ++interims;
            emptyInterims += Client::wordsOf(results).isEmpty() ? 1 : 0;
            interimEnd[channel] = end;
            continue;
        }
        unfinished += results.value(QLatin1String("speech_final")).toBool() ? 0 : 1;
        shorter += end < interimEnd.value(channel) - 0.1 ? 1 : 0;
    }
    QVERIFY(interims > 60);
    QVERIFY(emptyInterims > 10);
    QVERIFY(unfinished > 3);
    QVERIFY(shorter > 1);
    QVERIFY(call.client->ofType("SpeechStarted").size() > 5);
    QVERIFY(call.client->ofType("UtteranceEnd").size() > 3);
    QVERIFY(call.client->ofType("UtteranceEnd").first().value(QLatin1String("channel")).isArray());
}

void TestScriptedDeepgram::saysNothingBeforeSoundComes()
{
    Dialogue call;
    QVERIFY(call.open());
    call.client->say("KeepAlive");
    call.time.run(5s);
    QVERIFY(call.client->messages.isEmpty());
}

void TestScriptedDeepgram::timesBeginAtZeroWithEachConnection()
{
    Dialogue call;
    QVERIFY(call.open());
    call.talk(20s);
    call.client->say("CloseStream");
    call.time.run(100ms);
    QList<ScriptedWord> words = call.client->words();
    QVERIFY(call.open());
    call.talk(20s);
    call.client->say("CloseStream");
    call.time.run(100ms);
    QVERIFY(call.client->ofType("Results").first().value(QLatin1String("start")).toDouble() < 0.01);
    QCOMPARE(call.record(1).number, 1);
    QVERIFY(call.record(1).received.first().from > 20 * sampleRateHz - 5 * frameSamples);
    words += call.client->words();
    const ScriptFindings findings = compareWithScript(
        call.script, words, secondsAt(call.position) - 0.5,
        {{secondsAt(call.record(0).received.last().to), secondsAt(call.record(1).received.first().from)}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
}

void TestScriptedDeepgram::soundThatSkipsAheadFollowsWithoutAPause()
{
    Dialogue call;
    QVERIFY(call.open());
    call.client->send(call.script, 0, 10 * sampleRateHz);
    call.client->send(call.script, 30 * sampleRateHz, 40 * sampleRateHz);
    call.client->say("CloseStream");
    call.time.run(100ms);
    const QList<ReceivedStretch> expected{{0, 10 * sampleRateHz, 0},
                                          {30 * sampleRateHz, 40 * sampleRateHz, 10}};
    QCOMPARE(call.record().received, expected);
    QCOMPARE(call.server.received().size(), 2);
    QCOMPARE(call.client->messages.last().value(QLatin1String("duration")).toDouble(), 20.0);
    const ScriptFindings findings = compareWithScript(call.script, call.client->words(), 40, {{10, 30}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
}

void TestScriptedDeepgram::aWordThatArrivedInPartIsNotHeard()
{
    const MarkedScript script({{Track::Rep, QStringLiteral("cut"), 0.9, 1.3},
                               {Track::Rep, QStringLiteral("whole"), 1.5, 1.9},
                               {Track::Customer, QStringLiteral("late"), 2.8, 3.2}});
    int parts = 0;
    for (quint32 seed = 1; seed <= 20; ++seed) {
        Dialogue call(script);
        call.server.setSeed(seed);
        QVERIFY(call.open());
        call.client->send(script, 50 * frameSamples, 150 * frameSamples);
        call.client->say("CloseStream");
        call.time.run(100ms);
        QStringList texts;
        for (const ScriptedWord &word : call.client->words()) {
            texts.append(plainWord(word.text));
        }
        parts += static_cast<int>(texts.filter(QStringLiteral("part-")).size());
        texts.removeAll(partOf(QStringLiteral("cut")));
        texts.removeAll(partOf(QStringLiteral("late")));
        QCOMPARE(texts, QStringList{QStringLiteral("whole")});
    }
    QVERIFY(parts > 5 && parts < 35);
}

void TestScriptedDeepgram::finalizeGivesWhatIsPending()
{
    Dialogue call(MarkedScript(
        {{Track::Rep, QStringLiteral("one"), 0.5, 0.8}, {Track::Rep, QStringLiteral("two"), 0.9, 1.3}}));
    QVERIFY(call.open());
    call.client->send(call.script, 0, 45 * frameSamples);
    call.client->say("Finalize");
    call.time.run(100ms);
    QCOMPARE(call.client->messages.last().value(QLatin1String("from_finalize")).toBool(), true);
    QCOMPARE(call.client->words().size(), 1);
    // The second word goes on as if nothing had been said.
    call.client->send(call.script, 45 * frameSamples, 100 * frameSamples);
    call.time.run(100ms);
    const ScriptFindings findings = compareWithScript(call.script, call.client->words(), 2);
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    const qsizetype before = call.client->messages.size();
    call.client->say("Finalize");
    call.time.run(100ms);
    QCOMPARE(call.client->messages.size(), before);
}

void TestScriptedDeepgram::closeStreamGivesTheRestAndMetadata()
{
    Dialogue call(MarkedScript({{Track::Customer, QStringLiteral("last"), 0.5, 0.98}}));
    QVERIFY(call.open());
    call.client->send(call.script, 0, 49 * frameSamples);
    call.client->say("CloseStream");
    call.time.run(100ms);
    QCOMPARE(call.client->words().size(), 1);
    QCOMPARE(call.client->words().first().track, Track::Customer);
    const QJsonObject metadata = call.client->messages.last();
    QCOMPARE(metadata.value(QLatin1String("type")).toString(), QStringLiteral("Metadata"));
    QCOMPARE(metadata.value(QLatin1String("channels")).toInt(), 2);
    QCOMPARE(metadata.value(QLatin1String("sha256")).toString().toLatin1(),
             QCryptographicHash::hash(soundOf(call.script, 0, 49 * frameSamples), QCryptographicHash::Sha256)
                 .toHex());
    QCOMPARE(metadata.value(QLatin1String("request_id")).toString().toLatin1(), call.record().requestId);
    QCOMPARE(call.client->socket().closeCode(), QWebSocketProtocol::CloseCodeNormal);

    // Of nothing, too.
    QVERIFY(call.open());
    call.client->say("CloseStream");
    call.time.run(100ms);
    QCOMPARE(call.client->messages.size(), 1);
    QCOMPARE(call.client->messages.last().value(QLatin1String("duration")), QJsonValue(0));
    QVERIFY(!call.client->messages.last().contains(QLatin1String("models")));
}

void TestScriptedDeepgram::anEmptyBinaryFrameClosesTheStream()
{
    Dialogue call;
    QVERIFY(call.open());
    call.talk(5s);
    call.client->socket().sendBinaryMessage(QByteArray());
    call.time.run(100ms);
    QVERIFY(call.client->isGone());
    QVERIFY(call.record().emptyBinaryCame);
}

void TestScriptedDeepgram::aKeepAliveAsBinaryIsNoSound()
{
    Dialogue call;
    QVERIFY(call.open());
    call.talk(2s);
    call.client->socket().sendBinaryMessage(R"({"type":"KeepAlive"})");
    call.time.run(100ms);
    QVERIFY(call.client->isGone());
    QCOMPARE(call.client->socket().closeCode(), QWebSocketProtocol::CloseCodePolicyViolated);
    QVERIFY(call.client->socket().closeReason().startsWith(QLatin1String("DATA-0000")));
}

void TestScriptedDeepgram::aSilentClientIsClosed()
{
    Dialogue call;
    QVERIFY(call.open());
    call.talk(5s);
    call.time.run(11900ms);
    QVERIFY(call.client->isConnected());
    call.time.run(300ms);
    QVERIFY(call.client->isGone());
    QCOMPARE(static_cast<int>(call.client->socket().closeCode()), 1011);
    QVERIFY(call.client->socket().closeReason().startsWith(QLatin1String("NET-0001")));
    QCOMPARE(call.client->messages.last().value(QLatin1String("type")).toString(),
             QStringLiteral("Metadata"));
    QCOMPARE(call.record().serverClose, 1011);
    QVERIFY(call.record().ended);
}

void TestScriptedDeepgram::keepAlivesAloneDoNotHoldAConnection()
{
    Dialogue call;
    QVERIFY(call.open());
    for (int i = 0; i < 6; ++i) {
        QVERIFY(call.client->isConnected());
        call.client->say("KeepAlive");
        call.time.run(4s);
    }
    call.client->say("KeepAlive");
    call.time.run(2s);
    QVERIFY(call.client->isGone());
    QVERIFY(call.client->socket().closeReason().startsWith(QLatin1String("NET-0000")));
    QCOMPARE(call.record().textsOfType(QStringLiteral("KeepAlive")), 7);
    QCOMPARE(call.record().textTimes.size(), 7);
}

void TestScriptedDeepgram::keepAlivesHoldAConnectionThatHadSound()
{
    Dialogue call;
    QVERIFY(call.open());
    call.talk(1s);
    for (int i = 0; i < 20; ++i) {
        call.client->say("KeepAlive");
        call.time.run(4s);
    }
    QVERIFY(call.client->isConnected());
    // The stream's clock stood still.
    const double before = call.record().soundSeconds;
    QVERIFY(before <= 1.0);
    call.talk(5s);
    QVERIFY(call.record().soundSeconds < 6.01);
}

void TestScriptedDeepgram::configureChangesKeyterms()
{
    Dialogue call;
    QVERIFY(call.open());
    call.client->socket().sendTextMessage(
        QStringLiteral(R"({"type":"Configure","keyterms":["Acme","Zed"]})"));
    call.time.run(100ms);
    QCOMPARE(call.client->messages.last().value(QLatin1String("type")).toString(),
             QStringLiteral("ConfigureSuccess"));
    QCOMPARE(call.client->messages.last().value(QLatin1String("keyterms")).toArray().size(), 2);

    QUrlQuery query = usualQuery();
    query.removeQueryItem(QStringLiteral("model"));
    query.addQueryItem(QStringLiteral("model"), QStringLiteral("nova-2"));
    QVERIFY(call.open(query));
    call.client->socket().sendTextMessage(QStringLiteral(R"({"type":"Configure","keyterms":["Acme"]})"));
    call.time.run(100ms);
    QCOMPARE(call.client->messages.last().value(QLatin1String("type")).toString(),
             QStringLiteral("ConfigureFailure"));
}

void TestScriptedDeepgram::configureOverTheLimitMakesItDeaf()
{
    Dialogue call(MarkedScript::random(7, 100));
    QVERIFY(call.open());
    call.talk(5s);
    QJsonArray terms;
    for (int i = 0; i < 300; ++i) {
        terms.append(QStringLiteral("terms%1").arg(i));
    }
    const QJsonObject configure{{QStringLiteral("type"), QStringLiteral("Configure")},
                                {QStringLiteral("keyterms"), terms}};
    call.client->socket().sendTextMessage(QString::fromUtf8(QJsonDocument(configure).toJson()));
    call.time.settle();
    const qsizetype results = call.client->ofType("Results").size();
    call.talk(29s);
    QCOMPARE(call.client->ofType("Results").size(), results);
    QVERIFY(call.client->isConnected());
    call.talk(2s);
    QVERIFY(call.client->isGone());
    QVERIFY(call.client->socket().closeReason().startsWith(QLatin1String("NET-0000")));
}

void TestScriptedDeepgram::oneChannelHoldsBothSpeakers()
{
    Dialogue call;
    QUrlQuery query = usualQuery();
    query.removeQueryItem(QStringLiteral("channels"));
    query.removeQueryItem(QStringLiteral("multichannel"));
    query.addQueryItem(QStringLiteral("diarize"), QStringLiteral("true"));
    call.server.setStartOfNextStream(10 * sampleRateHz);
    QVERIFY(call.open(query));
    for (qint64 position = 10 * sampleRateHz; position < 40 * sampleRateHz; position += frameSamples) {
        const AudioFrame frame = call.script.frameAt(position);
        Samples mixed;
        for (std::size_t i = 0; i < frameSamples; ++i) {
            mixed.push_back(static_cast<qint16>((frame.samples[0][i] + frame.samples[1][i]) / 2));
        }
        call.client->socket().sendBinaryMessage(
            QByteArray(reinterpret_cast<const char *>(mixed.data()), frameSamples * 2));
    }
    call.client->say("CloseStream");
    call.time.run(100ms);
    QList<ScriptedWord> words;
    for (const QJsonObject &results : call.client->ofType("Results")) {
        QCOMPARE(results.value(QLatin1String("channel_index")).toArray(), (QJsonArray{0, 1}));
        for (const QJsonValue &word :
             results.value(QLatin1String("is_final")).toBool() ? Client::wordsOf(results) : QJsonArray()) {
            words.append({static_cast<Track>(word[QLatin1String("speaker")].toInt()),
                          word[QLatin1String("word")].toString(),
                          word[QLatin1String("start")].toDouble() + 10,
                          word[QLatin1String("end")].toDouble() + 10});
        }
    }
    const ScriptFindings findings = compareWithScript(call.script, words, 40, {{0, 10}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    QCOMPARE(call.record().received, (QList<ReceivedStretch>{{10 * sampleRateHz, 40 * sampleRateHz, 0}}));
}

void TestScriptedDeepgram::oneTrackAloneKeepsItsMarks()
{
    Dialogue call;
    QUrlQuery query = usualQuery();
    query.removeQueryItem(QStringLiteral("channels"));
    query.removeQueryItem(QStringLiteral("multichannel"));
    QVERIFY(call.open(query));
    for (qint64 position = 0; position < 30 * sampleRateHz; position += frameSamples) {
        const AudioFrame frame = call.script.frameAt(position);
        call.client->socket().sendBinaryMessage(
            QByteArray(reinterpret_cast<const char *>(frame.samples[1].data()), frameSamples * 2));
    }
    call.client->say("CloseStream");
    call.time.run(100ms);
    QCOMPARE(call.record().received, (QList<ReceivedStretch>{{0, 30 * sampleRateHz, 0}}));
    QStringList expected;
    for (const ScriptedWord &word : call.script.wordsOn(Track::Customer)) {
        if (word.end < 30) {
            expected.append(word.text);
        }
    }
    QStringList heard;
    for (const ScriptedWord &word : call.record().finalWords) {
        heard.append(word.text);
    }
    QVERIFY(expected.size() > 5);
    heard.removeIf([](const QString &text) { return isPart(text); });
    QCOMPARE(heard, expected);
}

void TestScriptedDeepgram::opusIsHeardWhereTheTestSaysItBegins()
{
    Dialogue call;
    QUrlQuery query = usualQuery();
    for (const char *raw : {"encoding", "sample_rate", "channels"}) {
        query.removeQueryItem(QLatin1String(raw));
    }
    const QList<QByteArray> pages = opusOf(call.script, 5 * sampleRateHz, 35 * sampleRateHz);
    QVERIFY(pages.size() > 20);
    call.server.setStartOfStreams([](int connection) { return connection == 0 ? 5 * sampleRateHz : -1; });
    QVERIFY(call.open(query));
    for (const QByteArray &page : pages) {
        call.client->socket().sendBinaryMessage(page);
    }
    call.client->say("CloseStream");
    call.time.run(100ms);
    QList<ScriptedWord> words = call.client->words();
    for (ScriptedWord &word : words) {
        word.start += 5;
        word.end += 5;
    }
    const ScriptFindings findings = compareWithScript(call.script, words, 34.9, {{0, 5}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    QVERIFY(std::abs(call.record().soundSeconds - 30) < 0.1);
    QCOMPARE(call.client->messages.last().value(QLatin1String("channels")).toInt(), 2);

    // Without its first pages nothing can be made of it.
    QVERIFY(call.open(query));
    for (const QByteArray &page : pages.mid(5)) {
        call.client->socket().sendBinaryMessage(page);
    }
    call.client->say("CloseStream");
    call.time.run(100ms);
    QCOMPARE(call.client->messages.size(), 1);
    QCOMPARE(call.client->messages.last().value(QLatin1String("duration")), QJsonValue(0));
}

void TestScriptedDeepgram::tellsHowFastSoundCame()
{
    Dialogue call;
    QVERIFY(call.open());
    call.talk(10s);
    call.client->send(call.script, call.position, call.position + 5 * sampleRateHz);
    call.talk(10s);
    const double rate = call.record().fastestRate;
    QVERIFY2(rate > 1.95 && rate < 2.05, qPrintable(QString::number(rate)));
    QCOMPARE(call.record().largestMessage, 5 * 64'000);
}

void TestScriptedDeepgram::worksOnAThreadOfItsOwn()
{
    const SystemClock clock;
    const MarkedScript script = MarkedScript::random(7, 20);
    QThread thread;
    auto *const server = new ScriptedDeepgram(clock, script);
    server->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, server, &QObject::deleteLater);
    thread.start();
    {
        Client client(*server);
        QTRY_VERIFY(client.isConnected());
        client.send(script, 0, 20 * sampleRateHz);
        client.say("CloseStream");
        QTRY_VERIFY(client.isGone());
        QVERIFY(compareWithScript(script, client.words(), 20).isExact());
        QCOMPARE(server->connections().size(), 1);
        server->setDown(true);
        QCOMPARE(server->openSockets(), 0);
        server->setDown(false);
        server->tick();
        Client again(*server);
        QTRY_VERIFY(again.isConnected());
    }
    thread.quit();
    QVERIFY(thread.wait());
}

QTEST_GUILESS_MAIN(TestScriptedDeepgram)
#include "tst_scripted_deepgram.moc"
