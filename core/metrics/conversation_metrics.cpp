// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/conversation_metrics.h"

#include "core/metrics/nudge_policy.h"
#include "core/metrics/performance_score.h"
#include "core/metrics/spoken_words.h"
#include "core/metrics/turns.h"
#include "core/metrics/voice_activity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace talktrack {
namespace {

constexpr Ticks pauseBridge = 0.5_ticks;
constexpr Ticks deadAirFrom = 3.0_ticks;
constexpr Ticks paceWindow = 30.0_ticks;
// How far a moment asked for may lie before the last word, for the pace of its last 30 s.
constexpr Ticks paceMemory = 90.0_ticks;
constexpr Ticks fewestPaceSpeech = 8.0_ticks;
constexpr int fewestPaceWords = 15;
constexpr int fewestFillerWords = 50;
constexpr Ticks fewestBandSpeech = 30.0_ticks;
constexpr Ticks fewestNudgeSpeech = 120.0_ticks;
constexpr std::size_t runningSentiments = 12;
constexpr double sentimentDecay = 0.7;
constexpr double sentimentUnit = 1e6;

Track sideOf(const Transcription &line)
{
    return line.track == Track::Rep ? Track::Rep : Track::Customer;
}

std::optional<Span> spanOf(double start, double end)
{
    const std::optional<Ticks> from = toTicks(start);
    const std::optional<Ticks> to = toTicks(end);
    if (!from || !to || *to <= *from)
        return std::nullopt;
    return Span{*from, *to};
}

/// When the line was spoken: its words, else all of it.
SpanSet speechOf(const Transcription &line)
{
    SpanSet speech(pauseBridge);
    for (const Word &word : line.words)
        if (const auto span = spanOf(word.start, word.end))
            speech.insert(*span);
    if (speech.isEmpty())
        if (const auto span = spanOf(line.start, line.end))
            speech.insert(*span);
    return speech;
}

/// When each word began; a line without word times spreads them evenly.
std::vector<Ticks> wordStarts(const Transcription &line, int wordCount)
{
    std::vector<Ticks> starts;
    for (const Word &word : line.words)
        if (const auto span = spanOf(word.start, word.end))
            starts.push_back(span->start);
    const auto span = spanOf(line.start, line.end);
    if (starts.empty() && span) {
        starts.reserve(static_cast<std::size_t>(wordCount));
        const double step = static_cast<double>(span->end - span->start) / std::max(1, wordCount);
        for (int i = 0; i < wordCount; ++i)
            starts.push_back(span->start + std::llround(step * i));
    }
    return starts;
}

QString textOf(const Transcription &line)
{
    return line.text.trimmed().isEmpty() ? textOf(line.words) : line.text;
}

void addUpTo(int &count, qint64 more)
{
    constexpr qint64 most = std::numeric_limits<int>::max();
    count = static_cast<int>(std::min(most, count + std::clamp<qint64>(more, 0, most)));
}

std::optional<double> wordsPerMinute(qint64 words, Ticks speech)
{
    if (speech < fewestPaceSpeech || words < fewestPaceWords)
        return std::nullopt;
    return static_cast<double>(words) * 60 / toSeconds(speech);
}

/// The starts of the rep's latest words, in order; older ones are let go.
class RecentWords final
{
public:
    void add(std::vector<Ticks> starts)
    {
        if (starts.empty())
            return;
        std::sort(starts.begin(), starts.end());
        m_latest = std::max(m_latest, starts.back());
        const auto isOld = [this](Ticks start) {
            return start < m_latest - paceMemory;
        };
        starts.erase(std::remove_if(starts.begin(), starts.end(), isOld), starts.end());
        m_starts.erase(m_starts.begin(), std::partition_point(m_starts.begin(), m_starts.end(), isOld));
        const auto middle = static_cast<std::ptrdiff_t>(m_starts.size());
        m_starts.insert(m_starts.end(), starts.begin(), starts.end());
        std::inplace_merge(m_starts.begin(), m_starts.begin() + middle, m_starts.end());
    }

