// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_thread.h"

#include "core/store/calls_table.h"
#include "core/store/database_opening.h"
#include "core/support/log.h"

#include <QThread>

#include <algorithm>
#include <future>
#include <utility>

namespace talktrack {
namespace {

/// Keeps one transaction, and the WAL it needs, to a size that a nearly full disk may still take.
constexpr std::size_t largestBatch = 512;
/// Each try waits for the busy timeout first.
constexpr int triesWhileBusy = 3;
/// The ballast is looked after this many retry intervals apart, while there is nothing else to do.
constexpr int ballastIntervals = 10;

Result<void> runInSavepoint(Database &database, StoreJob &job)
{
    if (const auto set = database.execute(QStringLiteral("SAVEPOINT job")); !set)
        return set;
    const auto ran = job.run(database);
    const bool endsAll =
        !ran && (ran.error().kind == ErrorKind::DiskFull || ran.error().kind == ErrorKind::DiskFailed ||
                 ran.error().kind == ErrorKind::DatabaseBusy || !database.inTransaction());
    if (endsAll)
        return ran;
    if (!ran) {
        if (const auto undone = database.execute(QStringLiteral("ROLLBACK TO job")); !undone)
            return undone;
    }
    return database.execute(QStringLiteral("RELEASE job"));
}

} // namespace

StoreThread::StoreThread(StoreOptions options, std::function<void(bool)> onDiskFull)
    : m_options(std::move(options))
    , m_onDiskFull(std::move(onDiskFull))
    , m_ballast(m_options.ballastFile, m_options.ballastBytes)
    , m_batchLimit(largestBatch)
{
}

StoreThread::~StoreThread()
{
    if (!m_thread)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_thread->wait();
}

Result<QString> StoreThread::start()
{
    std::promise<Result<QString>> opened;
    auto result = opened.get_future();
    m_thread.reset(QThread::create([this, opened = std::move(opened)]() mutable {
        auto userId = openDatabase();
        const bool works = userId.has_value();
        opened.set_value(std::move(userId));
        if (works)
            work();
        m_database.reset();
    }));
    m_thread->setObjectName(QStringLiteral("store"));
    m_thread->start();
    return result.get();
}

Result<QString> StoreThread::openDatabase()
{
    const auto attempt = [this]() -> Result<QString> {
        auto database = openForWriting(m_options.databaseFile, m_options.busyTimeout, m_options.check);
        if (!database)
            return unexpected(database.error());
        m_database = std::move(database.value());
        return calls_table::ensureLocalUser(*m_database);
    };
    auto userId = attempt();
    if (!userId && userId.error().kind == ErrorKind::DiskFull && m_ballast.release()) {
        m_database.reset();
        userId = attempt();
    }
    m_ballastMissing = m_ballast.isWanted() && !(userId && m_ballast.make());
    if (!userId)
        log::error("store", "open_failed", {{"detail", userId.error().detail}});
    return userId;
}

void StoreThread::post(std::unique_ptr<StoreJob> job)
{
    std::unique_lock lock(m_mutex);
    if (m_queue.size() < static_cast<std::size_t>(m_options.mostWaitingJobs)) {
        m_queue.push_back(std::move(job));
        lock.unlock();
        m_wake.notify_all();
        return;
    }
    ++m_rejected;
    const ErrorKind kind = m_diskFull ? ErrorKind::DiskFull : ErrorKind::DatabaseBusy;
    lock.unlock();
    job->giveUp({kind, QStringLiteral("too many jobs are waiting"), m_options.databaseFile, std::nullopt});
}

qint64 StoreThread::rejectedJobs() const
{
    const std::lock_guard lock(m_mutex);
    return m_rejected;
}

void StoreThread::work()
{
    while (true) {
        const auto batch = nextBatch();
        if (batch.empty())
            return;
        process(batch);
    }
}

std::vector<StoreJob *> StoreThread::nextBatch()
{
    const auto awake = [this] {
        return m_stopping || !m_queue.empty();
    };
    std::unique_lock lock(m_mutex);
    while (!awake()) {
        if (!m_ballastMissing) {
            m_wake.wait(lock, awake);
        } else if (!m_wake.wait_for(lock, m_options.retryInterval * ballastIntervals, awake)) {
            lock.unlock();
            keepBallast();
            lock.lock();
        }
    }
    std::vector<StoreJob *> batch;
    for (const auto &job : m_queue) {
        if (batch.size() == m_batchLimit)
            break;
        batch.push_back(job.get());
    }
    return batch;
}

void StoreThread::process(const std::vector<StoreJob *> &batch)
{
    const auto committed = tryCommit(batch);
    const Step step = committed ? Step{} : afterFailure(committed.error(), batch.size());
    switch (step.next) {
    case Step::Next::Committed:
        m_batchLimit = std::min(largestBatch, m_batchLimit * 2);
        m_busyTries = 0;
        for (const auto &job : takeFront(batch.size()))
            job->settle();
        // With a ballast, room is there again only when the ballast is.
        if (!m_ballast.isWanted())
            setDiskFull(false);
        break;
    case Step::Next::GiveUp:
        m_busyTries = 0;
        for (const auto &job : takeFront(batch.size()))
            job->giveUp(step.error);
        break;
    case Step::Next::Wait:
        pause();
        break;
    case Step::Next::Again:
        break;
    }
}

Result<void> StoreThread::tryCommit(const std::vector<StoreJob *> &batch)
{
    auto transaction = Transaction::begin(*m_database);
    if (!transaction)
        return unexpected(transaction.error());
    for (StoreJob *job : batch) {
        if (const auto ran = runInSavepoint(*m_database, *job); !ran)
            return ran;
    }
    return transaction.value()->commit();
}

StoreThread::Step StoreThread::afterFailure(const Error &error, std::size_t batchSize)
{
    m_batchLimit = std::max<std::size_t>(1, batchSize / 2);
    if (error.kind == ErrorKind::DiskFull)
        return afterFullDisk(error, batchSize);
    log::warning("store", "transaction_failed", {{"detail", error.detail}});
    if (error.kind == ErrorKind::DatabaseBusy)
        return {++m_busyTries < triesWhileBusy ? Step::Next::Again : Step::Next::GiveUp, error};
    // Taken apart until the job that is to blame stands alone.
    return {batchSize > 1 ? Step::Next::Again : Step::Next::GiveUp, error};
}

StoreThread::Step StoreThread::afterFullDisk(const Error &error, std::size_t batchSize)
{
    setDiskFull(true);
    if (m_ballast.release()) {
        m_ballastMissing = true;
        log::warning("store", "ballast_released");
        return {Step::Next::Again, error};
    }
    const std::lock_guard lock(m_mutex);
    // Nobody is left who could make room: what a smaller batch does not save is lost with its error.
    if (m_stopping)
        return {batchSize > 1 ? Step::Next::Again : Step::Next::GiveUp, error};
    return {Step::Next::Wait, error};
}

std::vector<std::unique_ptr<StoreJob>> StoreThread::takeFront(std::size_t count)
{
    std::vector<std::unique_ptr<StoreJob>> taken;
    taken.reserve(count);
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 0; i < count; ++i) {
        taken.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
    }
    return taken;
}

void StoreThread::setDiskFull(bool full)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_diskFull == full)
            return;
        m_diskFull = full;
    }
    log::warning("store", full ? "disk_full" : "disk_has_room");
    m_onDiskFull(full);
}

void StoreThread::keepBallast()
{
    m_ballastMissing = !m_ballast.make();
    if (!m_ballastMissing)
        setDiskFull(false);
}

void StoreThread::pause()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, m_options.retryInterval, [this] { return m_stopping; });
}

} // namespace talktrack
