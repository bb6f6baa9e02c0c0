// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pilot_tones.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace talktrack::test {
namespace {

constexpr int toneCount = 16;
constexpr double lowestHz = 5600;
/// Distance of the tones; those of the other track lie between.
constexpr double toneStepHz = 100;
constexpr double amplitude = 700;
constexpr qint64 rampSamples = sampleRateHz / 200;
constexpr int slotsToTell = 7;
constexpr qint64 mostSlots = 1LL * 3600 * 10;
/// A tone is that much stronger than the other ones.
constexpr double clearly = 4;
constexpr qint64 coarseStep = pilotSlot / 10;
constexpr qint64 fineStep = sampleRateHz / 2000;

int toneOf(Track track, qint64 slot)
{
    quint64 value =
        (static_cast<quint64>(slot) * 2 + (track == Track::Customer ? 1 : 0) + 1) * 0x9E3779B97F4A7C15ULL;
    value ^= value >> 31;
    value *= 0xBF58476D1CE4E5B9ULL;
    return static_cast<int>((value >> 40) % toneCount);
}

double hertzOf(Track track, int tone)
{
    return lowestHz + toneStepHz * tone + (track == Track::Customer ? toneStepHz / 2 : 0);
}

/// Goertzel's algorithm.
double power(std::span<const qint16> samples, double hertz)
{
    const double turn = 2 * std::cos(2 * std::numbers::pi * hertz / sampleRateHz);
    double last = 0;
    double before = 0;
    for (const qint16 sample : samples) {
        const double now = sample + turn * last - before;
        before = last;
        last = now;
    }
    return last * last + before * before - turn * last * before;
}

struct Tone
{
    int number = 0;
    double power = 0;
    double next = 0;
    bool isClear() const { return power > clearly * next; }
};

Tone strongest(std::span<const qint16> samples, Track track)
{
    Tone best;
    for (int tone = 0; tone < toneCount; ++tone) {
        const double found = power(samples, hertzOf(track, tone));
        if (found > best.power) {
            best = {tone, found, best.power};
        } else {
            best.next = std::max(best.next, found);
        }
    }
    return best;
}

std::span<const qint16> part(std::span<const qint16> samples, qint64 from, qint64 count)
{
    return samples.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(count));
}

/// The middle of a slot, which a neighbour reaches into by no more than the half of the rest.
std::span<const qint16> middleOf(std::span<const qint16> slot)
{
    constexpr qint64 margin = pilotSlot / 10;
    return part(slot, margin, pilotSlot - 2 * margin);
}

struct Guess
{
    Track track = Track::Rep;
    qint64 offset = 0;
    qint64 slot = 0;
    double power = 0;
};

/// Which slot the one that begins at the offset is, if it and those after it are all as they should be.
std::optional<Guess> guessAt(std::span<const qint16> samples, Track track, qint64 offset)
{
    std::array<int, slotsToTell> heard{};
    double sum = 0;
    for (int i = 0; i < slotsToTell; ++i) {
        const Tone tone = strongest(middleOf(part(samples, offset + i * pilotSlot, pilotSlot)), track);
        if (!tone.isClear()) {
            return std::nullopt;
        }
        heard[static_cast<std::size_t>(i)] = tone.number;
        sum += tone.power;
    }
    for (qint64 slot = 0; slot < mostSlots; ++slot) {
        int wrong = 0;
        for (int i = 0; i < slotsToTell && wrong == 0; ++i) {
            wrong += toneOf(track, slot + i) == heard[static_cast<std::size_t>(i)] ? 0 : 1;
        }
        if (wrong == 0) {
            return Guess{track, offset, slot, sum};
        }
    }
    return std::nullopt;
}

double powerOf(std::span<const qint16> samples, const Guess &guess, qint64 offset)
{
    double sum = 0;
    for (int i = 0; i < slotsToTell; ++i) {
        sum += power(part(samples, offset + i * pilotSlot, pilotSlot),
                     hertzOf(guess.track, toneOf(guess.track, guess.slot + i)));
    }
    return sum;
}

} // namespace

