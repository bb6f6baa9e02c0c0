// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/gap_filler.h"

#include "core/audio/sound_wav_device.h"
#include "core/session/recorded_echoes.h"
#include "core/speech/word_match.h"
#include "core/support/ids.h"
#include "core/support/log.h"

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// Sound around a gap that is sent along, so that its first and last word are whole.
constexpr qint64 around = sampleRateHz / 2;
/// Words this close to the edge may be the gap's or its neighbours'; those already heard decide.
constexpr double edgeSeconds = 0.1;
constexpr double neighbourSeconds = 2;
/// Final lines are remembered for this long, for the gap that may come after them.
constexpr double memorySeconds = 120;

bool touch(const SpeechGap &a, const SpeechGap &b)
{
    return a.from <= b.to + around && b.from <= a.to + around;
}

} // namespace

GapFiller::GapFiller(MakeJob makeJob, Reader read, QString engine, QObject *parent)
    : QObject(parent)
    , m_makeJob(std::move(makeJob))
    , m_read(std::move(read))
    , m_engine(std::move(engine))
{
}

GapFiller::~GapFiller() = default;

void GapFiller::noteWords(Waiting &waiting, const QList<Word> &words)
{
    for (const Word &word : words)
        if (word.end > secondsAt(waiting.gap.from) - neighbourSeconds &&
            word.start < secondsAt(waiting.gap.to) + neighbourSeconds)
            waiting.neighbours.append(word);
}

void GapFiller::add(const SpeechGap &gap)
{
    Waiting waiting{gap, {}, false};
    for (const Transcription &line : std::as_const(m_recent))
        if (line.track == gap.track)
            noteWords(waiting, line.words);
    m_waiting.append(waiting);
    beginNext();
}

void GapFiller::note(const Transcription &line)
{
    for (Waiting &waiting : m_waiting)
        if (waiting.gap.track == line.track)
            noteWords(waiting, line.words);
    m_recent.append(line);
    m_recent.removeIf([&](const Transcription &old) { return old.end < line.end - memorySeconds; });
}

void GapFiller::setReachable(bool reachable)
{
    m_reachable = reachable;
    beginNext();
}

QList<SpeechGap> GapFiller::open() const
{
    QList<SpeechGap> gaps;
    for (const Waiting &waiting : m_waiting)
        gaps.append(waiting.gap);
    return gaps;
}

bool GapFiller::isWorking() const
{
    return m_job != nullptr;
}

void GapFiller::beginNext()
{
    if (m_job || !m_reachable || m_refused || m_waiting.isEmpty())
        return;
    SpeechGap whole = m_waiting.first().gap;
    m_waiting.first().inJob = true;
    // Both tracks of one hole go together; each round may reach another that touches.
    bool grew = true;
    while (std::exchange(grew, false)) {
        for (Waiting &waiting : m_waiting) {
            if (waiting.inJob || !touch(waiting.gap, whole))
                continue;
            const bool isInside = waiting.gap.from >= whole.from && waiting.gap.to <= whole.to;
            const qint64 length = std::max(whole.to, waiting.gap.to) - std::min(whole.from, waiting.gap.from);
            if (!isInside && length > longestPiece)
                continue;
            waiting.inJob = grew = true;
            whole.from = std::min(whole.from, waiting.gap.from);
            whole.to = std::max(whole.to, waiting.gap.to);
        }
    }
    m_jobFrom = std::max<qint64>(0, whole.from - around);
    const qint64 to = whole.to + around;
    SoundToSend sound;
    sound.contentType = "audio/wav";
    sound.channels = trackCount;
    sound.open = [read = m_read, from = m_jobFrom, to]() -> Result<std::unique_ptr<QIODevice>> {
        return std::unique_ptr<QIODevice>(std::make_unique<SoundWavDevice>(read, from, to));
    };
    m_job = m_makeJob(std::move(sound));
    connect(m_job.get(), &TranscriptionJob::progressed, this, &GapFiller::progressed);
    connect(m_job.get(), &TranscriptionJob::finished, this, &GapFiller::finished);
    connect(m_job.get(), &TranscriptionJob::failed, this, &GapFiller::failed);
    m_job->start();
}

void GapFiller::finished(const QList<HeardLine> &heard)
{
    m_job.release()->deleteLater();
    const QList<HeardLine> lines = withoutEchoes(heard, m_read, m_jobFrom);
    if (lines.size() < heard.size())
        Q_EMIT echoesDropped(static_cast<int>(heard.size() - lines.size()));
    QList<Waiting> done;
    for (const Waiting &waiting : std::exchange(m_waiting, {}))
        (waiting.inJob ? done : m_waiting).append(waiting);
    while (!done.isEmpty()) {
        const Waiting waiting = done.takeFirst();
        // A word at the edge of two gaps is the first one's, also of gaps whose turn has not come yet.
        const QList<Word> taken = fill(lines, waiting);
        for (QList<Waiting> *others : {&done, &m_waiting})
            for (Waiting &other : *others)
                if (other.gap.track == waiting.gap.track)
                    noteWords(other, taken);
        Q_EMIT gapClosed(waiting.gap);
    }
    if (m_waiting.isEmpty())
        Q_EMIT idle();
    else
        beginNext();
}

void GapFiller::failed(const Error &error)
{
    m_job.release()->deleteLater();
    for (Waiting &waiting : m_waiting)
        waiting.inJob = false;
    log::warning("session", "gap_not_filled", {{"detail", error.detail}});
    if (error.kind == ErrorKind::NetworkAway || error.kind == ErrorKind::ProviderBusy) {
        // Tried again when the provider is said to be there once more.
        m_reachable = false;
        Q_EMIT away(error);
        return;
    }
    m_refused = true;
    Q_EMIT refused(error);
}

QList<Word> GapFiller::wordsOf(const HeardLine &line, const Waiting &waiting) const
{
    const double offset = secondsAt(m_jobFrom);
    QList<Word> words = line.words;
    if (words.isEmpty() && !line.text.trimmed().isEmpty())
        words = {{line.text.trimmed(), line.start, line.end, line.confidence}};
    QList<Word> taken;
    for (Word &word : words) {
        word.start += offset;
        word.end += offset;
        const double middle = (word.start + word.end) / 2;
        const bool inGap = middle >= secondsAt(waiting.gap.from) - edgeSeconds &&
                           middle <= secondsAt(waiting.gap.to) + edgeSeconds;
        const bool isKnown =
            std::any_of(waiting.neighbours.begin(), waiting.neighbours.end(), [&](const Word &known) {
                return isSameHearing(word, known) || isSameTime(word, known);
            });
        if (inGap && !isKnown)
            taken.append(word);
    }
    return taken;
}

QList<Word> GapFiller::fill(const QList<HeardLine> &lines, const Waiting &waiting)
{
    QList<Word> all;
    for (const HeardLine &line : lines) {
        if (line.channel != trackIndex(waiting.gap.track))
            continue;
        const QList<Word> words = wordsOf(line, waiting);
        if (words.isEmpty())
            continue;
        Utterance utterance;
        utterance.id = newId();
        utterance.track = waiting.gap.track;
        utterance.speakerNumber = waiting.gap.track == Track::Rep ? 0 : line.speakerNumber;
        utterance.text = textOf(words);
        utterance.start = words.first().start;
        utterance.end = words.last().end;
        utterance.words = words;
        utterance.confidence = line.confidence;
        utterance.final = true;
        utterance.engine = m_engine;
        all.append(words);
        Q_EMIT lineFilled(utterance);
    }
    return all;
}

} // namespace talktrack
