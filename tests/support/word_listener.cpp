// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/word_listener.h"

#include <algorithm>

namespace talktrack::test {

namespace {

/// Less than this of a word is a click.
constexpr double shortestPart = 0.06;

bool contains(const Tracks &tracks, int track)
{
    return tracks[static_cast<std::size_t>(track)];
}

} // namespace

WordListener::WordListener(const MarkedScript &script, quint32 seed, double jitterSeconds)
    : m_script(script)
    , m_random(seed)
    , m_jitter(jitterSeconds)
{
}

void WordListener::hear(qint64 samples, qint64 position, Tracks tracks)
{
    const bool goesOn = m_run && position == m_run->to && tracks == m_run->tracks;
    if (!goesOn) {
        breakOff();
        if (position >= 0) {
            begin(position, tracks);
        }
    }
    m_heard += samples;
    if (!m_run) {
        return;
    }
    m_run->to += samples;
    for (int track = 0; track < trackCount; ++track) {
        qsizetype &next = m_next[static_cast<std::size_t>(track)];
        while (contains(m_run->tracks, track) && next < wordsOn(track).size() &&
               wordsOn(track).at(next).end <= secondsAt(m_run->to)) {
            understand(wordsOn(track).at(next), secondsAt(m_run->to));
            ++next;
        }
    }
}

void WordListener::begin(qint64 position, Tracks tracks)
{
    m_run = Run{m_heard, position, position, tracks};
    for (int track = 0; track < trackCount; ++track) {
        const QList<ScriptedWord> &words = wordsOn(track);
        const auto first =
            std::upper_bound(words.begin(), words.end(), secondsAt(position) + toleranceSeconds,
                             [](double seconds, const ScriptedWord &word) { return seconds < word.end; });
        m_next[static_cast<std::size_t>(track)] = first - words.begin();
    }
}

void WordListener::breakOff()
{
    if (!m_run) {
        return;
    }
    for (int track = 0; track < trackCount; ++track) {
        const qsizetype next = m_next[static_cast<std::size_t>(track)];
        if (contains(m_run->tracks, track) && next < wordsOn(track).size() &&
            wordsOn(track).at(next).start < secondsAt(m_run->to)) {
            understand(wordsOn(track).at(next), secondsAt(m_run->to));
        }
    }
    m_run.reset();
}

void WordListener::understand(const ScriptedWord &word, double heardUntil)
{
    const double from = std::max(word.start, secondsAt(m_run->from));
    const double to = std::min(word.end, heardUntil);
    const bool whole = from <= word.start + toleranceSeconds && to >= word.end - toleranceSeconds;
    if (!whole && (to - from < shortestPart || chance() < 0.5)) {
        return;
    }
    HeardWord heard;
    heard.text = whole ? word.text : partOf(word.text);
    heard.start = std::max(0.0, streamTime(from) + (2 * chance() - 1) * m_jitter);
    heard.end = std::clamp(streamTime(to) + (2 * chance() - 1) * m_jitter, heard.start, now());
    heard.confidence = whole ? 0.9 + 0.1 * chance() : 0.3 + 0.4 * chance();
    heard.track = word.track;
    m_words.append(heard);
}

QList<HeardWord> WordListener::take()
{
    QList<HeardWord> words = std::exchange(m_words, {});
    std::stable_sort(words.begin(), words.end(),
                     [](const HeardWord &a, const HeardWord &b) { return a.start < b.start; });
    return words;
}

std::optional<double> WordListener::speakingSince() const
{
    std::optional<double> since;
    for (int track = 0; m_run && track < trackCount; ++track) {
        const qsizetype next = m_next[static_cast<std::size_t>(track)];
        if (!contains(m_run->tracks, track) || next >= wordsOn(track).size()) {
            continue;
        }
        const ScriptedWord &word = wordsOn(track).at(next);
        if (word.start < secondsAt(m_run->to)) {
            const double began = streamTime(std::max(word.start, secondsAt(m_run->from)));
            since = std::min(since.value_or(began), began);
        }
    }
    return since;
}

std::optional<HeardWord> WordListener::guess()
{
    const std::optional<double> since = speakingSince();
    if (!since || now() - *since < shortestPart) {
        return std::nullopt;
    }
    for (int track = 0; track < trackCount; ++track) {
        const qsizetype next = m_next[static_cast<std::size_t>(track)];
        if (contains(m_run->tracks, track) && next < wordsOn(track).size() &&
            wordsOn(track).at(next).start < secondsAt(m_run->to)) {
            const ScriptedWord &word = wordsOn(track).at(next);
            const QString text = chance() < 0.5 ? word.text : partOf(word.text);
            return HeardWord{text, *since, now(), 0.3 + 0.4 * chance(), word.track};
        }
    }
    return std::nullopt;
}

double WordListener::streamTime(double callSeconds) const
{
    return static_cast<double>(m_run->streamFrom) / sampleRateHz + callSeconds - secondsAt(m_run->from);
}

double WordListener::chance()
{
    return static_cast<double>(m_random()) / 4294967295.0;
}

} // namespace talktrack::test
