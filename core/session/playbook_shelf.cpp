// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/playbook_shelf.h"

#include "core/coach/playbook_reader.h"

#include <QDir>

namespace talktrack {
namespace {

/// What a menu can hold.
constexpr qsizetype mostFiles = 100;

QFileInfoList filesIn(const QString &folder)
{
    const QFileInfoList files =
        QDir(folder).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Name | QDir::IgnoreCase);
    return files.first(std::min(files.size(), mostFiles));
}

} // namespace

QList<PlaybookEntry> playbooksIn(const QString &folder)
{
    QList<PlaybookEntry> out;
    if (const Result<Playbook> example = defaultPlaybook())
        out.append({{}, example->name});
    const QFileInfoList files = filesIn(folder);
    for (const QFileInfo &file : files) {
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
    const auto isIt = [&call](const Result<Playbook> &playbook) {
        return playbook && playbook->name == call.playbookName && playbook->version == call.playbookVersion;
    };
    if (Result<Playbook> example = defaultPlaybook(); isIt(example))
        return std::move(*example);
    const QFileInfoList files = filesIn(playbookFolder(dataDir));
    for (const QFileInfo &file : files)
        if (Result<Playbook> playbook = readPlaybookFile(file.absoluteFilePath()); isIt(playbook))
            return std::move(*playbook);
    return std::nullopt;
}

Result<Playbook> readChosenPlaybook(const QString &path)
{
    return path.isEmpty() ? defaultPlaybook() : readPlaybookFile(path);
}

} // namespace talktrack
