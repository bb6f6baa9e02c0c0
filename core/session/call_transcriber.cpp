// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_transcriber.h"

#include "core/session/call_gaps.h"
#include "core/session/call_pipeline.h"
#include "core/session/kept_sounds.h"
#include "core/session/provisional_lines.h"
#include "core/session/recording_vault.h"
#include "core/store/call_store.h"
#include "core/support/answer.h"
#include "core/support/log.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// A gap that sound can fill: one of lost sound cannot be.
bool isFillable(const FeedbackEvent &event)
{
    return CallGaps::isOpen(event) && event.metadata.value(QLatin1String("rule")) != QLatin1String("audio");
}

/// As far as there is sound of it.
SpeechGap stretchOf(const FeedbackEvent &gap, qint64 soundEnd)
{
    return {trackOf(gap.metadata.value(QLatin1String("speaker")).toString()),
            positionAt(gap.metadata.value(QLatin1String("start")).toDouble()),
            std::min(positionAt(gap.metadata.value(QLatin1String("end")).toDouble()), soundEnd)};
}

bool isStandIn(const Transcription &line, const Call &call)
{
    return !line.backfilled && isOfOtherEngine(line, call.speech);
}

double overlap(const Transcription &a, const Transcription &b)
{
    return std::min(a.end, b.end) - std::max(a.start, b.start);
}

qint64 lengthOf(const QList<SpeechGap> &gaps)
{
    qint64 length = 0;
    for (const SpeechGap &gap : gaps)
        length += gap.to - gap.from;
    return length;
}

} // namespace

CallTranscriber::CallTranscriber(const CallServices &services, Playbook playbook, QString engine, Jobs jobs)
    : m_services(services)
    , m_playbook(std::move(playbook))
    , m_engine(std::move(engine))
    , m_jobs(std::move(jobs))
{
}

CallTranscriber::~CallTranscriber() = default;

void CallTranscriber::start(const QString &callId)
{
    // Another program that conducts or transcribes it holds its lock.
    if (LiveCallLock::abandoned(m_services.dataDir, {callId}).isEmpty())
        return end({ErrorKind::CallRunning, QStringLiteral("locked"), callId, {}});
    m_lock = std::make_unique<LiveCallLock>(m_services.dataDir, callId);
    whenAnswered(m_services.archive.call(callId), this,
                 [this](const Result<CallRecord> &record) { loaded(record); });
}

void CallTranscriber::cancel()
{
    if (m_writing)
        return;
    m_filler.reset();
    if (m_closed.isEmpty())
        end({ErrorKind::Cancelled, QStringLiteral("cancelled"), {}, {}});
    else
        write(Error{ErrorKind::Cancelled, QStringLiteral("cancelled"), {}, {}});
}

void CallTranscriber::loaded(const Result<CallRecord> &record)
{
    if (m_over)
        return;
    if (!record)
        return end(record.error());
    m_record = *record;
    if (m_record.call.status == CallStatus::Live)
        return end({ErrorKind::CallRunning, QStringLiteral("live"), m_record.call.title, {}});
    if (m_record.call.recordingKey.isEmpty())
        return end({ErrorKind::NotRecorded, QStringLiteral("no key"), m_record.call.title, {}});
    whenAnswered(m_services.vault->unwrap(m_record.call.recordingKey), this,
                 [this](const Result<SecretKey> &key) { unwrapped(key); });
}

void CallTranscriber::unwrapped(const Result<SecretKey> &key)
{
    if (m_over)
        return;
    if (!key)
        return end(key.error());
    Result<std::unique_ptr<KeptSound>> sound =
        KeptSound::open(kept_sounds::fileOf(m_services.dataDir, m_record.call.id), *key);
    if (!sound)
        return end(sound.error());
    m_sound = std::move(*sound);
    m_wanted = stretches();
    if (m_wanted.isEmpty())
        return write(std::nullopt);
    const Result<GapFiller::MakeJob> jobs = m_jobs();
    if (!jobs)
        return end(jobs.error());
    begin(*jobs);
}

QList<SpeechGap> CallTranscriber::stretches() const
{
    QList<SpeechGap> gaps;
    for (const FeedbackEvent &event : m_record.feedback)
        if (isFillable(event))
            gaps.append(stretchOf(event, m_sound->end()));
    const bool untouched = gaps.isEmpty() && m_record.lines.isEmpty();
    if (!untouched || m_record.call.status != CallStatus::Pending)
        return gaps;
    // In pieces, so that what was understood is not lost with the rest.
    for (qint64 from = 0; from < m_sound->end(); from += GapFiller::longestPiece)
        for (const Track track : {Track::Rep, Track::Customer})
            gaps.append({track, from, std::min(from + GapFiller::longestPiece, m_sound->end())});
    return gaps;
}

void CallTranscriber::begin(const GapFiller::MakeJob &makeJob)
{
    m_assembler = std::make_unique<TranscriptAssembler>(m_record.call.id, m_engine);
    m_filler = std::make_unique<GapFiller>(
        makeJob, [this](qint64 position, std::span<qint16> into) { m_sound->read(position, into); },
        m_engine);
    connect(m_filler.get(), &GapFiller::lineFilled, this, &CallTranscriber::lineFilled);
    connect(m_filler.get(), &GapFiller::gapClosed, this,
            [this](const SpeechGap &gap) { m_closed.append(gap); });
    connect(m_filler.get(), &GapFiller::progressed, this, &CallTranscriber::tell);
    // Queued: the filler is in the middle of something.
    connect(
        m_filler.get(), &GapFiller::idle, this, [this] { write(std::nullopt); }, Qt::QueuedConnection);
    for (const auto stopped : {&GapFiller::refused, &GapFiller::away})
        connect(
            m_filler.get(), stopped, this, [this](const Error &error) { write(error); },
            Qt::QueuedConnection);
    for (const SpeechGap &gap : std::as_const(m_wanted))
        m_filler->add(gap);
    for (const StoredLine &stored : std::as_const(m_record.lines))
        if (!isStandIn(stored.line, m_record.call))
            m_filler->note(stored.line);
    m_filler->setReachable(true);
}

