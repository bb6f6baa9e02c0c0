// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_channel.h"

#include "core/model/audio_frame.h"
#include "core/speech/word_match.h"
#include "core/support/ids.h"

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

constexpr qint64 samples(double seconds)
{
    return positionAt(seconds);
}

constexpr qint64 edge = samples(hearingTolerance);
/// Holes in what was answered that are no more than rounding.
constexpr qint64 smallHole = samples(0.05);
/// A hole this far behind the newest answer will not be answered any more.
constexpr qint64 lateAnswer = samples(10);
/// Speech that was sent longer ago than this would have had an interim result.
constexpr qint64 answersWithin = samples(3);
/// An utterance is cut at the end of a sentence from here on, and anywhere from there on.
constexpr qint64 longUtterance = samples(10);
constexpr qint64 longestUtterance = samples(20);
/// Without a sign of its end an utterance counts as ended after this much sound.
constexpr qint64 settlesAfter = samples(5);
/// A moment before words that are held does not end them.
constexpr qint64 endTolerance = samples(0.1);
/// Voice that begins a little before it was sure.
constexpr qint64 voiceMargin = samples(0.5);
constexpr qsizetype recentWords = 64;

bool endsSentence(const QString &word)
{
    return word.endsWith(u'.') || word.endsWith(u'?') || word.endsWith(u'!');
}

} // namespace

DeepgramChannel::DeepgramChannel(Track track)
    : m_track(track)
{
}

QList<DeepgramChannel::Heard> DeepgramChannel::heardWords(const DeepgramResults &results,
                                                          const StreamClock &clock)
{
    QList<DeepgramWord> words = results.words;
    if (words.isEmpty() && !results.transcript.trimmed().isEmpty())
        words = {{results.transcript.trimmed(), results.start, results.start + results.duration,
                  results.confidence, std::nullopt}};
    QList<Heard> heard;
    for (const DeepgramWord &word : words) {
        const auto from = clock.positionAt(word.start);
        // The end belongs to the sound before it, also where the stream was cut there.
        const auto last = clock.positionAt(std::max(word.start, word.end - 1.0 / sampleRateHz));
        if (!from || !last || *last < *from) {
            ++m_outOfRange;
            continue;
        }
        Heard one;
        one.range = {*from, std::max(*last + 1, *from + 1)};
        one.word = {word.text, secondsAt(*from), secondsAt(one.range.to), word.confidence};
        one.speaker = std::max(0, word.speaker.value_or(0));
        heard.append(one);
    }
    return heard;
}

bool DeepgramChannel::isKnown(const Heard &heard) const
{
    const qint64 middle = heard.range.from + heard.range.length() / 2;
    if (m_covered.coveredOf({middle - edge, middle + edge}) == 2 * edge)
        return true;
    const bool inside = m_covered.contains(middle);
    return std::any_of(m_recent.begin(), m_recent.end(), [&](const Heard &known) {
        return isSameHearing(heard.word, known.word) || (inside && isSameTime(heard.word, known.word));
    });
}

void DeepgramChannel::remember(const Heard &heard)
{
    m_recent.append(heard);
    while (m_recent.size() > recentWords)
        m_recent.removeFirst();
}

DeepgramChannel::Changes DeepgramChannel::results(const DeepgramResults &results, const StreamClock &clock,
                                                  TimePoint arrived)
{
    Changes changes;
    const QList<PositionRange> stretches = clock.stretches(results.start, results.start + results.duration);
    QList<Heard> words = heardWords(results, clock);
    const qsizetype came = words.size();
    words.removeIf([this](const Heard &heard) { return isKnown(heard); });
    if (results.isFinal) {
        m_doubles += came - words.size();
        for (const PositionRange &stretch : stretches) {
            m_covered.add(stretch);
            m_newestAnswer = std::max(m_newestAnswer, stretch.to);
        }
        take(std::move(words), results, arrived, changes);
        tidy();
    } else {
        if (came == 0)
            for (const PositionRange &stretch : stretches)
                m_quiet.add(stretch);
        showInterim(words, arrived, changes);
    }
    return changes;
}

void DeepgramChannel::take(QList<Heard> words, const DeepgramResults &results, TimePoint arrived,
                           Changes &changes)
{
    for (Heard &heard : words) {
        const bool otherSpeaker = !m_final.isEmpty() && m_final.last().speaker != heard.speaker;
        const bool before = !m_final.isEmpty() && heard.range.from < m_final.last().range.from;
        if (otherSpeaker || before)
            close(arrived, changes);
        remember(heard);
        m_final.append(std::move(heard));
    }
    if (m_final.isEmpty()) {
        if (m_shown && results.speechFinal) {
            changes.withdrawn.append(m_id);
            m_id.clear();
            m_shown = false;
        }
        return;
    }
    if (results.speechFinal || results.fromFinalize || shouldClose())
        close(arrived, changes);
    else if (!words.isEmpty())
        showInterim({}, arrived, changes);
}

bool DeepgramChannel::shouldClose() const
{
    const qint64 length = m_final.last().range.to - m_final.first().range.from;
    return length > longestUtterance || (length > longUtterance && endsSentence(m_final.last().word.text));
}