    qint64 within(Span span) const
    {
        return std::lower_bound(m_starts.begin(), m_starts.end(), span.end) -
               std::lower_bound(m_starts.begin(), m_starts.end(), span.start);
    }

private:
    std::vector<Ticks> m_starts;
    Ticks m_latest = 0;
};

/// Sentiment in whole millionths, so that the mean does not depend on the order of the lines.
class CustomerSentiment final
{
public:
    void add(double start, std::optional<double> value)
    {
        if (!value || !std::isfinite(*value))
            return;
        const qint64 units = std::llround(std::clamp(*value, -1.0, 1.0) * sentimentUnit);
        m_sum += units;
        ++m_count;
        m_latest.emplace(toTicks(start).value_or(0), units);
        if (m_latest.size() > runningSentiments)
            m_latest.erase(m_latest.begin());
    }

    std::optional<double> average() const
    {
        if (m_count == 0)
            return std::nullopt;
        return static_cast<double>(m_sum) / sentimentUnit / static_cast<double>(m_count);
    }

    std::optional<double> running() const
    {
        if (m_count == 0)
            return std::nullopt;
        double sum = 0;
        double weights = 0;
        double weight = 1;
        for (auto it = m_latest.rbegin(); it != m_latest.rend(); ++it, weight *= sentimentDecay) {
            sum += weight * static_cast<double>(it->second);
            weights += weight;
        }
        return sum / weights / sentimentUnit;
    }

private:
    qint64 m_sum = 0;
    qint64 m_count = 0;
    std::multiset<std::pair<Ticks, qint64>> m_latest;
};

/// From the first to the last sound of a set, what it leaves out: dead air.
Ticks gapsOf(const SpanSet &sound)
{
    if (sound.isEmpty())
        return 0;
    return sound.spans().rbegin()->second - sound.spans().begin()->first - sound.total();
}

/// The same without the time in which the call was paused; what is then too short is no dead air. O(pauses).
Ticks gapsOf(const SpanSet &sound, const SpanSet &pauses)
{
    Ticks gaps = gapsOf(sound);
    Ticks seen = -1;
    for (const auto &[start, end] : pauses.spans()) {
        for (const Span &piece : sound.missing({start, end})) {
            const std::optional<Span> before = sound.lastStartingBefore(piece.start + 1);
            const std::optional<Span> after = sound.firstEndingAfter(piece.end);
            if (!before || !after || before->end == seen)
                continue;
            seen = before->end;
            const Ticks length = after->start - before->end;
            const Ticks unpaused = length - pauses.total({before->end, after->start});
            gaps -= length - (unpaused >= deadAirFrom ? unpaused : 0);
        }
    }
    return gaps;
}

/// What follows from the lines alone.
struct LineFigures
{
    SpanSet repSpeech{pauseBridge};
    SpanSet customerSpeech{pauseBridge};
    /// Any side's, silences under dead air bridged.
    SpanSet sound{deadAirFrom};
    Turns turns;
    RecentWords recentWords;
    qint64 timedWords = 0;
    int words = 0;
    int fillers = 0;
    int questionsRep = 0;
    int questionsCustomer = 0;
    CustomerSentiment sentiment;
    QMap<QString, int> keywords;
};

} // namespace

class ConversationMetrics::Private final : public LineFigures
{
public:
    Private(CallType callType, const MetricBands &callBands)
        : type(callType)
        , bands(callBands)
        , policy(callBands)
    {
    }

    void addRepWords(const Transcription &line, const SpokenWords &spoken)
    {
        addUpTo(words, spoken.words);
        addUpTo(fillers, spoken.fillers);
        std::vector<Ticks> starts = wordStarts(line, spoken.words);
        timedWords += static_cast<qint64>(starts.size());
        recentWords.add(std::move(starts));
    }

    /// The silence that goes on, by voice activity; absent where there is none or nobody has spoken yet.
    std::optional<Ticks> runningSilence(Ticks now) const
    {
        if (!voice.isKnown() || liveSound.isEmpty() || voice.speakingSince())
            return std::nullopt;
        return unpaused({liveSound.spans().rbegin()->second, now});
    }

