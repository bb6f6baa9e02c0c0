// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/call_archive.h"

#include "core/store/analytics_table.h"
#include "core/store/calls_table.h"
#include "core/store/columns.h"
#include "core/store/database_opening.h"
#include "core/store/feedback_table.h"
#include "core/store/lines_table.h"
#include "core/store/store_job.h"

#include <QThread>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>

namespace talktrack {
namespace {

constexpr std::chrono::seconds busyTimeout{5};

Result<QStringList> idsOf(Statement &statement)
{
    return statement.rows([&] { return statement.text(0); });
}

/// One id if it is one call's whole id or prefix, two if it is several calls', else none.
Result<QStringList> idsStartingWith(Database &database, const QString &prefix)
{
    // A range rather than LIKE: it uses the index, and what is typed is never a pattern.
    Statement statement(database,
                        QStringLiteral("SELECT id FROM calls WHERE id >= ? AND id < ? || char(0x10FFFF)"
                                       " ORDER BY id LIMIT 2"));
    statement.bind(columns::text(prefix)).bind(columns::text(prefix));
    auto ids = idsOf(statement);
    // The range begins with the whole id, which no longer one makes ambiguous.
    if (ids && ids->contains(prefix))
        return QStringList{prefix};
    return ids;
}

Result<QString> resolve(Database &database, const QString &idOrPrefix)
{
    Result<QStringList> ids{QStringList()};
    if (idOrPrefix == QLatin1String("last")) {
        Statement statement(database, QStringLiteral("SELECT id FROM calls ORDER BY rowid DESC LIMIT 1"));
        ids = idsOf(statement);
    } else if (!idOrPrefix.isEmpty()) {
        ids = idsStartingWith(database, idOrPrefix);
        if (ids && ids->isEmpty() && idOrPrefix != idOrPrefix.toLower())
            ids = idsStartingWith(database, idOrPrefix.toLower());
    }
    if (!ids)
        return unexpected(ids.error());
    if (ids->isEmpty())
        return unexpected(ErrorKind::NotFound, QStringLiteral("no such call"), idOrPrefix);
    if (ids->size() > 1)
        return unexpected(ErrorKind::Ambiguous, QStringLiteral("prefix of several calls"), idOrPrefix);
    return ids->constFirst();
}

Result<Call> readCall(Database &database, const QString &id)
{
    Statement statement(database, QLatin1String("SELECT ") + calls_table::columnList() +
                                      QLatin1String(" FROM calls c WHERE c.id = ?"));
    statement.bind(id);
    if (const auto ran = statement.run(); !ran)
        return unexpected(ran.error());
    const auto row = statement.next();
    if (!row)
        return unexpected(row.error());
    if (!*row)
        return unexpected(ErrorKind::NotFound, QStringLiteral("no such call"), id);
    return calls_table::callAt(statement, 0);
}

Result<CallRecord> readRecord(Database &database, const QString &idOrPrefix)
{
    const auto view = Transaction::begin(database, Transaction::Kind::Read);
    if (!view)
        return unexpected(view.error());
    const auto id = resolve(database, idOrPrefix);
    if (!id)
        return unexpected(id.error());
    auto call = readCall(database, *id);
    if (!call)
        return unexpected(call.error());
    auto lines = lines_table::ofCall(database, *id);
    if (!lines)
        return unexpected(lines.error());
    auto feedback = feedback_table::ofCall(database, *id);
    if (!feedback)
        return unexpected(feedback.error());
    auto analytics = analytics_table::ofCall(database, *id);
    if (!analytics)
        return unexpected(analytics.error());
    return CallRecord{*std::move(call), *std::move(lines), *std::move(feedback), *std::move(analytics)};
}

CallSummary summaryAt(const Statement &row)
{
    constexpr int next = calls_table::columnCount;
    CallSummary summary;
    summary.call = calls_table::callAt(row, 0);
    summary.lines = row.integer(next);
    summary.talkTimeRatio = row.optionalReal(next + 1);
    summary.sentimentAverage = row.optionalReal(next + 2);
    summary.performanceScore = row.optionalReal(next + 3);
    summary.keywordCounts = columns::countsOf(row.bytes(next + 4));
    return summary;
}

Result<QList<CallSummary>> readSummaries(Database &database, const CallFilter &filter)
{
    // The page is chosen in the index alone, so that a far offset does not read the calls before it.
    QString sql =
        QLatin1String("SELECT ") + calls_table::columnList() +
        QLatin1String(", (SELECT count(*) FROM transcriptions t WHERE t.call_id = c.id), a.talk_time_ratio,"
                      " a.sentiment_average, a.performance_score, CAST(a.keyword_counts AS BLOB)"
                      " FROM (SELECT rowid AS call FROM calls WHERE 1");
    if (filter.from.isValid())
        sql += QLatin1String(" AND started_at >= ?");
    if (filter.to.isValid())
        sql += QLatin1String(" AND started_at < ?");
    sql +=
        QLatin1String(" ORDER BY started_at DESC, rowid DESC LIMIT ? OFFSET ?) AS page"
                      " CROSS JOIN calls c ON c.rowid = page.call LEFT JOIN analytics a ON a.call_id = c.id"
                      " ORDER BY c.started_at DESC, c.rowid DESC");

    Statement statement(database, sql);
    if (filter.from.isValid())
        statement.bind(columns::time(filter.from));
    if (filter.to.isValid())
        statement.bind(columns::time(filter.to));
    statement.bind(filter.limit > 0 ? filter.limit : -1).bind(qMax(0, filter.offset));
    return statement.rows([&] { return summaryAt(statement); });
}

} // namespace

class CallArchive::Private
{
public:
    Private() = default;
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    ~Private()
    {
        if (!m_thread)
            return;
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_wake.notify_all();
        m_thread->wait();
        for (const auto &job : m_queue)
            job->giveUp(
                {ErrorKind::Cancelled, QStringLiteral("the archive was closed"), QString(), std::nullopt});
    }

