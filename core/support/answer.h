// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

#include <utility>

namespace talktrack {

/// Hands the answer of a future to a function on the owner's thread, never if the owner is gone by then. A
/// future that was cancelled is answered by Cancelled. QFuture::then(context, …) of Qt 6.4 does not do: it
/// asserts that the context is still there when the answer comes.
template <typename T, typename Function>
void whenAnswered(const QFuture<Result<T>> &future, QObject *owner, Function take)
{
    auto *watcher = new QFutureWatcher<Result<T>>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, take] {
        watcher->deleteLater();
        const QFuture<Result<T>> answered = watcher->future();
        take(answered.isCanceled() || answered.resultCount() == 0
                 ? Result<T>(unexpected(ErrorKind::Cancelled, QStringLiteral("no answer")))
                 : answered.result());
    });
    watcher->setFuture(future);
}

/// The other end of a future of one answer. Where it goes without having given one, the answer is Cancelled.
///
/// Any thread, one at a time.
template <typename T>
class PendingAnswer final
{
public:
    PendingAnswer() { m_promise.start(); }
    PendingAnswer(const PendingAnswer &) = delete;
    PendingAnswer &operator=(const PendingAnswer &) = delete;
    ~PendingAnswer() { give(unexpected(ErrorKind::Cancelled, QStringLiteral("no answer"))); }

    QFuture<Result<T>> future() const { return m_promise.future(); }
    /// The first counts.
    void give(Result<T> answer)
    {
        if (std::exchange(m_given, true))
            return;
        m_promise.addResult(std::move(answer));
        m_promise.finish();
    }

private:
    QPromise<Result<T>> m_promise;
    bool m_given = false;
};

} // namespace talktrack