    /// How much of a stretch the call was not paused.
    Ticks unpaused(Span span) const
    {
        if (pausedSince)
            span.end = std::min(span.end, std::max(span.start, *pausedSince));
        return span.end <= span.start ? 0 : span.end - span.start - pauses.total(span);
    }

    Ticks deadAir(Ticks now) const
    {
        if (!voice.isKnown() || liveSound.isEmpty())
            return gapsOf(sound, pauses);
        const Ticks open =
            unpaused({liveSound.spans().rbegin()->second, voice.speakingSince().value_or(now)});
        return gapsOf(liveSound, pauses) + (open >= deadAirFrom ? open : 0);
    }

    /// Everything that depends on the lines alone.
    CallMetrics fromLines(Ticks now) const
    {
        CallMetrics metrics;
        metrics.at = toSeconds(now);
        const Ticks rep = repSpeech.total();
        const Ticks both = rep + customerSpeech.total();
        if (both > 0)
            metrics.talkTimeRatio = static_cast<double>(rep) / static_cast<double>(both);
        metrics.repSpeechSeconds = toSeconds(rep);
        metrics.customerSpeechSeconds = toSeconds(customerSpeech.total());
        const Span window{now - paceWindow, now};
        metrics.paceWpm = wordsPerMinute(recentWords.within(window), repSpeech.total(window));
        metrics.paceWpmCall = wordsPerMinute(timedWords, rep);
        metrics.longestMonologue = toSeconds(turns.longestMonologue());
        metrics.questionsRep = questionsRep;
        metrics.questionsCustomer = questionsCustomer;
        metrics.interruptionsByRep = turns.interruptionsBy(Track::Rep);
        metrics.interruptionsByCustomer = turns.interruptionsBy(Track::Customer);
        metrics.patience = turns.patience();
        if (words >= fewestFillerWords)
            metrics.fillerRatio = static_cast<double>(fillers) / words;
        metrics.deadAir = toSeconds(gapsOf(sound, pauses));
        metrics.sentimentAverage = sentiment.average();
        metrics.sentimentNow = sentiment.running();
        metrics.keywordCounts = keywords;
        return metrics;
    }

    CallType type;
    MetricBands bands;
    NudgePolicy policy;
    QString callId;
    /// As sound: of voice activity, and of both.
    SpanSet voiceSound{deadAirFrom};
    SpanSet liveSound{deadAirFrom};
    VoiceActivity voice;
    /// Stretches in which the call stood still.
    SpanSet pauses{0};
    std::optional<Ticks> pausedSince;
};

ConversationMetrics::ConversationMetrics(CallType type)
    : ConversationMetrics(type, MetricBands::defaults(type))
{
}

ConversationMetrics::ConversationMetrics(CallType type, const MetricBands &bands)
    : d(std::make_unique<Private>(type, bands))
{
}

ConversationMetrics::~ConversationMetrics() = default;
ConversationMetrics::ConversationMetrics(ConversationMetrics &&) noexcept = default;

void ConversationMetrics::addLine(const Transcription &line, const LineFacts &facts)
{
    const Track side = sideOf(line);
    const SpokenWords spoken = spokenWords(textOf(line));
    const bool isTurn = !spoken.backChannel || (spoken.words > 0 && facts.questions > 0);
    const SpanSet speech = speechOf(line);
    for (const auto &[start, end] : speech.spans()) {
        const Span span{start, end};
        (side == Track::Rep ? d->repSpeech : d->customerSpeech).insert(span);
        d->sound.insert(span);
        d->liveSound.insert(span);
        if (isTurn)
            d->turns.add(side, span);
    }
    if (side == Track::Rep)
        d->addRepWords(line, spoken);
    else
        d->sentiment.add(line.start, facts.sentiment);
    addUpTo(side == Track::Rep ? d->questionsRep : d->questionsCustomer, facts.questions);
    for (auto it = facts.keywords.cbegin(); it != facts.keywords.cend(); ++it)
        if (it.value() > 0)
            addUpTo(d->keywords[it.key()], it.value());
    if (d->callId.isEmpty())
        d->callId = line.callId;
}

