// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/clock.h"
#include "tests/support/deepgram_records.h"
#include "tests/support/fault.h"
#include "tests/support/marked_sound.h"
#include "tests/support/recording_answers.h"

#include <QHash>
#include <QObject>
#include <QTcpServer>
#include <QTimer>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

class QTcpSocket;

namespace talktrack::test {

class ScriptedPeer;
struct HttpRequest;

/// Deepgram on loopback: live and pre-recorded recognition, tokens, and, on the same port, a
/// Whisper-compatible server. It behaves as the provider does, knows by the marks of the sound which places
/// of the call it really got, and can be told to behave badly.
///
/// Understands the words of its script: a word is heard if its whole sound arrived in one piece. Times of
/// answers count the sound of the connection, so they begin at 0 with each. Answers leave as soon as the
/// sound for them is there.
///
/// Thread: one with an event loop; it may be moved to another. Every function may be called from any thread
/// and waits for the server's. Time comes from the clock alone; tick() looks at it, and a timer calls tick()
/// every 20 ms as well, so that nothing else is needed in real time. Logs nothing.
class ScriptedDeepgram final : public QObject
{
    Q_OBJECT

public:
    explicit ScriptedDeepgram(const Clock &clock, MarkedScript script = MarkedScript(),
                              QObject *parent = nullptr);
    ~ScriptedDeepgram() override;

    /// http://127.0.0.1:PORT, the same all its life.
    QUrl baseUrl() const;

    /// The faults of a live connection, by its number (0 for the first, refused ones count), beside those of
    /// always().
    void script(int connectionNumber, const QList<Fault> &faults);
    /// A fault of every live connection made from now on.
    void always(const Fault &fault);
    /// The same for the requests of an endpoint. At a request, afterSound() counts the body at 64,000 bytes a
    /// second. A plain request for the reason of a refusal is answered as the last handshake was unless it
    /// has faults of its own.
    void scriptRequest(Endpoint endpoint, int number, const QList<Fault> &faults);
    void alwaysRequest(Endpoint endpoint, const Fault &fault);
    /// No more faults for what is made from now on.
    void behave();

    /// Refuses connections and drops those there are.
    void setDown(bool down);
    /// Connections are made and those there are stay, but nothing travels on them. What was sent meanwhile
    /// arrives when it ends.
    void setBlackHole(bool on);

    /// Only these keys, and tokens given out by this server while they last, are accepted. Without a list,
    /// everything that looks like a credential is.
    void setKeys(const QList<QByteArray> &keys);
    /// The place in the call where the sound of the next live connection begins, for sound without marks
    /// (Opus, mixed to one channel).
    void setStartOfNextStream(qint64 position);
    /// The same, asked at each handshake with the number of the connection; -1 for unknown. Called on the
    /// server's thread.
    void setStartOfStreams(std::function<qint64(int connection)> start);
    /// The same for recordings; 0 unless set.
    void setStartOfRecordings(qint64 position);
    void setWhisperForm(WhisperForm form);
    /// Only this address of the two is there; both unless set.
    void setWhisperPath(const QByteArray &path);
    /// response_format=verbose_json is refused, as OpenAI's newer models do.
    void setWhisperTakesVerbose(bool takes);
    /// How far the times of heard words may be off; 0.01 unless set.
    void setJitter(double seconds);
    /// Of everything that is left to chance.
    void setSeed(quint32 seed);

    /// Attempts at live connections, in order.
    QList<ConnectionRecord> connections() const;
    /// Everything else that was asked, in order.
    QList<RequestRecord> requests() const;
    QList<RequestRecord> requests(Endpoint endpoint) const;
    /// Places of the call that were received by any connection, or any recording, joined, in order.
    QList<ReceivedStretch> received() const;
    /// Sockets that are open now.
    int openSockets() const;

public Q_SLOTS:
    void tick();

private:
    friend class ScriptedPeer;
    struct Faults
    {
        QHash<int, QList<Fault>> scripted;
        QList<Fault> always;
        int count = 0;
    };

    template <typename Job>
    auto onOwnThread(Job job) const;
    QList<Fault> faultsOf(Endpoint endpoint, int number) const;
    std::optional<Fault> objection(const HttpRequest &request, bool live) const;
    std::optional<Fault> keyObjection(const QByteArray &authorization) const;
    std::chrono::nanoseconds sinceMade() const { return m_clock.now() - m_madeAt; }
    void listen();
    void acceptAll();

    const Clock &m_clock;
    std::chrono::steady_clock::time_point m_madeAt;
    MarkedScript m_script;
    QTcpServer *m_server;
    QTimer *m_timer;
    quint16 m_port = 0;
    /// Keeps the port while nobody listens on it.
    int m_portHolder;
    bool m_blackHole = false;
    QHash<int, Faults> m_faults;
    std::optional<Fault> m_lastRefusal;
    QList<QByteArray> m_keys;
    QHash<QByteArray, std::chrono::steady_clock::time_point> m_tokens;
    std::function<qint64(int)> m_startOfStreams;
    std::optional<qint64> m_startOfNextStream;
    qint64 m_startOfRecordings = 0;
    WhisperForm m_whisperForm = WhisperForm::Words;
    QByteArray m_whisperPath;
    bool m_whisperTakesVerbose = true;
    double m_jitter = 0.01;
    quint32 m_seed = 1;
    QList<std::shared_ptr<ConnectionRecord>> m_connections;
    QList<std::shared_ptr<RequestRecord>> m_requests;
    QList<ScriptedPeer *> m_peers;
};

} // namespace talktrack::test