void CallTranscriber::lineFilled(const Utterance &utterance)
{
    std::optional<Transcription> line = m_assembler->update(utterance);
    if (!line)
        return;
    line->backfilled = true;
    m_lines.append(*line);
}

void CallTranscriber::tell(qint64 sent, qint64 total)
{
    const auto whole = static_cast<double>(lengthOf(m_wanted));
    const auto done = static_cast<double>(lengthOf(m_closed));
    // Of both tracks of one piece; the last part is for the answer.
    const double piece = std::min(whole - done, static_cast<double>(trackCount * GapFiller::longestPiece));
    const double part = total > 0 ? 0.9 * static_cast<double>(sent) / static_cast<double>(total) : 0;
    Q_EMIT progressed(std::clamp((done + part * piece) / whole, 0.0, 1.0));
}

QList<FeedbackEvent> CallTranscriber::gapEvents(int &open) const
{
    QList<FeedbackEvent> events;
    QList<SpeechGap> left = m_wanted;
    for (const SpeechGap &gap : m_closed)
        left.removeOne(gap);
    open = static_cast<int>(left.size());
    bool hadGaps = false;
    for (const FeedbackEvent &event : m_record.feedback) {
        if (!isFillable(event))
            continue;
        hadGaps = true;
        if (!left.contains(stretchOf(event, m_sound->end())))
            events.append(CallGaps::closed(event));
    }
    // Of a call that was pending as a whole, and now is only in part.
    if (!hadGaps && !m_closed.isEmpty())
        for (const SpeechGap &gap : std::as_const(left))
            events.append(CallGaps::open(m_record.call.id, gap.track, secondsAt(gap.from), secondsAt(gap.to),
                                         m_engine));
    return events;
}

QMap<QString, QString> CallTranscriber::replaced() const
{
    QMap<QString, QString> replaced;
    for (const StoredLine &stored : m_record.lines) {
        const Transcription &line = stored.line;
        const qint64 middle = positionAt((line.start + line.end) / 2);
        const bool isHeardBetter =
            isStandIn(line, m_record.call) &&
            std::any_of(m_closed.cbegin(), m_closed.cend(), [&](const SpeechGap &gap) {
                return gap.track == line.track && gap.from <= middle && middle < gap.to;
            });
        if (!isHeardBetter)
            continue;
        QString best;
        double most = 0;
        for (const Transcription &better : m_lines) {
            if (better.track != line.track || overlap(better, line) <= most)
                continue;
            most = overlap(better, line);
            best = better.id;
        }
        replaced.insert(line.id, best);
    }
    return replaced;
}

void CallTranscriber::write(const std::optional<Error> &unfinished)
{
    if (m_over || m_writing)
        return;
    if (unfinished && m_closed.isEmpty())
        return end(*unfinished);
    m_writing = true;
    TranscribedCall result;
    QList<FeedbackEvent> feedback = gapEvents(result.gapsOpen);
    result.gapsClosed = static_cast<int>(m_closed.size());
    result.lines = static_cast<int>(m_lines.size());
    result.call = m_record.call;
    const bool mends = result.call.status == CallStatus::Pending || result.call.status == CallStatus::Failed;
    if (mends && result.gapsOpen == 0)
        result.call.status = CallStatus::Completed;

    QSet<QString> fresh;
    QList<Transcription> all = m_lines;
    for (const Transcription &line : std::as_const(m_lines))
        fresh.insert(line.id);
    const QMap<QString, QString> goes = replaced();
    for (const StoredLine &stored : std::as_const(m_record.lines))
        if (!goes.contains(stored.line.id))
            all.append(stored.line);
    QList<FeedbackEvent> given;
    for (const FeedbackEvent &event : std::as_const(m_record.feedback))
        if (goes.contains(event.metadata.value(QLatin1String("segment")).toString()))
            given.append(event);
    std::stable_sort(all.begin(), all.end(),
                     [](const Transcription &a, const Transcription &b) { return a.start < b.start; });
    CallPipeline pipeline(m_playbook, &m_services.classifier);
    QList<Transcription> added;
    QList<std::optional<double>> sentiments;
    for (const Transcription &line : std::as_const(all)) {
        const CallPipeline::Outcome outcome = pipeline.addLine(line);
        if (!fresh.contains(line.id))
            continue;
        added.append(line);
        sentiments.append(outcome.sentiment);
        // Too late for what to say.
        feedback += notYetGiven(outcome.feedback, given, false);
    }
    const double duration =
        std::max(m_record.call.duration.value_or(0), m_sound ? secondsAt(m_sound->end()) : 0);
    whenAnswered(m_services.store.addBackfill(m_record.call.id, added, sentiments, feedback,
                                              pipeline.analytics(m_record.call.id, duration),
                                              result.call.status, goes),
                 this, [this, result, unfinished](const Result<void> &written) {
                     if (!written)
                         return end(written.error());
                     log::info("session", "call_transcribed",
                               {{"lines", QString::number(result.lines)},
                                {"gaps_open", QString::number(result.gapsOpen)}});
                     if (unfinished)
                         return end(*unfinished);
                     m_over = true;
                     m_lock.reset();
                     Q_EMIT finished(result);
                 });
}

void CallTranscriber::end(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    m_lock.reset();
    Q_EMIT failed(error);
}

} // namespace talktrack
