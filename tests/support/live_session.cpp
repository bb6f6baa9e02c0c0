// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/live_session.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace talktrack::test {

using namespace std::chrono_literals;

namespace {

/// As measured; documented are 10 s.
constexpr auto silentClientTimeout = 12s;
constexpr auto noSoundTimeout = 25s;
constexpr auto deafTimeout = 30s;
constexpr auto closingTimeout = 2s;
constexpr auto rateWindow = 5s;
constexpr int mostKeytermTokens = 500;

const QByteArray noText = "NET-0000: did not provide a response message within the timeout window. "
                          "See https://dpgr.am/net0000";
const QByteArray noSound = "NET-0001: did not receive audio data or a text message within the timeout "
                           "window. See https://dpgr.am/net0001";
const QByteArray noAudio = "DATA-0000: the payload cannot be decoded as audio. See https://dpgr.am/data0000";

bool isTrue(const QUrlQuery &query, const QString &name)
{
    return query.queryItemValue(name) == QLatin1String("true");
}

std::optional<double> secondsOf(const QUrlQuery &query, const QString &name)
{
    bool isNumber = false;
    const int milliseconds = query.queryItemValue(name).toInt(&isNumber);
    return isNumber ? std::optional(milliseconds / 1000.0) : std::nullopt;
}

} // namespace

int scriptedKeytermTokens(const QStringList &keyterms)
{
    // About four letters to a token, words apart.
    qsizetype tokens = 0;
    for (const QString &term : keyterms) {
        for (const QString &word : term.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            tokens += (word.size() + 3) / 4;
        }
    }
    return static_cast<int>(tokens);
}

