// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/live_session.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace talktrack::test {

namespace {

bool isResults(const QJsonObject &message)
{
    return message.value(QLatin1String("type")).toString() == QLatin1String("Results");
}

bool isFinal(const QJsonObject &message)
{
    return message.value(QLatin1String("is_final")).toBool();
}

int channelOf(const QJsonObject &results)
{
    return results.value(QLatin1String("channel_index")).toArray().at(0).toInt();
}

QJsonArray wordsOf(const QJsonObject &results)
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

} // namespace

void LiveSession::fire(Fault::When when)
{
    const auto now = m_setting.clock.now();
    for (ArmedFault &armed : m_faults) {
        if (armed.fired || armed.fault.when != when || isOver()) {
            continue;
        }
        const bool due = when == Fault::When::Connected ? now - m_openedAt >= armed.fault.delay
                         : when == Fault::When::AtTime  ? now - m_setting.madeAt >= armed.fault.delay
                         : when == Fault::When::AfterSound
                             ? std::chrono::duration<double>(m_record->soundSeconds) >= armed.fault.delay
                             : true;
        if (due) {
            armed.fired = true;
            apply(armed);
        }
    }
}

void LiveSession::apply(ArmedFault &armed)
{
    const Fault &fault = armed.fault;
    switch (fault.kind) {
    case Fault::Kind::Close:
        closeWith(fault.number, fault.text);
        break;
    case Fault::Kind::CutInMessage:
        m_cutNext = true;
        m_cutAfter = fault.number;
        break;
    case Fault::Kind::SayText:
        sendMessage(Opcode::Text, fault.text);
        break;
    case Fault::Kind::SayBinary:
        sendMessage(Opcode::Binary, fault.text);
        break;
    case Fault::Kind::DuplicateFinals:
        m_duplicates = true;
        break;
    case Fault::Kind::Disorder:
        m_disorder = true;
        break;
    case Fault::Kind::MissingFields:
        m_missingFields = true;
        break;
    case Fault::Kind::EmptyFinal:
        for (ScriptedChannel &channel : m_channels) {
            channel.sayEmptyFinal();
        }
        break;
    case Fault::Kind::BeyondTheSound:
        sayBeyondTheSound();
        break;
    case Fault::Kind::RestartTime:
        for (ScriptedChannel &channel : m_channels) {
            channel.restartTime();
        }
        break;
    case Fault::Kind::NoAnswerToCloseStream:
        m_ignoresCloseStream = true;
        break;
    case Fault::Kind::ConfigureError:
        m_configureError = true;
        break;
    default:
        applyToSocket(armed);
    }
}

void LiveSession::applyToSocket(ArmedFault &armed)
{
    const Fault &fault = armed.fault;
    const bool passes = fault.duration.has_value();
    if (passes) {
        armed.until = m_setting.clock.now() + *fault.duration;
    }
    switch (fault.kind) {
    case Fault::Kind::Drop:
        m_over = true;
        m_socket->drop();
        break;
    case Fault::Kind::Reset:
        m_over = true;
        m_socket->reset();
        break;
    case Fault::Kind::Stall:
        m_mute = !passes;
        m_socket->hold(PeerSocket::Holding::Everything);
        break;
    case Fault::Kind::SwallowButPong:
        m_socket->hold(PeerSocket::Holding::AllButControl);
        m_swallows = !passes;
        break;
    case Fault::Kind::StopReading:
        m_socket->setReading(false);
        break;
    case Fault::Kind::LimitUpstream:
        m_socket->limitReading(fault.number);
        break;
    case Fault::Kind::Latency:
        armed.until.reset();
        m_socket->setLatency(fault.duration.value_or(Fault::Duration(0)));
        break;
    case Fault::Kind::Slice:
        m_socket->setSlicing(true);
        break;
    default:
        break;
    }
}

void LiveSession::passOff(const Fault &fault)
{
    switch (fault.kind) {
    case Fault::Kind::Stall:
    case Fault::Kind::SwallowButPong:
        m_socket->hold(PeerSocket::Holding::Nothing);
        break;
    case Fault::Kind::StopReading:
        // What was not read in that time was on its way.
        m_lastFrameAt = m_setting.clock.now();
        m_socket->setReading(true);
        break;
    case Fault::Kind::LimitUpstream:
        m_socket->limitReading(0);
        break;
    default:
        break;
    }
}

