// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/provisional_lines.h"

#include "core/model/audio_frame.h"

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// Two recognisers put the end of a word this far apart.
constexpr double endTolerance = 0.15;

QList<Word> wordsOf(const Transcription &line)
{
    return line.words.isEmpty() ? QList<Word>{{line.text, line.start, line.end, line.confidence}}
                                : line.words;
}

PositionRange rangeOf(double start, double end)
{
    return {positionAt(start), std::max(positionAt(start) + 1, positionAt(end))};
}

double overlap(const Transcription &a, const Transcription &b)
{
    return std::min(a.end, b.end) - std::max(a.start, b.start);
}

void setWords(Transcription &line, const QList<Word> &words)
{
    line.text = textOf(words);
    line.words = words;
    line.start = words.first().start;
    line.end = words.last().end;
}

/// Whether two events say the same of one moment.
bool isSameSaying(const FeedbackEvent &a, const FeedbackEvent &b)
{
    if (a.type != b.type)
        return false;
    const QString category = a.metadata.value(QLatin1String("category")).toString();
    return category.isEmpty()
               ? a.metadata.value(QLatin1String("rule")) == b.metadata.value(QLatin1String("rule"))
               : category == b.metadata.value(QLatin1String("category")).toString();
}

} // namespace

bool ProvisionalLines::isHeard(Track track, const Word &word) const
{
    const PositionRange range = rangeOf(word.start, word.end);
    return side(track).heard.coveredOf(range) * 3 >= range.length();
}

std::optional<Transcription> ProvisionalLines::rest(const Transcription &line) const
{
    QList<Word> words = wordsOf(line);
    const qsizetype all = words.size();
    words.removeIf([&](const Word &word) { return isHeard(line.track, word); });
    if (words.size() == all)
        return line;
    if (words.isEmpty())
        return std::nullopt;
    Transcription rest = line;
    setWords(rest, words);
    return rest;
}

void ProvisionalLines::add(const Transcription &line, const QList<FeedbackEvent> &given)
{
    m_lines.append({line, given});
}

void ProvisionalLines::forget(const QStringList &ids)
{
    m_lines.removeIf([&](const Entry &entry) { return ids.contains(entry.line.id); });
}

void ProvisionalLines::hearUpTo(Side &of, qint64 position)
{
    qint64 from = of.upTo;
    of.upTo = std::max(of.upTo, position);
    for (const PositionRange &gap : std::as_const(of.gaps)) {
        if (gap.to <= from || gap.from >= position)
            continue;
        of.heard.add({from, gap.from});
        from = gap.to;
    }
    of.heard.add({from, position});
}

Superseding ProvisionalLines::supersededBy(const Transcription &better)
{
    Side &of = side(better.track);
    const PositionRange range = rangeOf(better.start, better.end + endTolerance);
    if (better.backfilled) {
        // The lines of a gap come in order too.
        const auto gap = std::find_if(of.gaps.begin(), of.gaps.end(), [&](const PositionRange &open) {
            return open.from < range.to && range.from < open.to;
        });
        of.heard.add(gap == of.gaps.end() ? range : PositionRange{std::min(gap->from, range.from), range.to});
    } else {
        hearUpTo(of, range.from);
        of.upTo = std::max(of.upTo, range.to);
        of.heard.add(range);
    }
    return sweep(better.track, &better);
}

void ProvisionalLines::gapFound(const SpeechGap &gap)
{
    QList<PositionRange> &gaps = side(gap.track).gaps;
    const auto place =
        std::upper_bound(gaps.begin(), gaps.end(), gap.from,
                         [](qint64 from, const PositionRange &open) { return from < open.from; });
    gaps.insert(place, {gap.from, gap.to});
}

Superseding ProvisionalLines::gapClosed(const SpeechGap &gap)
{
    Side &of = side(gap.track);
    of.gaps.removeOne(PositionRange{gap.from, gap.to});
    of.heard.add({gap.from, gap.to});
    return sweep(gap.track, nullptr);
}

Superseding ProvisionalLines::heardAll(double until)
{
    Superseding all;
    for (const Track track : {Track::Rep, Track::Customer}) {
        hearUpTo(side(track), positionAt(until));
        const Superseding swept = sweep(track, nullptr);
        all.shortened += swept.shortened;
        all.withdrawn += swept.withdrawn;
    }
    return all;
}

Superseding ProvisionalLines::sweep(Track track, const Transcription *better)
{
    Superseding result;
    double most = 0;
    for (Entry &entry : m_lines) {
        if (entry.line.track != track)
            continue;
        const std::optional<Transcription> left = rest(entry.line);
        if (left == entry.line)
            continue;
        result.given += entry.given;
        if (left) {
            entry.line = *left;
            result.shortened.append(*left);
            continue;
        }
        const double common = better ? overlap(entry.line, *better) : 0;
        if (common <= 0) {
            result.withdrawn.append(entry.line.id);
            continue;
        }
        result.merged.append(entry.line.id);
        if (common > most) {
            most = common;
            result.inPlaceOf = entry.line.id;
        }
    }
    forget(result.merged + result.withdrawn);
    result.merged.removeOne(result.inPlaceOf);
    return result;
}

double ProvisionalLines::end(Track track) const
{
    double end = 0;
    for (const Entry &entry : m_lines)
        if (entry.line.track == track)
            end = std::max(end, entry.line.end);
    return end;
}

QList<FeedbackEvent> notYetGiven(QList<FeedbackEvent> events, const QList<FeedbackEvent> &given,
                                 bool suggestionsAreOfUse)
{
    QStringList left;
    events.removeIf([&](const FeedbackEvent &event) {
        const bool isKnown = std::any_of(given.begin(), given.end(), [&](const FeedbackEvent &earlier) {
            return isSameSaying(event, earlier);
        });
        const bool isOfUse = event.type != FeedbackType::Suggestion ||
                             (suggestionsAreOfUse &&
                              !left.contains(event.metadata.value(QLatin1String("answers")).toString()));
        if (!isKnown && isOfUse)
            return false;
        left.append(event.id);
        return true;
    });
    return events;
}

} // namespace talktrack
