// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_dialogue.h"

#include <QNetworkAccessManager>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

/// TCP as the operating system tells it, with which one sees how a connection ended.
class RawClient final
{
public:
    enum class End { Open, Fin, Reset, Refused };

    explicit RawClient(const ScriptedDeepgram &server)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<quint16>(server.baseUrl().port()));
        if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
            m_end = errno == ECONNREFUSED ? End::Refused : End::Reset;
        }
    }
    ~RawClient() { ::close(m_socket); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    void upgrade()
    {
        const QByteArray request = "GET /v1/listen?" + usualQuery().toString(QUrl::FullyEncoded).toUtf8() +
                                   " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                   "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                   "Authorization: Token key\r\n\r\n";
        ::send(m_socket, request.constData(), static_cast<std::size_t>(request.size()), MSG_NOSIGNAL);
    }
    QByteArray read()
    {
        QByteArray bytes(65536, Qt::Uninitialized);
        const ssize_t count =
            ::recv(m_socket, bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_DONTWAIT);
        if (count == 0 && m_end == End::Open) {
            m_end = End::Fin;
        } else if (count < 0 && errno == ECONNRESET) {
            m_end = End::Reset;
        }
        bytes.truncate(std::max<ssize_t>(0, count));
        return bytes;
    }
    End end()
    {
        while (!read().isEmpty()) {
        }
        return m_end;
    }

private:
    int m_socket;
    End m_end = End::Open;
};

QByteArray header(const QNetworkReply &reply, const char *name)
{
    return reply.rawHeader(name);
}

} // namespace

class TestScriptedFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dropsAfterThatMuchSound();
    void dropsAndResetsAsTcpDoes();
    void closesWithCodeAndReason_data();
    void closesWithCodeAndReason();
    void appliesToItsConnectionOnly();
    void acceptsAndClosesAtOnceForEver();
    void happensAtATimeOfTheClock();
    void cutsTheConnectionWithinAMessage();
    void stallsWithoutAnyAnswer();
    void aStallThatPassesGivesWhatWasHeldBack();
    void swallowsButAnswersPings();
    void stopsReading();
    void limitsTheUpstream();
    void answersLate();
    void slicesEveryByte();
    void refusesAndTellsTheSameReasonAgain_data();
    void refusesAndTellsTheSameReasonAgain();
    void refusesWhatTheProviderRefuses_data();
    void refusesWhatTheProviderRefuses();
    void acceptsOnlyItsKeysAndTokens();
    void delaysTheHandshake();
    void answersHalfAHandshake();
    void saysWhatNoClientExpects();
    void saysFinalsTwice();
    void saysResultsOutOfOrder();
    void leavesFieldsOutBesideTheRightResults();
    void saysEmptyFinals();
    void saysMoreThanItHeard();
    void beginsTimeAnewWithinAConnection();
    void dropsOnCloseStream();
    void ignoresCloseStream();
    void answersConfigureWithAnError();
    void isDownAndBackAtTheSameAddress();
    void isABlackHoleAndBack();
    void fiveMinutesAwayTakeNoTime();
};

void TestScriptedFaults::dropsAfterThatMuchSound()
{
    Dialogue call;
    call.server.script(0, {Fault::drop().afterSound(5s)});
    QVERIFY(call.open());
    call.talk(8s);
    QVERIFY(call.client->isGone());
    // There is no closeCode() to compare: without a close frame Qt 6.4 leaves it at 1000.
    QCOMPARE(call.client->socket().error(), QAbstractSocket::RemoteHostClosedError);
    QCOMPARE(call.record().soundSeconds, 5.0);
    QVERIFY(!call.record().serverClose);
    QVERIFY(call.record().ended);
    QVERIFY(call.client->ofType("Metadata").isEmpty());
}

