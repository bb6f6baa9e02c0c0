// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include "core/support/ids.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QUrl>

#include <sqlite3.h>

#include <cerrno>
#include <utility>

namespace talktrack {
namespace {

bool isOutOfSpace(int systemError)
{
#ifdef EDQUOT
    if (systemError == EDQUOT)
        return true;
#endif
    return systemError == ENOSPC || systemError == EFBIG;
}

bool isNotAllowed(int systemError)
{
    return systemError == EROFS || systemError == EACCES || systemError == EPERM;
}

sqlite3 *handleOf(const QSqlDatabase &database)
{
    const QVariant handle = database.driver()->handle();
    if (!handle.isValid() || qstrcmp(handle.typeName(), "sqlite3*") != 0)
        return nullptr;
    return *static_cast<sqlite3 *const *>(handle.constData());
}

bool isSameLibrary(const QSqlDatabase &database)
{
    QSqlQuery query(database);
    return query.exec(QStringLiteral("SELECT sqlite_source_id()")) && query.next() &&
           query.value(0).toString() == QLatin1String(sqlite3_sourceid());
}

Error errorFrom(const QSqlError &error, sqlite3 *handle)
{
    const int code = error.nativeErrorCode().toInt();
    const int systemError = handle ? sqlite3_system_errno(handle) : 0;
    return {errorKindOfSqlite(code, systemError),
            QStringLiteral("sqlite %1 errno %2: %3").arg(code).arg(systemError).arg(error.databaseText()),
            QString(), std::nullopt};
}

} // namespace

ErrorKind errorKindOfSqlite(int code, int systemError)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return ErrorKind::DiskFull;
    case SQLITE_IOERR:
        // SQLite calls a full quota and a file-size limit an I/O error, and gives no errno for the
        // shared-memory file.
        return isOutOfSpace(systemError) || code == SQLITE_IOERR_SHMSIZE ? ErrorKind::DiskFull
                                                                         : ErrorKind::DiskFailed;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorKind::DatabaseCorrupt;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return ErrorKind::DatabaseReadOnly;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorKind::DatabaseBusy;
    case SQLITE_CANTOPEN:
        if (isOutOfSpace(systemError))
            return ErrorKind::DiskFull;
        return isNotAllowed(systemError) ? ErrorKind::DatabaseReadOnly : ErrorKind::DatabaseFailed;
    case SQLITE_INTERRUPT:
        return ErrorKind::Cancelled;
    default:
        return ErrorKind::DatabaseFailed;
    }
}

Database::Database(QString connection, const QSqlDatabase &database, sqlite3 *handle)
    : m_connection(std::move(connection))
    , m_database(database)
    , m_handle(handle)
{
}

Result<std::unique_ptr<Database>> Database::open(const QString &file, DatabaseAccess access,
                                                 std::chrono::milliseconds busyTimeout)
{
    const QString connection = QLatin1String("talktrack-") + newId();
    std::unique_ptr<Database> opened;
    Error error{ErrorKind::DatabaseFailed, QStringLiteral("SQLite driver unusable"), file, std::nullopt};
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
        QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeout.count());
        if (access != DatabaseAccess::ReadWrite)
            options += QLatin1String(";QSQLITE_OPEN_READONLY");
        QString name = file;
        if (access == DatabaseAccess::Immutable) {
            options += QLatin1String(";QSQLITE_OPEN_URI");
            name = QString::fromLatin1(QUrl::fromLocalFile(file).toEncoded()) + QLatin1String("?immutable=1");
        }
        database.setConnectOptions(options);
        database.setDatabaseName(name);
        if (!database.open()) {
            error = errorFrom(database.lastError(), nullptr);
        } else if (sqlite3 *handle = handleOf(database); handle && isSameLibrary(database)) {
            opened.reset(new Database(connection, database, handle));
        }
    }
    if (opened)
        return opened;
    QSqlDatabase::removeDatabase(connection);
    error.subject = file;
    return unexpected(error);
}

Database::~Database()
{
    m_prepared.clear();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<void> Database::execute(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(sql))
        return unexpected(errorOf(query));
    return {};
}

Result<QVariant> Database::scalar(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(sql))
        return unexpected(errorOf(query));
    const bool row = query.next();
    if (!row && query.lastError().isValid())
        return unexpected(errorOf(query));
    return row ? query.value(0) : QVariant();
}

bool Database::inTransaction() const
{
    return sqlite3_get_autocommit(m_handle) == 0;
}

bool Database::isReadOnly() const
{
    return sqlite3_db_readonly(m_handle, "main") == 1;
}

void Database::setLeaveWalOnClose(bool leave)
{
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave ? 1 : 0, nullptr);
}

QSqlQuery &Database::prepared(const QString &sql)
{
    if (const auto found = m_prepared.find(sql); found != m_prepared.end())
        return found->second;
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    // A statement that could not be prepared (a lock on the schema, say) is tried again at its next use.
    query.prepare(sql);
    return m_prepared.emplace(sql, std::move(query)).first->second;
}

Error Database::errorOf(const QSqlQuery &query) const
{
    return errorFrom(query.lastError(), m_handle);
}

Statement::Statement(Database &database, const QString &sql)
    : m_database(database)
    , m_query(database.prepared(sql))
{
    if (m_query.lastError().isValid())
        m_query.prepare(sql);
}

Statement::~Statement()
{
    m_query.finish();
}

Statement &Statement::bind(const QVariant &value)
{
    m_query.bindValue(m_bound++, value);
    return *this;
}

Result<void> Statement::run()
{
    if (!m_query.exec())
        return unexpected(m_database.errorOf(m_query));
    return {};
}

Result<bool> Statement::next()
{
    if (m_query.next())
        return true;
    if (m_query.lastError().isValid())
        return unexpected(m_database.errorOf(m_query));
    return false;
}

int Statement::changes() const
{
    return m_query.numRowsAffected();
}

bool Statement::isNull(int column) const
{
    return m_query.isNull(column);
}

QString Statement::text(int column) const
{
    return m_query.value(column).toString();
}

QByteArray Statement::bytes(int column) const
{
    return m_query.value(column).toByteArray();
}

double Statement::real(int column) const
{
    return m_query.value(column).toDouble();
}

std::optional<double> Statement::optionalReal(int column) const
{
    return isNull(column) ? std::nullopt : std::optional(real(column));
}

int Statement::integer(int column) const
{
    return m_query.value(column).toInt();
}

qint64 Statement::integer64(int column) const
{
    return m_query.value(column).toLongLong();
}

Result<std::unique_ptr<Transaction>> Transaction::begin(Database &database, Kind kind)
{
    const auto begun =
        database.execute(kind == Kind::Write ? QStringLiteral("BEGIN IMMEDIATE") : QStringLiteral("BEGIN"));
    if (!begun)
        return unexpected(begun.error());
    return std::unique_ptr<Transaction>(new Transaction(database));
}

Transaction::~Transaction()
{
    // Some errors (a full disk above all) have rolled it back already.
    if (m_database.inTransaction())
        static_cast<void>(m_database.execute(QStringLiteral("ROLLBACK")));
}

Result<void> Transaction::commit()
{
    return m_database.execute(QStringLiteral("COMMIT"));
}

} // namespace talktrack