void DeepgramChannel::showInterim(const QList<Heard> &words, TimePoint arrived, Changes &changes)
{
    if (words.isEmpty() && m_final.isEmpty())
        return;
    if (m_id.isEmpty())
        m_id = newId();
    m_shown = true;
    changes.utterances.append(utterance(m_final + words, false, arrived));
}

void DeepgramChannel::close(TimePoint arrived, Changes &changes)
{
    if (m_final.isEmpty())
        return;
    if (m_id.isEmpty())
        m_id = newId();
    changes.utterances.append(utterance(m_final, true, arrived));
    m_id.clear();
    m_final.clear();
    m_shown = false;
}

Utterance DeepgramChannel::utterance(const QList<Heard> &words, bool final, TimePoint arrived) const
{
    Utterance result;
    result.id = m_id;
    result.track = m_track;
    result.speakerNumber = words.first().speaker;
    result.start = words.first().word.start;
    result.end = words.last().word.end;
    result.final = final;
    result.arrived = arrived;
    QStringList texts;
    double sum = 0;
    int sure = 0;
    for (const Heard &heard : words) {
        texts.append(heard.word.text);
        result.words.append(heard.word);
        result.end = std::max(result.end, heard.word.end);
        if (heard.word.confidence) {
            sum += *heard.word.confidence;
            ++sure;
        }
    }
    result.text = texts.join(u' ');
    if (sure > 0)
        result.confidence = sum / sure;
    return result;
}

DeepgramChannel::Changes DeepgramChannel::utteranceEnd(std::optional<double> lastWordEnd,
                                                       const StreamClock &clock, TimePoint arrived)
{
    Changes changes;
    if (!lastWordEnd || m_final.isEmpty())
        return changes;
    const auto end = clock.positionAt(*lastWordEnd);
    if (end && *end + endTolerance >= m_final.last().range.to)
        close(arrived, changes);
    return changes;
}

DeepgramChannel::Changes DeepgramChannel::connectionLost(qint64 sentUpTo, TimePoint arrived)
{
    Changes changes;
    // A server may say nothing at all of a channel on which nobody speaks.
    m_quiet.add({m_covered.solidEnd(0, smallHole), sentUpTo - answersWithin});
    if (m_final.isEmpty() && m_shown) {
        changes.withdrawn.append(m_id);
        m_id.clear();
        m_shown = false;
    }
    close(arrived, changes);
    return changes;
}

DeepgramChannel::Changes DeepgramChannel::settle(qint64 position, TimePoint arrived)
{
    Changes changes;
    if (!m_final.isEmpty() && m_final.last().range.to + settlesAfter < position)
        close(arrived, changes);
    return changes;
}

void DeepgramChannel::voice(bool speaking, qint64 position)
{
    if (speaking) {
        if (!m_voiceSince)
            m_voiceSince = position;
    } else if (m_voiceSince) {
        m_voiced.add({*m_voiceSince, position});
        m_voiceSince.reset();
    }
}

bool DeepgramChannel::hadVoice(PositionRange range) const
{
    if (range.isEmpty())
        return false;
    return m_voiced.touches(range) || (m_voiceSince && *m_voiceSince < range.to);
}

qint64 DeepgramChannel::answeredUpTo() const
{
    const qint64 final = m_covered.solidEnd(0, smallHole);
    const qint64 none = std::max(m_quiet.end(), final);
    qint64 voice = m_voiced.firstFrom(final, none);
    if (m_voiceSince)
        voice = std::min(voice, std::max(final, *m_voiceSince));
    const qint64 quiet = std::min(m_quiet.solidEnd(final, smallHole), voice - voiceMargin);
    return std::max(final, quiet);
}

QList<PositionRange> DeepgramChannel::unanswered(PositionRange range) const
{
    QList<PositionRange> parts;
    range.from = std::max(range.from, answeredUpTo());
    for (const PositionRange &covered : m_covered.ranges()) {
        if (covered.to <= range.from)
            continue;
        if (covered.from >= range.to)
            break;
        if (covered.from - range.from > smallHole)
            parts.append({range.from, covered.from});
        range.from = covered.to;
    }
    if (!range.isEmpty())
        parts.append(range);
    return parts;
}

void DeepgramChannel::giveUp(PositionRange range)
{
    m_covered.add(range);
}

void DeepgramChannel::leaveOut(PositionRange range)
{
    m_covered.add(range);
}

/// What is far behind needs no memory; and a hole that the server skipped must not hold up everything after
/// it.
void DeepgramChannel::tidy()
{
    // Not by what was given up or left out: of the sound before that, answers are still on their way.
    const qint64 solid = m_covered.solidEnd(0, smallHole);
    if (m_newestAnswer - solid > lateAnswer)
        m_covered.add({solid, m_covered.firstFrom(solid + 1, m_newestAnswer)});
    m_quiet.forgetBefore(solid);
    m_voiced.forgetBefore(solid - lateAnswer);
}

} // namespace talktrack
