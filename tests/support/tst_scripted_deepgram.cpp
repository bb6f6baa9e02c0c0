// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/voice_activity_detector.h"
#include "tests/support/pumped_time.h"
#include "tests/support/scripted_deepgram.h"
#include "tests/support/test_sound.h"

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

namespace {

QUrlQuery usualQuery()
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("model"), QStringLiteral("nova-3"));
    query.addQueryItem(QStringLiteral("encoding"), QStringLiteral("linear16"));
    query.addQueryItem(QStringLiteral("sample_rate"), QStringLiteral("16000"));
    query.addQueryItem(QStringLiteral("channels"), QStringLiteral("2"));
    query.addQueryItem(QStringLiteral("multichannel"), QStringLiteral("true"));
    query.addQueryItem(QStringLiteral("interim_results"), QStringLiteral("true"));
    query.addQueryItem(QStringLiteral("endpointing"), QStringLiteral("300"));
    query.addQueryItem(QStringLiteral("utterance_end_ms"), QStringLiteral("1000"));
    query.addQueryItem(QStringLiteral("vad_events"), QStringLiteral("true"));
    query.addQueryItem(QStringLiteral("smart_format"), QStringLiteral("true"));
    return query;
}

QByteArray soundOf(const MarkedScript &script, qint64 from, qint64 to)
{
    QByteArray bytes;
    for (qint64 position = from; position < to; position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        const Samples both = interleaved(frame.samples[0], frame.samples[1]);
        bytes.append(reinterpret_cast<const char *>(both.data()),
                     static_cast<qsizetype>(both.size() * sizeof(qint16)));
    }
    return bytes;
}

QByteArray wavOf(const MarkedScript &script, qint64 from, qint64 to)
{
    return wavFile(sampleRateHz, 2, 16, soundOf(script, from, to));
}

/// A simple client, without any of the care that the real one takes.
class Client final
{
public:
    explicit Client(const ScriptedDeepgram &server, const QUrlQuery &query = usualQuery(),
                    const QByteArray &authorization = "Token key")
    {
        QUrl url = server.baseUrl();
        url.setScheme(QStringLiteral("ws"));
        url.setPath(QStringLiteral("/v1/listen"));
        url.setQuery(query);
        QNetworkRequest request(url);
        request.setRawHeader("Authorization", authorization);
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &message) { take(message); });
        QObject::connect(&m_socket, &QWebSocket::binaryMessageReceived, &m_socket,
                         [this](const QByteArray &message) { binaries.append(message); });
        QObject::connect(&m_socket, &QWebSocket::pong, &m_socket, [this] { ++pongs; });
        m_socket.open(request);
    }

    QWebSocket &socket() { return m_socket; }
    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    bool isGone() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    void say(const char *type)
    {
        m_socket.sendTextMessage(QStringLiteral(R"({"type":"%1"})").arg(QLatin1String(type)));
    }
    /// Sends a stretch of the call; remembers where it lies on the stream.
    void send(const MarkedScript &script, qint64 from, qint64 to)
    {
        if (m_sentFrom.isEmpty() || m_sentFrom.last().second + m_sent - m_sentFrom.last().first != from) {
            m_sentFrom.append({m_sent, from});
        }
        m_socket.sendBinaryMessage(soundOf(script, from, to));
        m_sent += to - from;
    }

    QList<QJsonObject> ofType(const char *type) const
    {
        QList<QJsonObject> found;
        for (const QJsonObject &message : messages) {
            if (message.value(QLatin1String("type")).toString() == QLatin1String(type)) {
                found.append(message);
            }
        }
        return found;
    }

    /// Words of finals at their place in the call.
    QList<ScriptedWord> words() const
    {
        QList<ScriptedWord> found;
        for (const QJsonObject &message : ofType("Results")) {
            if (!message.value(QLatin1String("is_final")).toBool()) {
                continue;
            }
            for (const QJsonValue &word : wordsOf(message)) {
                const int channel = message.value(QLatin1String("channel_index")).toArray().at(0).toInt();
                found.append({channel == 1 ? Track::Customer : Track::Rep,
                              word[QLatin1String("punctuated_word")].toString(),
                              placeOf(word[QLatin1String("start")].toDouble()),
                              placeOf(word[QLatin1String("end")].toDouble())});
            }
        }
        return found;
    }

    static QJsonArray wordsOf(const QJsonObject &results)
    {
        return results.value(QLatin1String("channel"))
            .toObject()
            .value(QLatin1String("alternatives"))
            .toArray()
            .at(0)
            .toObject()
            .value(QLatin1String("words"))
            .toArray();
    }

    QList<QJsonObject> messages;
    QStringList unreadable;
    QList<QByteArray> binaries;
    int pongs = 0;

