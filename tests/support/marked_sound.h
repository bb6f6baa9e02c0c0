// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"
#include "core/speech/sound_history.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <array>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace talktrack::test {

/// A word that is spoken at its place in a scripted call, or was understood there. Seconds since the call's
/// start.
struct ScriptedWord
{
    Track track = Track::Rep;
    QString text;
    double start = 0;
    double end = 0;
    bool operator==(const ScriptedWord &) const = default;
};

/// A stretch of the call, in seconds since its start.
struct CallSpan
{
    double from = 0;
    double to = 0;
    bool operator==(const CallSpan &) const = default;
};

/// The words of a call, and the sound of it that tells its receiver where in the call each frame belongs.
///
/// A word sounds like a voice (the program's own voice detection takes it for one), between words there is a
/// noise far below speech. The low bit of the first markSamples samples of each track of each frame holds the
/// frame's mark, so the sound survives everything that keeps its samples, and nothing that does not.
/// A value; cheap to copy.
class MarkedScript final
{
public:
    MarkedScript() = default;
    /// In any order; words of one track must not overlap.
    explicit MarkedScript(QList<ScriptedWord> words);

    /// A conversation of that many seconds, the same for the same seed: words of 0.15–0.5 s ("w0000",
    /// "w0001", …, each once), 0.05–0.3 s apart within a sentence and 0.6–3 s between, the tracks in turns of
    /// which some begin before the other's end.
    static MarkedScript random(quint32 seed, double seconds);

    /// The same call with pilot tones in its sound, which tell places where a lossy coder takes the marks
    /// away.
    MarkedScript withPilot() const
    {
        MarkedScript copy = *this;
        copy.m_pilot = true;
        return copy;
    }

    /// By start.
    const QList<ScriptedWord> &words() const { return m_words; }
    /// By start.
    const QList<ScriptedWord> &wordsOn(Track track) const
    {
        return m_onTrack[static_cast<std::size_t>(trackIndex(track))];
    }
    /// End of the last word, in seconds.
    double duration() const;

    /// The call's sound at a position, a multiple of frameSamples.
    AudioFrame frameAt(qint64 position) const;

private:
    QList<ScriptedWord> m_words;
    std::array<QList<ScriptedWord>, trackCount> m_onTrack;
    bool m_pilot = false;
};

/// Samples at the start of a frame whose low bits are its mark: 40 bits of number, then 8 of checksum, in
/// which the track takes part.
inline constexpr int markSamples = 48;

struct FrameMark
{
    Track track = Track::Rep;
    /// Of the frame's first sample.
    qint64 position = 0;
    bool operator==(const FrameMark &) const = default;
};

void writeMark(std::span<qint16, frameSamples> samples, const FrameMark &mark);
/// The mark that begins at the first sample. stride: distance of the track's samples, 2 where two tracks are
/// interleaved. Absent where there is none, or where fewer than markSamples samples are left.
std::optional<FrameMark> readMark(std::span<const qint16> samples, int stride = 1);

/// Lower case, without what a recogniser adds in writing ("W0017." is "w0017").
QString plainWord(const QString &text);
/// What a word is heard as of which only a part arrived.
QString partOf(const QString &text);
bool isPart(const QString &text);

/// What became of the words of a script. Words by their text.
struct ScriptFindings
{
    /// Not there, although outside the gaps.
    QStringList missing;
    QStringList doubled;
    /// On the wrong track, or further than the tolerance from where they were spoken.
    QStringList misplaced;
    /// Never spoken.
    QStringList foreign;
    /// Heard from a part of their sound; for the caller to judge.
    QStringList parts;
    bool isExact() const
    {
        return missing.isEmpty() && doubled.isEmpty() && misplaced.isEmpty() && foreign.isEmpty();
    }
    /// For a failing test; at most a few words of each kind.
    QString describe() const;
};

/// Compares what was understood with what was spoken before `until` (seconds). A word that touches a gap may
/// be missing.
ScriptFindings compareWithScript(const MarkedScript &script, const QList<ScriptedWord> &understood,
                                 double until, const QList<CallSpan> &gaps = {},
                                 double toleranceSeconds = 0.05);

/// A call's sound in memory.
class MemoryHistory final : public SoundHistory
{
public:
    /// Frames in order of position; what is left out between two reads as silence.
    void append(const AudioFrame &frame);
    /// Gives up what is before the position.
    void forgetBefore(qint64 position);

    qint64 begin() const override;
    qint64 end() const override;
    bool read(qint64 position, std::span<qint16> interleaved) const override;

private:
    mutable std::mutex m_mutex;
    /// Both tracks interleaved, from m_begin on.
    std::vector<qint16> m_samples;
    qint64 m_begin = 0;
    bool m_any = false;
    /// Never appended, although between begin and end.
    std::vector<std::pair<qint64, qint64>> m_holes;
};

} // namespace talktrack::test
