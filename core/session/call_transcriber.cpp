// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_transcriber.h"

#include "core/audio/sealed_sound.h"
#include "core/coach/playbook_reader.h"
#include "core/session/call_pipeline.h"
#include "core/session/kept_sounds.h"
#include "core/session/playbook_shelf.h"
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

constexpr qint64 chunk = SealedSound::chunkSamples;

bool isStandIn(const Transcription &line, const Call &call)
{
    return !line.backfilled && isOfOtherEngine(line, call.speech);
}

double overlap(const Transcription &a, const Transcription &b)
{
    return std::min(a.end, b.end) - std::max(a.start, b.start);
}

} // namespace

CallTranscriber::CallTranscriber(const CallServices &services, std::optional<Playbook> chosen, QString engine,
                                 Jobs jobs)
    : m_services(services)
    , m_playbook(std::move(chosen))
    , m_engine(std::move(engine))
    , m_jobs(std::move(jobs))
{
}

CallTranscriber::~CallTranscriber() = default;

void CallTranscriber::start(const QString &callId, Scope scope)
{
    m_scope = scope;
    // Another program that conducts or transcribes it holds its lock. Asking first and taking it then would
    // let two begin at once.
    m_lock = std::make_unique<LiveCallLock>(m_services.dataDir, callId);
    if (m_lock->isTaken())
        return end({ErrorKind::CallRunning, QStringLiteral("locked"), callId, {}});
    whenAnswered(m_services.archive.call(callId), this,
                 [this](const Result<CallRecord> &record) { loaded(record); });
}

void CallTranscriber::cancel()
{
    m_cancelled = true;
    if (m_writing)
        return;
    m_filler.reset();
    const Error cancelled{ErrorKind::Cancelled, QStringLiteral("cancelled"), {}, {}};
    write(cancelled);
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
    m_missing.emplace(m_record, m_sound->end(), m_engine, m_scope == Scope::Everything);
    m_result.call = m_record.call;
    m_assembler = std::make_unique<TranscriptAssembler>(m_record.call.id, m_engine);
    if (const Result<void> chosen = choosePlaybook(); !chosen)
        return end(chosen.error());
    if (m_missing->count() == 0) {
        if (m_missing->hasChanges() || statusNow() != m_record.call.status)
            return write(std::nullopt);
        return done();
    }
    const Result<GapFiller::MakeJob> jobs = m_jobs(*m_playbook);
    if (!jobs)
        return end(jobs.error());
    m_makeJob = *jobs;
    nextPiece();
}

Result<void> CallTranscriber::choosePlaybook()
{
    if (m_playbook)
        return {};
    m_playbook = playbookOf(m_record.call, m_services.dataDir);
    if (m_playbook)
        return {};
    // Still of use for what it makes of single lines, but not to judge the call by.
    m_isJudged = !m_record.analytics;
    Result<Playbook> shipped = defaultPlaybook();
    if (!shipped)
        return unexpected(shipped.error());
    m_playbook = std::move(*shipped);
    return {};
}

void CallTranscriber::nextPiece()
{
    m_filler = std::make_unique<GapFiller>(
        m_makeJob, [this](qint64 position, std::span<qint16> into) { read(position, into); }, m_engine);
    connect(m_filler.get(), &GapFiller::lineFilled, this, &CallTranscriber::lineFilled);
    connect(m_filler.get(), &GapFiller::gapClosed, this,
            [this](const SpeechGap &gap) { m_closed.append(gap); });
    connect(m_filler.get(), &GapFiller::echoesDropped, this, [this](int lines) { m_result.echoes += lines; });
    connect(m_filler.get(), &GapFiller::progressed, this, &CallTranscriber::tell);
    // Queued: the filler is in the middle of something.
    connect(
        m_filler.get(), &GapFiller::idle, this, [this] { write(std::nullopt); }, Qt::QueuedConnection);
    for (const auto stopped : {&GapFiller::refused, &GapFiller::away})
        connect(
            m_filler.get(), stopped, this, [this](const Error &error) { write(error); },
            Qt::QueuedConnection);
    for (const SpeechGap &gap : m_missing->nextPiece())
        m_filler->add(gap);
    for (const StoredLine &stored : std::as_const(m_record.lines))
        if (!goes(stored.line))
            m_filler->note(stored.line);
    for (const Transcription &line : std::as_const(m_lines))
        m_filler->note(line);
    m_filler->setReachable(true);
}

/// Whether what is heard now takes the place of the line.
bool CallTranscriber::goes(const Transcription &line) const
{
    return m_scope == Scope::Everything || isStandIn(line, m_record.call);
}

void CallTranscriber::read(qint64 position, std::span<qint16> into)
{
    if (m_sound->read(position, into))
        return;
    // Which chunks of it? What is beyond the end is none.
    const auto samples = static_cast<qint64>(into.size()) / trackCount;
    const qint64 end = std::min(position + samples, m_sound->end());
    for (qint64 from = position; from < end;) {
        const qint64 to = std::min((from / chunk + 1) * chunk, end);
        const auto part = into.subspan(static_cast<size_t>((from - position) * trackCount),
                                       static_cast<size_t>((to - from) * trackCount));
        if (!m_sound->read(from, part))
            m_unread.append({from, to});
        from = to;
    }
}