void addPilot(std::span<qint16> samples, Track track, qint64 position)
{
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const qint64 at = position + static_cast<qint64>(i);
        const qint64 within = at % pilotSlot;
        const double hertz = hertzOf(track, toneOf(track, at / pilotSlot));
        const auto edge = static_cast<double>(std::min(within, pilotSlot - 1 - within));
        const double gain = amplitude * std::min(1.0, (edge + 1) / rampSamples);
        const double value =
            gain * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(within) / sampleRateHz);
        samples[i] = static_cast<qint16>(std::clamp(std::lround(samples[i] + value), -32'768L, 32'767L));
    }
}

bool hasPilot(std::span<const qint16> slot, Track track, qint64 slotNumber)
{
    return strongest(middleOf(slot), track).number == toneOf(track, slotNumber);
}

std::optional<PilotPlace> locateByPilot(std::span<const qint16> samples)
{
    std::optional<Guess> best;
    if (static_cast<qint64>(samples.size()) < pilotSearch) {
        return std::nullopt;
    }
    for (const Track track : {Track::Rep, Track::Customer}) {
        for (qint64 offset = 0; offset < pilotSlot; offset += coarseStep) {
            const auto guess = guessAt(samples, track, offset);
            if (guess && (!best || guess->power > best->power)) {
                best = guess;
            }
        }
    }
    if (!best) {
        return std::nullopt;
    }
    qint64 offset = best->offset;
    double most = 0;
    for (qint64 fine = std::max<qint64>(0, best->offset - coarseStep);
         fine <= std::min(best->offset + coarseStep, pilotSearch - slotsToTell * pilotSlot);
         fine += fineStep) {
        const double found = powerOf(samples, *best, fine);
        if (found > most) {
            most = found;
            offset = fine;
        }
    }
    const qint64 position = best->slot * pilotSlot - offset;
    return position < -rampSamples ? std::nullopt
                                   : std::optional(PilotPlace{best->track, std::max<qint64>(0, position)});
}

void PilotFollower::take(std::span<const qint16> samples)
{
    m_waiting.insert(m_waiting.end(), samples.begin(), samples.end());
}

PilotFollower::Stretch PilotFollower::give(qint64 samples)
{
    const Stretch stretch{samples, m_place ? m_place->position : -1, m_place ? m_place->track : Track::Rep};
    m_waiting.erase(m_waiting.begin(), m_waiting.begin() + samples);
    if (m_place) {
        m_place->position += samples;
    }
    return stretch;
}

std::optional<PilotFollower::Stretch> PilotFollower::next()
{
    const auto waiting = static_cast<qint64>(m_waiting.size());
    if (waiting == 0) {
        return std::nullopt;
    }
    if (!m_place) {
        if (waiting >= pilotSearch) {
            m_place = locateByPilot(m_waiting);
            if (!m_place) {
                return give(pilotSlot);
            }
        } else {
            return m_finished ? std::optional(give(waiting)) : std::nullopt;
        }
    }
    // What is left of the slot that has begun, and two after it, which show whether it went on.
    const qint64 rest = pilotSlot - m_place->position % pilotSlot;
    const qint64 slot = m_place->position / pilotSlot + 1;
    if (waiting < rest + 2 * pilotSlot) {
        return m_finished ? std::optional(give(waiting)) : std::nullopt;
    }
    if (hasPilot(part(m_waiting, rest, pilotSlot), m_place->track, slot) ||
        hasPilot(part(m_waiting, rest + pilotSlot, pilotSlot), m_place->track, slot + 1)) {
        return give(rest);
    }
    // The stream skips: what comes is somewhere else.
    const Stretch last = give(std::min(rest, waiting));
    m_place.reset();
    return last;
}

} // namespace talktrack::test
