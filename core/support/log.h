// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QString>

#include <initializer_list>
#include <utility>

/// The program's log: JSON lines, rotated (5 files of 5 MB), never a secret and never a word of a call. Any
/// thread.
namespace talktrack::log {

enum class Level { Debug, Info, Warning, Error, Off };

std::optional<Level> levelFromName(const QString &name);

/// Opens the log file; before it, and where it cannot be opened, nothing is written. Qt's own messages go
/// there too. What a full disk does not take is lost in silence.
Result<void> open(const QString &file, Level level);
/// Flushes and closes.
void close();

using Field = std::pair<const char *, QString>;

/// One line: which part of the program, what happened as a stable snake_case word, and fields.
void write(Level level, const char *part, const char *event, std::initializer_list<Field> fields = {});

inline void debug(const char *part, const char *event, std::initializer_list<Field> fields = {})
{
    write(Level::Debug, part, event, fields);
}
inline void info(const char *part, const char *event, std::initializer_list<Field> fields = {})
{
    write(Level::Info, part, event, fields);
}
inline void warning(const char *part, const char *event, std::initializer_list<Field> fields = {})
{
    write(Level::Warning, part, event, fields);
}
inline void error(const char *part, const char *event, std::initializer_list<Field> fields = {})
{
    write(Level::Error, part, event, fields);
}

} // namespace talktrack::log
