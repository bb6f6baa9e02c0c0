// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/call.h"
#include "core/model/feedback_event.h"
#include "core/model/transcription.h"
#include "core/store/stored_line.h"
#include "core/support/result.h"

#include <QDateTime>
#include <QFuture>
#include <QList>
#include <QMetaType>
#include <QString>

#include <memory>
#include <optional>

namespace talktrack {

struct CallFilter
{
    /// 0 = all.
    int limit = 0;
    int offset = 0;
    /// By startedAt, inclusive from, exclusive to; invalid = open.
    QDateTime from;
    QDateTime to;
    bool operator==(const CallFilter &) const = default;
};

/// A row of the list of calls.
struct CallSummary
{
    Call call;
    int lines = 0;
    std::optional<double> talkTimeRatio;
    std::optional<double> sentimentAverage;
    std::optional<double> performanceScore;
    QMap<QString, int> keywordCounts;
    bool operator==(const CallSummary &) const = default;
};

/// One call, whole.
struct CallRecord
{
    Call call;
    /// In order of time.
    QList<StoredLine> lines;
    QList<FeedbackEvent> feedback;
    /// Absent while the call is live.
    std::optional<Analytics> analytics;
    bool operator==(const CallRecord &) const = default;
};

/// Reads calls, on a thread and a connection of its own that never write.
///
/// Thread: any may call; what is asked is answered in order, each answer a consistent view of what the store
/// had committed by then. Futures finish on the archive's thread. Errors: those named below, else
/// DatabaseCorrupt, DatabaseBusy, DiskFailed or DatabaseFailed.
class CallArchive final
{
public:
    /// Blocks briefly. NotFound if there is no such file or nothing in it yet, DatabaseNewer, and
    /// DatabaseFailed for a database that CallStore has not migrated yet; the file as subject.
    static Result<std::unique_ptr<CallArchive>> open(const QString &databaseFile);
    CallArchive(const CallArchive &) = delete;
    CallArchive &operator=(const CallArchive &) = delete;
    /// What has not been answered yet ends with Cancelled.
    ~CallArchive();

    /// Newest first.
    QFuture<Result<QList<CallSummary>>> calls(const CallFilter &filter);
    /// By id, an unambiguous prefix of it, or "last". NotFound or Ambiguous with the text as subject.
    /// A prefix is taken literally; capitals in it match small letters too. "last" is the call that was
    /// added last, whenever it took place.
    QFuture<Result<CallRecord>> call(const QString &idOrPrefix);
    /// Ids of the calls whose status is live, oldest first: running ones, and those that were cut off.
    QFuture<Result<QStringList>> liveCalls();
    /// Ids of the calls whose sound is kept, oldest first.
    QFuture<Result<QStringList>> recordedCalls();
    /// Calls that recognition can still do something for: those that are pending, and those that have ended
    /// with their sound kept and a gap that is not closed, unless it is of lost sound. Newest first.
    QFuture<Result<QList<Call>>> callsToTranscribe();

private:
    CallArchive();
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::CallSummary)
Q_DECLARE_METATYPE(talktrack::CallRecord)
