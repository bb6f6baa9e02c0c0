// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_message.h"

#include "core/speech/deepgram/deepgram_json.h"

#include <QJsonArray>

namespace talktrack {
namespace {

using deepgram::confidenceIn;
using deepgram::firstObjectIn;
using deepgram::secondsIn;
using deepgram::shortLine;
using deepgram::smallNumberIn;
using deepgram::textIn;

struct ChannelOfAll
{
    int channel = 0;
    int count = 1;
};

/// Out of [channel, count], or a bare channel. Only the channels of the two tracks are ours.
std::optional<ChannelOfAll> channelIn(const QJsonValue &value)
{
    const QJsonArray array = value.toArray();
    const auto channel = smallNumberIn(value.isArray() ? array.at(0) : value);
    if (!channel) {
        return std::nullopt;
    }
    const auto count = array.size() > 1 ? smallNumberIn(array.at(1)) : std::optional(*channel + 1);
    if (!count || *channel > 1 || *channel >= *count) {
        return std::nullopt;
    }
    return ChannelOfAll{*channel, *count};
}

/// UtteranceEnd and SpeechStarted name in "channel" what results name in "channel_index".
std::optional<ChannelOfAll> channelOfEvent(const QJsonObject &message)
{
    const QJsonValue channel = message.value(QLatin1String("channel"));
    return channelIn(channel.isArray() || channel.isDouble() ? channel
                                                             : message.value(QLatin1String("channel_index")));
}

QString requestIdIn(const QJsonValue &value)
{
    return shortLine(value.toString(), 64);
}

Unexpected unreadable(const char *what)
{
    return unexpected(ErrorKind::InputUnreadable, QLatin1String(what));
}

Result<DeepgramMessage> resultsIn(const QJsonObject &message)
{
    const auto channel = channelIn(message.value(QLatin1String("channel_index")));
    if (!channel) {
        return unreadable("a result of no channel of ours");
    }
    const auto start = secondsIn(message.value(QLatin1String("start")));
    const auto duration = secondsIn(message.value(QLatin1String("duration")));
    if (!start || !duration) {
        return unreadable("a result without a proper time");
    }
    const auto heard = firstObjectIn(message.value(QLatin1String("channel")));
    if (!heard) {
        return unreadable("a result without what was heard");
    }

    DeepgramResults results;
    results.channel = channel->channel;
    results.channelCount = channel->count;
    results.start = *start;
    results.duration = *duration;
    results.isFinal = message.value(QLatin1String("is_final")).toBool();
    results.speechFinal = message.value(QLatin1String("speech_final")).toBool();
    results.fromFinalize = message.value(QLatin1String("from_finalize")).toBool();
    results.requestId =
        requestIdIn(message.value(QLatin1String("metadata")).toObject().value(QLatin1String("request_id")));
    if (const auto best = firstObjectIn(heard->value(QLatin1String("alternatives")))) {
        results.transcript = textIn(best->value(QLatin1String("transcript")));
        results.confidence = confidenceIn(best->value(QLatin1String("confidence")));
        results.words = deepgram::wordsIn(best->value(QLatin1String("words")), deepgramMostWords);
    }
    return DeepgramMessage(std::move(results));
}

Result<DeepgramMessage> metadataIn(const QJsonObject &message)
{
    // Whatever is wrong with its figures, its coming is what matters: the connection is over.
    DeepgramMetadata metadata;
    metadata.requestId = requestIdIn(message.value(QLatin1String("request_id")));
    metadata.duration = secondsIn(message.value(QLatin1String("duration"))).value_or(0);
    metadata.channels = smallNumberIn(message.value(QLatin1String("channels"))).value_or(0);
    metadata.decodedSound = metadata.duration > 0 ||
                            !message.value(QLatin1String("models")).toArray().isEmpty() ||
                            !message.value(QLatin1String("model_info")).toObject().isEmpty();
    return DeepgramMessage(metadata);
}

Result<DeepgramMessage> utteranceEndIn(const QJsonObject &message)
{
    const auto channel = channelOfEvent(message);
    if (!channel) {
        return unreadable("an utterance's end on no channel of ours");
    }
    return DeepgramMessage(
        DeepgramUtteranceEnd{channel->channel, secondsIn(message.value(QLatin1String("last_word_end")))});
}

Result<DeepgramMessage> speechStartedIn(const QJsonObject &message)
{
    const auto channel = channelOfEvent(message);
    const auto at = secondsIn(message.value(QLatin1String("timestamp")));
    if (!channel || !at) {
        return unreadable("a speech's start on no channel of ours, or without a proper time");
    }
    return DeepgramMessage(DeepgramSpeechStarted{channel->channel, *at});
}

Result<DeepgramMessage> troubleIn(const QJsonObject &message, const QString &type)
{
    // A description may quote a keyterm, which may be somebody's name: the code is preferred.
    for (const char *key : {"code", "err_code", "variant", "category", "description", "err_msg", "message"}) {
        const QJsonValue value = message.value(QLatin1String(key));
        const QString text = value.isDouble() ? QString::number(value.toInteger()) : value.toString();
        if (const QString line = shortLine(text, 200); !line.isEmpty()) {
            return DeepgramMessage(DeepgramTrouble{line});
        }
    }
    return DeepgramMessage(DeepgramTrouble{type});
}

} // namespace

Result<DeepgramMessage> parseDeepgramMessage(const QByteArray &json)
{
    const auto message = deepgram::objectIn(json);
    if (!message) {
        return unexpected(message.error());
    }
    const QString type = message->value(QLatin1String("type")).toString();
    // Results had no type at first; servers that imitate Deepgram leave it out still.
    if (type == QLatin1String("Results") ||
        (type.isEmpty() && message->contains(QLatin1String("channel_index")) &&
         message->value(QLatin1String("channel")).isObject())) {
        return resultsIn(*message);
    }
    if (type == QLatin1String("Metadata")) {
        return metadataIn(*message);
    }
    if (type == QLatin1String("UtteranceEnd")) {
        return utteranceEndIn(*message);
    }
    if (type == QLatin1String("SpeechStarted")) {
        return speechStartedIn(*message);
    }
    if (type == QLatin1String("ConfigureSuccess") || type == QLatin1String("ConfigureFailure")) {
        return DeepgramMessage(DeepgramConfigured{type == QLatin1String("ConfigureSuccess")});
    }
    if (type == QLatin1String("Error") || type == QLatin1String("Warning")) {
        return troubleIn(*message, type);
    }
    return DeepgramMessage(DeepgramUnknown{shortLine(type, 64)});
}

} // namespace talktrack