void TestScriptedFaults::dropsAndResetsAsTcpDoes()
{
    Dialogue call;
    call.server.script(0, {Fault::drop().afterConnected(1s)});
    call.server.script(1, {Fault::reset().afterConnected(1s)});
    call.server.script(2, {Fault::drop().atHandshake()});
    call.server.script(3, {Fault::reset().atHandshake()});
    call.server.script(4, {Fault::stall().atHandshake()});
    const RawClient::End expected[] = {RawClient::End::Fin, RawClient::End::Reset, RawClient::End::Fin,
                                       RawClient::End::Reset, RawClient::End::Open};
    for (int number = 0; number < 5; ++number) {
        RawClient raw(call.server);
        raw.upgrade();
        call.time.settle();
        QCOMPARE(call.server.connections().size(), number + 1);
        QCOMPARE(raw.read().startsWith("HTTP/1.1 101"), number < 2);
        call.time.run(1100ms);
        QCOMPARE(raw.end(), expected[number]);
        QCOMPARE(call.record(number).status, number < 2 ? 101 : 0);
    }
}

void TestScriptedFaults::closesWithCodeAndReason_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("seen");
    QTest::newRow("1001") << 1001 << 1001;
    QTest::newRow("1008") << 1008 << 1008;
    QTest::newRow("1011") << 1011 << 1011;
    // QWebSocket knows no 1012 to 2999 and takes them for errors of protocol.
    QTest::newRow("1012") << 1012 << 1002;
}

void TestScriptedFaults::closesWithCodeAndReason()
{
    QFETCH(const int, code);
    QFETCH(const int, seen);
    Dialogue call;
    call.server.script(0, {Fault::close(code, "because").afterSound(2s)});
    QVERIFY(call.open());
    call.talk(3s);
    QVERIFY(call.client->isGone());
    QCOMPARE(static_cast<int>(call.client->socket().closeCode()), seen);
    QVERIFY(seen != code || call.client->socket().closeReason() == QLatin1String("because"));
    QCOMPARE(call.record().serverClose, code);
    QCOMPARE(call.record().clientClose, seen);
}

void TestScriptedFaults::appliesToItsConnectionOnly()
{
    Dialogue call;
    call.server.script(1, {Fault::drop()});
    QVERIFY(call.open());
    call.time.run(1s);
    QVERIFY(call.client->isConnected());
    call.open();
    call.time.run(1s);
    QVERIFY(call.client->isGone());
    QVERIFY(call.open());
    call.time.run(1s);
    QVERIFY(call.client->isConnected());
    QCOMPARE(call.server.connections().size(), 3);
    QVERIFY(call.record(2).attempted > call.record(1).attempted + 900ms);
}

void TestScriptedFaults::acceptsAndClosesAtOnceForEver()
{
    Dialogue call;
    call.server.always(Fault::close(1011, "NET-0000"));
    for (int i = 0; i < 20; ++i) {
        call.open();
        QVERIFY(call.time.runUntil([&] { return call.client->isGone(); }, 1s));
        QCOMPARE(call.record(i).status, 101);
    }
    call.server.behave();
    QVERIFY(call.open());
    call.time.run(1s);
    QVERIFY(call.client->isConnected());
}

void TestScriptedFaults::happensAtATimeOfTheClock()
{
    Dialogue call;
    call.server.always(Fault::drop().atTime(10s));
    QVERIFY(call.open());
    call.time.run(9800ms);
    QVERIFY(call.client->isConnected());
    call.time.run(300ms);
    QVERIFY(call.client->isGone());
}

void TestScriptedFaults::cutsTheConnectionWithinAMessage()
{
    Dialogue call;
    call.server.script(0, {Fault::cutInMessage().afterSound(5s)});
    QVERIFY(call.open());
    call.talk(8s);
    QVERIFY(call.client->isGone());
    QVERIFY(call.client->unreadable.isEmpty());
    QVERIFY(call.client->messages.size() > 4);

    // At each of the first bytes: within the frame's head, and after it.
    for (int bytes = 0; bytes < 12; ++bytes) {
        call.server.script(1 + bytes, {Fault::cutInMessage(bytes)});
        QVERIFY(call.open());
        call.talk(3s);
        QVERIFY(call.client->isGone());
        QVERIFY(call.client->messages.isEmpty());
    }
}

