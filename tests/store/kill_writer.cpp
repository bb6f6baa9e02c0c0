// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a call until it is killed; prints the id of each line once the store says that it is kept.
#include "core/store/call_store.h"
#include "core/support/ids.h"

#include <QCoreApplication>

#include <cstdio>
#include <deque>

using namespace talktrack;

namespace {

void print(const char *what, const QString &id)
{
    std::printf("%s %s\n", what, qPrintable(id));
    std::fflush(stdout);
}

Transcription lineAt(const QString &callId, int index)
{
    Transcription line;
    line.id = newId();
    line.callId = callId;
    line.track = index % 2 == 0 ? Track::Rep : Track::Customer;
    line.speaker = speakerOf(line.track);
    line.text = QStringLiteral("line %1 ").arg(index).repeated(1 + index % 40);
    line.start = index;
    line.end = index + 0.5;
    line.final = true;
    return line;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    StoreOptions options;
    options.databaseFile = app.arguments().value(1);
    auto store = CallStore::open(options);
    if (!store)
        return 1;
    CallStore &writer = *store.value();

    Call call;
    call.id = newId();
    call.startedAt = QDateTime::currentDateTimeUtc();
    auto created = writer.createCall(call);
    created.waitForFinished();
    if (!created.result())
        return 1;
    print("call", call.id);

    constexpr std::size_t inFlight = 3;
    std::deque<std::pair<QString, QFuture<Result<void>>>> waiting;
    for (int index = 0;; ++index) {
        const Transcription line = lineAt(call.id, index);
        waiting.emplace_back(line.id, writer.addLine(line, 0.5));
        if (waiting.size() < inFlight)
            continue;
        waiting.front().second.waitForFinished();
        if (!waiting.front().second.result())
            return 1;
        print("line", waiting.front().first);
        waiting.pop_front();
    }
}
