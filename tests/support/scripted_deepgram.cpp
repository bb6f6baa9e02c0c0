// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_deepgram.h"

#include "tests/support/live_session.h"
#include "tests/support/scripted_peer.h"

#include <QTcpSocket>
#include <QThread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <type_traits>

namespace talktrack::test {

using namespace std::chrono_literals;

namespace {

constexpr auto realTickInterval = 20ms;
/// Loopback would take segments of 64 kB, and megabytes before a sender notices that nobody reads.
constexpr int segmentBytes = 1400;
constexpr int receiveBufferBytes = 64 * 1024;
constexpr int mostKeytermTokens = 500;

Fault badRequest(const QByteArray &message)
{
    return Fault::refuse(400, Fault::codeBody("Bad Request", message), message);
}

/// A bound socket that never listens: with it a port stays ours, and connecting to it is refused.
int holdAPort(quint16 *port)
{
    const int holder = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(holder, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto *const plain = reinterpret_cast<sockaddr *>(&address);
    socklen_t size = sizeof address;
    if (::bind(holder, plain, size) == 0 && ::getsockname(holder, plain, &size) == 0) {
        *port = ntohs(address.sin_port);
    }
    return holder;
}

} // namespace

/// Runs on the server's thread and waits for it.
template <typename Job>
auto ScriptedDeepgram::onOwnThread(Job job) const
{
    using Value = std::invoke_result_t<Job>;
    if (QThread::currentThread() == thread()) {
        return job();
    }
    auto *const self = const_cast<ScriptedDeepgram *>(this);
    if constexpr (std::is_void_v<Value>) {
        QMetaObject::invokeMethod(self, job, Qt::BlockingQueuedConnection);
    } else {
        Value value{};
        QMetaObject::invokeMethod(
            self, [&] { value = job(); }, Qt::BlockingQueuedConnection);
        return value;
    }
}

ScriptedDeepgram::ScriptedDeepgram(const Clock &clock, MarkedScript script, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_madeAt(clock.now())
    , m_script(std::move(script))
    , m_server(new QTcpServer(this))
    , m_timer(new QTimer(this))
    , m_portHolder(holdAPort(&m_port))
{
    connect(m_server, &QTcpServer::newConnection, this, &ScriptedDeepgram::acceptAll);
    connect(m_timer, &QTimer::timeout, this, &ScriptedDeepgram::tick);
    listen();
    m_timer->start(realTickInterval);
}

ScriptedDeepgram::~ScriptedDeepgram()
{
    for (ScriptedPeer *peer : std::as_const(m_peers)) {
        peer->disconnect(this);
    }
    ::close(m_portHolder);
}

QUrl ScriptedDeepgram::baseUrl() const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port));
}

void ScriptedDeepgram::script(int connectionNumber, const QList<Fault> &faults)
{
    scriptRequest(Endpoint::Live, connectionNumber, faults);
}

void ScriptedDeepgram::always(const Fault &fault)
{
    alwaysRequest(Endpoint::Live, fault);
}

void ScriptedDeepgram::scriptRequest(Endpoint endpoint, int number, const QList<Fault> &faults)
{
    onOwnThread([&] { m_faults[static_cast<int>(endpoint)].scripted.insert(number, faults); });
}

void ScriptedDeepgram::alwaysRequest(Endpoint endpoint, const Fault &fault)
{
    onOwnThread([&] { m_faults[static_cast<int>(endpoint)].always.append(fault); });
}

void ScriptedDeepgram::behave()
{
    onOwnThread([&] {
        for (Faults &faults : m_faults) {
            faults.scripted.clear();
            faults.always.clear();
        }
        m_lastRefusal.reset();
    });
}

QList<Fault> ScriptedDeepgram::faultsOf(Endpoint endpoint, int number) const
{
    const Faults faults = m_faults.value(static_cast<int>(endpoint));
    return faults.scripted.value(number) + faults.always;
}

void ScriptedDeepgram::setDown(bool down)
{
    onOwnThread([&] {
        if (!down) {
            listen();
            return;
        }
        // Those that are waiting to be accepted go with it.
        acceptAll();
        m_server->close();
        for (ScriptedPeer *peer : QList<ScriptedPeer *>(m_peers)) {
            peer->socket().drop();
        }
    });
}

void ScriptedDeepgram::setBlackHole(bool on)
{
    onOwnThread([&] {
        m_blackHole = on;
        for (ScriptedPeer *peer : QList<ScriptedPeer *>(m_peers)) {
            peer->socket().setBlackHole(on);
        }
    });
}

void ScriptedDeepgram::setKeys(const QList<QByteArray> &keys)
{
    onOwnThread([&] { m_keys = keys; });
}

void ScriptedDeepgram::setStartOfNextStream(qint64 position)
{
    onOwnThread([&] { m_startOfNextStream = position; });
}

void ScriptedDeepgram::setStartOfStreams(std::function<qint64(int)> start)
{
    onOwnThread([&] { m_startOfStreams = std::move(start); });
}

void ScriptedDeepgram::setStartOfRecordings(qint64 position)
{
    onOwnThread([&] { m_startOfRecordings = position; });
}

void ScriptedDeepgram::setWhisperForm(WhisperForm form)
{
    onOwnThread([&] { m_whisperForm = form; });
}

void ScriptedDeepgram::setWhisperPath(const QByteArray &path)
{
    onOwnThread([&] { m_whisperPath = path; });
}