void ConversationMetrics::voiceChanged(Track track, bool speaking, double at)
{
    const std::optional<Ticks> moment = toTicks(at);
    if (!moment)
        return;
    const Track side = track == Track::Rep ? Track::Rep : Track::Customer;
    if (const auto heard = d->voice.change(side, speaking, *moment)) {
        d->voiceSound.insert(*heard);
        d->liveSound.insert(*heard);
    }
}

void ConversationMetrics::pausedChanged(bool paused, double at)
{
    const std::optional<Ticks> moment = toTicks(at);
    if (!moment || paused == d->pausedSince.has_value())
        return;
    if (paused) {
        d->pausedSince = *moment;
        return;
    }
    const Span span{*d->pausedSince, *moment};
    d->pausedSince.reset();
    if (span.end <= span.start)
        return;
    d->pauses.insert(span);
    d->turns.addPause(span);
}

void ConversationMetrics::forgetLines()
{
    static_cast<LineFigures &>(*d) = LineFigures();
    for (const auto &[start, end] : d->pauses.spans())
        d->turns.addPause({start, end});
    d->liveSound = d->voiceSound;
}

CallMetrics ConversationMetrics::at(double now) const
{
    const Ticks moment = toTicks(now).value_or(0);
    CallMetrics metrics = d->fromLines(moment);
    const Ticks monologue = d->voice.isKnown() ? d->voice.monologue(moment, d->turns.lastCustomerEnd())
                                               : d->turns.monologueAt(moment);
    metrics.currentMonologue = toSeconds(monologue);
    metrics.longestMonologue = std::max(metrics.longestMonologue, metrics.currentMonologue);
    metrics.deadAir = toSeconds(d->deadAir(moment));
    return metrics;
}

MetricBandsReading ConversationMetrics::bands(const CallMetrics &metrics) const
{
    const auto reading = [](const FigureBands &bands, std::optional<double> figure) {
        return figure ? bands.of(*figure) : Band::Unknown;
    };
    const bool enough =
        metrics.repSpeechSeconds + metrics.customerSpeechSeconds >= toSeconds(fewestBandSpeech);
    const bool repHeard = metrics.repSpeechSeconds > 0 || metrics.currentMonologue > 0;
    MetricBandsReading result;
    result.talkTimeRatio = enough ? reading(d->bands.talkTimeRatio, metrics.talkTimeRatio) : Band::Unknown;
    result.pace = reading(d->bands.pace, metrics.paceWpm);
    result.monologue = repHeard ? d->bands.monologue.of(metrics.currentMonologue) : Band::Unknown;
    result.fillers = reading(d->bands.fillers, metrics.fillerRatio);
    result.sentiment = reading(d->bands.sentiment, metrics.sentimentNow);
    return result;
}

QList<FeedbackEvent> ConversationMetrics::nudges(double now)
{
    const Ticks moment = toTicks(now).value_or(0);
    if ((d->pausedSince && moment >= *d->pausedSince) || d->pauses.total({moment, moment + 1}) > 0)
        return {};
    const CallMetrics metrics = at(now);
    const bool customerSpeaks = d->voice.isSpeaking(Track::Customer);
    NudgeFigures figures;
    figures.monologue = metrics.currentMonologue;
    // To a rep who is listening these say nothing.
    if (!customerSpeaks) {
        figures.pace = metrics.paceWpm;
        if (d->repSpeech.total() + d->customerSpeech.total() >= fewestNudgeSpeech)
            figures.talkTimeRatio = metrics.talkTimeRatio;
        figures.fillers = metrics.fillerRatio;
    }
    if (d->voice.isKnown() && !d->liveSound.isEmpty())
        figures.silence = toSeconds(d->runningSilence(moment).value_or(0));
    std::optional<FeedbackEvent> due = d->policy.next(now, figures);
    if (!due)
        return {};
    due->callId = d->callId;
    return {*due};
}

CallMetrics ConversationMetrics::final(double duration) const
{
    return d->fromLines(toTicks(duration).value_or(0));
}

PerformanceScore ConversationMetrics::score(const CallMetrics &final, int checklistDone,
                                            int checklistTotal) const
{
    return performanceScore(final, d->bands, d->type, checklistDone, checklistTotal);
}

} // namespace talktrack
