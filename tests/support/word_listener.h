// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/marked_sound.h"

#include <QList>

#include <array>
#include <optional>
#include <random>

namespace talktrack::test {

/// A word as a recogniser understood it. Seconds of the stream.
struct HeardWord
{
    QString text;
    double start = 0;
    double end = 0;
    double confidence = 0;
    Track track = Track::Rep;
    bool operator==(const HeardWord &) const = default;
};

/// Which tracks of the call a channel carries at once.
using Tracks = std::array<bool, trackCount>;

/// Finds out which words of a script one channel of a stream holds.
///
/// A word is heard if its whole sound came in one piece, give or take 20 ms at its ends; of one that came in
/// part, a wrong word or none, by the seed. Streams know no gap: sound that skips ahead in the call follows
/// without a pause.
class WordListener final
{
public:
    static constexpr double toleranceSeconds = 0.02;

    /// jitterSeconds: how far a heard time may be from the true one; another listener misses differently.
    WordListener(const MarkedScript &script, quint32 seed, double jitterSeconds);

    /// The next samples of the stream, from a place in the call or (-1) from nowhere in it.
    void hear(qint64 samples, qint64 position, Tracks tracks);
    /// No more comes, or what comes does not continue this.
    void breakOff();

    /// Words heard since the last time, by start.
    QList<HeardWord> take();
    /// Stream seconds.
    double now() const { return static_cast<double>(m_heard) / sampleRateHz; }
    /// Where the word that is being spoken began.
    std::optional<double> speakingSince() const;
    /// What one could take the word for that is being spoken; empty if nobody speaks, or it is too early.
    std::optional<HeardWord> guess();

private:
    struct Run
    {
        qint64 streamFrom = 0;
        qint64 from = 0;
        qint64 to = 0;
        Tracks tracks{};
    };

    const QList<ScriptedWord> &wordsOn(int track) const
    {
        return m_script.wordsOn(static_cast<Track>(track));
    }
    double streamTime(double callSeconds) const;
    double chance();
    void begin(qint64 position, Tracks tracks);
    void understand(const ScriptedWord &word, double heardUntil);

    MarkedScript m_script;
    std::mt19937 m_random;
    double m_jitter;
    qint64 m_heard = 0;
    std::optional<Run> m_run;
    /// Per track, the first word that has not ended yet.
    std::array<qsizetype, trackCount> m_next{};
    QList<HeardWord> m_words;
};

} // namespace talktrack::test