private:
    void take(const QString &message)
    {
        const QJsonDocument document = QJsonDocument::fromJson(message.toUtf8());
        if (document.isObject()) {
            messages.append(document.object());
        } else {
            unreadable.append(message);
        }
    }
    double placeOf(double streamSeconds) const
    {
        std::pair<qint64, qint64> stretch{0, 0};
        for (const auto &candidate : m_sentFrom) {
            if (secondsAt(candidate.first) <= streamSeconds + 0.015) {
                stretch = candidate;
            }
        }
        return streamSeconds - secondsAt(stretch.first) + secondsAt(stretch.second);
    }

    QWebSocket m_socket;
    qint64 m_sent = 0;
    /// Samples of the stream, and the place in the call that begins there.
    QList<std::pair<qint64, qint64>> m_sentFrom;
};

/// A server, its time, and a call that is being sent to it.
class Dialogue final
{
public:
    explicit Dialogue(MarkedScript scripted = MarkedScript::random(7, 60))
        : script(std::move(scripted))
        , server(clock, script)
        , time(clock)
    {
        time.onStep([this] {
            server.tick();
            position += frameSamples;
            if (client && client->isConnected() && position % (5 * frameSamples) == 0 && sending) {
                client->send(script, position - 5 * frameSamples, position);
            }
        });
    }

    bool open(const QUrlQuery &query = usualQuery())
    {
        client = std::make_unique<Client>(server, query);
        return time.runUntil([this] { return client->isConnected(); }, 5s);
    }
    void talk(PumpedTime::Duration duration)
    {
        sending = true;
        time.run(duration);
        sending = false;
    }
    ConnectionRecord record(int number = 0) const { return server.connections().value(number); }

    FakeClock clock;
    MarkedScript script;
    ScriptedDeepgram server;
    PumpedTime time;
    std::unique_ptr<Client> client;
    qint64 position = 0;
    bool sending = false;
};

std::unique_ptr<QNetworkReply> finished(QNetworkReply *reply, PumpedTime &time)
{
    time.runUntil(
        [&] {
            QThread::usleep(200);
            return reply->isFinished();
        },
        600s);
    return std::unique_ptr<QNetworkReply>(reply);
}

} // namespace

class TestScriptedDeepgram final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksTellTrackAndPlace();
    void soundIsTakenForSpeechWhereWordsAre();
    void randomScriptsAreTheSameForTheSameSeed();
    void historyGivesBackWhatWasAppended();

    void cleanCallGivesEachWordOnceAtItsPlace();
    void saysNothingBeforeSoundComes();
};

void TestScriptedDeepgram::marksTellTrackAndPlace()
{
    const MarkedScript script = MarkedScript::random(3, 20);
    for (qint64 position = 0; position < 20 * sampleRateHz; position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        QCOMPARE(readMark(frame.samples[0]), (FrameMark{Track::Rep, position}));
        QCOMPARE(readMark(frame.samples[1]), (FrameMark{Track::Customer, position}));
        QVERIFY(!readMark(std::span(frame.samples[0]).subspan(1)));
    }
    QVERIFY(!readMark(Samples(frameSamples)));
}