void TestScriptedFaults::stallsWithoutAnyAnswer()
{
    Dialogue call;
    call.server.script(0, {Fault::stall().afterSound(5s)});
    QVERIFY(call.open());
    call.talk(5s);
    const qsizetype before = call.client->messages.size();
    call.client->socket().ping();
    call.talk(20s);
    call.client->say("CloseStream");
    call.time.run(60s);
    QVERIFY(call.client->isConnected());
    QCOMPARE(call.client->messages.size(), before);
    QCOMPARE(call.client->pongs, 0);
    QVERIFY(call.record().soundSeconds > 24.8);
    QCOMPARE(call.record().pings, 1);
}

void TestScriptedFaults::aStallThatPassesGivesWhatWasHeldBack()
{
    Dialogue call;
    call.server.script(0, {Fault::stall().afterSound(5s).lasting(8s)});
    QVERIFY(call.open());
    call.talk(6s);
    const qsizetype before = call.client->messages.size();
    call.client->socket().ping();
    call.talk(6s);
    QCOMPARE(call.client->messages.size(), before);
    QCOMPARE(call.client->pongs, 0);
    call.talk(20s);
    QCOMPARE(call.client->pongs, 1);
    call.client->say("CloseStream");
    call.time.run(100ms);
    const ScriptFindings findings = compareWithScript(call.script, call.client->words(), 31);
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
}

void TestScriptedFaults::swallowsButAnswersPings()
{
    Dialogue call;
    call.server.script(0, {Fault::swallowButPong().afterSound(5s)});
    QVERIFY(call.open());
    call.talk(6s);
    const qsizetype before = call.client->messages.size();
    call.client->socket().ping();
    call.talk(20s);
    QCOMPARE(call.client->messages.size(), before);
    QCOMPARE(call.client->pongs, 1);
    QVERIFY(call.client->isConnected());
}

void TestScriptedFaults::stopsReading()
{
    Dialogue call;
    call.server.script(0, {Fault::stopReading().afterSound(2s)});
    QVERIFY(call.open());
    call.talk(3s);
    const double heard = call.record().soundSeconds;
    QVERIFY(heard < 2.5);
    for (int i = 0; i < 20; ++i) {
        call.client->send(call.script, 0, 10 * sampleRateHz);
    }
    call.time.run(1s);
    QCOMPARE(call.record().soundSeconds, heard);
    QVERIFY(call.client->socket().bytesToWrite() > 1'000'000);
    QVERIFY(call.client->isConnected());
}

