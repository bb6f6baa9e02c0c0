// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/call_store.h"

#include "core/store/analytics_table.h"
#include "core/store/calls_table.h"
#include "core/store/feedback_table.h"
#include "core/store/lines_table.h"
#include "core/store/store_thread.h"

namespace talktrack {
namespace {

/// Why a line left the transcript, in withdrawn_lines.
const QString standIn = QStringLiteral("stand_in");

Result<void> putAll(Database &database, const QList<FeedbackEvent> &events)
{
    for (const FeedbackEvent &event : events) {
        if (const auto put = feedback_table::put(database, event); !put)
            return put;
    }
    return {};
}

Result<void> putLines(Database &database, const QList<Transcription> &lines,
                      const QList<std::optional<double>> &sentiments)
{
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto sentiment = i < sentiments.size() ? sentiments.at(i) : std::nullopt;
        if (const auto put = lines_table::put(database, lines.at(i), sentiment); !put)
            return put;
    }
    return {};
}

Result<void> withdraw(Database &database, const QString &lineId, const QString &reason)
{
    if (const auto moved = lines_table::withdraw(database, lineId, reason); !moved)
        return moved;
    return feedback_table::removeOfLine(database, lineId);
}

/// Its feedback goes to the other line, or with it.
Result<void> replaceOne(Database &database, const QString &lineId, const QString &by)
{
    if (by.isEmpty())
        return withdraw(database, lineId, standIn);
    if (const auto moved = feedback_table::moveToLine(database, lineId, by); !moved)
        return moved;
    return lines_table::withdraw(database, lineId, standIn);
}

Result<void> replaceBy(Database &database, const QString &lineId, const LinesReplaced &replaced)
{
    for (const StoredLine &shortened : replaced.shortened)
        if (const auto put = lines_table::put(database, shortened.line, shortened.sentiment); !put)
            return put;
    for (const QString &id : replaced.merged) {
        if (const auto done = replaceOne(database, id, lineId); !done)
            return done;
    }
    for (const QString &id : replaced.withdrawn)
        if (const auto gone = withdraw(database, id, standIn); !gone)
            return gone;
    return {};
}

template <typename T>
bool allOf(const QString &callId, const QList<T> &items)
{
    return std::all_of(items.begin(), items.end(), [&](const T &item) { return item.callId == callId; });
}

} // namespace

class CallStore::Private
{
public:
    Private(const StoreOptions &options, StoreThread::Notices notices)
        : thread(options, std::move(notices))
    {
    }

    QFuture<Result<void>> post(std::function<Result<void>(Database &)> work,
                               StorePatience patience = StorePatience::Waits)
    {
        auto job = std::make_unique<TypedStoreJob<void>>(std::move(work), patience);
        auto future = job->future();
        thread.post(std::move(job));
        return future;
    }

    StoreThread thread;
    QString userId;
};

CallStore::CallStore() = default;

CallStore::~CallStore()
{
    // The store thread may still emit through us.
    d.reset();
}

Result<std::unique_ptr<CallStore>> CallStore::open(const StoreOptions &options)
{
    std::unique_ptr<CallStore> store(new CallStore);
    CallStore *that = store.get();
    const StoreThread::Notices notices{[that](bool full) { Q_EMIT that->diskFull(full); },
                                       [that](bool out) {
                                           Q_EMIT that->lockedOut(out);
                                       }};
    store->d = std::make_unique<Private>(options, notices);
    auto userId = store->d->thread.start();
    if (!userId)
        return unexpected(userId.error());
    store->d->userId = std::move(userId.value());
    return store;
}

QFuture<Result<void>> CallStore::createCall(const Call &call)
{
    return d->post(
        [call, user = d->userId](Database &database) { return calls_table::insert(database, call, user); });
}

QFuture<Result<void>> CallStore::addLine(const Transcription &line, std::optional<double> sentiment,
                                         const QList<FeedbackEvent> &feedback, const LinesReplaced &replaced)
{
    return d->post([line, sentiment, feedback, replaced](Database &database) -> Result<void> {
        if (const auto put = lines_table::put(database, line, sentiment); !put)
            return put;
        if (const auto done = replaceBy(database, line.id, replaced); !done)
            return done;
        return putAll(database, feedback);
    });
}

QFuture<Result<void>> CallStore::withdrawLine(const QString &lineId, const QString &reason)
{
    return d->post([lineId, reason](Database &database) { return withdraw(database, lineId, reason); });
}

QFuture<Result<void>> CallStore::addFeedback(const QList<FeedbackEvent> &events)
{
    return d->post([events](Database &database) { return putAll(database, events); });
}

QFuture<Result<void>> CallStore::noteOutcome(const QString &feedbackId, CardOutcome outcome, double at)
{
    return d->post([feedbackId, outcome, at](Database &database) {
        return feedback_table::noteOutcome(database, feedbackId, outcome, at);
    });
}

QFuture<Result<void>> CallStore::setRecording(const QString &callId, const QString &url,
                                              const QByteArray &key)
{
    return d->post([callId, url, key](Database &database) {
        return calls_table::setRecording(database, callId, url, key);
    });
}

QFuture<Result<void>> CallStore::finishCall(const Call &call, const Analytics &analytics,
                                            StorePatience patience)
{
    return d->post(
        [call, analytics](Database &database) -> Result<void> {
            if (const auto updated = calls_table::update(database, call); !updated)
                return updated;
            return analytics_table::put(database, call.id, analytics);
        },
        patience);
}

QFuture<Result<void>> CallStore::addCall(const Call &call, const QList<Transcription> &lines,
                                         const QList<std::optional<double>> &sentiments,
                                         const QList<FeedbackEvent> &feedback, const Analytics &analytics)
{
    return d->post(
        [call, lines, sentiments, feedback, analytics, user = d->userId](Database &database) -> Result<void> {
            if (const auto inserted = calls_table::insert(database, call, user); !inserted)
                return inserted;
            if (const auto put = putLines(database, lines, sentiments); !put)
                return put;
            if (const auto put = putAll(database, feedback); !put)
                return put;
            return analytics_table::put(database, call.id, analytics);
        },
        StorePatience::Fails);
}

QFuture<Result<void>> CallStore::addBackfill(const QString &callId, const QList<Transcription> &lines,
                                             const QList<std::optional<double>> &sentiments,
                                             const QList<FeedbackEvent> &feedback, const Analytics &analytics,
                                             CallStatus status, const QMap<QString, QString> &replaced,
                                             const QString &speech)
{
    QList<Transcription> filled = lines;
    for (Transcription &line : filled)
        line.backfilled = true;
    return d->post(
        [callId, filled, sentiments, feedback, analytics, status, replaced,
         speech](Database &database) -> Result<void> {
            if (!allOf(callId, filled) || !allOf(callId, feedback))
                return unexpected(ErrorKind::Failed, QStringLiteral("of another call"), callId);
            if (const auto set = calls_table::setStatus(database, callId, status, speech); !set)
                return set;
            if (const auto put = putLines(database, filled, sentiments); !put)
                return put;
            for (auto it = replaced.cbegin(); it != replaced.cend(); ++it)
                if (const auto done = replaceOne(database, it.key(), it.value()); !done)
                    return done;
            if (const auto put = putAll(database, feedback); !put)
                return put;
            return analytics_table::put(database, callId, analytics);
        },
        StorePatience::Fails);
}

QString CallStore::userId() const
{
    return d->userId;
}

bool CallStore::isDiskFull() const
{
    return d->thread.isDiskFull();
}

bool CallStore::isLockedOut() const
{
    return d->thread.isLockedOut();
}

} // namespace talktrack
