// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <QTest>

/// What the program says on standard error where something is wrong.
inline void isOneSentence(const QByteArray &err)
{
    const QString text = QString::fromUtf8(err).trimmed();
    QVERIFY(!text.isEmpty());
    QVERIFY2(!text.contains(QLatin1Char('\n')), err.constData());
    QVERIFY2(text.endsWith(QLatin1Char('.')), err.constData());
    QVERIFY2(text.size() < 400, err.constData());
}

/// The real program, run as a person or a script would, with a data directory of its own.
class Program
{
public:
    struct Output
    {
        int exitCode = -1;
        QByteArray out;
        QByteArray err;

        QList<QJsonObject> objects() const
        {
            QList<QJsonObject> result;
            const QList<QByteArray> lines = out.split('\n');
            for (const QByteArray &line : lines)
                if (!line.isEmpty())
                    result.append(QJsonDocument::fromJson(line).object());
            return result;
        }
    };

    QString dataDir() const { return m_directory.filePath(QStringLiteral("data")); }
    QString path(const QString &name) const { return m_directory.filePath(name); }

    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write test file");
        return file.fileName();
    }

    QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TALKTRACK_DATA_DIR"), dataDir());
        environment.insert(QStringLiteral("TALKTRACK_CONFIG"), path(QStringLiteral("talktrack.ini")));
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QLatin1String(name));
        for (auto it = m_extra.cbegin(); it != m_extra.cend(); ++it)
            environment.insert(it.key(), it.value());
        return environment;
    }

    void setEnvironment(const QString &name, const QString &value) { m_extra.insert(name, value); }

    void start(QProcess &process, const QStringList &arguments) const
    {
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(TALKTRACK_PROGRAM), arguments);
        if (!process.waitForStarted())
            qFatal("the program does not start");
        process.closeWriteChannel();
    }

    Output run(const QStringList &arguments, int timeoutMs = 120'000) const
    {
        QProcess process;
        start(process, arguments);
        if (!process.waitForFinished(timeoutMs)) {
            process.kill();
            process.waitForFinished();
        }
        Output output;
        output.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        output.out = process.readAllStandardOutput();
        output.err = process.readAllStandardError();
        return output;
    }

private:
    QTemporaryDir m_directory;
    QMap<QString, QString> m_extra;
};
