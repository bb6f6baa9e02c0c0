// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/call.h"
#include "core/model/feedback_event.h"
#include "core/model/transcription.h"
#include "core/support/result.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>

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
    bool operator==(const StoreOptions &) const = default;
};

/// How a card fared.
enum class CardOutcome { Dismissed, Used };

/// Keeps calls: the database's only writer, on a thread of its own.
///
/// Thread: any may call; jobs run in order on the store thread, those waiting together in one transaction. A future
/// that has a value means the rows are on disk (WAL, synchronous=FULL). On a full disk the ballast file is given up
/// once and the job tried again, so that a call can be finished; while the disk stays full jobs wait in memory, in
/// order and bounded, and are retried; the future then has not finished yet and diskFull(true) has been said.
/// Any other failure of a job is in its future.
class CallStore final : public QObject
{
    Q_OBJECT

public:
    /// Opens, checks and migrates the database (mode 0600) and starts the thread. Blocks; not for the window's thread.
    /// DatabaseCorrupt, DatabaseNewer, DatabaseReadOnly, DatabaseBusy, DiskFull or DatabaseFailed otherwise; a
    /// database of no version at all is made.
    static Result<std::unique_ptr<CallStore>> open(const StoreOptions &options);
    /// Finishes all jobs first.
    ~CallStore() override;

    /// Calls that were live when the program last ended become interrupted, with duration and figures of what was
    /// kept; gives their number. Call once at the start, while no call is live.
    QFuture<Result<int>> recoverInterrupted();

    QFuture<Result<void>> createCall(const Call &call);
    /// A final line, its words and everything it caused, in one transaction. A line of an id that is there already
    /// replaces it.
    QFuture<Result<void>> addLine(const Transcription &line, std::optional<double> sentiment);
    QFuture<Result<void>> addFeedback(const QList<FeedbackEvent> &events);
    QFuture<Result<void>> noteOutcome(const QString &feedbackId, CardOutcome outcome, double at);
    /// Status, end, duration and analytics in one transaction.
    QFuture<Result<void>> finishCall(const Call &call, const Analytics &analytics);
    /// A whole call at once (imports), all or nothing.
    QFuture<Result<void>> addCall(const Call &call, const QList<Transcription> &lines,
                                  const QList<std::optional<double>> &sentiments,
                                  const QList<FeedbackEvent> &feedback, const Analytics &analytics);
    /// The local user, made at the first start.
    QString userId() const;

Q_SIGNALS:
    void diskFull(bool full);

private:
    CallStore();
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
