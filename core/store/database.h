// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QList>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <chrono>
#include <map>
#include <memory>
#include <optional>

struct sqlite3;

namespace talktrack {

enum class DatabaseAccess {
    /// The file is made if it is not there.
    ReadWrite,
    ReadOnly,
    /// For a file that nobody can change now, such as one on a read-only file system: read without a look at
    /// WAL and
    /// locks.
    Immutable,
};

/// What an SQLite result code means for the caller. systemError is the errno behind it, 0 where unknown.
ErrorKind errorKindOfSqlite(int code, int systemError);

/// One SQLite connection with its prepared statements.
///
/// Thread: made, used and destroyed on one thread. Reaches through QtSql for the SQLite handle, so the plugin
/// and this room must use the same SQLite library; open() refuses to go on where they do not.
class Database final
{
public:
    /// Opens only; nothing is read or written yet. ":memory:" is allowed.
    static Result<std::unique_ptr<Database>> open(const QString &file, DatabaseAccess access,
                                                  std::chrono::milliseconds busyTimeout);
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;
    ~Database();

    /// One statement whose rows, if any, are thrown away.
    Result<void> execute(const QString &sql);
    /// First column of the first row, invalid if there is none.
    Result<QVariant> scalar(const QString &sql);

    bool inTransaction() const;
    /// SQLite could open the file for reading only.
    bool isReadOnly() const;
    /// Whether closing leaves the files exactly as they are, instead of folding the WAL into the database.
    void setLeaveWalOnClose(bool leave);

private:
    friend class Statement;
    Database(QString connection, const QSqlDatabase &database, sqlite3 *handle);
    /// The statement of this text, prepared once in the connection's life.
    QSqlQuery &prepared(const QString &sql);
    Error errorOf(const QSqlQuery &query) const;

    QString m_connection;
    QSqlDatabase m_database;
    sqlite3 *m_handle;
    std::map<QString, QSqlQuery> m_prepared;
};

/// One use of a prepared statement. Going out of scope ends it, so that no read transaction stays open.
class Statement final
{
public:
    /// Errors of preparing come from run(). One use of the same text at a time.
    Statement(Database &database, const QString &sql);
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    ~Statement();

    /// Binds the next parameter; an invalid variant is NULL.
    Statement &bind(const QVariant &value);
    Result<void> run();
    /// The next row; false at the end.
    Result<bool> next();
    /// Runs the statement and reads every row by read().
    template <typename Read>
    auto rows(Read read) -> Result<QList<decltype(read())>>
    {
        if (const auto ran = run(); !ran)
            return unexpected(ran.error());
        QList<decltype(read())> all;
        while (true) {
            const auto row = next();
            if (!row)
                return unexpected(row.error());
            if (!*row)
                return all;
            all.append(read());
        }
    }
    /// Rows the statement changed.
    int changes() const;

    bool isNull(int column) const;
    QString text(int column) const;
    QByteArray bytes(int column) const;
    double real(int column) const;
    std::optional<double> optionalReal(int column) const;
    int integer(int column) const;
    qint64 integer64(int column) const;

private:
    Database &m_database;
    QSqlQuery &m_query;
    int m_bound = 0;
};

/// A write transaction that is rolled back unless it was committed.
class Transaction final
{
public:
    enum class Kind {
        /// Takes the write lock at once, so that it cannot fail half-way for want of it.
        Write,
        /// A consistent view for several reads.
        Read,
    };
    static Result<std::unique_ptr<Transaction>> begin(Database &database, Kind kind = Kind::Write);
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    ~Transaction();
    Result<void> commit();

private:
    explicit Transaction(Database &database)
        : m_database(database)
    {
    }
    Database &m_database;
};

} // namespace talktrack
