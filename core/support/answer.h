// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QFuture>
#include <QFutureWatcher>

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

} // namespace talktrack
