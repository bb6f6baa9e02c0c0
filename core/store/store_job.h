// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/call_store.h"
#include "core/store/database.h"
#include "core/support/result.h"

#include <QFuture>
#include <QPromise>

#include <functional>
#include <optional>
#include <utility>

namespace talktrack {

/// One thing to write, in a savepoint of its own within the transaction of the jobs it waited with.
class StoreJob
{
public:
    explicit StoreJob(StorePatience patience)
        : m_patience(patience)
    {
    }
    StoreJob(const StoreJob &) = delete;
    StoreJob &operator=(const StoreJob &) = delete;
    virtual ~StoreJob() = default;
    StorePatience patience() const { return m_patience; }
    /// Does the writing and keeps what came of it. Runs again from the start after the transaction was rolled
    /// back.
    virtual Result<void> run(Database &database) = 0;
    /// Tells what the last run came to, once that is on disk.
    virtual void settle() = 0;
    /// Tells that it was given up.
    virtual void giveUp(const Error &error) = 0;

private:
    const StorePatience m_patience;
};

template <typename T>
class TypedStoreJob final : public StoreJob
{
public:
    explicit TypedStoreJob(std::function<Result<T>(Database &)> work,
                           StorePatience patience = StorePatience::Fails)
        : StoreJob(patience)
        , m_work(std::move(work))
    {
        m_promise.start();
    }

    QFuture<Result<T>> future() const { return m_promise.future(); }

    Result<void> run(Database &database) override
    {
        m_outcome.emplace(m_work(database));
        return m_outcome->has_value() ? Result<void>() : unexpected(m_outcome->error());
    }

    void settle() override { finish(std::move(*m_outcome)); }

    void giveUp(const Error &error) override { finish(Result<T>(unexpected(error))); }

private:
    void finish(Result<T> outcome)
    {
        m_promise.addResult(std::move(outcome));
        m_promise.finish();
    }

    std::function<Result<T>(Database &)> m_work;
    std::optional<Result<T>> m_outcome;
    QPromise<Result<T>> m_promise;
};

} // namespace talktrack
