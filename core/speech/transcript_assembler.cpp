// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/transcript_assembler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace talktrack {

namespace {

/// A week; beyond it a time is a mistake.
constexpr double latestSecond = 7.0 * 24 * 3600;

double saneTime(double seconds)
{
    return std::isfinite(seconds) ? std::clamp(seconds, 0.0, latestSecond) : 0.0;
}

std::optional<double> saneConfidence(std::optional<double> confidence)
{
    if (!confidence || !std::isfinite(*confidence)) {
        return std::nullopt;
    }
    return std::clamp(*confidence, 0.0, 1.0);
}

/// In order of time, inside the line, none ending before it starts, none empty.
QList<Word> saneWords(QList<Word> words, double start, double end)
{
    words.removeIf([](const Word &word) { return word.text.trimmed().isEmpty(); });
    for (Word &word : words) {
        word.text = word.text.trimmed();
        word.start = std::clamp(saneTime(word.start), start, end);
        word.end = std::clamp(saneTime(word.end), word.start, end);
        word.confidence = saneConfidence(word.confidence);
    }
    std::stable_sort(words.begin(), words.end(),
                     [](const Word &a, const Word &b) { return a.start < b.start; });
    return words;
}

QString speakerName(Track track, int number)
{
    const QString name = speakerOf(track);
    return number > 0 ? QStringLiteral("%1 %2").arg(name).arg(qint64{number} + 1) : name;
}

int millisecondsSince(std::chrono::steady_clock::time_point arrived)
{
    if (arrived == std::chrono::steady_clock::time_point{}) {
        return 0;
    }
    using Milliseconds = std::chrono::milliseconds;
    const auto passed =
        std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - arrived).count();
    return static_cast<int>(std::clamp<qint64>(passed, 0, std::numeric_limits<int>::max()));
}

} // namespace

TranscriptAssembler::TranscriptAssembler(QString callId, QString engine)
    : m_callId(std::move(callId))
    , m_engine(std::move(engine))
{
}

std::optional<Transcription> TranscriptAssembler::update(const Utterance &utterance)
{
    const QString text = utterance.text.simplified();
    if (utterance.id.isEmpty() || text.isEmpty() || m_final.contains(utterance.id)) {
        return std::nullopt;
    }
    if (utterance.final) {
        m_open.remove(utterance.id);
        m_final.insert(utterance.id);
    } else {
        m_open.insert(utterance.id);
    }
    Transcription line;
    line.id = utterance.id;
    line.callId = m_callId;
    line.track = utterance.track;
    line.speaker = speakerName(utterance.track, utterance.speakerNumber);
    line.text = text;
    line.start = saneTime(utterance.start);
    line.end = std::max(line.start, saneTime(utterance.end));
    line.final = utterance.final;
    line.confidence = saneConfidence(utterance.confidence);
    line.words = saneWords(utterance.words, line.start, line.end);
    line.engine = utterance.engine.isEmpty() ? m_engine : utterance.engine;
    line.latencyMs = millisecondsSince(utterance.arrived);
    return line;
}

bool TranscriptAssembler::withdraw(const QString &id)
{
    return m_open.remove(id);
}

QStringList TranscriptAssembler::open() const
{
    QStringList ids(m_open.begin(), m_open.end());
    ids.sort();
    return ids;
}

} // namespace talktrack
