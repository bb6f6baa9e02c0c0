// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

namespace talktrack {
namespace {

// Integer primary keys stand beside the ids: they keep the order of arrival and stay what they are through a
// VACUUM.
QStringList firstSchema()
{
    return {
        QStringLiteral("CREATE TABLE users ("
                       " id TEXT NOT NULL PRIMARY KEY,"
                       " name TEXT NOT NULL DEFAULT '',"
                       " email TEXT NOT NULL DEFAULT '',"
                       " role TEXT NOT NULL DEFAULT 'rep',"
                       " is_local INTEGER NOT NULL DEFAULT 0)"),
        QStringLiteral("CREATE UNIQUE INDEX users_one_local ON users (is_local) WHERE is_local = 1"),
        QStringLiteral("CREATE TABLE calls ("
                       " id TEXT NOT NULL PRIMARY KEY,"
                       " user_id TEXT NOT NULL REFERENCES users (id),"
                       " started_at TEXT NOT NULL,"
                       " ended_at TEXT,"
                       " duration REAL,"
                       " status TEXT NOT NULL"
                       "  CHECK (status IN ('live', 'completed', 'interrupted', 'pending', 'failed')),"
                       " recording_url TEXT,"
                       " title TEXT NOT NULL DEFAULT '',"
                       " type TEXT NOT NULL DEFAULT '',"
                       " speech TEXT NOT NULL DEFAULT '',"
                       " coach TEXT NOT NULL DEFAULT '',"
                       " playbook_name TEXT NOT NULL DEFAULT '',"
                       " playbook_version TEXT NOT NULL DEFAULT '',"
                       " source TEXT NOT NULL DEFAULT '')"),
        QStringLiteral("CREATE INDEX calls_by_start ON calls (started_at)"),
        QStringLiteral("CREATE INDEX calls_by_status ON calls (status)"),
        QStringLiteral("CREATE TABLE transcriptions ("
                       " id TEXT NOT NULL UNIQUE,"
                       " call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,"
                       " speaker TEXT NOT NULL,"
                       " text TEXT NOT NULL,"
                       " timestamp REAL NOT NULL,"
                       " end_timestamp REAL NOT NULL,"
                       " confidence_score REAL,"
                       " position INTEGER PRIMARY KEY,"
                       " track INTEGER NOT NULL,"
                       " sentiment REAL,"
                       " words TEXT,"
                       " engine TEXT NOT NULL DEFAULT '',"
                       " backfilled INTEGER NOT NULL DEFAULT 0,"
                       " latency_ms INTEGER NOT NULL DEFAULT 0)"),
        QStringLiteral("CREATE INDEX transcriptions_by_call ON transcriptions (call_id, timestamp)"),
        QStringLiteral("CREATE TABLE withdrawn_lines ("
                       " id TEXT NOT NULL PRIMARY KEY,"
                       " call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,"
                       " speaker TEXT NOT NULL,"
                       " text TEXT NOT NULL,"
                       " timestamp REAL NOT NULL,"
                       " end_timestamp REAL NOT NULL,"
                       " reason TEXT NOT NULL)"),
        QStringLiteral("CREATE TABLE feedback_events ("
                       " id TEXT NOT NULL UNIQUE,"
                       " call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,"
                       " type TEXT NOT NULL,"
                       " content TEXT NOT NULL,"
                       " timestamp REAL NOT NULL,"
                       " metadata TEXT NOT NULL DEFAULT '{}',"
                       " position INTEGER PRIMARY KEY,"
                       " origin TEXT NOT NULL DEFAULT 'rule',"
                       " latency_ms INTEGER NOT NULL DEFAULT 0,"
                       " outcome TEXT CHECK (outcome IN ('dismissed', 'used')),"
                       " outcome_at REAL)"),
        QStringLiteral("CREATE INDEX feedback_events_by_call ON feedback_events (call_id, timestamp)"),
        QStringLiteral("CREATE TABLE analytics ("
                       " id TEXT NOT NULL PRIMARY KEY,"
                       " call_id TEXT NOT NULL UNIQUE REFERENCES calls (id) ON DELETE CASCADE,"
                       " talk_time_ratio REAL,"
                       " sentiment_average REAL,"
                       " keyword_counts TEXT NOT NULL DEFAULT '{}',"
                       " performance_score REAL,"
                       " score_parts TEXT NOT NULL DEFAULT '[]',"
                       " score_version TEXT NOT NULL DEFAULT '',"
                       " metrics TEXT,"
                       " checklist TEXT NOT NULL DEFAULT '{}')"),
    };
}

// The wrapped key of a recorded call's sound; without it the sound cannot be opened any more.
QStringList recordingKeys()
{
    return {QStringLiteral("ALTER TABLE calls ADD COLUMN recording_key BLOB")};
}

Result<void> apply(Database &database, const Migration &step)
{
    auto transaction = Transaction::begin(database);
    if (!transaction)
        return unexpected(transaction.error());
    // Another program may have made this very step while we waited for the lock.
    const auto version = database.scalar(QStringLiteral("PRAGMA user_version"));
    if (!version)
        return unexpected(version.error());
    if (version->toInt() >= step.version)
        return {};
    for (const QString &statement : step.statements) {
        if (const auto done = database.execute(statement); !done)
            return done;
    }
    if (const auto done = database.execute(QStringLiteral("PRAGMA user_version = %1").arg(step.version));
        !done)
        return done;
    return transaction.value()->commit();
}

} // namespace

QList<Migration> migrations()
{
    return {{1, firstSchema()}, {2, recordingKeys()}};
}

int schemaVersion()
{
    return migrations().constLast().version;
}

Result<void> migrate(Database &database, const QList<Migration> &steps)
{
    const auto version = database.scalar(QStringLiteral("PRAGMA user_version"));
    if (!version)
        return unexpected(version.error());
    if (!steps.isEmpty() && version->toInt() > steps.constLast().version)
        return unexpected(ErrorKind::DatabaseNewer,
                          QStringLiteral("schema version %1").arg(version->toInt()));
    for (const Migration &step : steps) {
        if (step.version <= version->toInt())
            continue;
        if (const auto applied = apply(database, step); !applied)
            return applied;
    }
    return {};
}

} // namespace talktrack
