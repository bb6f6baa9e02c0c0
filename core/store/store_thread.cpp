// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_thread.h"

#include "core/store/calls_table.h"
#include "core/store/database_opening.h"
#include "core/support/log.h"

#include <QThread>

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

namespace talktrack {
namespace {

/// Keeps one transaction, and the WAL it needs, to a size that a nearly full disk may still take.
constexpr std::size_t largestBatch = 512;
/// Before a lock counts as one that is kept; each try waits for the busy timeout first.
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

StoreThread::StoreThread(StoreOptions options, Notices notices)
    : m_options(std::move(options))
    , m_notices(std::move(notices))
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
    const bool isRefused = m_held && job->patience() == StorePatience::Fails;
    if (!isRefused && m_queue.size() < static_cast<std::size_t>(m_options.mostWaitingJobs)) {
        m_queue.push_back(std::move(job));
        lock.unlock();
        m_wake.notify_all();
        return;
    }
    const ErrorKind kind = m_diskFull ? ErrorKind::DiskFull : ErrorKind::DatabaseBusy;
    const Error error = isRefused ? *m_held
                                  : Error{kind, QStringLiteral("too many jobs are waiting"),
                                          m_options.databaseFile, std::nullopt};
    lock.unlock();
    job->giveUp(error);
}

bool StoreThread::isDiskFull() const
{
    const std::lock_guard lock(m_mutex);
    return m_diskFull;
}

bool StoreThread::isLockedOut() const
{
    const std::lock_guard lock(m_mutex);
    return m_lockedOut;
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
        written();
        for (const auto &job : takeFront(batch.size()))
            job->settle();
        break;
    case Step::Next::GiveUp:
        for (const auto &job : takeFront(batch.size()))
            job->giveUp(step.error);
        break;
    case Step::Next::Wait:
        hold(step.error);
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
    if (error.kind == ErrorKind::DatabaseBusy)
        return afterBusy(error);
    m_batchLimit = std::max<std::size_t>(1, batchSize / 2);
    if (error.kind == ErrorKind::DiskFull)
        return afterFullDisk(error, batchSize);
    log::warning("store", "transaction_failed", {{"detail", error.detail}});
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

StoreThread::Step StoreThread::afterBusy(const Error &error)
{
    log::warning("store", "database_busy", {{"detail", error.detail}});
    setLockedOut(true);
    if (++m_busyTries < triesWhileBusy)
        return {Step::Next::Again, error};
    const std::lock_guard lock(m_mutex);
    // Whoever waits for the end of this program does not wait for another one for ever.
    return {m_stopping ? Step::Next::GiveUp : Step::Next::Wait, error};
}

void StoreThread::hold(const Error &error)
{
    std::vector<std::unique_ptr<StoreJob>> refused;
    {
        const std::lock_guard lock(m_mutex);
        m_held = error;
        const auto waits = [](const std::unique_ptr<StoreJob> &job) {
            return job->patience() == StorePatience::Waits;
        };
        const auto first = std::stable_partition(m_queue.begin(), m_queue.end(), waits);
        std::move(first, m_queue.end(), std::back_inserter(refused));
        m_queue.erase(first, m_queue.end());
        if (m_queue.empty())
            m_held.reset();
    }
    for (const auto &job : refused)
        job->giveUp(error);
}

void StoreThread::written()
{
    m_busyTries = 0;
    setLockedOut(false);
    // With a ballast, room is there again only when the ballast is.
    if (!m_ballast.isWanted())
        setDiskFull(false);
    const std::lock_guard lock(m_mutex);
    m_held.reset();
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

void StoreThread::setFlag(bool &flag, bool value, const char *event, const std::function<void(bool)> &notice)
{
    {
        const std::lock_guard lock(m_mutex);
        if (flag == value)
            return;
        flag = value;
    }
    log::warning("store", event);
    notice(value);
}

void StoreThread::setDiskFull(bool full)
{
    setFlag(m_diskFull, full, full ? "disk_full" : "disk_has_room", m_notices.diskFull);
}

void StoreThread::setLockedOut(bool out)
{
    setFlag(m_lockedOut, out, out ? "locked_out" : "lock_gone", m_notices.lockedOut);
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
    m_wake.wait_for(lock, m_options.retryInterval, [this] { return m_stopping || m_queue.empty(); });
}

} // namespace talktrack
