// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/call.h"
#include "core/model/feedback_event.h"
#include "core/model/transcription.h"
#include "core/store/stored_line.h"
#include "core/support/result.h"

#include <QFuture>
#include <QList>
#include <QMap>
#include <QObject>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>

namespace talktrack {

struct StoreOptions
{
    /// ":memory:" works in tests.
    QString databaseFile;
    /// Empty: none is kept.
    QString ballastFile;
    qint64 ballastBytes = 32LL * 1024 * 1024;
    /// quick_check at the start.
    bool check = true;
    /// How long one try waits for another program's lock.
    std::chrono::milliseconds busyTimeout{5000};
    /// Between two tries while nothing can be written.
    std::chrono::milliseconds retryInterval{1000};
    /// Jobs that may wait; one more than that fails at once.
    int mostWaitingJobs = 100'000;
    bool operator==(const StoreOptions &) const = default;
};

/// What a job does while nothing can be written: the disk is full, or another program keeps its lock.
enum class StorePatience {
    /// Stays in memory, in its place, until it can be written.
    Waits,
    /// Ends with DiskFull or DatabaseBusy instead.
    Fails,
};

/// How a card fared.
enum class CardOutcome { Dismissed, Used };

/// Keeps calls: the database's only writer, on a thread of its own.
///
/// Thread: any may call; jobs run in order on the store thread, those waiting together in one transaction. A
/// future that has a value means the rows are on disk (WAL, synchronous=FULL). On a full disk the ballast
/// file is given up once and the job tried again, so that a call can be finished. While the disk stays full
/// or another program keeps its lock, the jobs of a call wait in memory, in order and bounded, and are
/// retried; the future then has not finished yet and diskFull(true) or lockedOut(true) has been said. A job
/// of more than that number, and one that does not wait (for a lock: three busy timeouts), fails with
/// DiskFull or DatabaseBusy; so do those that are left when the store is destroyed. Any other failure of a
/// job is in its future and touches no other job: NotFound for a call or card that is not there, DiskFailed,
/// DatabaseFailed. Futures finish on the store thread, those of waiting jobs in order: a continuation that
/// does more than hand on takes a context object. Texts are kept as valid Unicode: a lone surrogate or NUL
/// becomes U+FFFD; a time that is no number becomes 0.
class CallStore final : public QObject
{
    Q_OBJECT

public:
    /// Opens, checks and migrates the database (mode 0600) and starts the thread. Blocks; not for the
    /// window's thread. DatabaseCorrupt, DatabaseNewer, DatabaseReadOnly, DatabaseBusy, DiskFull, DiskFailed
    /// or DatabaseFailed (among them another program's database) otherwise, the file as subject and nothing
    /// written to it; a database of no version at all is made. Its directory must be there.
    static Result<std::unique_ptr<CallStore>> open(const StoreOptions &options);
    /// Finishes all jobs first; those that a full disk or a lock refuses to the last end with their error.
    ~CallStore() override;

    QFuture<Result<void>> createCall(const Call &call);
    /// A final line, its words, everything it caused, and what becomes of the lines in whose place it comes,
    /// in one transaction. A line of an id that is there already replaces it. Lines that go are kept in
    /// withdrawn_lines with the reason "stand_in"; one that is not there is no error.
    QFuture<Result<void>> addLine(const Transcription &line, std::optional<double> sentiment,
                                  const QList<FeedbackEvent> &feedback = {},
                                  const LinesReplaced &replaced = {});
    /// A line turned out not to have been said by its speaker: it leaves the transcript, with its feedback,
    /// for withdrawn_lines, where it is kept with the reason ("echo", "stand_in"). A line that is not there
    /// is no error.
    QFuture<Result<void>> withdrawLine(const QString &lineId, const QString &reason);
    /// All or none. An event of an id that is there already replaces it, but for its outcome.
    QFuture<Result<void>> addFeedback(const QList<FeedbackEvent> &events);
    /// at: seconds since the call's start. The last outcome counts.
    QFuture<Result<void>> noteOutcome(const QString &feedbackId, CardOutcome outcome, double at);
    /// The sound of a running call is kept, and this is its wrapped key; both empty: it is not any more.
    QFuture<Result<void>> setRecording(const QString &callId, const QString &url, const QByteArray &key);
    /// Status, end, duration, the call's other properties but user and start, and analytics in one
    /// transaction. A call without its recording key loses it, and with it its sound.
    QFuture<Result<void>> finishCall(const Call &call, const Analytics &analytics,
                                     StorePatience patience = StorePatience::Waits);
    /// A whole call at once (imports), all or nothing. Does not wait for room or for a lock.
    QFuture<Result<void>> addCall(const Call &call, const QList<Transcription> &lines,
                                  const QList<std::optional<double>> &sentiments,
                                  const QList<FeedbackEvent> &feedback, const Analytics &analytics);
    /// What recognition has added to a call that has ended, in one transaction: lines (kept as backfilled),
    /// feedback and gaps, those of an id that is there already in place of it, the figures in place of those
    /// it had, and its status. replaced: lines that go, for withdrawn_lines, each with the id of the line
    /// that its feedback belongs to from now on, or with none, and then the feedback goes too. speech: the
    /// recogniser whose words the transcript is in from now on, empty for the one it was. The same again
    /// changes nothing. NotFound, or Failed while the call is live, with the call as subject; Failed for
    /// lines or feedback of another call.
    QFuture<Result<void>> addBackfill(const QString &callId, const QList<Transcription> &lines,
                                      const QList<std::optional<double>> &sentiments,
                                      const QList<FeedbackEvent> &feedback, const Analytics &analytics,
                                      CallStatus status, const QMap<QString, QString> &replaced = {},
                                      const QString &speech = {});
    /// The local user, made at the first start.
    QString userId() const;
    /// What diskFull() and lockedOut() said last. Any thread.
    bool isDiskFull() const;
    bool isLockedOut() const;

Q_SIGNALS:
    /// True when the disk refused a write for want of room: the ballast is gone, and what cannot be written
    /// waits in memory. False when there is room for writing and for the ballast again. Never the same value
    /// twice in a row. Comes from the store thread.
    void diskFull(bool full);
    /// True when another program has kept its lock for a busy timeout and jobs wait for it; false when one
    /// has been written again. Never the same value twice in a row. Comes from the store thread.
    void lockedOut(bool out);

private:
    CallStore();
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
