// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/playbook_shelf.h"

#include "core/coach/playbook_reader.h"

#include <QDir>

namespace talktrack {
namespace {

/// What a menu can hold.
constexpr qsizetype mostFiles = 100;

} // namespace

QList<PlaybookEntry> playbooksIn(const QString &folder)
{
    QList<PlaybookEntry> out;
    if (const Result<Playbook> example = defaultPlaybook())
        out.append({{}, example->name});
    const QFileInfoList files =
        QDir(folder).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Name | QDir::IgnoreCase);
    for (const QFileInfo &file : files.first(std::min(files.size(), mostFiles))) {
        const Result<Playbook> playbook = readPlaybookFile(file.absoluteFilePath());
        const bool named = playbook && !playbook->name.trimmed().isEmpty();
        out.append({file.absoluteFilePath(), named ? playbook->name : file.fileName()});
    }
    return out;
}

QString playbookFolder(const QString &dataDir)
{
    return dataDir + QStringLiteral("/playbooks");
}

std::optional<Playbook> playbookOf(const Call &call, const QString &dataDir)
{
    for (const PlaybookEntry &entry : playbooksIn(playbookFolder(dataDir))) {
        if (entry.name != call.playbookName)
            continue;
        Result<Playbook> playbook = readChosenPlaybook(entry.path);
        if (playbook && playbook->version == call.playbookVersion)
            return std::move(*playbook);
    }
    return std::nullopt;
}

Result<Playbook> readChosenPlaybook(const QString &path)
{
    return path.isEmpty() ? defaultPlaybook() : readPlaybookFile(path);
}

} // namespace talktrack
