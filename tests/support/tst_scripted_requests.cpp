// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_dialogue.h"

#include <QCryptographicHash>
#include <QHttpMultiPart>
#include <QNetworkAccessManager>
#include <QTest>

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

struct Reply
{
    int status = 0;
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    QByteArray body;
    QByteArray retryAfter;
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

/// A call and a plain HTTP client.
class Requests final
{
public:
    explicit Requests(MarkedScript script = MarkedScript::random(7, 60))
        : call(std::move(script))
    {
    }

    QNetworkRequest request(const char *path, const QUrlQuery &query = {}) const
    {
        QUrl url = call.server.baseUrl();
        url.setPath(QLatin1String(path));
        url.setQuery(query);
        QNetworkRequest made(url);
        made.setRawHeader("Authorization", "Token key");
        made.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("audio/wav"));
        return made;
    }
    QNetworkReply *start(const QByteArray &body, const QUrlQuery &query = recordingQuery())
    {
        reply.reset(network.post(request("/v1/listen", query), body));
        return reply.get();
    }
    Reply wait()
    {
        call.time.settleUntil([this] { return reply->isFinished(); });
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->error(),
                reply->readAll(), reply->rawHeader("Retry-After")};
    }
    Reply post(const QByteArray &body, const QUrlQuery &query = recordingQuery())
    {
        start(body, query);
        return wait();
    }
    static QUrlQuery recordingQuery()
    {
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("model"), QStringLiteral("nova-3"));
        query.addQueryItem(QStringLiteral("multichannel"), QStringLiteral("true"));
        query.addQueryItem(QStringLiteral("utterances"), QStringLiteral("true"));
        query.addQueryItem(QStringLiteral("smart_format"), QStringLiteral("true"));
        return query;
    }
    RequestRecord record(int number = 0) const
    {
        return call.server.requests(Endpoint::Recording).value(number);
    }

    Dialogue call;
    QNetworkAccessManager network;
    std::unique_ptr<QNetworkReply> reply;
};

QList<ScriptedWord> wordsOfUtterances(const QJsonObject &answer, double from)
{
    QList<ScriptedWord> words;
    for (const QJsonValue &utterance :
         answer.value(QLatin1String("results")).toObject().value(QLatin1String("utterances")).toArray()) {
        const auto track = static_cast<Track>(utterance[QLatin1String("channel")].toInt());
        for (const QJsonValue &word : utterance[QLatin1String("words")].toArray()) {
            words.append({track, word[QLatin1String("word")].toString(),
                          word[QLatin1String("start")].toDouble() + from,
                          word[QLatin1String("end")].toDouble() + from});
        }
    }
    return words;
}

QList<ScriptedWord> wordsOfChannels(const QJsonObject &answer, double from)
{
    QList<ScriptedWord> words;
    const QJsonArray channels =
        answer.value(QLatin1String("results")).toObject().value(QLatin1String("channels")).toArray();
    for (int channel = 0; channel < channels.size(); ++channel) {
        for (const QJsonValue &word : channels.at(channel)[QLatin1String("alternatives")]
                                          .toArray()
                                          .at(0)[QLatin1String("words")]
                                          .toArray()) {
            const QJsonValue speaker = word[QLatin1String("speaker")];
            words.append({static_cast<Track>(channels.size() > 1 ? channel : speaker.toInt()),
                          word[QLatin1String("word")].toString(),
                          word[QLatin1String("start")].toDouble() + from,
                          word[QLatin1String("end")].toDouble() + from});
        }
    }
    return words;
}

} // namespace

class TestScriptedRequests final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRecordingGivesEachWordOnceAtItsPlace();
    void aRecordingMayBeginAnywhere();
    void aRecordingOfOneChannelTellsSpeakersApart();
    void anOpusRecordingIsHeardFromWhereTheTestSays();
    void whatIsNoSoundIsRefused();
    void refusesAsScripted();
    void failsThreeTimesThenAnswers();
    void tellsAnotherSha256();
    void cutsTheBody();
    void answersLate();
    void neverAnswers();
    void stopsReadingTheBody();
    void readsTheBodySlowly();
    void dropsDuringTheUpload();
    void givesALoginPage();
    void isDown();
    void understandsFormsForWhisper_data();
    void understandsFormsForWhisper();
};

