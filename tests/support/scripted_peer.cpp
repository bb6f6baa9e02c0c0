// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_peer.h"

#include "tests/support/live_session.h"
#include "tests/support/recording_answers.h"
#include "tests/support/scripted_deepgram.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QUuid>

#include <algorithm>

namespace talktrack::test {

namespace {

constexpr qint64 bodyBytesPerSecond = 64'000;
constexpr int defaultTokenSeconds = 30;

QByteArray newId()
{
    return QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

Endpoint endpointOf(const HttpRequest &request)
{
    if (request.path == "/v1/listen") {
        return request.method == "POST" ? Endpoint::Recording : Endpoint::Reason;
    }
    if (request.path == "/v1/auth/grant") {
        return Endpoint::Token;
    }
    if (request.path == "/v1/audio/transcriptions" || request.path == "/inference") {
        return Endpoint::Whisper;
    }
    return Endpoint::Other;
}

ScriptedPeer::ScriptedPeer(QTcpSocket *socket, ScriptedDeepgram *server)
    : QObject(server)
    , m_server(server)
    , m_socket(socket, server->m_clock, this)
{
    connect(&m_socket, &PeerSocket::received, this, &ScriptedPeer::receive);
    connect(&m_socket, &PeerSocket::closed, this, [this] {
        if (m_connection && !m_connection->ended) {
            m_connection->ended = m_server->sinceMade();
        }
        Q_EMIT ended();
    });
}

void ScriptedPeer::tick()
{
    m_socket.tick();
    if (m_session) {
        m_session->tick();
    }
}

void ScriptedPeer::receive(const QByteArray &bytes)
{
    if (m_session) {
        m_session->receive(bytes);
        return;
    }
    m_reader.append(bytes);
    readRequests();
}

void ScriptedPeer::readRequests()
{
    while (!m_session && !m_silent && m_socket.isOpen()) {
        if (!m_connection && !m_request) {
            const HttpRequest *head = m_reader.head();
            if (!head) {
                break;
            }
            announce(*head);
        }
        const std::optional<HttpRequest> request = m_reader.next();
        if (!request) {
            watchBody();
            break;
        }
        answer(*request);
    }
    if (m_reader.isBroken()) {
        m_socket.drop();
    }
}

void ScriptedPeer::announce(const HttpRequest &head)
{
    if (head.path == "/v1/listen" && head.method == "GET" && head.isUpgrade()) {
        m_connection = std::make_shared<ConnectionRecord>();
        m_connection->number = static_cast<int>(m_server->m_connections.size());
        m_connection->attempted = m_server->sinceMade();
        m_connection->query = head.query;
        m_connection->authorization = head.header("authorization");
        m_connection->requestId = newId();
        m_server->m_connections.append(m_connection);
        m_server->m_lastRefusal.reset();
        m_faults = m_server->faultsOf(Endpoint::Live, m_connection->number);
        return;
    }
    m_request = std::make_shared<RequestRecord>();
    m_request->endpoint = endpointOf(head);
    m_request->number = m_server->m_faults[static_cast<int>(m_request->endpoint)].count++;
    m_request->at = m_server->sinceMade();
    m_request->method = head.method;
    m_request->path = head.path;
    m_request->query = head.query;
    m_request->authorization = head.header("authorization");
    m_request->contentType = head.header("content-type");
    m_server->m_requests.append(m_request);
    m_faults = m_server->faultsOf(m_request->endpoint, m_request->number);
    if (find(Fault::Kind::StopReading)) {
        m_socket.setReading(false);
    }
    if (const Fault *limit = find(Fault::Kind::LimitUpstream)) {
        m_socket.limitReading(limit->number);
    }
}

void ScriptedPeer::watchBody()
{
    for (const Fault &fault : std::as_const(m_faults)) {
        const bool due = fault.when == Fault::When::AfterSound &&
                         m_reader.waitingBytes() >= fault.delay.count() * bodyBytesPerSecond / 1000;
        if (due && m_request && fault.kind == Fault::Kind::Drop) {
            m_socket.drop();
        } else if (due && m_request && fault.kind == Fault::Kind::Reset) {
            m_socket.reset();
        }
    }
}

const Fault *ScriptedPeer::find(Fault::Kind kind) const
{
    const auto found = std::find_if(m_faults.begin(), m_faults.end(), [&](const Fault &fault) {
        // A connection's own faults begin when it is up; a request has no such time.
        const bool early = m_request || fault.when == Fault::When::AtHandshake;
        return fault.kind == kind && early && fault.when != Fault::When::AfterSound;
    });
    return found == m_faults.end() ? nullptr : &*found;
}

bool ScriptedPeer::applyBefore()
{
    if (find(Fault::Kind::Drop)) {
        m_socket.drop();
        return false;
    }
    if (find(Fault::Kind::Reset)) {
        m_socket.reset();
        return false;
    }
    if (find(Fault::Kind::Stall)) {
        m_silent = true;
        return false;
    }
    if (const Fault *delay = find(Fault::Kind::DelayAnswer)) {
        m_socket.setLatency(delay->duration.value_or(Fault::Duration(0)));
    } else if (const Fault *latency = find(Fault::Kind::Latency)) {
        m_socket.setLatency(latency->duration.value_or(Fault::Duration(0)));
    }
    if (find(Fault::Kind::Slice)) {
        m_socket.setSlicing(true);
    }
    return true;
}

void ScriptedPeer::answer(const HttpRequest &request)
{
    if (m_request) {
        m_request->bodyBytes = request.body.size();
    }
    if (!applyBefore()) {
        return;
    }
    if (m_connection) {
        handshake(request);
        return;
    }
    answerRequest(request);
    m_request.reset();
    m_faults.clear();
    if (m_socket.isOpen()) {
        m_socket.setLatency(PeerSocket::Duration(0));
    }
}

void ScriptedPeer::setStatus(int status)
{
    if (m_connection) {
        m_connection->status = status;
    } else if (m_request) {
        m_request->status = status;
    }
}

void ScriptedPeer::reply(int status, const QByteArray &body, HttpHeaders headers)
{
    const bool typed = std::any_of(headers.begin(), headers.end(),
                                   [](const auto &header) { return header.first == "Content-Type"; });
    if (!typed) {
        headers.emplaceBack("Content-Type", body.startsWith('{') ? "application/json" : "text/plain");
    }
    headers.emplaceBack("dg-request-id", newId());
    const QByteArray head = httpHead(status, headers, body.size());
    if (find(Fault::Kind::HalfAnswer)) {
        m_socket.send(head.left(head.size() / 2));
        m_silent = true;
        return;
    }
    setStatus(status);
    if (find(Fault::Kind::CutInMessage)) {
        m_socket.send(head + body.left(body.size() / 2));
        m_socket.drop();
        return;
    }
    m_socket.send(head + body);
}

void ScriptedPeer::refuse(const Fault &fault)
{
    QByteArray body = fault.text;
    if (body.isEmpty()) {
        body = Fault::codeBody("REFUSED", "Refused.");
    }
    HttpHeaders headers = fault.headers;
    if (m_connection) {
        headers.emplaceBack("Connection", "close");
    }
    reply(fault.number, body, headers);
    if (m_connection) {
        m_socket.endAfterSending();
    }
}

void ScriptedPeer::handshake(const HttpRequest &request)
{
    const Fault *scripted = find(Fault::Kind::Refuse);
    const std::optional<Fault> refusal =
        scripted ? std::optional(*scripted) : m_server->objection(request, true);
    m_server->m_lastRefusal = refusal;
    if (refusal) {
        refuse(*refusal);
        return;
    }
    const QByteArray head =
        httpHead(101,
                 {{"Upgrade", "websocket"},
                  {"Connection", "Upgrade"},
                  {"Sec-WebSocket-Accept", webSocketAccept(request.header("sec-websocket-key"))},
                  {"dg-request-id", m_connection->requestId}},
                 0);
    if (find(Fault::Kind::HalfAnswer)) {
        m_socket.send(head.left(head.size() / 2));
        m_silent = true;
        return;
    }
    m_socket.send(head);
    m_socket.setLatency(PeerSocket::Duration(0));
    m_connection->status = 101;
    m_connection->opened = m_server->sinceMade();
    std::optional<qint64> start = std::exchange(m_server->m_startOfNextStream, std::nullopt);
    if (!start && m_server->m_startOfStreams) {
        start = m_server->m_startOfStreams(m_connection->number);
    }
    if (start && *start < 0) {
        start.reset();
    }
    m_session = new LiveSession(&m_socket, request.query,
                                {m_server->m_clock, m_server->m_madeAt, m_server->m_script, m_server->m_seed,
                                 m_server->m_jitter, m_faults, start},
                                m_connection, this);
    m_session->open();
    if (const QByteArray rest = m_reader.takeRest(); !rest.isEmpty()) {
        m_session->receive(rest);
    }
}

void ScriptedPeer::answerRequest(const HttpRequest &request)
{
    if (const Fault *refusal = find(Fault::Kind::Refuse)) {
        refuse(*refusal);
        return;
    }
    switch (m_request->endpoint) {
    case Endpoint::Reason: {
        const std::optional<Fault> reason =
            m_server->m_lastRefusal ? m_server->m_lastRefusal : m_server->objection(request, true);
        refuse(
            reason.value_or(Fault::refuse(405, Fault::codeBody("Bad Request", "Upgrade to a WebSocket."))));
        break;
    }
    case Endpoint::Recording:
        answerRecording(request);
        break;
    case Endpoint::Token:
        answerToken(request);
        break;
    case Endpoint::Whisper:
        answerWhisper(request);
        break;
    default:
        refuse(Fault::refuse(404, "Not Found"));
    }
}

void ScriptedPeer::answerRecording(const HttpRequest &request)
{
    if (const auto objection = m_server->objection(request, false)) {
        refuse(*objection);
        return;
    }
    RecordingSetting setting{
        m_server->m_script, m_server->m_seed, m_server->m_jitter, m_server->m_startOfRecordings,
        request.query.queryItemValue(QStringLiteral("multichannel")) == QLatin1String("true")};
    setting.seed += static_cast<quint32>(7919 * (m_request->number + 1));
    const HeardRecording heard = hearRecording(request.body, setting);
    m_request->soundSeconds = heard.duration;
    m_request->received = heard.received;
    if (!heard.isReadable || request.header("content-type").startsWith("application/json")) {
        refuse(Fault::refuse(400, Fault::codeBody("Bad Request", "Bad Request: failed to process audio: "
                                                                 "corrupt or unsupported data")));
        return;
    }
    const QByteArray hashed = find(Fault::Kind::WrongSha256) ? QByteArray("something else") : request.body;
    reply(200, recordingAnswer(heard, request.query, newId(),
                               QCryptographicHash::hash(hashed, QCryptographicHash::Sha256).toHex(),
                               m_server->m_clock.utcNow().toString(Qt::ISODateWithMs)));
}

void ScriptedPeer::answerWhisper(const HttpRequest &request)
{
    const FormData form = readForm(request.header("content-type"), request.body);
    m_request->fields = form.fields;
    m_request->fileName = form.fileName;
    if (!m_server->m_whisperPath.isEmpty() && request.path != m_server->m_whisperPath) {
        refuse(Fault::refuse(404, "Not Found"));
        return;
    }
    if (!m_server->m_whisperTakesVerbose &&
        form.fields.value(QStringLiteral("response_format")) == QLatin1String("verbose_json")) {
        reply(400,
              R"({"error":{"message":"response_format 'verbose_json' is not compatible with this model.",)"
              R"("type":"invalid_request_error","param":"response_format","code":"unsupported_value"}})");
        return;
    }
    RecordingSetting setting{m_server->m_script, m_server->m_seed, m_server->m_jitter,
                             m_server->m_startOfRecordings, false};
    setting.seed += static_cast<quint32>(7919 * (m_request->number + 1));
    const HeardRecording heard = hearRecording(form.file, setting);
    m_request->soundSeconds = heard.duration;
    m_request->received = heard.received;
    if (!heard.isReadable) {
        reply(400, R"({"error":{"message":"Invalid file format.","type":"invalid_request_error"}})");
        return;
    }
    reply(200, whisperAnswer(heard, m_server->m_whisperForm));
}

void ScriptedPeer::answerToken(const HttpRequest &request)
{
    if (!request.header("authorization").startsWith("Token ")) {
        refuse(Fault::invalidAuth());
        return;
    }
    if (const auto objection = m_server->keyObjection(request.header("authorization"))) {
        refuse(*objection);
        return;
    }
    const int seconds = QJsonDocument::fromJson(request.body)
                            .object()
                            .value(QLatin1String("ttl_seconds"))
                            .toInt(defaultTokenSeconds);
    const QByteArray token = "jwt." + newId();
    m_server->m_tokens.insert(token, m_server->m_clock.now() + std::chrono::seconds(seconds));
    reply(200, compact({{QStringLiteral("access_token"), QString::fromUtf8(token)},
                        {QStringLiteral("expires_in"), seconds}}));
}

} // namespace talktrack::test