void TestScriptedFaults::limitsTheUpstream()
{
    Dialogue call;
    call.server.script(0, {Fault::limitUpstream(16'000)});
    QVERIFY(call.open());
    call.talk(20s);
    const qint64 bytes = call.record().wireBytes;
    QVERIFY2(bytes > 300'000 && bytes < 337'000, qPrintable(QString::number(bytes)));
    // Slower than the sound, but all of it comes.
    call.time.run(70s);
    QVERIFY(call.record().soundSeconds > 19.8);
}

void TestScriptedFaults::answersLate()
{
    Dialogue call;
    call.server.script(0, {Fault::latency(800ms)});
    QVERIFY(call.open());
    call.client->socket().ping();
    call.client->send(call.script, 0, 10 * sampleRateHz);
    call.time.run(780ms);
    QCOMPARE(call.client->messages.size(), 0);
    QCOMPARE(call.client->pongs, 0);
    call.time.run(40ms);
    QVERIFY(call.client->messages.size() > 10);
    QCOMPARE(call.client->pongs, 1);
}

void TestScriptedFaults::slicesEveryByte()
{
    Dialogue call;
    call.server.script(0, {Fault::slice()});
    QVERIFY(call.open());
    QTcpSocket plain;
    plain.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(call.server.baseUrl().port()));
    call.talk(10s);
    call.client->say("CloseStream");
    QVERIFY(call.time.runUntil([&] { return call.client->isGone(); }, 10s));
    QVERIFY(call.client->unreadable.isEmpty());
    const ScriptFindings findings = compareWithScript(call.script, call.client->words(), 9.8);
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));

    // A request's answer, seen by somebody who takes what is there.
    call.server.scriptRequest(Endpoint::Reason, 0, {Fault::slice()});
    QVERIFY(call.time.settleUntil([&] { return plain.state() == QAbstractSocket::ConnectedState; }));
    QList<qsizetype> sizes;
    QObject::connect(&plain, &QTcpSocket::readyRead, &plain, [&] { sizes.append(plain.readAll().size()); });
    plain.write("GET /v1/listen HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(call.time.settleUntil([&] { return sizes.size() > 200; }));
    QVERIFY(*std::max_element(sizes.begin(), sizes.end()) <= 2);
}

void TestScriptedFaults::refusesAndTellsTheSameReasonAgain_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("401") << Fault::invalidAuth() << 401 << QByteArray("INVALID_AUTH");
    QTest::newRow("402") << Fault::paymentRequired() << 402 << QByteArray("ASR_PAYMENT_REQUIRED");
    QTest::newRow("403") << Fault::forbidden() << 403 << QByteArray("INSUFFICIENT_PERMISSIONS");
    QTest::newRow("429") << Fault::tooManyRequests(7) << 429 << QByteArray("TOO_MANY_REQUESTS");
    QTest::newRow("503") << Fault::unavailable() << 503 << QByteArray("Service Unavailable");
    QTest::newRow("400") << Fault::refuse(400, Fault::categoryBody("BAD", "No such thing"), "No such thing")
                         << 400 << QByteArray("No such thing");
    QTest::newRow("captive portal") << Fault::html() << 200 << QByteArray("<html>");
}

void TestScriptedFaults::refusesAndTellsTheSameReasonAgain()
{
    QFETCH(const Fault, fault);
    QFETCH(const int, status);
    QFETCH(const QByteArray, reason);
    Dialogue call;
    call.server.script(0, {fault});
    QVERIFY(!call.open());
    QVERIFY(call.client->isGone());
    // Qt 6.4 names the status in its error string, except 400, of which it says nothing.
    QCOMPARE(call.client->socket().errorString().contains(QString::number(status)), status != 400);
    QCOMPARE(call.record().status, status);
    QVERIFY(!call.record().opened);

    QNetworkAccessManager network;
    QUrl url = call.server.baseUrl();
    url.setPath(QStringLiteral("/v1/listen"));
    url.setQuery(usualQuery());
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Token key");
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    QVERIFY(call.time.settleUntil([&] { return reply->isFinished(); }));
    QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), status);
    QVERIFY(reply->readAll().contains(reason));
    QCOMPARE(header(*reply, "dg-error").isEmpty(), status == 200);
    QCOMPARE(header(*reply, "Retry-After"), status == 429 ? QByteArray("7") : QByteArray());
    QCOMPARE(call.server.requests(Endpoint::Reason).size(), 1);
    QCOMPARE(call.server.connections().size(), 1);

    QVERIFY(call.open());
}

void TestScriptedFaults::refusesWhatTheProviderRefuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("values");
    QTest::addColumn<int>("status");
    QTest::newRow("keywords with nova-3") << "keywords" << QStringList{QStringLiteral("Acme:2")} << 400;
    QTest::newRow("keyterms") << "keyterm" << QStringList{QStringLiteral("Acme"), QStringLiteral("Zed Ltd")}
                              << 101;
    QStringList many;
    for (int i = 0; i < 300; ++i) {
        many.append(QStringLiteral("terms%1").arg(i));
    }
    QTest::newRow("keyterms over the limit") << "keyterm" << many << 400;
    QTest::newRow("diarize v2") << "diarize_model" << QStringList{QStringLiteral("v2")} << 400;
    QTest::newRow("diarize latest") << "diarize_model" << QStringList{QStringLiteral("latest")} << 101;
    QTest::newRow("no boolean") << "diarize" << QStringList{QStringLiteral("1")} << 400;
}

