// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_message.h"
#include "core/speech/deepgram/deepgram_recording_answer.h"

#include <cmath>

/// What the readers of Deepgram's JSON promise whatever they are given; the fuzzer and the tests ask it. Each
/// function gives the first promise that was broken, or an empty text.
namespace talktrack::promises {

inline bool isTime(double seconds)
{
    return std::isfinite(seconds) && seconds >= 0 && seconds <= 7.0 * 24 * 3600;
}

inline bool isConfidence(const std::optional<double> &confidence)
{
    return !confidence || (*confidence >= 0 && *confidence <= 1);
}

inline bool isNumberOfOurs(int number)
{
    return number >= 0 && number <= 999;
}

/// No lone surrogate, no NUL.
inline bool isText(const QString &text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i).isNull()) {
            return false;
        }
        if (text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()) {
            ++i;
        } else if (text.at(i).isSurrogate()) {
            return false;
        }
    }
    return true;
}

/// For a log.
inline bool isLine(const QString &text, qsizetype most)
{
    bool isClean = text.size() <= most && isText(text);
    for (const QChar c : text) {
        isClean = isClean && c.category() != QChar::Other_Control;
    }
    return isClean;
}

template <typename Words>
QString brokenByWords(const Words &words)
{
    double before = 0;
    for (const auto &word : words) {
        if (!isTime(word.start) || !isTime(word.end) || word.end < word.start) {
            return QStringLiteral("a word's times");
        }
        if (word.start < before) {
            return QStringLiteral("the words' order");
        }
        if (word.text.trimmed().isEmpty() || !isText(word.text)) {
            return QStringLiteral("a word's text");
        }
        if (!isConfidence(word.confidence)) {
            return QStringLiteral("a word's confidence");
        }
        before = word.start;
    }
    return {};
}

inline QString brokenByResults(const DeepgramResults &results)
{
    if (!isTime(results.start) || !isTime(results.duration)) {
        return QStringLiteral("a result's times");
    }
    if (results.channel < 0 || results.channel > 1 || results.channel >= results.channelCount) {
        return QStringLiteral("a result's channel");
    }
    if (!isText(results.transcript) || !isLine(results.requestId, 64) || !isConfidence(results.confidence)) {
        return QStringLiteral("a result's text or confidence");
    }
    if (results.words.size() > deepgramMostWords) {
        return QStringLiteral("the limit of words");
    }
    for (const DeepgramWord &word : results.words) {
        if (word.speaker && !isNumberOfOurs(*word.speaker)) {
            return QStringLiteral("a word's speaker");
        }
    }
    return brokenByWords(results.words);
}

inline QString brokenBy(const DeepgramMessage &message)
{
    if (const auto *results = std::get_if<DeepgramResults>(&message)) {
        return brokenByResults(*results);
    }
    bool kept = true;
    if (const auto *metadata = std::get_if<DeepgramMetadata>(&message)) {
        kept = isTime(metadata->duration) && isNumberOfOurs(metadata->channels) &&
               isLine(metadata->requestId, 64);
    } else if (const auto *end = std::get_if<DeepgramUtteranceEnd>(&message)) {
        kept = end->channel >= 0 && end->channel <= 1 && isTime(end->lastWordEnd.value_or(0));
    } else if (const auto *started = std::get_if<DeepgramSpeechStarted>(&message)) {
        kept = started->channel >= 0 && started->channel <= 1 && isTime(started->at);
    } else if (const auto *trouble = std::get_if<DeepgramTrouble>(&message)) {
        kept = !trouble->detail.isEmpty() && isLine(trouble->detail, 200);
    } else if (const auto *unknown = std::get_if<DeepgramUnknown>(&message)) {
        kept = isLine(unknown->type, 64);
    }
    return kept ? QString() : QStringLiteral("a message's values");
}

inline QString brokenBy(const DeepgramRecordingAnswer &answer)
{
    if (!isTime(answer.duration) || !isNumberOfOurs(answer.channels)) {
        return QStringLiteral("the answer's figures");
    }
    if (!answer.sha256.isEmpty() && answer.sha256.size() != 64) {
        return QStringLiteral("the answer's digest");
    }
    double before = 0;
    qsizetype words = 0;
    for (const HeardLine &line : answer.lines) {
        if (!isTime(line.start) || !isTime(line.end) || line.end < line.start || line.start < before) {
            return QStringLiteral("a line's times or place");
        }
        if (line.channel < 0 || line.channel > 1 || !isNumberOfOurs(line.speakerNumber)) {
            return QStringLiteral("a line's channel or speaker");
        }
        if (line.text.trimmed().isEmpty() || !isText(line.text) || !isConfidence(line.confidence)) {
            return QStringLiteral("a line's text or confidence");
        }
        if (QString broken = brokenByWords(line.words); !broken.isEmpty()) {
            return broken;
        }
        before = line.start;
        words += line.words.size();
    }
    return words > deepgramMostRecordedWords ? QStringLiteral("the limit of words") : QString();
}

} // namespace talktrack::promises