void TestScriptedRequests::aRecordingGivesEachWordOnceAtItsPlace()
{
    Requests http;
    const QByteArray wav = wavOf(http.call.script, 10 * sampleRateHz, 40 * sampleRateHz);
    const Reply reply = http.post(wav);
    QCOMPARE(reply.status, 200);
    const QJsonObject answer = reply.json();
    const QJsonObject metadata = answer.value(QLatin1String("metadata")).toObject();
    QCOMPARE(metadata.value(QLatin1String("sha256")).toString().toLatin1(),
             QCryptographicHash::hash(wav, QCryptographicHash::Sha256).toHex());
    QCOMPARE(metadata.value(QLatin1String("duration")).toDouble(), 30.0);
    QCOMPARE(metadata.value(QLatin1String("channels")).toInt(), 2);
    for (const QList<ScriptedWord> &words : {wordsOfUtterances(answer, 10), wordsOfChannels(answer, 10)}) {
        const ScriptFindings findings = compareWithScript(http.call.script, words, 40, {{0, 10}});
        QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
        QVERIFY(words.size() > 40);
    }
    const RequestRecord record = http.record();
    QCOMPARE(record.method, QByteArray("POST"));
    QCOMPARE(record.contentType, QByteArray("audio/wav"));
    QCOMPARE(record.authorization, QByteArray("Token key"));
    QCOMPARE(record.bodyBytes, wav.size());
    QCOMPARE(record.soundSeconds, 30.0);
    QCOMPARE(record.status, 200);
    QCOMPARE(record.received, (QList<ReceivedStretch>{{10 * sampleRateHz, 40 * sampleRateHz, 0}}));
    QCOMPARE(record.query.queryItemValue(QStringLiteral("model")), QStringLiteral("nova-3"));
    QCOMPARE(http.call.server.received().size(), 1);
}