void TestScriptedDeepgram::soundIsTakenForSpeechWhereWordsAre()
{
    const MarkedScript script = MarkedScript::random(11, 120);
    for (const Track track : {Track::Rep, Track::Customer}) {
        VoiceActivityDetector detector;
        std::vector<bool> speaking;
        for (qint64 position = 0; position < 120 * sampleRateHz; position += frameSamples) {
            const AudioFrame frame = script.frameAt(position);
            const auto &samples = frame.samples[static_cast<std::size_t>(trackIndex(track))];
            for (std::size_t half = 0; half < 2; ++half) {
                detector.process(std::span<const qint16, voiceFrameSamples>(
                    &samples[half * voiceFrameSamples], voiceFrameSamples));
                speaking.push_back(detector.isSpeaking());
            }
        }
        int heard = 0;
        double quietFrom = 0;
        int wrong = 0;
        for (const ScriptedWord &word : script.wordsOn(track)) {
            heard += speaking[static_cast<std::size_t>(word.end * 100)] ? 1 : 0;
            for (double at = quietFrom + 0.6; at < word.start; at += 0.01) {
                wrong += speaking[static_cast<std::size_t>(at * 100)] ? 1 : 0;
            }
            quietFrom = word.end;
        }
        QVERIFY(script.wordsOn(track).size() > 50);
        QCOMPARE(heard, static_cast<int>(script.wordsOn(track).size()));
        QCOMPARE(wrong, 0);
    }
}

void TestScriptedDeepgram::randomScriptsAreTheSameForTheSameSeed()
{
    const MarkedScript script = MarkedScript::random(5, 300);
    QCOMPARE(script.words(), MarkedScript::random(5, 300).words());
    QVERIFY(script.words() != MarkedScript::random(6, 300).words());
    QSet<QString> texts;
    for (const ScriptedWord &word : script.words()) {
        texts.insert(word.text);
        QVERIFY(word.end - word.start > 0.13 && word.end - word.start < 0.52);
    }
    QCOMPARE(texts.size(), script.words().size());
    int overlaps = 0;
    for (const Track track : {Track::Rep, Track::Customer}) {
        const QList<ScriptedWord> &words = script.wordsOn(track);
        QVERIFY(words.size() > 100);
        for (qsizetype i = 1; i < words.size(); ++i) {
            QVERIFY(words.at(i).start - words.at(i - 1).end > 0.04);
        }
    }
    for (qsizetype i = 1; i < script.words().size(); ++i) {
        const ScriptedWord &before = script.words().at(i - 1);
        overlaps += script.words().at(i).start < before.end ? 1 : 0;
    }
    QVERIFY(overlaps > 3);
}

void TestScriptedDeepgram::historyGivesBackWhatWasAppended()
{
    const MarkedScript script = MarkedScript::random(5, 10);
    MemoryHistory history;
    for (const qint64 frame : {0, 1, 2, 5}) {
        history.append(script.frameAt(frame * frameSamples));
    }
    QCOMPARE(history.begin(), 0);
    QCOMPARE(history.end(), 6 * frameSamples);
    Samples samples(2 * frameSamples);
    QVERIFY(history.read(frameSamples, samples));
    const AudioFrame second = script.frameAt(frameSamples);
    QCOMPARE(samples, interleaved(second.samples[0], second.samples[1]));
    QVERIFY(!history.read(3 * frameSamples, samples));
    QVERIFY(history.read(5 * frameSamples, samples));
    QVERIFY(!history.read(6 * frameSamples, samples));
    history.forgetBefore(2 * frameSamples);
    QCOMPARE(history.begin(), 2 * frameSamples);
    QVERIFY(!history.read(frameSamples, samples));
    QVERIFY(history.read(2 * frameSamples, samples));
}

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

QTEST_GUILESS_MAIN(TestScriptedDeepgram)
#include "tst_scripted_deepgram.moc"
