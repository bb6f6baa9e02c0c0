// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/call_source.h"

#include <QPromise>

#include <memory>
#include <vector>

namespace talktrack {

/// A CallSource whose answers the test gives, in any order.
struct ScriptedSource
{
    std::vector<CallFilter> filters;
    std::vector<std::shared_ptr<QPromise<Result<QList<CallSummary>>>>> lists;
    std::vector<QString> ids;
    std::vector<std::shared_ptr<QPromise<Result<CallRecord>>>> records;

    CallSource source()
    {
        return {
            .calls =
                [this](const CallFilter &filter) {
                    filters.push_back(filter);
                    lists.push_back(std::make_shared<QPromise<Result<QList<CallSummary>>>>());
                    lists.back()->start();
                    return lists.back()->future();
                },
            .call =
                [this](const QString &id) {
                    ids.push_back(id);
                    records.push_back(std::make_shared<QPromise<Result<CallRecord>>>());
                    records.back()->start();
                    return records.back()->future();
                },
        };
    }

    template <typename Promise, typename Answer>
    static void give(Promise &promise, Answer answer)
    {
        promise->addResult(std::move(answer));
        promise->finish();
    }
    void giveList(std::size_t request, Result<QList<CallSummary>> answer)
    {
        give(lists.at(request), std::move(answer));
    }
    void giveCall(std::size_t request, Result<CallRecord> answer)
    {
        give(records.at(request), std::move(answer));
    }
};

} // namespace talktrack
