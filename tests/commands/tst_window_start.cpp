// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/commands/program.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>

#include <csignal>

/// How the window comes up, or says why it does not, and that there is one for each data directory.
class WindowStartTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysSoWithoutADisplay_data();
    void saysSoWithoutADisplay();
    void saysSoWhereTheDisplayRefuses();
    void raisesTheOpenWindowOnASecondStart();
    void saysSoWhereTheOpenWindowDoesNotAnswer();
    void leavesNothingBehindThatStopsTheNextStart();
    void playsTheDemoAsFastAsItIsTold();

private:
    /// How often this event stands in the program's log.
    static qsizetype logged(const Program &program, const char *event);
    static void end(QProcess &process);
};

qsizetype WindowStartTest::logged(const Program &program, const char *event)
{
    QFile log(program.dataDir() + QLatin1String("/talktrack.log"));
    return log.open(QIODevice::ReadOnly) ? log.readAll().count(QByteArray("\"") + event + '"') : 0;
}

void WindowStartTest::end(QProcess &process)
{
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
}

void WindowStartTest::saysSoWithoutADisplay_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::newRow("none") << QString() << QString();
    QTest::newRow("stale X display") << QStringLiteral("DISPLAY") << QStringLiteral(":7777");
    QTest::newRow("nonsense") << QStringLiteral("DISPLAY") << QStringLiteral("what");
    QTest::newRow("stale Wayland display")
        << QStringLiteral("WAYLAND_DISPLAY") << QStringLiteral("wayland-7777");
    QTest::newRow("platform that is not there")
        << QStringLiteral("QT_QPA_PLATFORM") << QStringLiteral("abacus");
}

void WindowStartTest::saysSoWithoutADisplay()
{
    QFETCH(QString, variable);
    QFETCH(QString, value);
    Program program;
    if (!variable.isEmpty())
        program.setEnvironment(variable, value);
    for (const QStringList &arguments : {QStringList(), QStringList{QStringLiteral("demo")}}) {
        const auto output = program.run(arguments);
        QCOMPARE(output.exitCode, 1);
        isOneSentence(output.err);
        QVERIFY2(output.err.contains("display"), output.err.constData());
    }
    const auto probe = program.run({QStringLiteral("--probe-display")});
    QCOMPARE(probe.exitCode, 1);
    QVERIFY(probe.out.isEmpty() && probe.err.isEmpty());
    program.setEnvironment(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    QCOMPARE(program.run({QStringLiteral("--probe-display")}).exitCode, 0);
}

void WindowStartTest::saysSoWhereTheDisplayRefuses()
{
    // As a forwarded display does whose other end has gone: somebody listens, but hangs up.
    QTcpServer server;
    quint16 number = 100;
    while (number < 200 && !server.listen(QHostAddress::LocalHost, 6000 + number))
        ++number;
    QVERIFY(server.isListening());
    connect(&server, &QTcpServer::newConnection, this, [&server] { delete server.nextPendingConnection(); });
    Program program;
    program.setEnvironment(QStringLiteral("DISPLAY"), QStringLiteral("127.0.0.1:%1").arg(number));
    QProcess process;
    program.start(process, {});
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 60'000);
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    isOneSentence(process.readAllStandardError());
}

void WindowStartTest::raisesTheOpenWindowOnASecondStart()
{
    Program program;
    program.setEnvironment(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    QProcess first;
    program.start(first, {});
    QTRY_COMPARE_WITH_TIMEOUT(logged(program, "first_painted"), 1, 30'000);
    QCOMPARE(logged(program, "raised"), 0);
    for (int start = 1; start <= 2; ++start) {
        const auto again = program.run({});
        QCOMPARE(again.exitCode, 0);
        QVERIFY2(again.err.contains("in front"), again.err.constData());
        isOneSentence(again.err);
        QCOMPARE(logged(program, "raised"), start);
    }
    QCOMPARE(first.state(), QProcess::Running);
    QCOMPARE(logged(program, "first_painted"), 1);
    end(first);
}

void WindowStartTest::saysSoWhereTheOpenWindowDoesNotAnswer()
{
    Program program;
    program.setEnvironment(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    QProcess first;
    program.start(first, {});
    QTRY_COMPARE_WITH_TIMEOUT(logged(program, "first_painted"), 1, 30'000);
    ::kill(static_cast<pid_t>(first.processId()), SIGSTOP);
    const auto second = program.run({});
    ::kill(static_cast<pid_t>(first.processId()), SIGCONT);
    QCOMPARE(second.exitCode, 1);
    isOneSentence(second.err);
    QVERIFY2(!second.err.contains("in front"), second.err.constData());
    end(first);
}

void WindowStartTest::leavesNothingBehindThatStopsTheNextStart()
{
    Program program;
    program.setEnvironment(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    for (int start = 1; start <= 3; ++start) {
        QProcess process;
        program.start(process, {});
        QTRY_COMPARE_WITH_TIMEOUT(logged(program, "first_painted"), start, 30'000);
        if (start == 1) {
            end(process);
        } else {
            process.kill();
            QVERIFY(process.waitForFinished());
        }
    }
}

void WindowStartTest::playsTheDemoAsFastAsItIsTold()
{
    Program program;
    const auto refused =
        program.run({QStringLiteral("demo"), QStringLiteral("--speed"), QStringLiteral("fast")});
    QCOMPARE(refused.exitCode, 2);
    isOneSentence(refused.err);
    program.setEnvironment(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    QProcess window;
    QElapsedTimer sinceStart;
    sinceStart.start();
    program.start(window, {QStringLiteral("demo"), QStringLiteral("--speed"), QStringLiteral("max")});
    const auto call = [&] {
        return program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects().value(0);
    };
    QTRY_COMPARE_WITH_TIMEOUT(call().value(QLatin1String("status")).toString(), QStringLiteral("live"),
                              60'000);
    const double elapsed = static_cast<double>(sinceStart.elapsed()) / 1000;
    end(window);
    const double played = call().value(QLatin1String("duration")).toDouble();
    QVERIFY2(played > elapsed, "no more was played than in real time");
}

QTEST_GUILESS_MAIN(WindowStartTest)
#include "tst_window_start.moc"
