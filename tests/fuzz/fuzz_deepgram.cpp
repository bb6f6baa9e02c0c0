// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes the readers of what Deepgram sends. The first byte chooses the reader: 'l' a live message, 'r' the
// answer about a recording, 'e' the reason in an error's body, any other byte all three. What follows is the
// text.
//
// Run with tests/fuzz/run deepgram SECONDS; see there.
#include "tests/fuzz/deepgram_promises.h"
#include "tests/fuzz/json_from_bytes.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>

using namespace talktrack;

namespace {

void demand(const QString &broken)
{
    if (!broken.isEmpty()) {
        std::fprintf(stderr, "Promise broken: %s\n", qPrintable(broken));
        std::abort();
    }
}

void demandUnreadable(const Error &error)
{
    if (error.kind != ErrorKind::InputUnreadable || !promises::isLine(error.detail, 200) ||
        error.detail.isEmpty()) {
        demand(QStringLiteral("the error's kind or detail"));
    }
}

void readLiveMessage(const QByteArray &json)
{
    if (const auto message = parseDeepgramMessage(json)) {
        demand(promises::brokenBy(*message));
        // The same again: nothing is kept from one message to the next.
        if (!(parseDeepgramMessage(json).value() == *message)) {
            demand(QStringLiteral("the same message gave another result"));
        }
    } else {
        demandUnreadable(message.error());
    }
}

void readRecordingAnswer(const QByteArray &json)
{
    if (const auto answer = parseDeepgramRecordingAnswer(json)) {
        demand(promises::brokenBy(*answer));
    } else {
        demandUnreadable(answer.error());
    }
}

void readReason(const QByteArray &body)
{
    if (!promises::isLine(deepgramReason(body), 300) || !promises::isLine(deepgramReason({}, body), 300)) {
        demand(QStringLiteral("the reason's text"));
    }
}

QByteArray jsonFrom(std::span<const std::uint8_t> bytes)
{
    static const QByteArrayList names{"type",       "channel_index", "channel",       "start",
                                      "end",        "duration",      "is_final",      "speech_final",
                                      "metadata",   "request_id",    "alternatives",  "transcript",
                                      "confidence", "words",         "word",          "punctuated_word",
                                      "speaker",    "timestamp",     "last_word_end", "channels",
                                      "models",     "model_info",    "sha256",        "results",
                                      "utterances", "code",          "variant",       "description",
                                      "message",    "err_code",      "err_msg",       "category",
                                      "details",    "error"};
    static const QByteArrayList texts{"Results",
                                      "Metadata",
                                      "UtteranceEnd",
                                      "SpeechStarted",
                                      "ConfigureSuccess",
                                      "ConfigureFailure",
                                      "Error",
                                      "Warning",
                                      "a",
                                      "a.",
                                      "",
                                      " ",
                                      "\\ud800",
                                      "\\u0000"};
    return JsonFromBytes(bytes, names, texts).json();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::span<const std::uint8_t> bytes(data + 1, size - 1);
    const char reader = static_cast<char>(data[0]);
    const bool isMade = reader == 'L' || reader == 'R' || reader == 'E';
    const QByteArray text = isMade ? jsonFrom(bytes)
                                   : QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                                static_cast<qsizetype>(bytes.size()));
    switch (reader) {
    case 'l':
    case 'L':
        readLiveMessage(text);
        break;
    case 'r':
    case 'R':
        readRecordingAnswer(text);
        break;
    case 'e':
    case 'E':
        readReason(text);
        break;
    default:
        readLiveMessage(text);
        readRecordingAnswer(text);
        readReason(text);
    }
    return 0;
}