QList<SpeechGap> CallTranscriber::unreadOf(const SpeechGap &gap) const
{
    QList<std::pair<qint64, qint64>> sorted = m_unread;
    std::sort(sorted.begin(), sorted.end());
    QList<SpeechGap> unread;
    for (const auto &[first, last] : std::as_const(sorted)) {
        const qint64 from = std::max(first, gap.from);
        const qint64 to = std::min(last, gap.to);
        if (from >= to)
            continue;
        if (!unread.isEmpty() && from <= unread.last().to)
            unread.last().to = std::max(unread.last().to, to);
        else
            unread.append({gap.track, from, to});
    }
    return unread;
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
    const auto whole = static_cast<double>(m_missing->lengthAtFirst());
    const auto left = static_cast<double>(m_missing->length());
    qint64 piece = 0;
    for (const SpeechGap &gap : m_missing->nextPiece())
        piece += gap.to - gap.from;
    // The last part is for the answer.
    const double part = total > 0 ? 0.9 * static_cast<double>(sent) / static_cast<double>(total) : 0;
    Q_EMIT progressed(std::clamp((whole - left + part * static_cast<double>(piece)) / whole, 0.0, 1.0));
}

QMap<QString, QString> CallTranscriber::replaced() const
{
    // Where the sound is damaged, nobody hears anything better.
    QList<SpeechGap> unread;
    for (const SpeechGap &gap : m_closed)
        unread += unreadOf(gap);
    QMap<QString, QString> replaced;
    for (const StoredLine &stored : m_record.lines) {
        const Transcription &line = stored.line;
        const qint64 middle = positionAt((line.start + line.end) / 2);
        const auto holdsIt = [&](const SpeechGap &gap) {
            return gap.track == line.track && gap.from <= middle && middle < gap.to;
        };
        if (!goes(line) || std::none_of(m_closed.cbegin(), m_closed.cend(), holdsIt) ||
            std::any_of(unread.cbegin(), unread.cend(), holdsIt))
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

CallStatus CallTranscriber::statusNow() const
{
    const CallStatus status = m_record.call.status;
    const bool mends = status == CallStatus::Pending || status == CallStatus::Failed;
    return mends && m_missing->count() == 0 ? CallStatus::Completed : status;
}

void CallTranscriber::write(const std::optional<Error> &unfinished)
{
    if (m_over || m_writing)
        return;
    if (unfinished && (m_closed.isEmpty() || m_scope == Scope::Everything))
        return end(*unfinished);
    for (const SpeechGap &gap : std::as_const(m_closed))
        m_missing->fill(gap, unreadOf(gap));
    if (m_scope == Scope::Everything && m_missing->count() > 0)
        return nextPiece();
    m_writing = true;
    QList<FeedbackEvent> feedback = m_missing->takeChanges();

    QSet<QString> fresh;
    QList<Transcription> all = m_lines;
    for (const Transcription &line : std::as_const(m_lines))
        fresh.insert(line.id);
    const QMap<QString, QString> gone = replaced();
    for (const StoredLine &stored : std::as_const(m_record.lines))
        if (!gone.contains(stored.line.id))
            all.append(stored.line);
    QList<FeedbackEvent> given;
    for (const FeedbackEvent &event : std::as_const(m_record.feedback))
        if (gone.contains(event.metadata.value(QLatin1String("segment")).toString()))
            given.append(event);
    std::stable_sort(all.begin(), all.end(),
                     [](const Transcription &a, const Transcription &b) { return a.start < b.start; });
    CallPipeline pipeline(*m_playbook, &m_services.classifier);
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
    const double duration = std::max(m_record.call.duration.value_or(0), secondsAt(m_sound->end()));
    const Analytics analytics =
        m_isJudged ? pipeline.analytics(m_record.call.id, duration) : *m_record.analytics;
    m_result.gapsClosed += static_cast<int>(m_closed.size());
    m_result.lines += static_cast<int>(m_lines.size());
    m_result.call.status = statusNow();
    whenAnswered(m_services.store.addBackfill(m_record.call.id, added, sentiments, feedback, analytics,
                                              m_result.call.status, gone,
                                              m_scope == Scope::Everything ? m_engine : QString()),
                 this, [this, unfinished](const Result<void> &result) {
                     if (!result)
                         return end(result.error());
                     written(unfinished);
                 });
}

void CallTranscriber::written(const std::optional<Error> &unfinished)
{
    m_writing = false;
    m_closed.clear();
    m_lines.clear();
    m_unread.clear();
    if (m_missing->count() == 0)
        return done();
    if (unfinished)
        return end(*unfinished);
    if (m_cancelled)
        return end({ErrorKind::Cancelled, QStringLiteral("cancelled"), {}, {}});
    Q_EMIT progressed(1.0 - static_cast<double>(m_missing->length()) /
                                static_cast<double>(m_missing->lengthAtFirst()));
    whenAnswered(m_services.archive.call(m_record.call.id), this, [this](const Result<CallRecord> &record) {
        if (m_over)
            return;
        if (!record)
            return end(record.error());
        m_record = *record;
        nextPiece();
    });
}

void CallTranscriber::done()
{
    if (std::exchange(m_over, true))
        return;
    m_result.gapsOpen = m_missing->count();
    log::info("session", "call_transcribed", {{"lines", QString::number(m_result.lines)}});
    m_lock.reset();
    Q_EMIT finished(m_result);
}

void CallTranscriber::end(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    m_lock.reset();
    Q_EMIT failed(error);
}

} // namespace talktrack
