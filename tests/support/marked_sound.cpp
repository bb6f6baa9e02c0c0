// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/marked_sound.h"

#include "tests/support/pilot_tones.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace talktrack::test {

namespace {

/// The 40 bits of a number are 14 that are always the same, so that neither chance nor a shifted mark passes
/// for one, and 26 that count frames, enough for two weeks.
constexpr int syncBits = 14;
constexpr quint64 sync = 0b11101101001100;
constexpr int countBits = 26;
constexpr int checksumBits = 8;
constexpr int rampSamples = sampleRateHz / 100;

quint8 checksum(quint64 frameNumber, Track track)
{
    // CRC-8, polynomial 0x07, with a start that sets the tracks apart.
    quint8 crc = track == Track::Rep ? 0x5A : 0xC3;
    for (int byte = 4; byte >= 0; --byte) {
        crc ^= static_cast<quint8>(frameNumber >> (8 * byte));
        for (int bit = 0; bit < 8; ++bit) {
            crc = static_cast<quint8>((crc & 0x80) ? (crc << 1) ^ 0x07 : crc << 1);
        }
    }
    return crc;
}

quint32 mixed(quint64 value)
{
    value *= 0x9E3779B97F4A7C15ULL;
    value ^= value >> 29;
    value *= 0xBF58476D1CE4E5B9ULL;
    return static_cast<quint32>(value >> 32);
}

/// A second of a voice that goes on without a seam: harmonics of a wavering pitch under the formants of two
/// vowels that take turns.
std::vector<qint16> voiceOf(double pitchHz, double vowelScale)
{
    constexpr double formants[2][3] = {{730, 1090, 2440}, {390, 1990, 2550}};
    std::vector<double> sound(sampleRateHz);
    for (int i = 0; i < sampleRateHz; ++i) {
        const double t = static_cast<double>(i) / sampleRateHz;
        const double phase = 2 * std::numbers::pi * pitchHz * t + std::sin(2 * std::numbers::pi * 5 * t);
        const double turn = 0.5 + 0.5 * std::sin(2 * std::numbers::pi * 3 * t);
        double sum = 0;
        for (int harmonic = 1; harmonic * pitchHz < 3600; ++harmonic) {
            double weight = 0;
            for (int f = 0; f < 3; ++f) {
                const double formant = vowelScale * (turn * formants[0][f] + (1 - turn) * formants[1][f]);
                const double distance = (harmonic * pitchHz - formant) / (90 + 40 * f);
                weight += 1 / (1 + distance * distance) / (1 + f);
            }
            sum += weight * std::sin(harmonic * phase);
        }
        sound[static_cast<std::size_t>(i)] = sum;
    }
    double power = 0;
    for (const double sample : sound) {
        power += sample * sample;
    }
    const double gain = 32768 * std::pow(10.0, -20.0 / 20) / std::sqrt(power / sampleRateHz);
    std::vector<qint16> samples;
    samples.reserve(sound.size());
    for (const double sample : sound) {
        samples.push_back(static_cast<qint16>(std::clamp(std::lround(gain * sample), -32000L, 32000L)));
    }
    return samples;
}

const std::vector<qint16> &voiceOf(Track track)
{
    static const std::vector<qint16> rep = voiceOf(118, 1.0);
    static const std::vector<qint16> customer = voiceOf(207, 1.15);
    return track == Track::Rep ? rep : customer;
}

void addWord(const ScriptedWord &word, int number, qint64 position, std::span<qint16, frameSamples> samples)
{
    const std::vector<qint16> &voice = voiceOf(word.track);
    const qint64 start = std::llround(word.start * sampleRateHz);
    const qint64 end = std::llround(word.end * sampleRateHz);
    for (qint64 at = std::max(start, position); at < std::min(end, position + frameSamples); ++at) {
        const qint64 fromEdge = std::min(at - start, end - 1 - at);
        const double ramp = std::min(1.0, static_cast<double>(fromEdge + 1) / rampSamples);
        const auto place = static_cast<std::size_t>((at - start + qint64{number} * 4409) % sampleRateHz);
        samples[static_cast<std::size_t>(at - position)] =
            static_cast<qint16>(std::lround(ramp * voice[place]));
    }
}

QString several(const QString &label, const QStringList &words)
{
    if (words.isEmpty()) {
        return {};
    }
    constexpr int shown = 8;
    return QStringLiteral("%1 %2: %3%4  ")
        .arg(words.size())
        .arg(label, words.mid(0, shown).join(QLatin1Char(' ')),
             words.size() > shown ? QStringLiteral(" …") : QString());
}

} // namespace

MarkedScript::MarkedScript(QList<ScriptedWord> words)
    : m_words(std::move(words))
{
    std::stable_sort(m_words.begin(), m_words.end(),
                     [](const ScriptedWord &a, const ScriptedWord &b) { return a.start < b.start; });
    for (const ScriptedWord &word : std::as_const(m_words)) {
        m_onTrack[static_cast<std::size_t>(trackIndex(word.track))].append(word);
    }
}

