// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/live/playbook_source.h"

#include <QPromise>

namespace talktrack {

/// A PlaybookSource with an example, a good file and a bad one.
struct ScriptedPlaybooks
{
    QList<QString> list;

    static Playbook named(const QString &name, CallType type)
    {
        Playbook out;
        out.name = name;
        out.callType = type;
        return out;
    }
    template <typename T>
    static QFuture<Result<T>> answer(Result<T> value)
    {
        QPromise<Result<T>> promise;
        promise.start();
        promise.addResult(std::move(value));
        promise.finish();
        return promise.future();
    }

    PlaybookSource source()
    {
        return {
            .list =
                [this] {
                    list.append(QString());
                    return answer<QList<PlaybookEntry>>(QList<PlaybookEntry>{
                        {{}, QStringLiteral("B2B software")},
                        {QStringLiteral("/books/mine.json"), QStringLiteral("Mine")},
                        {QStringLiteral("/books/bad.json"), QStringLiteral("bad.json")}});
                },
            .read =
                [](const QString &path) {
                    if (path.isEmpty())
                        return answer<Playbook>(named(QStringLiteral("B2B software"), CallType::Discovery));
                    if (path == QStringLiteral("/books/mine.json"))
                        return answer<Playbook>(named(QStringLiteral("Mine"), CallType::ColdCall));
                    if (path == QStringLiteral("/elsewhere/other.json"))
                        return answer<Playbook>(named(QStringLiteral("Other"), CallType::Demo));
                    if (path == QStringLiteral("/elsewhere/odd.json")) {
                        Playbook odd = named(QStringLiteral("Odd"), CallType::Demo);
                        odd.warnings = {QStringLiteral("line 7, cards[0].max_per_call: raised to 3")};
                        return answer<Playbook>(odd);
                    }
                    return answer<Playbook>(unexpected(ErrorKind::PlaybookInvalid, QStringLiteral("bad"),
                                                       QStringLiteral("line 12, cards[3].type")));
                },
        };
    }
};

} // namespace talktrack
