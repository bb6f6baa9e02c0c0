// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_writer.h"

#include "core/support/answer.h"
#include "core/support/log.h"

#include <utility>

namespace talktrack {

CallWriter::CallWriter(CallStore &store, std::chrono::milliseconds patience)
    : m_store(store)
    , m_patience(patience)
{
    m_watchdog.setSingleShot(true);
    m_watchdog.setInterval(patience);
    connect(&m_watchdog, &QTimer::timeout, this, [this] {
        log::error("session", "store_did_not_finish", {{"lines", QString::number(m_pending.size())}});
        showUnsaved();
        endDraining();
    });
    connect(&store, &CallStore::diskFull, this, &CallWriter::updateHeldUp);
    connect(&store, &CallStore::lockedOut, this, &CallWriter::updateHeldUp);
}

void CallWriter::begin(const Call &call)
{
    m_begun = true;
    keep(m_store.createCall(call));
    updateHeldUp();
}

void CallWriter::addLine(const Transcription &line, std::optional<double> sentiment,
                         const QList<FeedbackEvent> &feedback, TimePoint arrived,
                         const LinesReplaced &replaced)
{
    for (Pending &earlier : m_pending)
        earlier.gone = earlier.gone || replaced.merged.contains(earlier.line.id) ||
                       replaced.withdrawn.contains(earlier.line.id);
    const qint64 number = m_count++;
    Pending &pending = *m_pending.insert(number, {line, feedback, arrived, replaced});
    const QFuture<Result<void>> written = m_store.addLine(line, sentiment, feedback, replaced);
    if (m_heldUp)
        show(pending, false);
    whenAnswered(written, this, [this, number](const Result<void> &result) { answered(number, result); });
}

void CallWriter::withdrawLine(const QString &id, const QString &reason)
{
    keep(m_store.withdrawLine(id, reason));
    for (auto it = m_pending.begin(); it != m_pending.end();)
        it = it->line.id == id ? m_pending.erase(it) : std::next(it);
    if (m_pending.isEmpty())
        endDraining();
}

void CallWriter::addFeedback(const QList<FeedbackEvent> &events)
{
    keep(m_store.addFeedback(events));
}

void CallWriter::noteRecording(const Call &call)
{
    keep(m_store.setRecording(call.id, call.recordingUrl, call.recordingKey));
}

void CallWriter::noteOutcome(const QString &feedbackId, CardOutcome outcome, double at)
{
    whenAnswered(m_store.noteOutcome(feedbackId, outcome, at), this, [this](const Result<void> &result) {
        if (!result && result.error().kind != ErrorKind::NotFound)
            noteFailure(result.error());
    });
}

void CallWriter::drain()
{
    m_draining = true;
    m_watchdog.start();
    if (m_pending.isEmpty())
        endDraining();
}

void CallWriter::endDraining()
{
    m_watchdog.stop();
    if (std::exchange(m_draining, false))
        Q_EMIT drained();
}

void CallWriter::finish(const Call &call, const Analytics &analytics)
{
    whenAnswered(m_store.finishCall(call, analytics), this, [this](const Result<void> &written) {
        if (!written)
            noteFailure(written.error());
        end();
    });
    // While nothing can be written the end of the call waits for that, but the rep does not.
    QTimer::singleShot(m_patience, this, [this] {
        if (m_over)
            return;
        const ErrorKind kind = m_store.isDiskFull()    ? ErrorKind::DiskFull
                               : m_store.isLockedOut() ? ErrorKind::DatabaseBusy
                                                       : ErrorKind::DatabaseFailed;
        noteFailure({kind, QStringLiteral("not answered at the end of the call"), {}, {}});
        end();
    });
}

void CallWriter::end()
{
    if (!std::exchange(m_over, true))
        Q_EMIT finished();
}

void CallWriter::updateHeldUp()
{
    const bool heldUp = m_store.isDiskFull() || m_store.isLockedOut();
    if (!m_begun || m_over || heldUp == m_heldUp)
        return;
    m_heldUp = heldUp;
    Q_EMIT heldUpChanged(heldUp);
    if (heldUp)
        showUnsaved();
}

/// Not on disk yet, so not final yet; but the rep must see them now.
void CallWriter::showUnsaved()
{
    for (Pending &pending : m_pending)
        show(pending, false);
}

void CallWriter::answered(qint64 number, const Result<void> &written)
{
    if (m_over)
        return;
    if (!written)
        noteFailure(written.error());
    const auto it = m_pending.find(number);
    if (it == m_pending.end())
        return;
    Pending pending = std::move(*it);
    m_pending.erase(it);
    show(pending, written.has_value());
    if (m_pending.isEmpty())
        endDraining();
}

void CallWriter::show(Pending &pending, bool final)
{
    pending.line.final = final;
    const QStringList gone =
        std::exchange(pending.replaced.merged, {}) + std::exchange(pending.replaced.withdrawn, {});
    for (const QString &id : gone)
        Q_EMIT lineGone(id);
    for (StoredLine &shortened : pending.replaced.shortened) {
        shortened.line.final = final;
        Q_EMIT lineDue(shortened.line, pending.arrived);
    }
    if (!pending.gone)
        Q_EMIT lineDue(pending.line, pending.arrived);
    if (!pending.feedback.isEmpty())
        Q_EMIT feedbackDue(std::exchange(pending.feedback, {}), pending.arrived);
}

void CallWriter::keep(const QFuture<Result<void>> &write)
{
    whenAnswered(write, this, [this](const Result<void> &result) {
        if (!result)
            noteFailure(result.error());
    });
}

void CallWriter::noteFailure(const Error &error)
{
    if (m_over)
        return;
    log::error("session", "write_failed", {{"detail", error.detail}});
    if (!m_failure)
        m_failure = error;
    // What is not there any more says nothing of the disk.
    if (error.kind != ErrorKind::NotFound)
        Q_EMIT failed();
}

} // namespace talktrack
