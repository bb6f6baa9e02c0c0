// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <memory>
#include <mutex>

namespace talktrack::log {
namespace {

constexpr std::size_t maxFileBytes = std::size_t{5} * 1024 * 1024;
constexpr std::size_t maxFiles = 5;

std::mutex loggerMutex;
std::shared_ptr<spdlog::logger> &loggerSlot()
{
    static std::shared_ptr<spdlog::logger> logger;
    return logger;
}

std::shared_ptr<spdlog::logger> currentLogger()
{
    const std::lock_guard lock(loggerMutex);
    return loggerSlot();
}

spdlog::level::level_enum spdLevel(Level level)
{
    switch (level) {
    case Level::Debug:
        return spdlog::level::debug;
    case Level::Info:
        return spdlog::level::info;
    case Level::Warning:
        return spdlog::level::warn;
    case Level::Error:
        return spdlog::level::err;
    case Level::Off:
        break;
    }
    return spdlog::level::off;
}

QString levelName(Level level)
{
    switch (level) {
    case Level::Debug:
        return QStringLiteral("debug");
    case Level::Info:
        return QStringLiteral("info");
    case Level::Warning:
        return QStringLiteral("warning");
    case Level::Error:
        return QStringLiteral("error");
    case Level::Off:
        break;
    }
    return QStringLiteral("off");
}

void forwardQtMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const Level level = type == QtDebugMsg || type == QtInfoMsg ? Level::Debug
                        : type == QtWarningMsg                  ? Level::Warning
                                                                : Level::Error;
    write(level, "qt", context.category ? context.category : "default", {{"message", message}});
}

} // namespace

std::optional<Level> levelFromName(const QString &name)
{
    for (const Level level : {Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Off})
        if (name == levelName(level))
            return level;
    return std::nullopt;
}

Result<void> open(const QString &file, Level level)
{
    try {
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            QFile::encodeName(file).toStdString(), maxFileBytes, maxFiles - 1);
        auto logger = std::make_shared<spdlog::logger>("talktrack", std::move(sink));
        logger->set_pattern("%v");
        // A log that cannot be written must not reach the terminal: the library would say so on standard
        // error.
        logger->set_error_handler([](const std::string &) {});
        logger->set_level(spdLevel(level));
        logger->flush_on(spdlog::level::info);
        const std::lock_guard lock(loggerMutex);
        loggerSlot() = std::move(logger);
    } catch (const spdlog::spdlog_ex &failure) {
        return unexpected(ErrorKind::DiskFailed, QString::fromUtf8(failure.what()), file);
    }
    QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
    qInstallMessageHandler(forwardQtMessage);
    return {};
}

void close()
{
    qInstallMessageHandler(nullptr);
    const std::lock_guard lock(loggerMutex);
    if (loggerSlot())
        loggerSlot()->flush();
    loggerSlot().reset();
}

void write(Level level, const char *part, const char *event, std::initializer_list<Field> fields)
{
    const std::shared_ptr<spdlog::logger> logger = currentLogger();
    if (!logger || !logger->should_log(spdLevel(level)))
        return;
    QJsonObject line;
    for (const Field &field : fields)
        line.insert(QLatin1String(field.first), field.second);
    line.insert(QLatin1String("time"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    line.insert(QLatin1String("level"), levelName(level));
    line.insert(QLatin1String("part"), QLatin1String(part));
    line.insert(QLatin1String("event"), QLatin1String(event));
    logger->log(spdLevel(level), "{}", QJsonDocument(line).toJson(QJsonDocument::Compact).toStdString());
}

} // namespace talktrack::log
