// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database_opening.h"

#include "core/store/migrations.h"

#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>
#include <QtEndian>

namespace talktrack {
namespace {

constexpr auto privateMode = QFile::ReadOwner | QFile::WriteOwner;

/// Of the file format's 100-byte header (https://www.sqlite.org/fileformat2.html).
constexpr qsizetype headerBytes = 100;
constexpr qsizetype userVersionOffset = 60;

Result<void> makeFile(const QString &file)
{
    QFile made(file);
    if (made.open(QIODevice::WriteOnly | QIODevice::NewOnly, privateMode) || QFile::exists(file))
        return {};
    const QFileInfo directory(QFileInfo(file).path());
    if (directory.isDir() && !directory.isWritable())
        return unexpected(ErrorKind::DatabaseReadOnly, made.errorString());
    if (directory.isDir() && QStorageInfo(directory.filePath()).bytesAvailable() == 0)
        return unexpected(ErrorKind::DiskFull, made.errorString());
    return unexpected(ErrorKind::DatabaseFailed, made.errorString());
}

/// Looks at the header without SQLite, which would leave its WAL files beside a database that is not to be
/// touched.
Result<void> examineHeader(const QString &file)
{
    QFile database(file);
    if (!database.open(QIODevice::ReadOnly))
        return {}; // SQLite will say why.
    const QByteArray header = database.read(headerBytes);
    if (header.isEmpty())
        return {};
    // SQLite itself would take a file of a few bytes for a new one.
    if (header.size() < headerBytes || !header.startsWith("SQLite format 3"))
        return unexpected(ErrorKind::DatabaseCorrupt, QStringLiteral("not an SQLite file"));
    const auto version = qFromBigEndian<qint32>(header.constData() + userVersionOffset);
    if (version > schemaVersion())
        return unexpected(ErrorKind::DatabaseNewer, QStringLiteral("schema version %1").arg(version));
    return {};
}

Result<void> prepareFile(const QString &file)
{
    if (!QFile::exists(file))
        return makeFile(file);
    if (QFileInfo(file).isDir())
        return unexpected(ErrorKind::DatabaseFailed, QStringLiteral("is a directory"));
    if (const auto looked = examineHeader(file); !looked)
        return looked;
    if (!QFileInfo(QFileInfo(file).path()).isWritable())
        return unexpected(ErrorKind::DatabaseReadOnly, QStringLiteral("the directory is not writable"));
    // Fails on a read-only file system, which is found out below. SQLite gives its WAL files the same mode.
    if (QFile::permissions(file) & ~(privateMode | QFile::ReadUser | QFile::WriteUser))
        QFile::setPermissions(file, privateMode);
    return {};
}

/// Everything that must be true before the first byte is written.
Result<void> examine(Database &database, bool check)
{
    const auto version = database.scalar(QStringLiteral("PRAGMA user_version"));
    if (!version)
        return unexpected(version.error());
    // The header on the disk may be behind what a newer program left in the WAL.
    if (version->toInt() > schemaVersion())
        return unexpected(ErrorKind::DatabaseNewer,
                          QStringLiteral("schema version %1").arg(version->toInt()));
    const auto tables = database.scalar(QStringLiteral("SELECT count(*) FROM sqlite_master"));
    if (!tables)
        return unexpected(tables.error());
    if (version->toInt() <= 0 && tables->toInt() > 0)
        return unexpected(ErrorKind::DatabaseFailed, QStringLiteral("a database of another program"));
    if (database.isReadOnly())
        return unexpected(ErrorKind::DatabaseReadOnly, QStringLiteral("opened read-only"));
    if (!check)
        return {};
    const auto verdict = database.scalar(QStringLiteral("PRAGMA quick_check(1)"));
    if (!verdict)
        return unexpected(verdict.error());
    if (verdict->toString() != QLatin1String("ok"))
        return unexpected(ErrorKind::DatabaseCorrupt, QStringLiteral("quick_check failed"));
    return {};
}

Result<void> applyPragmas(Database &database)
{
    // fullfsync matters on macOS alone; temporary tables may hold words and stay off the disk.
    for (const char *pragma :
         {"journal_mode = WAL", "synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON",
          "foreign_keys = ON", "secure_delete = ON", "temp_store = MEMORY", "trusted_schema = OFF",
          "cell_size_check = ON", "journal_size_limit = 67108864"}) {
        if (const auto done = database.execute(QLatin1String("PRAGMA ") + QLatin1String(pragma)); !done)
            return done;
    }
    return {};
}

/// An empty write transaction: finds a lock held by another program and a directory that refuses the WAL.
Result<void> proveWritable(Database &database)
{
    auto transaction = Transaction::begin(database);
    if (!transaction)
        return unexpected(transaction.error());
    return transaction.value()->commit();
}

/// Where nothing can be written, SQLite cannot make the index of the WAL that it wants even for reading; and
/// where there is no WAL, it needs none.
DatabaseAccess readingAccess(const QString &file)
{
    const bool mayWrite = QFileInfo(QFileInfo(file).path()).isWritable();
    const bool hasWal = QFileInfo(file + QLatin1String("-wal")).size() > 0;
    return mayWrite || hasWal ? DatabaseAccess::ReadOnly : DatabaseAccess::Immutable;
}

Unexpected about(Error error, const QString &file)
{
    error.subject = file;
    return unexpected(std::move(error));
}

} // namespace

Result<std::unique_ptr<Database>> openForWriting(const QString &file, std::chrono::milliseconds busyTimeout,
                                                 bool check)
{
    if (file != QLatin1String(":memory:")) {
        if (const auto prepared = prepareFile(file); !prepared)
            return about(prepared.error(), file);
    }
    auto database = Database::open(file, DatabaseAccess::ReadWrite, busyTimeout);
    if (!database)
        return database;
    Database &opened = *database.value();
    opened.setLeaveWalOnClose(true);
    if (const auto examined = examine(opened, check); !examined)
        return about(examined.error(), file);
    if (const auto done = applyPragmas(opened); !done)
        return about(done.error(), file);
    if (const auto migrated = migrate(opened, migrations()); !migrated)
        return about(migrated.error(), file);
    if (const auto writable = proveWritable(opened); !writable)
        return about(writable.error(), file);
    opened.setLeaveWalOnClose(false);
    return database;
}

Result<std::unique_ptr<Database>> openForReading(const QString &file, std::chrono::milliseconds busyTimeout)
{
    if (QFileInfo(file).size() == 0)
        return unexpected(ErrorKind::NotFound, QStringLiteral("no database"), file);
    auto database = Database::open(file, readingAccess(file), busyTimeout);
    if (!database)
        return database;
    Database &opened = *database.value();
    opened.setLeaveWalOnClose(true);
    for (const char *pragma :
         {"query_only = ON", "temp_store = MEMORY", "trusted_schema = OFF", "cell_size_check = ON"}) {
        if (const auto done = opened.execute(QLatin1String("PRAGMA ") + QLatin1String(pragma)); !done)
            return about(done.error(), file);
    }
    const auto version = opened.scalar(QStringLiteral("PRAGMA user_version"));
    if (!version)
        return about(version.error(), file);
    if (version->toInt() == schemaVersion())
        return database;
    return unexpected(version->toInt() > schemaVersion() ? ErrorKind::DatabaseNewer
                                                         : ErrorKind::DatabaseFailed,
                      QStringLiteral("schema version %1").arg(version->toInt()), file);
}

} // namespace talktrack