LiveSession::LiveSession(PeerSocket *socket, const QUrlQuery &query, LiveSetting setting,
                         std::shared_ptr<ConnectionRecord> record, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_setting(std::move(setting))
    , m_record(std::move(record))
    , m_openedAt(m_setting.clock.now())
    , m_lastFrameAt(m_openedAt)
{
    readQuery(query);
    for (const Fault &fault : std::as_const(m_setting.faults)) {
        m_faults.push_back({fault, false, {}});
    }
}

void LiveSession::readQuery(const QUrlQuery &query)
{
    m_multichannel = isTrue(query, QStringLiteral("multichannel"));
    m_options.interimResults = isTrue(query, QStringLiteral("interim_results"));
    m_options.vadEvents = isTrue(query, QStringLiteral("vad_events"));
    m_options.punctuate =
        isTrue(query, QStringLiteral("smart_format")) || isTrue(query, QStringLiteral("punctuate"));
    m_options.diarize =
        isTrue(query, QStringLiteral("diarize")) || query.hasQueryItem(QStringLiteral("diarize_model"));
    m_options.severalLanguages = query.queryItemValue(QStringLiteral("language")) == QLatin1String("multi");
    m_options.model = query.queryItemValue(QStringLiteral("model"));
    m_options.requestId = QString::fromUtf8(m_record->requestId);
    m_options.utteranceEnd = secondsOf(query, QStringLiteral("utterance_end_ms"));
    if (query.queryItemValue(QStringLiteral("endpointing")) == QLatin1String("false")) {
        m_options.endpointing.reset();
    } else if (const auto endpointing = secondsOf(query, QStringLiteral("endpointing"))) {
        m_options.endpointing = endpointing;
    }
    m_keyterms = query.allQueryItemValues(QStringLiteral("keyterm"), QUrl::FullyDecoded);
    const QString encoding = query.queryItemValue(QStringLiteral("encoding"));
    const int channels = std::max(1, query.queryItemValue(QStringLiteral("channels")).toInt());
    if (encoding == QLatin1String("linear16")) {
        m_input = std::make_unique<SoundInput>(SoundInput::Form::Linear16, channels,
                                               query.queryItemValue(QStringLiteral("sample_rate")).toInt());
    } else {
        m_input = std::make_unique<SoundInput>(SoundInput::Form::Container);
    }
}

void LiveSession::open()
{
    fire(Fault::When::Connected);
    fire(Fault::When::AtTime);
}

void LiveSession::receive(const QByteArray &bytes)
{
    if (m_over) {
        return;
    }
    m_record->wireBytes += bytes.size();
    m_reader.append(bytes);
    while (!isOver()) {
        const std::optional<WebSocketMessage> message = m_reader.next();
        if (!message) {
            break;
        }
        takeMessage(*message);
    }
    if (!isOver() && m_reader.isBroken()) {
        closeWith(1002, "protocol");
    }
}

void LiveSession::takeMessage(const WebSocketMessage &message)
{
    switch (message.opcode) {
    case Opcode::Ping:
        ++m_record->pings;
        if (!m_mute) {
            m_socket->send(webSocketFrame(Opcode::Pong, message.payload), PeerSocket::Sort::Control);
        }
        return;
    case Opcode::Pong:
        return;
    case Opcode::Close: {
        const QByteArray code = message.payload.left(2);
        m_record->clientClose = code.size() == 2
                                    ? (static_cast<quint8>(code.at(0)) << 8) | static_cast<quint8>(code.at(1))
                                    : 1005;
        if (!m_mute && !m_swallows) {
            if (!m_record->serverClose) {
                m_socket->send(webSocketFrame(Opcode::Close, code));
            }
            m_over = true;
            m_socket->endAfterSending();
        }
        return;
    }
    case Opcode::Text:
        m_lastFrameAt = m_setting.clock.now();
        takeText(message.payload);
        return;
    default:
        m_lastFrameAt = m_setting.clock.now();
        takeSound(message.payload);
    }
}

void LiveSession::takeText(const QByteArray &text)
{
    m_record->texts.append(QString::fromUtf8(text));
    m_record->textTimes.append(m_setting.clock.now() - m_setting.madeAt);
    if (m_streamClosed || m_closingSince) {
        return;
    }
    const QJsonObject message = QJsonDocument::fromJson(text).object();
    const QString type = message.value(QLatin1String("type")).toString();
    if (type == QLatin1String("CloseStream")) {
        closeStream();
    } else if (type == QLatin1String("Finalize")) {
        finalize(message);
    } else if (type == QLatin1String("Configure")) {
        configure(message);
    }
}

void LiveSession::takeSound(const QByteArray &bytes)
{
    ++m_record->binaryMessages;
    m_record->soundBytes += bytes.size();
    m_record->largestMessage = std::max(m_record->largestMessage, static_cast<qint64>(bytes.size()));
    if (m_streamClosed || m_closingSince) {
        return;
    }
    if (bytes.isEmpty()) {
        // The old way to say CloseStream.
        m_record->emptyBinaryCame = true;
        closeStream();
        return;
    }
    if (bytes.startsWith("{\"")) {
        closeWith(1008, noAudio);
        return;
    }
    m_hash.addData(bytes);
    for (const ReceivedSound &sound : m_input->take(bytes)) {
        hear(sound);
        if (isOver()) {
            return;
        }
    }
}

void LiveSession::openChannels()
{
    m_options.channelCount = m_multichannel ? m_input->channels() : 1;
    for (int channel = 0; channel < m_options.channelCount; ++channel) {
        const quint32 seed = m_setting.seed + static_cast<quint32>(1000 * m_record->number + 10 * channel);
        m_channels.emplace_back(channel, m_options, m_setting.script, seed, m_setting.jitterSeconds,
                                [this](const QJsonObject &message) { say(message); });
    }
}

void LiveSession::hear(const ReceivedSound &sound)
{
    if (m_channels.empty()) {
        openChannels();
    }
    const double streamFrom = secondsAt(m_samples);
    std::array<ChannelSound, 2> places = sound.channels;
    const bool told = places[0].position >= 0 || places[1].position >= 0;
    const qint64 known = places[0].position >= 0 ? places[0].position : places[1].position;
    const qint64 position = told ? known : m_setting.streamStart ? *m_setting.streamStart + m_samples : -1;
    if (position >= 0) {
        appendStretch(m_record->received, position, sound.samples, streamFrom);
    } else {
        m_record->unmarkedSeconds += secondsAt(sound.samples);
    }
    m_samples += sound.samples;
    m_record->soundSeconds = secondsAt(m_samples);
    measure(sound.samples);
    for (std::size_t i = 0; i < m_channels.size() && !isOver(); ++i) {
        Tracks tracks{};
        qint64 at = position;
        if (m_channels.size() == 1 && (!told || m_input->channels() > 1)) {
            tracks = {true, true};
        } else if (!told) {
            tracks[std::min<std::size_t>(i, 1)] = true;
        } else {
            const ChannelSound &own = places[std::min<std::size_t>(i, 1)];
            at = own.position;
            tracks[static_cast<std::size_t>(trackIndex(own.track))] = true;
        }
        m_channels[i].hear(sound.samples, at, tracks);
    }
    fire(Fault::When::AfterSound);
}

void LiveSession::measure(qint64 samples)
{
    const auto now = m_setting.clock.now();
    m_arrivals.push_back({now, samples});
    m_arrivedSamples += samples;
    while (m_arrivals.front().at <= now - rateWindow) {
        m_arrivedSamples -= m_arrivals.front().samples;
        m_arrivals.pop_front();
    }
    const double window = std::chrono::duration<double>(rateWindow).count();
    m_record->fastestRate = std::max(m_record->fastestRate, secondsAt(m_arrivedSamples) / window);
}

void LiveSession::closeStream()
{
    m_streamClosed = true;
    fire(Fault::When::OnCloseStream);
    if (isOver() || m_ignoresCloseStream) {
        return;
    }
    for (const ReceivedSound &sound : m_input->finish()) {
        m_streamClosed = false;
        hear(sound);
        m_streamClosed = true;
    }
    for (ScriptedChannel &channel : m_channels) {
        channel.close();
    }
    sayMetadata();
    closeWith(1000, {});
}

void LiveSession::finalize(const QJsonObject &message)
{
    fire(Fault::When::OnFinalize);
    const QJsonValue only = message.value(QLatin1String("channel"));
    for (std::size_t i = 0; i < m_channels.size() && !isOver(); ++i) {
        if (only.isUndefined() || only.toInt(-1) == static_cast<int>(i)) {
            m_channels[i].finalize();
        }
    }
}

void LiveSession::configure(const QJsonObject &message)
{
    if (m_configureError) {
        say({{QStringLiteral("type"), QStringLiteral("Error")},
             {QStringLiteral("code"), QStringLiteral("KeytermsNotSupported")},
             {QStringLiteral("description"), QStringLiteral("Keyterms cannot be configured here.")},
             {QStringLiteral("message"), QString()},
             {QStringLiteral("variant"), QString()}});
        return;
    }
    const QJsonValue keyterms = message.value(QLatin1String("keyterms"));
    if (!m_options.model.startsWith(QLatin1String("nova-3")) ||
        !(keyterms.isArray() || keyterms.isUndefined() || keyterms.isNull())) {
        say({{QStringLiteral("type"), QStringLiteral("ConfigureFailure")},
             {QStringLiteral("request_id"), m_options.requestId},
             {QStringLiteral("description"), QStringLiteral("Keyterms are not supported for this model.")}});
        return;
    }
    if (keyterms.isArray()) {
        m_keyterms.clear();
        for (const auto &term : keyterms.toArray()) {
            m_keyterms.append(term.toString());
        }
    }
    if (scriptedKeytermTokens(m_keyterms) > mostKeytermTokens) {
        // Not refused: nothing is understood any more, and some time later the connection ends.
        m_deafSince = m_setting.clock.now();
        return;
    }
    say({{QStringLiteral("type"), QStringLiteral("ConfigureSuccess")},
         {QStringLiteral("request_id"), m_options.requestId},
         {QStringLiteral("keyterms"), QJsonArray::fromStringList(m_keyterms)}});
}

void LiveSession::sayMetadata()
{
    const bool any = m_samples > 0;
    QJsonObject metadata{{QStringLiteral("type"), QStringLiteral("Metadata")},
                         {QStringLiteral("transaction_key"), QStringLiteral("deprecated")},
                         {QStringLiteral("request_id"), m_options.requestId},
                         {QStringLiteral("sha256"), QString::fromLatin1(m_hash.result().toHex())},
                         {QStringLiteral("created"), m_setting.clock.utcNow().toString(Qt::ISODateWithMs)},
                         {QStringLiteral("duration"), secondsAt(m_samples)},
                         {QStringLiteral("channels"), any ? m_input->channels() : 0}};
    if (any) {
        metadata.insert(QStringLiteral("models"), QJsonArray{modelUuid()});
        metadata.insert(QStringLiteral("model_info"), QJsonObject{{modelUuid(), modelInfo(m_options.model)}});
    }
    say(metadata);
}

void LiveSession::closeWith(int code, const QByteArray &reason)
{
    if (isOver() || m_closingSince || m_mute || m_swallows) {
        return;
    }
    m_record->serverClose = code;
    sendMessage(Opcode::Close, closePayload(code, reason));
    m_closingSince = m_setting.clock.now();
}

void LiveSession::tick()
{
    if (isOver()) {
        return;
    }
    fire(Fault::When::Connected);
    fire(Fault::When::AtTime);
    const auto now = m_setting.clock.now();
    for (ArmedFault &armed : m_faults) {
        if (armed.until && now >= *armed.until && !isOver()) {
            armed.until.reset();
            passOff(armed.fault);
        }
    }
    if (isOver() || m_mute || m_swallows || (m_streamClosed && m_ignoresCloseStream)) {
        return;
    }
    if (m_closingSince) {
        if (now - *m_closingSince >= closingTimeout) {
            m_over = true;
            m_socket->endAfterSending();
        }
    } else if (now - m_lastFrameAt >= silentClientTimeout) {
        sayMetadata();
        closeWith(1011, noSound);
    } else if ((m_samples == 0 && now - m_openedAt >= noSoundTimeout) ||
               (m_deafSince && now - *m_deafSince >= deafTimeout)) {
        sayMetadata();
        closeWith(1011, noText);
    }
}

} // namespace talktrack::test
