// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/ballast.h"
#include "core/store/call_store.h"
#include "core/store/database.h"
#include "core/store/store_job.h"
#include "core/support/result.h"

#include <QString>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

class QThread;

namespace talktrack {

/// The thread that owns the writing connection, and the queue of jobs before it.
///
/// A job stays in the queue until its rows are on disk (or it has failed), so that order survives every
/// retry. Jobs at the front go into one transaction; when that fails as a whole, fewer are taken the next
/// time, down to one, so that one bad job fails alone and a nearly full disk takes what still fits.
class StoreThread final
{
public:
    /// onDiskFull is called on the store thread.
    StoreThread(StoreOptions options, std::function<void(bool)> onDiskFull);
    StoreThread(const StoreThread &) = delete;
    StoreThread &operator=(const StoreThread &) = delete;
    /// Finishes all jobs; what a full disk still refuses then is given up.
    ~StoreThread();

    /// Starts the thread and waits until it has opened the database; gives the local user's id.
    Result<QString> start();
    /// Any thread. Gives the job up at once where the queue is full.
    void post(std::unique_ptr<StoreJob> job);
    qint64 rejectedJobs() const;

private:
    struct Step
    {
        enum class Next { Committed, Again, Wait, GiveUp } next = Next::Committed;
        Error error;
    };

    Result<QString> openDatabase();
    void work();
    /// The jobs to take together now; empty when stopping and all is done.
    std::vector<StoreJob *> nextBatch();
    void process(const std::vector<StoreJob *> &batch);
    Result<void> tryCommit(const std::vector<StoreJob *> &batch);
    Step afterFailure(const Error &error, std::size_t batchSize);
    Step afterFullDisk(const Error &error, std::size_t batchSize);
    std::vector<std::unique_ptr<StoreJob>> takeFront(std::size_t count);
    void setDiskFull(bool full);
    void keepBallast();
    /// Waits for the retry interval or for the order to stop.
    void pause();

    const StoreOptions m_options;
    const std::function<void(bool)> m_onDiskFull;
    std::unique_ptr<QThread> m_thread;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::unique_ptr<StoreJob>> m_queue;
    bool m_stopping = false;
    qint64 m_rejected = 0;
    /// Read by post() for the kind of its refusal; written on the store thread.
    bool m_diskFull = false;

    // The store thread's own.
    std::unique_ptr<Database> m_database;
    Ballast m_ballast;
    bool m_ballastMissing = false;
    std::size_t m_batchLimit;
    int m_busyTries = 0;
};

} // namespace talktrack