void TestScriptedFaults::refusesWhatTheProviderRefuses()
{
    QFETCH(const QString, name);
    QFETCH(const QStringList, values);
    QFETCH(const int, status);
    Dialogue call;
    QUrlQuery query = usualQuery();
    for (const QString &value : values) {
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    }
    QCOMPARE(call.open(query), status == 101);
    QCOMPARE(call.record().status, status);
    QCOMPARE(call.record().query.allQueryItemValues(name, QUrl::FullyDecoded), values);
}

void TestScriptedFaults::acceptsOnlyItsKeysAndTokens()
{
    Dialogue call;
    call.server.setKeys({"right"});
    const auto status = [&](const QByteArray &authorization) {
        call.client = std::make_unique<Client>(call.server, usualQuery(), authorization);
        call.time.run(200ms);
        return call.server.connections().last().status;
    };
    QCOMPARE(status("Token right"), 101);
    QCOMPARE(status("Token wrong"), 401);
    QCOMPARE(status("Bearer right"), 401);
    QCOMPARE(status("right"), 401);
    QCOMPARE(status(""), 401);

    QNetworkAccessManager network;
    QUrl url = call.server.baseUrl();
    url.setPath(QStringLiteral("/v1/auth/grant"));
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Token right");
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    const std::unique_ptr<QNetworkReply> reply(network.post(request, R"({"ttl_seconds":10})"));
    QVERIFY(call.time.settleUntil([&] { return reply->isFinished(); }));
    const QJsonObject granted = QJsonDocument::fromJson(reply->readAll()).object();
    QCOMPARE(granted.value(QLatin1String("expires_in")).toInt(), 10);
    const QByteArray token = granted.value(QLatin1String("access_token")).toString().toUtf8();
    QCOMPARE(status("Bearer " + token), 101);
    // It is looked at in the handshake only.
    call.time.run(11s);
    QVERIFY(call.client->isConnected());
    QCOMPARE(status("Bearer " + token), 401);
}

void TestScriptedFaults::delaysTheHandshake()
{
    Dialogue call;
    call.server.script(0, {Fault::delayAnswer(1s)});
    call.client = std::make_unique<Client>(call.server);
    call.time.run(980ms);
    QVERIFY(!call.client->isConnected());
    call.time.run(100ms);
    QVERIFY(call.client->isConnected());
    call.talk(3s);
    QVERIFY(!call.client->messages.isEmpty());
}

void TestScriptedFaults::answersHalfAHandshake()
{
    Dialogue call;
    call.server.script(0, {Fault::halfAnswer()});
    QVERIFY(!call.open());
    call.time.run(30s);
    QVERIFY(!call.client->isConnected());
    QVERIFY(!call.client->isGone());
    QCOMPARE(call.server.openSockets(), 1);
}

