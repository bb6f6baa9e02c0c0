// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/call_archive.h"
#include "core/store/call_store.h"
#include "core/support/ids.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sqlite3.h>

#include <memory>

/// What the store's tests share.
namespace talktrack::store_testing {

/// A connection of SQLite's own interface, as any other program would have one.
class Raw final
{
public:
    explicit Raw(const QString &file)
    {
        if (sqlite3_open(file.toUtf8().constData(), &m_handle) != SQLITE_OK)
            qFatal("cannot open the raw connection");
        sqlite3_busy_timeout(m_handle, 5000);
    }
    Raw(const Raw &) = delete;
    Raw &operator=(const Raw &) = delete;
    ~Raw() { sqlite3_close(m_handle); }

    /// All rows; NULL reads as a null QString.
    QList<QStringList> rows(const QString &sql)
    {
        QList<QStringList> all;
        sqlite3_stmt *statement = nullptr;
        const QByteArray text = sql.toUtf8();
        if (sqlite3_prepare_v2(m_handle, text.constData(), -1, &statement, nullptr) != SQLITE_OK)
            qFatal("%s: %s", text.constData(), sqlite3_errmsg(m_handle));
        while (sqlite3_step(statement) == SQLITE_ROW) {
            QStringList row;
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement, i));
                row.append(sqlite3_column_type(statement, i) == SQLITE_NULL
                               ? QString()
                               : QString::fromUtf8(bytes ? bytes : "", sqlite3_column_bytes(statement, i)));
            }
            all.append(row);
        }
        sqlite3_finalize(statement);
        return all;
    }

    QString value(const QString &sql) { return rows(sql).value(0).value(0); }

    void run(const QByteArray &script)
    {
        if (sqlite3_exec(m_handle, script.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
            qFatal("%s", sqlite3_errmsg(m_handle));
    }

private:
    sqlite3 *m_handle = nullptr;
};

template <typename T>
Result<T> wait(QFuture<Result<T>> future)
{
    future.waitForFinished();
    return future.result();
}

inline StoreOptions optionsFor(const QTemporaryDir &directory)
{
    StoreOptions options;
    options.databaseFile = directory.filePath(QStringLiteral("talktrack.sqlite"));
    options.retryInterval = std::chrono::milliseconds(5);
    return options;
}

/// Fails the test's process where the store cannot be opened: what cannot be opened is tested elsewhere.
inline std::unique_ptr<CallStore> openStore(const StoreOptions &options)
{
    auto store = CallStore::open(options);
    if (!store)
        qFatal("cannot open the store: %s", qPrintable(store.error().detail));
    return std::move(store).value();
}

inline std::unique_ptr<CallArchive> openArchive(const StoreOptions &options)
{
    auto archive = CallArchive::open(options.databaseFile);
    if (!archive)
        qFatal("cannot open the archive: %s", qPrintable(archive.error().detail));
    return std::move(archive).value();
}

inline QDateTime utc(const QString &text)
{
    return QDateTime::fromString(text, Qt::ISODateWithMs);
}

inline Call sampleCall()
{
    Call call;
    call.id = newId();
    call.title = QStringLiteral("Acme, first call");
    call.startedAt = utc(QStringLiteral("2026-11-22T10:00:00.123Z"));
    call.type = CallType::Demo;
    call.speech = QStringLiteral("pocketsphinx");
    call.coach = QStringLiteral("rules");
    call.playbookName = QStringLiteral("B2B software");
    call.playbookVersion = QStringLiteral("3");
    return call;
}

inline Transcription sampleLine(const QString &callId, double start = 1.25)
{
    Transcription line;
    line.id = newId();
    line.callId = callId;
    line.track = Track::Customer;
    line.speaker = QStringLiteral("customer");
    line.text = QStringLiteral("that is too expensive");
    line.start = start;
    line.end = start + 1.5;
    line.final = true;
    line.confidence = 0.875;
    line.words = {{QStringLiteral("that"), start, start + 0.2, 0.9},
                  {QStringLiteral("is"), start + 0.2, start + 0.3, std::nullopt},
                  {QStringLiteral("too"), start + 0.3, start + 0.61, 0.1}};
    line.engine = QStringLiteral("pocketsphinx");
    line.latencyMs = 41;
    return line;
}

inline FeedbackEvent sampleFeedback(const QString &callId, double timestamp = 3.5)
{
    FeedbackEvent event;
    event.id = newId();
    event.callId = callId;
    event.type = FeedbackType::Objection;
    event.content = QStringLiteral("Too expensive");
    event.timestamp = timestamp;
    event.origin = FeedbackOrigin::Ai;
    event.latencyMs = 12;
    event.metadata = {{QStringLiteral("segment"), newId()},
                      {QStringLiteral("rule"), QStringLiteral("price")},
                      {QStringLiteral("category"), QStringLiteral("price")},
                      {QStringLiteral("confidence"), 0.75}};
    return event;
}

inline Analytics sampleAnalytics(const QString &callId)
{
    Analytics analytics;
    analytics.id = newId();
    analytics.callId = callId;
    analytics.metrics.at = 61.2;
    analytics.metrics.talkTimeRatio = 0.43;
    analytics.metrics.repSpeechSeconds = 20.5;
    analytics.metrics.paceWpmCall = 151;
    analytics.metrics.questionsRep = 3;
    analytics.metrics.sentimentAverage = -0.25;
    analytics.metrics.keywordCounts = {{QStringLiteral("pricing"), 2}, {QStringLiteral("GDPR"), 1}};
    analytics.score.total = 71.5;
    analytics.score.parts = {{QStringLiteral("talk_ratio"), 18, 20, true},
                             {QStringLiteral("patience"), 0, 10, false}};
    analytics.score.version = QStringLiteral("1");
    analytics.checklistDone = QStringList{QStringLiteral("intro")};
    analytics.checklistMissed = QStringList{QStringLiteral("budget"), QStringLiteral("timeline")};
    analytics.checklistLabels = {{QStringLiteral("intro"), QStringLiteral("Introduction")},
                                 {QStringLiteral("budget"), QStringLiteral("Money set aside")}};
    return analytics;
}

inline Call completed(Call call, double duration = 61.25)
{
    call.status = CallStatus::Completed;
    call.duration = duration;
    call.endedAt = call.startedAt.addMSecs(qRound64(duration * 1000));
    return call;
}

inline QByteArray contentOf(const QString &file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

} // namespace talktrack::store_testing
