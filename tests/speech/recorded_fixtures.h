// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>
#include <QString>

/// Recordings of real servers, which are not part of the source: TALKTRACK_FIXTURES, or a folder beside it.
inline QDir fixturesFolder()
{
    const QString named = qEnvironmentVariable("TALKTRACK_FIXTURES");
    return QDir(named.isEmpty() ? QStringLiteral(TALKTRACK_SOURCE_DIR "/../shared/fixtures") : named);
}

struct Fixture
{
    QString name;
    QByteArray content;
};

/// Every file of the folder that matches, by name.
inline QList<Fixture> fixturesIn(const QString &folder, const QString &pattern)
{
    QList<Fixture> fixtures;
    const QDir directory(fixturesFolder().filePath(folder));
    const QStringList names = directory.entryList({pattern}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        QFile file(directory.filePath(name));
        if (file.open(QIODevice::ReadOnly)) {
            fixtures.append({folder + QLatin1Char('/') + name, file.readAll()});
        }
    }
    return fixtures;
}
