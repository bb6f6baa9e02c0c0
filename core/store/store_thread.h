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
#include <optional>
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
    /// What is said on the store thread, each on a change.
    struct Notices
    {
        std::function<void(bool)> diskFull;
        std::function<void(bool)> lockedOut;
    };
    StoreThread(StoreOptions options, Notices notices);
    StoreThread(const StoreThread &) = delete;
    StoreThread &operator=(const StoreThread &) = delete;
    /// Finishes all jobs; what a full disk or a lock still refuses then is given up.
    ~StoreThread();

    /// Starts the thread and waits until it has opened the database; gives the local user's id.
    Result<QString> start();
    /// Any thread. Gives the job up at once where the queue is full, and one that does not wait also while
    /// nothing can be written.
    void post(std::unique_ptr<StoreJob> job);
    bool isDiskFull() const;
    bool isLockedOut() const;

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
    Step afterBusy(const Error &error);
    /// Nothing can be written for now: those that do not wait for that are given up.
    void hold(const Error &error);
    void written();
    std::vector<std::unique_ptr<StoreJob>> takeFront(std::size_t count);
    /// Says so where that is a change; the flag is one of the two below.
    void setFlag(bool &flag, bool value, const char *event, const std::function<void(bool)> &notice);
    void setDiskFull(bool full);
    void setLockedOut(bool out);
    void keepBallast();
    /// Waits for the retry interval or for the order to stop.
    void pause();

    const StoreOptions m_options;
    const Notices m_notices;
    std::unique_ptr<QThread> m_thread;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::unique_ptr<StoreJob>> m_queue;
    bool m_stopping = false;
    /// Written on the store thread alone.
    bool m_diskFull = false;
    bool m_lockedOut = false;
    /// Why nothing can be written at the moment.
    std::optional<Error> m_held;

    // The store thread's own.
    std::unique_ptr<Database> m_database;
    Ballast m_ballast;
    bool m_ballastMissing = false;
    std::size_t m_batchLimit;
    int m_busyTries = 0;
};

} // namespace talktrack