    Result<void> start(const QString &file)
    {
        std::promise<Result<void>> opened;
        auto result = opened.get_future();
        m_thread.reset(QThread::create([this, file, opened = std::move(opened)]() mutable {
            auto database = openForReading(file, busyTimeout);
            opened.set_value(database ? Result<void>() : unexpected(database.error()));
            if (database)
                answer(*database.value());
        }));
        m_thread->setObjectName(QStringLiteral("archive"));
        m_thread->start();
        return result.get();
    }

    template <typename T>
    QFuture<Result<T>> ask(std::function<Result<T>(Database &)> read)
    {
        auto job = std::make_unique<TypedStoreJob<T>>(std::move(read));
        auto future = job->future();
        {
            const std::lock_guard lock(m_mutex);
            m_queue.push_back(std::move(job));
        }
        m_wake.notify_all();
        return future;
    }

private:
    void answer(Database &database)
    {
        while (true) {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_stopping)
                return;
            const auto job = std::move(m_queue.front());
            m_queue.pop_front();
            lock.unlock();
            static_cast<void>(job->run(database));
            job->settle();
        }
    }

    std::unique_ptr<QThread> m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::unique_ptr<StoreJob>> m_queue;
    bool m_stopping = false;
};

CallArchive::CallArchive()
    : d(std::make_unique<Private>())
{
}

CallArchive::~CallArchive() = default;

Result<std::unique_ptr<CallArchive>> CallArchive::open(const QString &databaseFile)
{
    std::unique_ptr<CallArchive> archive(new CallArchive);
    if (const auto started = archive->d->start(databaseFile); !started)
        return unexpected(started.error());
    return archive;
}

QFuture<Result<QList<CallSummary>>> CallArchive::calls(const CallFilter &filter)
{
    return d->ask<QList<CallSummary>>(
        [filter](Database &database) { return readSummaries(database, filter); });
}

QFuture<Result<CallRecord>> CallArchive::call(const QString &idOrPrefix)
{
    return d->ask<CallRecord>([idOrPrefix](Database &database) { return readRecord(database, idOrPrefix); });
}

QFuture<Result<QStringList>> CallArchive::liveCalls()
{
    return d->ask<QStringList>([](Database &database) {
        Statement statement(
            database,
            QStringLiteral("SELECT id FROM calls WHERE status = 'live' ORDER BY started_at, rowid"));
        return idsOf(statement);
    });
}

QFuture<Result<QStringList>> CallArchive::recordedCalls()
{
    return d->ask<QStringList>([](Database &database) { return calls_table::recorded(database); });
}

QFuture<Result<QList<Call>>> CallArchive::callsToTranscribe()
{
    return d->ask<QList<Call>>([](Database &database) { return calls_table::toTranscribe(database); });
}

} // namespace talktrack