void TestScriptedRequests::aRecordingMayBeginAnywhere()
{
    Requests http;
    const QByteArray pcm = soundOf(http.call.script, 10 * sampleRateHz, 40 * sampleRateHz);
    const qsizetype skipped = 123;
    const Reply reply = http.post(wavFile(sampleRateHz, 2, 16, pcm.mid(skipped * 4)));
    const double from = 10 + secondsAt(skipped);
    const ScriptFindings findings =
        compareWithScript(http.call.script, wordsOfUtterances(reply.json(), from), 40, {{0, from}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    QCOMPARE(http.record().received,
             (QList<ReceivedStretch>{{10 * sampleRateHz + skipped, 40 * sampleRateHz, 0}}));
}

void TestScriptedRequests::aRecordingOfOneChannelTellsSpeakersApart()
{
    Requests http;
    QUrlQuery query = Requests::recordingQuery();
    query.removeQueryItem(QStringLiteral("multichannel"));
    query.addQueryItem(QStringLiteral("diarize"), QStringLiteral("true"));
    const Reply reply = http.post(wavOf(http.call.script, 0, 40 * sampleRateHz), query);
    const ScriptFindings findings =
        compareWithScript(http.call.script, wordsOfChannels(reply.json(), 0), 39.9);
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    for (const QJsonValue &utterance : reply.json()
                                           .value(QLatin1String("results"))
                                           .toObject()
                                           .value(QLatin1String("utterances"))
                                           .toArray()) {
        QCOMPARE(utterance[QLatin1String("words")].toArray().at(0)[QLatin1String("speaker")],
                 utterance[QLatin1String("speaker")]);
    }
}

void TestScriptedRequests::anOpusRecordingIsHeardFromWhereTheTestSays()
{
    Requests http;
    QByteArray file;
    for (const QByteArray &page : opusOf(http.call.script, 5 * sampleRateHz, 35 * sampleRateHz)) {
        file += page;
    }
    http.call.server.setStartOfRecordings(5 * sampleRateHz);
    const Reply reply = http.post(file);
    const ScriptFindings findings =
        compareWithScript(http.call.script, wordsOfUtterances(reply.json(), 5), 34.9, {{0, 5}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
}

void TestScriptedRequests::whatIsNoSoundIsRefused()
{
    Requests http;
    const Reply reply = http.post("this is not sound at all");
    QCOMPARE(reply.status, 400);
    QVERIFY(reply.body.contains("corrupt or unsupported data"));
    QCOMPARE(http.post({}).status, 400);
}

void TestScriptedRequests::refusesAsScripted()
{
    Requests http;
    ScriptedDeepgram &server = http.call.server;
    server.scriptRequest(Endpoint::Recording, 0, {Fault::invalidAuth()});
    server.scriptRequest(Endpoint::Recording, 1, {Fault::paymentRequired()});
    server.scriptRequest(Endpoint::Recording, 2, {Fault::tooManyRequests()});
    server.scriptRequest(Endpoint::Recording, 3, {Fault::tooManyRequests(3)});
    server.scriptRequest(Endpoint::Recording, 4, {Fault::refuse(504)});
    const QByteArray wav = wavOf(http.call.script, 0, sampleRateHz);
    for (const int status : {401, 402, 429, 429, 504, 200}) {
        const Reply reply = http.post(wav);
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.retryAfter, http.call.server.requests().size() == 4 ? QByteArray("3") : QByteArray());
    }
}

void TestScriptedRequests::failsThreeTimesThenAnswers()
{
    Requests http;
    for (int number = 0; number < 3; ++number) {
        http.call.server.scriptRequest(Endpoint::Recording, number, {Fault::unavailable()});
    }
    const QByteArray wav = wavOf(http.call.script, 0, sampleRateHz);
    for (const int status : {503, 503, 503, 200}) {
        QCOMPARE(http.post(wav).status, status);
    }
}

void TestScriptedRequests::tellsAnotherSha256()
{
    Requests http;
    http.call.server.scriptRequest(Endpoint::Recording, 0, {Fault::wrongSha256()});
    const QByteArray wav = wavOf(http.call.script, 0, sampleRateHz);
    const auto hash = [&](const Reply &reply) {
        return reply.json()
            .value(QLatin1String("metadata"))
            .toObject()
            .value(QLatin1String("sha256"))
            .toString()
            .toLatin1();
    };
    const QByteArray right = QCryptographicHash::hash(wav, QCryptographicHash::Sha256).toHex();
    const QByteArray wrong = hash(http.post(wav));
    QVERIFY(wrong != right && wrong.size() == right.size());
    QCOMPARE(hash(http.post(wav)), right);
}

void TestScriptedRequests::cutsTheBody()
{
    Requests http;
    http.call.server.alwaysRequest(Endpoint::Recording, Fault::cutInMessage());
    const Reply reply = http.post(wavOf(http.call.script, 0, 20 * sampleRateHz));
    QVERIFY(reply.error != QNetworkReply::NoError);
    QVERIFY(reply.json().isEmpty());
}

void TestScriptedRequests::answersLate()
{
    Requests http;
    http.call.server.alwaysRequest(Endpoint::Recording, Fault::delayAnswer(30s));
    http.start(wavOf(http.call.script, 0, sampleRateHz));
    QVERIFY(http.call.time.settleUntil([&] { return http.record().bodyBytes > 0; }));
    http.call.time.run(29900ms);
    QVERIFY(!http.call.time.settleUntil([&] { return http.reply->isFinished(); }, 20ms));
    http.call.time.run(200ms);
    QCOMPARE(http.wait().status, 200);
}

void TestScriptedRequests::neverAnswers()
{
    Requests http;
    http.call.server.alwaysRequest(Endpoint::Recording, Fault::stall());
    http.start(wavOf(http.call.script, 0, sampleRateHz));
    QVERIFY(http.call.time.settleUntil([&] { return http.record().bodyBytes > 0; }));
    http.call.time.run(600s);
    QVERIFY(!http.call.time.settleUntil([&] { return http.reply->isFinished(); }, 20ms));
    QCOMPARE(http.record().status, 0);
}

void TestScriptedRequests::stopsReadingTheBody()
{
    Requests http;
    http.call.server.alwaysRequest(Endpoint::Recording, Fault::stopReading());
    qint64 sent = 0;
    const QByteArray wav = QByteArray(40'000'000, 0);
    QNetworkReply *const reply = http.start(wav);
    QObject::connect(reply, &QNetworkReply::uploadProgress, reply,
                     [&](qint64 bytes, qint64) { sent = bytes; });
    QVERIFY(!http.call.time.settleUntil([&] { return http.reply->isFinished(); }, 300ms));
    QCOMPARE(http.record().bodyBytes, 0);
    QVERIFY(sent < wav.size());
}

void TestScriptedRequests::readsTheBodySlowly()
{
    Requests http;
    http.call.server.alwaysRequest(Endpoint::Recording, Fault::limitUpstream(100'000));
    // 320 kB.
    http.start(wavOf(http.call.script, 0, 5 * sampleRateHz));
    QVERIFY(http.call.time.settleUntil([&] { return !http.call.server.requests().isEmpty(); }));
    const auto began = http.call.time.elapsed();
    QVERIFY(http.call.time.runUntil(
        [&] {
            http.call.time.settleUntil([] { return false; }, 1ms);
            return http.reply->isFinished();
        },
        60s));
    QVERIFY(http.call.time.elapsed() - began > 2s);
    QCOMPARE(http.wait().status, 200);
}

void TestScriptedRequests::dropsDuringTheUpload()
{
    Requests http;
    // Qt's network access asks again by itself, some times, when an answer does not even begin.
    http.call.server.alwaysRequest(Endpoint::Recording, Fault::reset().afterSound(5s));
    const QByteArray wav = wavOf(http.call.script, 0, 20 * sampleRateHz);
    QVERIFY(http.post(wav).error != QNetworkReply::NoError);
    QVERIFY(!http.call.server.requests().isEmpty());
    QCOMPARE(http.record().status, 0);
    QCOMPARE(http.record().bodyBytes, 0);
    http.call.server.behave();
    QCOMPARE(http.post(wav).status, 200);
}

void TestScriptedRequests::givesALoginPage()
{
    Requests http;
    http.call.server.alwaysRequest(Endpoint::Recording, Fault::html());
    const Reply reply = http.post(wavOf(http.call.script, 0, sampleRateHz));
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.body.startsWith("<!DOCTYPE html>"));
    QCOMPARE(http.reply->header(QNetworkRequest::ContentTypeHeader).toString(), QStringLiteral("text/html"));
}

void TestScriptedRequests::isDown()
{
    Requests http;
    http.call.server.setDown(true);
    QCOMPARE(http.post("x").error, QNetworkReply::ConnectionRefusedError);
    QVERIFY(http.call.server.requests().isEmpty());
}

void TestScriptedRequests::understandsFormsForWhisper_data()
{
    QTest::addColumn<WhisperForm>("form");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("words") << WhisperForm::Words << QByteArray("/v1/audio/transcriptions");
    QTest::newRow("segments") << WhisperForm::Segments << QByteArray("/inference");
    QTest::newRow("text") << WhisperForm::Text << QByteArray("/v1/audio/transcriptions");
    QTest::newRow("plain") << WhisperForm::PlainText << QByteArray("/inference");
}

void TestScriptedRequests::understandsFormsForWhisper()
{
    QFETCH(const WhisperForm, form);
    QFETCH(const QByteArray, path);
    Requests http;
    http.call.server.setWhisperForm(form);
    // A client sends one track of an utterance.
    const MarkedScript &script = http.call.script;
    Samples samples;
    for (qint64 position = 0; position < 10 * sampleRateHz; position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        samples.insert(samples.end(), frame.samples[0].begin(), frame.samples[0].end());
    }
    QHttpMultiPart parts(QHttpMultiPart::FormDataType);
    QHttpPart file;
    file.setHeader(QNetworkRequest::ContentDispositionHeader,
                   QStringLiteral(R"(form-data; name="file"; filename="utterance.wav")"));
    file.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("audio/wav"));
    file.setBody(wavFile(sampleRateHz, 1, samples));
    parts.append(file);
    QHttpPart model;
    model.setHeader(QNetworkRequest::ContentDispositionHeader, QStringLiteral(R"(form-data; name="model")"));
    model.setBody("whisper-1");
    parts.append(model);
    QNetworkRequest request = http.request(path.constData());
    request.setHeader(QNetworkRequest::ContentTypeHeader, QVariant());
    http.reply.reset(http.network.post(request, &parts));
    const Reply reply = http.wait();
    QCOMPARE(reply.status, 200);
    const RequestRecord record = http.call.server.requests(Endpoint::Whisper).value(0);
    QCOMPARE(record.fields.value(QStringLiteral("model")), QStringLiteral("whisper-1"));
    QCOMPARE(record.fileName, QStringLiteral("utterance.wav"));
    QCOMPARE(record.received, (QList<ReceivedStretch>{{0, 10 * sampleRateHz, 0}}));

    const QJsonObject answer = reply.json();
    QCOMPARE(answer.isEmpty(), form == WhisperForm::PlainText);
    QCOMPARE(answer.contains(QLatin1String("words")), form == WhisperForm::Words);
    QCOMPARE(answer.contains(QLatin1String("segments")),
             form == WhisperForm::Words || form == WhisperForm::Segments);
    QStringList expected;
    for (const ScriptedWord &word : script.wordsOn(Track::Rep)) {
        if (word.end <= 10) {
            expected.append(word.text);
        }
    }
    QString text = form == WhisperForm::PlainText ? QString::fromUtf8(reply.body)
                                                  : answer.value(QLatin1String("text")).toString();
    QStringList heard;
    for (const QString &word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (!isPart(word)) {
            heard.append(plainWord(word));
        }
    }
    QVERIFY(expected.size() > 3);
    QCOMPARE(heard, expected);
}

QTEST_GUILESS_MAIN(TestScriptedRequests)
#include "tst_scripted_requests.moc"
