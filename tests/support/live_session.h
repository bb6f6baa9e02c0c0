// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/deepgram_records.h"
#include "tests/support/fault.h"
#include "tests/support/http_wire.h"
#include "tests/support/peer_socket.h"
#include "tests/support/scripted_channel.h"
#include "tests/support/sound_input.h"

#include <QCryptographicHash>
#include <QJsonObject>
#include <QMap>
#include <QObject>

#include <deque>
#include <memory>
#include <vector>

namespace talktrack::test {

/// What a live session is made of besides its connection.
struct LiveSetting
{
    const Clock &clock;
    std::chrono::steady_clock::time_point madeAt;
    MarkedScript script;
    quint32 seed = 1;
    double jitterSeconds = 0.01;
    QList<Fault> faults;
    /// Where in the call the stream begins, for sound that does not tell.
    std::optional<qint64> streamStart;
};

/// The server's side of one live connection after its handshake: listens, answers, keeps the rules of the
/// protocol and breaks them where a fault says so. Owned by the server that accepted the socket.
class LiveSession final : public QObject
{
    Q_OBJECT

public:
    LiveSession(PeerSocket *socket, const QUrlQuery &query, LiveSetting setting,
                std::shared_ptr<ConnectionRecord> record, QObject *parent);

    /// After the answer to the handshake.
    void open();
    void receive(const QByteArray &bytes);
    void tick();

private:
    struct ArmedFault
    {
        Fault fault;
        bool fired = false;
        std::optional<std::chrono::steady_clock::time_point> until;
    };
    struct Arrival
    {
        std::chrono::steady_clock::time_point at;
        qint64 samples = 0;
    };

    void readQuery(const QUrlQuery &query);
    void takeMessage(const WebSocketMessage &message);
    void takeText(const QByteArray &text);
    void takeSound(const QByteArray &bytes);
    void hear(const ReceivedSound &sound);
    void measure(qint64 samples);
    void openChannels();
    void closeStream();
    void finalize(const QJsonObject &message);
    void configure(const QJsonObject &message);
    void sayMetadata();
    void closeWith(int code, const QByteArray &reason);

    void fire(Fault::When when);
    void apply(ArmedFault &armed);
    void applyToSocket(ArmedFault &armed);
    void passOff(const Fault &fault);
    void sayBeyondTheSound();
    void sayMangled(QJsonObject results);

    void say(const QJsonObject &message);
    void sayNow(const QJsonObject &message);
    void sendMessage(Opcode opcode, const QByteArray &payload);
    bool isOver() const { return m_over || !m_socket->isOpen(); }

    PeerSocket *m_socket;
    LiveSetting m_setting;
    std::shared_ptr<ConnectionRecord> m_record;
    WebSocketReader m_reader;
    ListeningOptions m_options;
    bool m_multichannel = false;
    QStringList m_keyterms;
    std::unique_ptr<SoundInput> m_input;
    std::vector<ScriptedChannel> m_channels;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_samples = 0;
    std::deque<Arrival> m_arrivals;
    qint64 m_arrivedSamples = 0;
    std::vector<ArmedFault> m_faults;
    /// By channel.
    QMap<int, QJsonObject> m_heldBack;
    std::chrono::steady_clock::time_point m_openedAt;
    std::chrono::steady_clock::time_point m_lastFrameAt;
    std::optional<std::chrono::steady_clock::time_point> m_deafSince;
    std::optional<std::chrono::steady_clock::time_point> m_closingSince;
    quint32 m_mangled = 0;
    bool m_cutNext = false;
    int m_cutAfter = -1;
    bool m_mute = false;
    bool m_swallows = false;
    bool m_over = false;
    bool m_streamClosed = false;
    bool m_duplicates = false;
    bool m_disorder = false;
    bool m_missingFields = false;
    bool m_ignoresCloseStream = false;
    bool m_configureError = false;
};

/// What the server counts for keyterms; the limit is 500.
int scriptedKeytermTokens(const QStringList &keyterms);

} // namespace talktrack::test
