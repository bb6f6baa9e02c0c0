// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/call.h"
#include "core/model/feedback_event.h"
#include "core/model/transcription.h"
#include "core/store/call_store.h"
#include "core/support/error.h"

#include <QFuture>
#include <QList>
#include <QMap>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>

namespace talktrack {

/// Writes what one live call produces, and says of each line when it may be shown: once it is on disk, or at
/// once as an interim one while nothing can be written. Remembers whether anything of the call was lost.
///
/// Thread: the call thread; owned by LiveCall. Order: begin(), then any, drain(), finish().
/// Signals: lineGone, lineDue and feedbackDue as described; heldUpChanged while the store waits for room or
/// for another program's lock; failed at each write that failed; drained once after drain(); finished once
/// after finish(), and nothing after it.
class CallWriter final : public QObject
{
    Q_OBJECT

public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// The store outlives the writer. patience: how long drain() and finish() each wait for the disk.
    CallWriter(CallStore &store, std::chrono::milliseconds patience);

    void begin(const Call &call);
    /// replaced: lines in whose place it comes. They stay on the screen until this one is there.
    void addLine(const Transcription &line, std::optional<double> sentiment,
                 const QList<FeedbackEvent> &feedback, TimePoint arrived, const LinesReplaced &replaced = {});
    /// It is not shown any more, whether it is on disk yet or not. reason: "echo" or "stand_in".
    void withdrawLine(const QString &id, const QString &reason);
    void addFeedback(const QList<FeedbackEvent> &events);
    /// The call's sound is kept from now on, or not any more.
    void noteRecording(const Call &call);
    /// at: seconds since the call's start. That the card is gone in the meantime is no failure.
    void noteOutcome(const QString &feedbackId, CardOutcome outcome, double at);
    /// Waits for the lines that are under way, but no longer than the patience: then they are shown as
    /// interim.
    void drain();
    void finish(const Call &call, const Analytics &analytics);

    bool isHeldUp() const { return m_heldUp; }
    /// The first write of the call that failed or was not answered at the end.
    const std::optional<Error> &failure() const { return m_failure; }

Q_SIGNALS:
    /// Final if it is on disk.
    void lineDue(const talktrack::Transcription &line, talktrack::CallWriter::TimePoint arrived);
    /// A line that was shown has gone: right before the one that comes in its place.
    void lineGone(const QString &id);
    /// What a line caused, after it.
    void feedbackDue(const QList<talktrack::FeedbackEvent> &events, talktrack::CallWriter::TimePoint arrived);
    void heldUpChanged(bool heldUp);
    void failed();
    void drained();
    void finished();

private:
    struct Pending
    {
        Transcription line;
        QList<FeedbackEvent> feedback;
        TimePoint arrived;
        LinesReplaced replaced;
        /// Another one has taken its place in the meantime.
        bool gone = false;
    };

    void updateHeldUp();
    void showUnsaved();
    void answered(qint64 number, const Result<void> &written);
    void show(Pending &pending, bool final);
    void keep(const QFuture<Result<void>> &write);
    void noteFailure(const Error &error);
    void endDraining();
    void end();

    CallStore &m_store;
    const std::chrono::milliseconds m_patience;
    /// In the order in which they were given.
    QMap<qint64, Pending> m_pending;
    qint64 m_count = 0;
    QTimer m_watchdog;
    bool m_begun = false;
    bool m_heldUp = false;
    bool m_draining = false;
    bool m_over = false;
    std::optional<Error> m_failure;
};

} // namespace talktrack
