// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

namespace talktrack {

/// One word of a live result. Times are seconds of sound sent on this connection.
struct DeepgramWord
{
    /// As it is to be written: "punctuated_word" where there is one.
    QString text;
    double start = 0;
    double end = 0;
    std::optional<double> confidence;
    std::optional<int> speaker;
    bool operator==(const DeepgramWord &) const = default;
};

/// What was heard on one channel of a stretch of sound; interim until isFinal.
struct DeepgramResults
{
    int channel = 0;
    int channelCount = 1;
    double start = 0;
    double duration = 0;
    bool isFinal = false;
    /// The speaker came to an end. As sent: a server may say so of an interim result.
    bool speechFinal = false;
    bool fromFinalize = false;
    QString transcript;
    std::optional<double> confidence;
    /// In order of time; may be empty although the transcript is not.
    QList<DeepgramWord> words;
    QString requestId;
    bool operator==(const DeepgramResults &) const = default;
};

/// The last message of a connection.
struct DeepgramMetadata
{
    QString requestId;
    /// Seconds of sound that were understood as sound; 0 and no model = nothing ever was.
    double duration = 0;
    int channels = 0;
    bool decodedSound = false;
    bool operator==(const DeepgramMetadata &) const = default;
};

struct DeepgramUtteranceEnd
{
    int channel = 0;
    /// Absent where the server sends -1.
    std::optional<double> lastWordEnd;
    bool operator==(const DeepgramUtteranceEnd &) const = default;
};

struct DeepgramSpeechStarted
{
    int channel = 0;
    double at = 0;
    bool operator==(const DeepgramSpeechStarted &) const = default;
};

/// The answer to Configure.
struct DeepgramConfigured
{
    bool accepted = false;
    bool operator==(const DeepgramConfigured &) const = default;
};

/// "Error" and "Warning".
struct DeepgramTrouble
{
    /// Code or variant, else description or message: single line, at most 200 characters, for the log.
    QString detail;
    bool operator==(const DeepgramTrouble &) const = default;
};

/// A type this program does not know, or none at all; ignored and counted.
struct DeepgramUnknown
{
    /// Single line, at most 64 characters.
    QString type;
    bool operator==(const DeepgramUnknown &) const = default;
};

using DeepgramMessage =
    std::variant<DeepgramResults, DeepgramMetadata, DeepgramUtteranceEnd, DeepgramSpeechStarted,
                 DeepgramConfigured, DeepgramTrouble, DeepgramUnknown>;

/// Reads one text message of a live connection.
///
/// Tolerant: numbers as integers, channel as object or array, unknown fields, missing optional ones, results
/// without a type. Never
/// lets a bad value through: times that are no finite number of at least 0 and at most a week make a word be
/// left out (a result: InputUnreadable), ends before starts are clamped, words are put in order of time, lone
/// surrogates and NUL become U+FFFD, confidences are clamped to 0–1, at most mostWords words are taken. A
/// channel that is not one of ours (0 or 1, or not below its own count) is InputUnreadable. InputUnreadable
/// for what is no JSON object, with a detail that holds no word of the call.
Result<DeepgramMessage> parseDeepgramMessage(const QByteArray &json);

inline constexpr int deepgramMostWords = 10'000;

} // namespace talktrack
