// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/pumped_time.h"
#include "tests/support/scripted_deepgram.h"
#include "tests/support/test_sound.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTcpSocket>
#include <QWebSocket>

#include <memory>

/// A plain client and a call of virtual time, for the tests of the scripted server itself.
namespace talktrack::test {

using namespace std::chrono_literals;

inline QUrlQuery usualQuery()
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

inline QByteArray soundOf(const MarkedScript &script, qint64 from, qint64 to)
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

inline QByteArray wavOf(const MarkedScript &script, qint64 from, qint64 to)
{
    return wavFile(sampleRateHz, 2, 16, soundOf(script, from, to));
}

/// Ogg Opus of a stretch of the call, page by page.
QList<QByteArray> opusOf(const MarkedScript &script, qint64 from, qint64 to);

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

} // namespace talktrack::test