MarkedScript MarkedScript::random(quint32 seed, double seconds)
{
    std::mt19937 generator(seed);
    const auto between = [&](double low, double high) {
        // Not std::uniform_real_distribution, which may differ between libraries.
        return low + (high - low) * static_cast<double>(generator()) / 4294967295.0;
    };
    const auto rounded = [](double value) {
        return std::round(value * 100) / 100;
    };
    QList<ScriptedWord> words;
    std::array<double, trackCount> silentFrom{};
    double at = 0.4;
    Track track = Track::Rep;
    while (at < seconds) {
        const auto own = static_cast<std::size_t>(trackIndex(track));
        const int sentences = static_cast<int>(between(1, 3.99));
        double ended = at;
        for (int sentence = 0; sentence < sentences; ++sentence) {
            const int count = static_cast<int>(between(2, 11.99));
            for (int i = 0; i < count; ++i) {
                const double end = at + between(0.15, 0.5);
                if (end > seconds) {
                    return MarkedScript(words);
                }
                words.append({track, QStringLiteral("w%1").arg(words.size(), 4, 10, QLatin1Char('0')),
                              rounded(at), rounded(end)});
                ended = rounded(end);
                at = rounded(end) + between(0.05, 0.3);
            }
            at = ended + between(0.6, 3);
        }
        silentFrom[own] = ended + 0.3;
        track = track == Track::Rep ? Track::Customer : Track::Rep;
        if (between(0, 1) < 0.25) {
            at = ended - between(0.2, 1.2);
        }
        at = std::max(at, silentFrom[static_cast<std::size_t>(trackIndex(track))]);
    }
    return MarkedScript(words);
}

double MarkedScript::duration() const
{
    double last = 0;
    for (const QList<ScriptedWord> &words : m_onTrack) {
        last = words.isEmpty() ? last : std::max(last, words.last().end);
    }
    return last;
}

AudioFrame MarkedScript::frameAt(qint64 position) const
{
    AudioFrame frame;
    frame.position = position;
    for (const Track track : {Track::Rep, Track::Customer}) {
        auto &samples = frame.samples[static_cast<std::size_t>(trackIndex(track))];
        for (int i = 0; i < frameSamples; ++i) {
            const quint32 chance = mixed(static_cast<quint64>(2 * (position + i) + trackIndex(track)));
            samples[static_cast<std::size_t>(i)] = static_cast<qint16>(static_cast<int>(chance % 11) - 5);
        }
        const QList<ScriptedWord> &words = wordsOn(track);
        auto word = std::lower_bound(
            words.begin(), words.end(), secondsAt(position),
            [](const ScriptedWord &candidate, double seconds) { return candidate.end < seconds; });
        for (; word != words.end() && word->start < secondsAt(position + frameSamples); ++word) {
            addWord(*word, static_cast<int>(word - words.begin()), position, samples);
        }
        if (m_pilot) {
            addPilot(samples, track, position);
        }
        writeMark(samples, {track, position});
    }
    return frame;
}

void writeMark(std::span<qint16, frameSamples> samples, const FrameMark &mark)
{
    const quint64 number = (sync << countBits) | static_cast<quint64>(mark.position / frameSamples);
    const quint64 bits = (number << checksumBits) | checksum(number, mark.track);
    for (int i = 0; i < markSamples; ++i) {
        qint16 &sample = samples[static_cast<std::size_t>(i)];
        sample = static_cast<qint16>((sample & ~1) | static_cast<int>((bits >> (markSamples - 1 - i)) & 1));
    }
}

std::optional<FrameMark> readMark(std::span<const qint16> samples, int stride)
{
    const auto distance = static_cast<std::size_t>(stride);
    if (samples.size() < (markSamples - 1) * distance + 1) {
        return std::nullopt;
    }
    quint64 bits = 0;
    for (int i = 0; i < markSamples; ++i) {
        bits = (bits << 1) | static_cast<quint64>(samples[static_cast<std::size_t>(i) * distance] & 1);
        if (i == syncBits - 1 && bits != sync) {
            return std::nullopt;
        }
    }
    const quint64 number = bits >> checksumBits;
    for (const Track track : {Track::Rep, Track::Customer}) {
        if (checksum(number, track) == static_cast<quint8>(bits)) {
            const quint64 count = number & ((quint64{1} << countBits) - 1);
            return FrameMark{track, static_cast<qint64>(count) * frameSamples};
        }
    }
    return std::nullopt;
}