void LiveSession::sayBeyondTheSound()
{
    const double from = roundedTime(m_record->soundSeconds + 30);
    const HeardWord ghost{QStringLiteral("ghost"), from + 0.5, from + 0.9, 0.9, Track::Rep};
    const QJsonObject alternative{
        {QStringLiteral("transcript"), ghost.text},
        {QStringLiteral("confidence"), ghost.confidence},
        {QStringLiteral("words"), QJsonArray{wordObject(ghost, ghost.text, m_options)}}};
    say({{QStringLiteral("type"), QStringLiteral("Results")},
         {QStringLiteral("channel_index"), QJsonArray{0, m_options.channelCount}},
         {QStringLiteral("start"), from},
         {QStringLiteral("duration"), 2},
         {QStringLiteral("is_final"), true},
         {QStringLiteral("speech_final"), true},
         {QStringLiteral("channel"), QJsonObject{{QStringLiteral("alternatives"), QJsonArray{alternative}}}},
         {QStringLiteral("metadata"), resultMetadata(m_options.requestId, m_options.model)}});
}

void LiveSession::sayMangled(QJsonObject results)
{
    // Interim, so that a client that makes something of it does not have to be wrong.
    results.insert(QStringLiteral("is_final"), false);
    results.insert(QStringLiteral("speech_final"), false);
    switch (m_mangled++ % 10) {
    case 0:
        results.remove(QStringLiteral("channel"));
        break;
    case 1:
        results.remove(QStringLiteral("channel_index"));
        break;
    case 2:
        results.remove(QStringLiteral("start"));
        break;
    case 3:
        results.remove(QStringLiteral("duration"));
        break;
    case 4:
        results.insert(QStringLiteral("channel"),
                       QJsonObject{{QStringLiteral("alternatives"), QJsonArray{}}});
        break;
    case 5:
        results.insert(QStringLiteral("channel_index"), QJsonArray{7, 9});
        break;
    case 6:
        results.insert(QStringLiteral("start"), QStringLiteral("soon"));
        break;
    case 7:
        results.insert(QStringLiteral("start"), 1e300);
        break;
    case 8:
        results.insert(QStringLiteral("duration"), -4.5);
        break;
    default:
        results.remove(QStringLiteral("is_final"));
        results.remove(QStringLiteral("metadata"));
    }
    sayNow(results);
}

void LiveSession::say(const QJsonObject &message)
{
    if (!isResults(message)) {
        for (auto &held : std::exchange(m_heldBack, {})) {
            sayNow(held);
        }
        sayNow(message);
        return;
    }
    if (m_deafSince) {
        return;
    }
    if (m_missingFields && m_record->messagesSaid % 3 == 0) {
        sayMangled(message);
    }
    const int channel = channelOf(message);
    if (m_disorder && !m_heldBack.contains(channel)) {
        m_heldBack.insert(channel, message);
        return;
    }
    sayNow(message);
    if (m_duplicates && isFinal(message)) {
        sayNow(message);
    }
    if (m_heldBack.contains(channel)) {
        sayNow(m_heldBack.take(channel));
    }
}

void LiveSession::sayNow(const QJsonObject &message)
{
    if (isResults(message) && isFinal(message)) {
        const int channel = channelOf(message);
        for (const auto &word : wordsOf(message)) {
            m_record->finalWords.append(
                {channel == 1 ? Track::Customer : Track::Rep, word[QLatin1String("word")].toString(),
                 word[QLatin1String("start")].toDouble(), word[QLatin1String("end")].toDouble()});
        }
    }
    sendMessage(Opcode::Text, QJsonDocument(message).toJson(QJsonDocument::Compact));
}

void LiveSession::sendMessage(Opcode opcode, const QByteArray &payload)
{
    if (isOver() || m_mute || m_swallows || m_closingSince) {
        return;
    }
    const QByteArray frame = webSocketFrame(opcode, payload);
    if (m_cutNext) {
        m_socket->send(frame.left(m_cutAfter < 0 ? frame.size() / 2 : m_cutAfter));
        m_over = true;
        m_socket->drop();
        return;
    }
    ++m_record->messagesSaid;
    m_record->bytesSaid += payload.size();
    m_socket->send(frame);
}

} // namespace talktrack::test