void ScriptedDeepgram::setWhisperTakesVerbose(bool takes)
{
    onOwnThread([&] { m_whisperTakesVerbose = takes; });
}

void ScriptedDeepgram::setJitter(double seconds)
{
    onOwnThread([&] { m_jitter = seconds; });
}

void ScriptedDeepgram::setSeed(quint32 seed)
{
    onOwnThread([&] { m_seed = seed; });
}

QList<ConnectionRecord> ScriptedDeepgram::connections() const
{
    return onOwnThread([&] {
        QList<ConnectionRecord> records;
        for (const auto &record : m_connections) {
            records.append(*record);
        }
        return records;
    });
}

QList<RequestRecord> ScriptedDeepgram::requests() const
{
    return onOwnThread([&] {
        QList<RequestRecord> records;
        for (const auto &record : m_requests) {
            records.append(*record);
        }
        return records;
    });
}

QList<RequestRecord> ScriptedDeepgram::requests(Endpoint endpoint) const
{
    QList<RequestRecord> records = requests();
    records.removeIf([&](const RequestRecord &record) { return record.endpoint != endpoint; });
    return records;
}

QList<ReceivedStretch> ScriptedDeepgram::received() const
{
    return onOwnThread([&] {
        QList<ReceivedStretch> all;
        for (const auto &record : m_connections) {
            all += record->received;
        }
        for (const auto &record : m_requests) {
            all += record->received;
        }
        return joined(all);
    });
}

int ScriptedDeepgram::openSockets() const
{
    return onOwnThread([&] { return static_cast<int>(m_peers.size()); });
}

void ScriptedDeepgram::tick()
{
    onOwnThread([&] {
        for (ScriptedPeer *peer : QList<ScriptedPeer *>(m_peers)) {
            peer->tick();
        }
    });
}

void ScriptedDeepgram::listen()
{
    m_server->listen(QHostAddress::LocalHost, m_port);
    // Accepted sockets inherit these.
    const auto listener = static_cast<int>(m_server->socketDescriptor());
    ::setsockopt(listener, IPPROTO_TCP, TCP_MAXSEG, &segmentBytes, sizeof segmentBytes);
    ::setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &receiveBufferBytes, sizeof receiveBufferBytes);
}

void ScriptedDeepgram::acceptAll()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        auto *const peer = new ScriptedPeer(socket, this);
        m_peers.append(peer);
        connect(peer, &ScriptedPeer::ended, this, [this, peer] {
            m_peers.removeOne(peer);
            peer->deleteLater();
        });
        if (m_blackHole) {
            peer->socket().setBlackHole(true);
        }
    }
}

std::optional<Fault> ScriptedDeepgram::keyObjection(const QByteArray &authorization) const
{
    const bool isToken = authorization.startsWith("Bearer ");
    if (!isToken && !authorization.startsWith("Token ")) {
        return Fault::invalidAuth();
    }
    const QByteArray secret = authorization.mid(authorization.indexOf(' ') + 1);
    if (secret.trimmed().isEmpty()) {
        return Fault::invalidAuth();
    }
    const bool isKnown =
        m_keys.isEmpty() || (isToken ? m_tokens.value(secret) > m_clock.now() : m_keys.contains(secret));
    return isKnown ? std::nullopt : std::optional(Fault::invalidAuth());
}

std::optional<Fault> ScriptedDeepgram::objection(const HttpRequest &request, bool live) const
{
    if (const auto refusal = keyObjection(request.header("authorization"))) {
        return refusal;
    }
    const QUrlQuery &query = request.query;
    const auto value = [&](const char *name) {
        return query.queryItemValue(QLatin1String(name));
    };
    const auto has = [&](const char *name) {
        return query.hasQueryItem(QLatin1String(name));
    };
    const bool isNova3 = value("model").startsWith(QLatin1String("nova-3"));
    for (const char *flag : {"multichannel", "interim_results", "vad_events", "smart_format", "punctuate",
                             "diarize", "utterances", "mip_opt_out"}) {
        if (has(flag) && value(flag) != QLatin1String("true") && value(flag) != QLatin1String("false")) {
            return badRequest(
                "Failed to deserialize query parameters: provided string was not `true` or `false`");
        }
    }
    if (live && value("model").isEmpty()) {
        return badRequest("Failed to deserialize query parameters: missing field `model`");
    }
    if (isNova3 && has("keywords")) {
        return badRequest("Keywords are not supported for nova-3. Please use keyterm instead.");
    }
    if (!isNova3 && has("keyterm")) {
        return badRequest("Keyterm Prompting is only available for nova-3 models.");
    }
    const QStringList keyterms = query.allQueryItemValues(QStringLiteral("keyterm"), QUrl::FullyDecoded);
    if (scriptedKeytermTokens(keyterms) > mostKeytermTokens) {
        return badRequest("Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500.");
    }
    if (live && value("diarize_model") == QLatin1String("v2")) {
        return badRequest("diarize_model v2 is not available for streaming.");
    }
    if (live && has("encoding") && value("sample_rate").toInt() <= 0) {
        return badRequest("sample_rate is required with encoding.");
    }
    if (live && has("utterance_end_ms") && value("interim_results") != QLatin1String("true")) {
        return badRequest("utterance_end_ms requires interim_results.");
    }
    return std::nullopt;
}

} // namespace talktrack::test
