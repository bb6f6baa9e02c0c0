// SPDX-License-Identifier: GPL-3.0-or-later
// Prints how long the store takes: a line until it is on disk, a page of a long list of calls, a day's long
// call. Usage: bench_store [DIRECTORY]; the disk measured is that of the directory (default: the temporary
// one).
#include "core/store/call_archive.h"
#include "core/store/call_store.h"
#include "core/support/ids.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace talktrack;

namespace {

constexpr int commits = 2000;
constexpr int manyCalls = 100'000;
constexpr int longCall = 30'000;
constexpr int repeats = 20;

template <typename T>
T valueOf(QFuture<Result<T>> future)
{
    future.waitForFinished();
    if (!future.result())
        qFatal("%s", qPrintable(future.result().error().detail));
    return future.result().value();
}

void check(QFuture<Result<void>> future)
{
    future.waitForFinished();
    if (!future.result())
        qFatal("%s", qPrintable(future.result().error().detail));
}

/// Runs something and gives its milliseconds.
template <typename Work>
double timed(Work work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void print(const char *what, std::vector<double> milliseconds)
{
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double share) {
        return milliseconds.at(static_cast<size_t>(share * static_cast<double>(milliseconds.size() - 1)));
    };
    std::printf("%-44s p50 %8.3f ms   p99 %8.3f ms   max %8.3f ms\n", what, at(0.5), at(0.99),
                milliseconds.back());
}

Call callAt(int number)
{
    Call call;
    call.id = newId();
    call.title = QStringLiteral("Call %1").arg(number);
    call.startedAt = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000 + qint64{number} * 60'000, Qt::UTC);
    call.status = CallStatus::Completed;
    call.duration = 60;
    call.endedAt = call.startedAt.addSecs(60);
    return call;
}

Transcription lineAt(const QString &callId, int number)
{
    Transcription line;
    line.id = newId();
    line.callId = callId;
    line.track = number % 2 == 0 ? Track::Rep : Track::Customer;
    line.speaker = speakerOf(line.track);
    line.start = number;
    line.end = number + 0.9;
    line.final = true;
    line.confidence = 0.9;
    line.engine = QStringLiteral("pocketsphinx");
    for (int i = 0; i < 10; ++i) {
        const double start = number + i * 0.09;
        line.words.append({QStringLiteral("word%1").arg(i), start, start + 0.08, 0.91});
        line.text += QStringLiteral("word%1 ").arg(i);
    }
    return line;
}

Analytics figures(const QString &callId)
{
    Analytics analytics;
    analytics.callId = callId;
    analytics.metrics.talkTimeRatio = 0.4;
    analytics.metrics.keywordCounts = {{QStringLiteral("pricing"), 3}};
    analytics.score.total = 70;
    return analytics;
}

void measureCommits(CallStore &store)
{
    Call call = callAt(-1);
    call.status = CallStatus::Live;
    check(store.createCall(call));
    std::vector<double> times;
    times.reserve(commits);
    for (int i = 0; i < commits; ++i) {
        const Transcription line = lineAt(call.id, i);
        times.push_back(timed([&] { check(store.addLine(line, 0.1)); }));
    }
    print("a line until it is on disk", times);

    QFuture<Result<void>> last;
    const double together = timed([&] {
        for (int i = 0; i < commits; ++i)
            last = store.addLine(lineAt(call.id, i), 0.1);
        check(last);
    });
    std::printf("%-44s %12.4f ms a line\n", "lines that wait together", together / commits);
}

void measureList(CallStore &store, const QString &file)
{
    QFuture<Result<void>> last;
    for (int i = 0; i < manyCalls; ++i) {
        const Call call = callAt(i);
        last = store.addCall(call, {lineAt(call.id, 0), lineAt(call.id, 1)}, {}, {}, figures(call.id));
        if (i % 10'000 == 0)
            last.waitForFinished();
    }
    check(last);
    const auto archive = CallArchive::open(file);
    if (!archive)
        qFatal("%s", qPrintable(archive.error().detail));
    const auto measure = [&](const char *what, const CallFilter &filter) {
        std::vector<double> times;
        times.reserve(repeats);
        for (int i = 0; i < repeats; ++i)
            times.push_back(timed([&] { valueOf((*archive)->calls(filter)); }));
        print(what, times);
    };
    CallFilter filter;
    filter.limit = 50;
    measure("50 newest of 100,000 calls", filter);
    filter.offset = manyCalls - 100;
    measure("50 of 100,000 calls, offset 99,900", filter);
    filter.offset = 0;
    filter.to = callAt(manyCalls / 2).startedAt;
    measure("50 of 100,000 calls before a date", filter);
    std::printf("%-44s %12.3f ms\n", "all 100,000 calls", timed([&] { valueOf((*archive)->calls({})); }));
    const QString prefix = valueOf((*archive)->calls(filter)).constLast().call.id.left(30);
    std::printf("%-44s %12.3f ms\n", "one call by prefix", timed([&] { valueOf((*archive)->call(prefix)); }));
}

void measureLongCall(CallStore &store, const QString &file)
{
    const Call call = callAt(manyCalls + 1);
    QList<Transcription> lines;
    for (int i = 0; i < longCall; ++i)
        lines.append(lineAt(call.id, i));
    std::printf("%-44s %12.3f ms\n", "import a call of 30,000 lines",
                timed([&] { check(store.addCall(call, lines, {}, {}, figures(call.id))); }));
    const auto archive = CallArchive::open(file);
    if (!archive)
        qFatal("%s", qPrintable(archive.error().detail));
    std::vector<double> times;
    times.reserve(repeats);
    for (int i = 0; i < repeats; ++i)
        times.push_back(timed([&] { valueOf((*archive)->call(call.id)); }));
    print("read a call of 30,000 lines", times);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QString parent = app.arguments().value(1, QDir::tempPath());
    const QTemporaryDir directory(parent + QLatin1String("/talktrack-bench-XXXXXX"));
    StoreOptions options;
    options.databaseFile = directory.filePath(QStringLiteral("talktrack.sqlite"));
    auto store = CallStore::open(options);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    measureCommits(**store);
    measureList(**store, options.databaseFile);
    measureLongCall(**store, options.databaseFile);
    store.value().reset();
    std::printf("%-44s %12.3f ms\n", "open with quick_check",
                timed([&] { store = CallStore::open(options); }));
    return store ? 0 : 1;
}
