// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/clock.h"
#include "tests/commands/program.h"
#include "tests/support/scripted_deepgram.h"

#include <QThread>

/// The real program with a scripted Deepgram on loopback.
class DeepgramProgram final : public Program
{
public:
    static constexpr auto key = "dg-secret-key-0123456789";

    explicit DeepgramProgram(const talktrack::test::MarkedScript &script)
        : m_server(new talktrack::test::ScriptedDeepgram(m_clock, script))
    {
        // The program is waited for, so the server answers from a thread of its own.
        m_server->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
        m_thread.start();
        setEnvironment(QStringLiteral("DEEPGRAM_API_KEY"), QLatin1String(key));
        setEnvironment(QStringLiteral("DEEPGRAM_BASE_URL"), m_server->baseUrl().toString());
        setEnvironment(QStringLiteral("WHISPER_BASE_URL"), m_server->baseUrl().toString());
    }
    ~DeepgramProgram()
    {
        m_thread.quit();
        m_thread.wait();
    }
    DeepgramProgram(const DeepgramProgram &) = delete;
    DeepgramProgram &operator=(const DeepgramProgram &) = delete;

    talktrack::test::ScriptedDeepgram &server() const { return *m_server; }

    /// The lines of a call, as 'show' prints them.
    QList<QJsonObject> storedLines(const QString &call = QStringLiteral("last")) const
    {
        const Output shown = run({QStringLiteral("show"), call, QStringLiteral("--json")});
        QList<QJsonObject> lines;
        const QJsonArray array =
            QJsonDocument::fromJson(shown.out).object().value(QLatin1String("lines")).toArray();
        for (const QJsonValue line : array)
            lines.append(line.toObject());
        return lines;
    }

private:
    talktrack::SystemClock m_clock;
    QThread m_thread;
    talktrack::test::ScriptedDeepgram *m_server;
};

/// Every word of the script that ends before this once, on the right side.
inline void everyWordOnce(const talktrack::test::MarkedScript &script, const QList<QJsonObject> &lines,
                          double until)
{
    QHash<QString, int> count;
    const auto nameOf = [](talktrack::Track track, const QString &text) {
        return QString::number(talktrack::trackIndex(track)) + talktrack::test::plainWord(text);
    };
    for (const QJsonObject &line : lines) {
        const talktrack::Track track = talktrack::trackOf(line.value(QLatin1String("speaker")).toString());
        const QStringList texts = line.value(QLatin1String("text")).toString().split(u' ');
        for (const QString &text : texts)
            ++count[nameOf(track, text)];
    }
    for (const talktrack::test::ScriptedWord &word : script.words()) {
        if (word.end > until)
            continue;
        const QString name = nameOf(word.track, word.text);
        QVERIFY2(count.value(name) == 1,
                 qPrintable(QStringLiteral("%1 × %2").arg(name).arg(count.value(name))));
    }
}