QString plainWord(const QString &text)
{
    const auto isAdded = [](QChar c) {
        return c.isPunct() || c.isSpace();
    };
    qsizetype from = 0;
    qsizetype to = text.size();
    while (from < to && isAdded(text.at(from))) {
        ++from;
    }
    while (to > from && isAdded(text.at(to - 1))) {
        --to;
    }
    return text.mid(from, to - from).toLower();
}

QString partOf(const QString &text)
{
    return QStringLiteral("part-") + text;
}

bool isPart(const QString &text)
{
    return plainWord(text).startsWith(QLatin1String("part-"));
}

QString ScriptFindings::describe() const
{
    return several(QStringLiteral("missing"), missing) + several(QStringLiteral("doubled"), doubled) +
           several(QStringLiteral("misplaced"), misplaced) + several(QStringLiteral("foreign"), foreign) +
           several(QStringLiteral("heard in part"), parts);
}

ScriptFindings compareWithScript(const MarkedScript &script, const QList<ScriptedWord> &understood,
                                 double until, const QList<CallSpan> &gaps, double toleranceSeconds)
{
    QHash<QString, QList<ScriptedWord>> places;
    ScriptFindings findings;
    for (const ScriptedWord &word : understood) {
        places[plainWord(word.text)].append(word);
    }
    for (const ScriptedWord &spoken : script.words()) {
        const QString text = plainWord(spoken.text);
        const QList<ScriptedWord> heard = places.take(text);
        if (heard.isEmpty()) {
            const bool inGap = std::any_of(gaps.begin(), gaps.end(), [&](const CallSpan &gap) {
                return spoken.start < gap.to && spoken.end > gap.from;
            });
            if (spoken.end <= until && !inGap) {
                findings.missing.append(text);
            }
            continue;
        }
        if (heard.size() > 1) {
            findings.doubled.append(text);
        }
        const bool misplaced = std::any_of(heard.begin(), heard.end(), [&](const ScriptedWord &word) {
            return word.track != spoken.track || std::abs(word.start - spoken.start) > toleranceSeconds ||
                   std::abs(word.end - spoken.end) > toleranceSeconds;
        });
        if (misplaced) {
            findings.misplaced.append(
                QStringLiteral("%1@%2(not %3)").arg(text).arg(heard.first().start).arg(spoken.start));
        }
    }
    for (auto it = places.cbegin(); it != places.cend(); ++it) {
        (isPart(it.key()) ? findings.parts : findings.foreign).append(it.key());
    }
    return findings;
}

void MemoryHistory::append(const AudioFrame &frame)
{
    const std::lock_guard lock(m_mutex);
    if (!m_any) {
        m_any = true;
        m_begin = frame.position;
    }
    const qint64 end = m_begin + static_cast<qint64>(m_samples.size()) / trackCount;
    if (frame.position < end) {
        return;
    }
    if (frame.position > end) {
        m_holes.emplace_back(end, frame.position);
        m_samples.resize(static_cast<std::size_t>((frame.position - m_begin) * trackCount));
    }
    for (std::size_t i = 0; i < frameSamples; ++i) {
        m_samples.push_back(frame.samples[0][i]);
        m_samples.push_back(frame.samples[1][i]);
    }
}

void MemoryHistory::forgetBefore(qint64 position)
{
    const std::lock_guard lock(m_mutex);
    const qint64 end = m_begin + static_cast<qint64>(m_samples.size()) / trackCount;
    const qint64 from = std::clamp(position, m_begin, end);
    m_samples.erase(m_samples.begin(),
                    m_samples.begin() + static_cast<std::ptrdiff_t>((from - m_begin) * trackCount));
    m_begin = from;
}

qint64 MemoryHistory::begin() const
{
    const std::lock_guard lock(m_mutex);
    return m_begin;
}

qint64 MemoryHistory::end() const
{
    const std::lock_guard lock(m_mutex);
    return m_begin + static_cast<qint64>(m_samples.size()) / trackCount;
}

bool MemoryHistory::read(qint64 position, std::span<qint16> interleaved) const
{
    const std::lock_guard lock(m_mutex);
    const qint64 count = static_cast<qint64>(interleaved.size()) / trackCount;
    const qint64 stored = m_begin + static_cast<qint64>(m_samples.size()) / trackCount;
    std::fill(interleaved.begin(), interleaved.end(), qint16{0});
    const qint64 from = std::max(position, m_begin);
    const qint64 to = std::min(position + count, stored);
    if (from < to) {
        std::copy_n(m_samples.begin() + static_cast<std::ptrdiff_t>((from - m_begin) * trackCount),
                    (to - from) * trackCount,
                    interleaved.begin() + static_cast<std::ptrdiff_t>((from - position) * trackCount));
    }
    const bool overHole = std::any_of(m_holes.begin(), m_holes.end(), [&](const auto &hole) {
        return position < hole.second && position + count > hole.first;
    });
    return from == position && to == position + count && !overHole;
}

} // namespace talktrack::test
