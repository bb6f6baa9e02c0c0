// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzzes the reader of what Whisper-compatible servers answer. The first byte chooses: 'J' JSON made from the
// bytes that follow, any other byte those bytes as they are. The second byte is how long the sound was and
// how much voice there was in it.
//
// Run with tests/fuzz/run whisper SECONDS; see there.
#include "tests/fuzz/json_from_bytes.h"
#include "tests/fuzz/whisper_promises.h"

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

QByteArray jsonFrom(std::span<const std::uint8_t> bytes)
{
    static const QByteArrayList names{
        "text",        "segments",    "words",      "word",           "start",   "end",
        "probability", "avg_logprob", "language",   "no_speech_prob", "offsets", "from",
        "to",          "error",       "timestamps", "transcription",  "code",    "type"};
    static const QByteArrayList texts{" Hello",
                                      ",",
                                      "no no no no no no no",
                                      "(music)",
                                      "[BLANK_AUDIO]",
                                      "1.5",
                                      "00:00:01,250",
                                      "\\ud800",
                                      "\\u0000",
                                      "Thank you.",
                                      "",
                                      " ",
                                      "<|0.00|>",
                                      "[_BEG_]",
                                      "♪"};
    return JsonFromBytes(bytes, names, texts).json();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2) {
        return 0;
    }
    const std::span<const std::uint8_t> bytes(data + 2, size - 2);
    const QByteArray body = data[0] == 'J' ? jsonFrom(bytes)
                                           : QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                                        static_cast<qsizetype>(bytes.size()));
    const double duration = data[1] / 10.0;
    const WhisperSound sound{duration, 0.3, duration - 0.35, duration * (data[1] % 8) / 8};
    const auto answer = parseWhisperAnswer(body, sound);
    if (answer) {
        demand(promises::brokenBy(*answer, sound));
        // The same again: nothing is kept from one answer to the next.
        if (!(parseWhisperAnswer(body, sound).value() == *answer)) {
            demand(QStringLiteral("the same answer gave another result"));
        }
    } else if (answer.error().detail.isEmpty() || !promises::isLine(answer.error().detail, 200)) {
        demand(QStringLiteral("the error's detail"));
    }
    if (!promises::isLine(whisperErrorCode(body), 64)) {
        demand(QStringLiteral("the error's code"));
    }
    return 0;
}