void TestScriptedFaults::saysWhatNoClientExpects()
{
    Dialogue call;
    call.server.script(0, {Fault::garbage().afterSound(1s), Fault::unknownType().afterSound(2s),
                           Fault::hugeMessage().afterSound(3s), Fault::deepBrackets().afterSound(4s),
                           Fault::utteranceEndOfNothing().afterSound(5s),
                           Fault::sayBinary(QByteArray(100, '\x07')).afterSound(6s)});
    QVERIFY(call.open());
    call.talk(10s);
    QVERIFY(call.client->isConnected());
    QCOMPARE(call.client->unreadable.size(), 2);
    QCOMPARE(call.client->unreadable.last().size(), 200'000);
    QCOMPARE(call.client->ofType("Weather").size(), 1);
    QCOMPARE(call.client->binaries.size(), 1);
    qsizetype longest = 0;
    for (const QJsonObject &message : call.client->ofType("Results")) {
        longest = std::max(longest, QJsonDocument(message).toJson().size());
    }
    QVERIFY(longest > 1'000'000);
    call.client->say("CloseStream");
    call.time.run(100ms);
    QVERIFY(compareWithScript(call.script, call.client->words(), 9.8).isExact());
}

void TestScriptedFaults::saysFinalsTwice()
{
    Dialogue call;
    call.server.script(0, {Fault::duplicateFinals()});
    QVERIFY(call.open());
    call.talk(20s);
    call.client->say("CloseStream");
    call.time.run(100ms);
    const ScriptFindings findings = compareWithScript(call.script, call.client->words(), 19.8);
    QVERIFY(findings.missing.isEmpty() && findings.misplaced.isEmpty());
    QVERIFY(findings.doubled.size() > 10);
}

void TestScriptedFaults::saysResultsOutOfOrder()
{
    Dialogue call;
    call.server.script(0, {Fault::disorder()});
    QVERIFY(call.open());
    call.talk(30s);
    call.client->say("CloseStream");
    call.time.run(100ms);
    QVERIFY(compareWithScript(call.script, call.client->words(), 29.8).isExact());
    int backwards = 0;
    std::array<double, 2> last{};
    for (const QJsonObject &results : call.client->ofType("Results")) {
        const auto channel =
            static_cast<std::size_t>(results.value(QLatin1String("channel_index")).toArray().at(0).toInt());
        const double end = results.value(QLatin1String("start")).toDouble() +
                           results.value(QLatin1String("duration")).toDouble();
        backwards += end < last[channel] - 0.5 ? 1 : 0;
        last[channel] = end;
    }
    QVERIFY(backwards > 5);
}

void TestScriptedFaults::leavesFieldsOutBesideTheRightResults()
{
    Dialogue call;
    call.server.script(0, {Fault::missingFields()});
    QVERIFY(call.open());
    call.talk(40s);
    call.client->say("CloseStream");
    call.time.run(100ms);
    QVERIFY(compareWithScript(call.script, call.client->words(), 39.8).isExact());
    int incomplete = 0;
    for (const QJsonObject &results : call.client->ofType("Results")) {
        for (const char *field : {"channel", "channel_index", "start", "duration", "is_final"}) {
            incomplete += results.contains(QLatin1String(field)) ? 0 : 1;
        }
    }
    QVERIFY(incomplete > 5);
}

void TestScriptedFaults::saysEmptyFinals()
{
    Dialogue call;
    call.server.script(0, {Fault::emptyFinal().afterSound(4s), Fault::emptyFinal().afterSound(4500ms)});
    QVERIFY(call.open());
    call.talk(20s);
    call.client->say("CloseStream");
    call.time.run(100ms);
    int empty = 0;
    for (const QJsonObject &results : call.client->ofType("Results")) {
        empty += results.value(QLatin1String("duration")) == QJsonValue(0) ? 1 : 0;
    }
    QCOMPARE(empty, 4);
    QVERIFY(compareWithScript(call.script, call.client->words(), 19.8).isExact());
}

void TestScriptedFaults::saysMoreThanItHeard()
{
    Dialogue call;
    call.server.script(0, {Fault::beyondTheSound().afterSound(4s)});
    QVERIFY(call.open());
    call.talk(10s);
    QCOMPARE(compareWithScript(call.script, call.client->words(), 0).foreign,
             QStringList{QStringLiteral("ghost")});
}

void TestScriptedFaults::beginsTimeAnewWithinAConnection()
{
    Dialogue call;
    call.server.script(0, {Fault::restartTime().afterSound(20s)});
    QVERIFY(call.open());
    call.talk(19s);
    QVERIFY(call.client->ofType("Results").last().value(QLatin1String("start")).toDouble() > 12);
    call.talk(11s);
    QVERIFY(call.client->ofType("Results").last().value(QLatin1String("start")).toDouble() < 12);
}

void TestScriptedFaults::dropsOnCloseStream()
{
    Dialogue call;
    call.server.script(0, {Fault::drop().onCloseStream()});
    QVERIFY(call.open());
    call.talk(10s);
    call.client->say("CloseStream");
    call.time.run(100ms);
    QVERIFY(call.client->isGone());
    QVERIFY(call.client->ofType("Metadata").isEmpty());
    QVERIFY(call.record().soundSeconds > 9.8);
}

void TestScriptedFaults::ignoresCloseStream()
{
    Dialogue call;
    call.server.script(0, {Fault::noAnswerToCloseStream()});
    QVERIFY(call.open());
    call.talk(10s);
    const qsizetype before = call.client->messages.size();
    call.client->say("CloseStream");
    call.time.run(60s);
    QVERIFY(call.client->isConnected());
    QCOMPARE(call.client->messages.size(), before);
}

void TestScriptedFaults::answersConfigureWithAnError()
{
    Dialogue call;
    call.server.script(0, {Fault::configureError()});
    QVERIFY(call.open());
    call.client->socket().sendTextMessage(QStringLiteral(R"({"type":"Configure","keyterms":["Acme"]})"));
    call.time.run(100ms);
    QCOMPARE(call.client->messages.last().value(QLatin1String("type")).toString(), QStringLiteral("Error"));
}

void TestScriptedFaults::isDownAndBackAtTheSameAddress()
{
    Dialogue call;
    const QUrl address = call.server.baseUrl();
    for (int i = 0; i < 5; ++i) {
        QVERIFY(call.open());
        call.talk(1s);
        call.server.setDown(true);
        call.time.run(100ms);
        QVERIFY(call.client->isGone());
        QCOMPARE(call.server.openSockets(), 0);
        RawClient raw(call.server);
        QCOMPARE(raw.end(), RawClient::End::Refused);
        QVERIFY(!call.open());
        QCOMPARE(call.client->socket().error(), QAbstractSocket::ConnectionRefusedError);
        call.server.setDown(false);
        QCOMPARE(call.server.baseUrl(), address);
    }
    QVERIFY(call.open());
    // What was refused was no connection.
    QCOMPARE(call.server.connections().size(), 6);
}

void TestScriptedFaults::isABlackHoleAndBack()
{
    Dialogue call;
    QVERIFY(call.open());
    call.talk(5s);
    call.server.setBlackHole(true);
    call.time.settle();
    const qsizetype before = call.client->messages.size();
    call.client->socket().ping();
    call.talk(8s);
    QVERIFY(call.client->isConnected());
    QCOMPARE(call.client->messages.size(), before);
    QVERIFY(call.record().soundSeconds < 5.2);
    Client other(call.server);
    call.time.run(2s);
    QVERIFY(!other.isConnected() && !other.isGone());
    QCOMPARE(call.server.connections().size(), 1);

    call.server.setBlackHole(false);
    call.talk(8s);
    QVERIFY(other.isConnected());
    QCOMPARE(call.client->pongs, 1);
    QVERIFY(call.record().soundSeconds > 20.5);
}

void TestScriptedFaults::fiveMinutesAwayTakeNoTime()
{
    Dialogue call(MarkedScript::random(9, 420));
    QVERIFY(call.open());
    call.talk(60s);
    call.server.setDown(true);
    call.talk(300s);
    QVERIFY(call.client->isGone());
    call.server.setDown(false);
    QList<ScriptedWord> words = call.client->words();
    QVERIFY(call.open());
    call.talk(58s);
    call.client->say("CloseStream");
    call.time.run(100ms);
    words += call.client->words();
    const double lostFrom = secondsAt(call.record(0).received.last().to);
    const double lostTo = secondsAt(call.record(1).received.first().from);
    QVERIFY(lostTo - lostFrom > 299);
    // What was not final yet when the connection broke is lost to such a client.
    const ScriptFindings findings = compareWithScript(call.script, words, 417, {{lostFrom - 5, lostTo}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
}

QTEST_GUILESS_MAIN(TestScriptedFaults)
#include "tst_scripted_faults.moc"
