// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/live_printer.h"
#include "tests/commands/program.h"
#include "tests/session/session_fixture.h"

#include <QSignalSpy>

using namespace talktrack;

/// What reaches standard output, and what is done where it does not.
class OutputTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failsWhereItsOutputIsNotTaken_data();
    void failsWhereItsOutputIsNotTaken();
    void writesNothingElsewhereWhereOutputIsClosed();
    void endsACallProperlyWhenItsReaderGoes();
    void saysInTheEventStreamThatALineIsGone();
    void tellsPeopleOnlyOfPrintedLinesThatAreGone();
    void printsLinesInOrderOfTimeAndCardsAfterTheirLine();
    void saysOnceThatOutputIsLost();

private:
    static Program::Output shell(const Program &program, const QString &command);
};

namespace {

const QByteArray transcript =
    R"({"format":"talktrack-call/1","title":"Acme","lines":[{"speaker":"rep","start":0.5,"end":3,"text":"Hi."}]})";

/// A stream that keeps what is written to it.
class Paper
{
public:
    Paper()
        : m_stream(std::tmpfile())
    {
        if (!m_stream)
            qFatal("no temporary file");
    }
    ~Paper() { std::fclose(m_stream); }
    Paper(const Paper &) = delete;
    Paper &operator=(const Paper &) = delete;

    std::FILE *stream() const { return m_stream; }
    QByteArray text() const
    {
        std::rewind(m_stream);
        QByteArray bytes(4096, '\0');
        bytes.truncate(static_cast<qsizetype>(
            std::fread(bytes.data(), 1, static_cast<std::size_t>(bytes.size()), m_stream)));
        return bytes;
    }

private:
    std::FILE *m_stream;
};

/// A printer of a runner that says only what the test makes it say.
struct Printing
{
    explicit Printing(bool json, std::FILE *results = nullptr)
        : console(json, results ? results : out.stream(), err.stream())
        , runner(fixture.services(), standardSpeechFactory({}, fixture.clock))
        , printer(runner, console)
    {
    }

    void say(const QString &id, bool final)
    {
        Transcription line;
        line.id = id;
        line.speaker = QStringLiteral("rep");
        line.text = QStringLiteral("hello there");
        line.start = 65;
        line.end = 66;
        line.final = final;
        Q_EMIT runner.lineChanged(line);
    }

    SessionFixture fixture;
    Paper out;
    Paper err;
    Console console;
    CallRunner runner;
    LivePrinter printer;
};

} // namespace

/// With the program as $0.
Program::Output OutputTest::shell(const Program &program, const QString &command)
{
    QProcess process;
    process.setProcessEnvironment(program.environment());
    process.start(QStringLiteral("bash"), {QStringLiteral("-c"), command, QStringLiteral(TALKTRACK_PROGRAM)});
    if (!process.waitForFinished(120'000))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

void OutputTest::failsWhereItsOutputIsNotTaken_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command : {"show last", "show last --json", "calls", "calls --json", "--help",
                                "--version", "replay last --json"})
        for (const char *place : {">/dev/full", ">&-"})
            QTest::addRow("%s %s", command, place)
                << QStringLiteral("\"$0\" %1 %2").arg(QLatin1String(command), QLatin1String(place));
}

void OutputTest::failsWhereItsOutputIsNotTaken()
{
    if (!QFile::exists(QStringLiteral("/dev/full")))
        QSKIP("this system has no full device");
    QFETCH(QString, command);
    const Program program;
    QByteArray priced = transcript;
    priced.replace("\"rep\"", "\"customer\"").replace("Hi.", "To be honest, that is too expensive for us.");
    QCOMPARE(
        program.run({QStringLiteral("import"), program.write(QStringLiteral("a.json"), priced)}).exitCode, 0);
    const auto output = shell(program, command);
    QCOMPARE(output.exitCode, 5);
    isOneSentence(output.err.split('\n').first());
    if (command.contains(QLatin1String("--json"))) {
        const QJsonObject error = QJsonDocument::fromJson(output.err.trimmed().split('\n').last()).object();
        QVERIFY(error.value(QLatin1String("error"))[QLatin1String("code")].toString().startsWith(
            QLatin1String("disk_f")));
    } else {
        isOneSentence(output.err);
    }
}

void OutputTest::writesNothingElsewhereWhereOutputIsClosed()
{
    const Program program;
    const QString file = program.write(QStringLiteral("a.json"), transcript);
    // The import itself is done all the same.
    QCOMPARE(shell(program, QStringLiteral("\"$0\" import '%1' >&- 2>&- <&-").arg(file)).exitCode, 5);
    QCOMPARE(program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects().size(), 1);
    QFile log(program.dataDir() + QLatin1String("/talktrack.log"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QVERIFY(!log.readAll().contains("Acme"));
}

void OutputTest::endsACallProperlyWhenItsReaderGoes()
{
    const Program program;
    const auto output =
        shell(program,
              QStringLiteral("\"$0\" demo --headless --json --speed 4 | head -n 4; exit ${PIPESTATUS[0]}"));
    QCOMPARE(output.exitCode, 5);
    QVERIFY(output.out.contains("call_started"));
    isOneSentence(output.err.split('\n').first());
    const QList<QJsonObject> calls =
        program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects();
    QCOMPARE(calls.size(), 1);
    QCOMPARE(calls.first().value(QLatin1String("status")).toString(), QStringLiteral("completed"));
    QVERIFY(calls.first().value(QLatin1String("duration")).toDouble() < 60);
}

void OutputTest::saysInTheEventStreamThatALineIsGone()
{
    Printing printing(true);
    printing.say(QStringLiteral("a"), false);
    Q_EMIT printing.runner.lineRemoved(QStringLiteral("a"));
    const QList<QByteArray> lines = printing.out.text().trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(QJsonDocument::fromJson(lines.last()).object(),
             (QJsonObject{{QStringLiteral("event"), QStringLiteral("transcript_removed")},
                          {QStringLiteral("segment"), QStringLiteral("a")}}));
}

void OutputTest::tellsPeopleOnlyOfPrintedLinesThatAreGone()
{
    Printing printing(false);
    printing.say(QStringLiteral("a"), false);
    Q_EMIT printing.runner.lineRemoved(QStringLiteral("a"));
    QVERIFY(printing.err.text().isEmpty());
    printing.say(QStringLiteral("b"), true);
    Q_EMIT printing.runner.lineRemoved(QStringLiteral("b"));
    Q_EMIT printing.runner.lineRemoved(QStringLiteral("b"));
    isOneSentence(printing.err.text());
    QVERIFY2(printing.err.text().contains("1:05"), printing.err.text().constData());
    QVERIFY(!printing.out.text().contains("1:05 was"));
}

void OutputTest::printsLinesInOrderOfTimeAndCardsAfterTheirLine()
{
    Printing printing(false);
    const auto say = [&](const char *id, double start, bool final) {
        Transcription line;
        line.id = QLatin1String(id);
        line.speaker = QStringLiteral("rep");
        line.text = QLatin1String(id);
        line.start = start;
        line.end = start + 1;
        line.final = final;
        Q_EMIT printing.runner.lineChanged(line);
    };
    const auto tick = [&](double at) {
        CallMetrics metrics;
        metrics.at = at;
        Q_EMIT printing.runner.metricsChanged(metrics, {});
    };
    const auto card = [&](const char *id) {
        FeedbackEvent event;
        event.type = FeedbackType::Suggestion;
        event.content = QStringLiteral("card-of-") + QLatin1String(id);
        event.metadata = {{QStringLiteral("segment"), QLatin1String(id)}};
        Q_EMIT printing.runner.feedbackGiven(event);
    };
    tick(10);
    say("long", 8, false);
    say("brief", 9, true);
    QVERIFY(!printing.out.text().contains("brief"));
    say("long", 8, true);
    QVERIFY(printing.out.text().indexOf("long") < printing.out.text().indexOf("brief"));
    // A card waits for nothing, and its line is there before it.
    say("endless", 11, false);
    say("asked", 12, true);
    QVERIFY(!printing.out.text().contains("asked"));
    card("asked");
    const QByteArray text = printing.out.text();
    QVERIFY(text.indexOf("asked") < text.indexOf("card-of-asked"));
    QVERIFY(text.contains("card-of-asked"));
    // Nor does a line wait for ever, or for one that is gone.
    say("patient", 13, true);
    tick(11);
    QVERIFY(!printing.out.text().contains("patient"));
    tick(12);
    QVERIFY(printing.out.text().contains("patient"));
    say("next", 14, true);
    Q_EMIT printing.runner.lineRemoved(QStringLiteral("endless"));
    QVERIFY(printing.out.text().contains("next"));
    say("other", 15, false);
    say("last", 16, true);
    Q_EMIT printing.runner.ended({});
    QVERIFY(printing.out.text().contains("last"));
}

void OutputTest::saysOnceThatOutputIsLost()
{
    std::FILE *full = std::fopen("/dev/full", "w");
    if (!full)
        QSKIP("this system has no full device");
    Printing printing(false, full);
    const QSignalSpy lost(&printing.printer, &LivePrinter::outputLost);
    QCOMPARE(printing.console.exitCode(ExitDone), static_cast<int>(ExitDone));
    printing.say(QStringLiteral("a"), true);
    printing.say(QStringLiteral("b"), true);
    isOneSentence(printing.err.text());
    QCOMPARE(printing.console.exitCode(ExitDone), static_cast<int>(ExitStorage));
    QCOMPARE(printing.console.exitCode(ExitInput), static_cast<int>(ExitInput));
    for (int second = 1; second <= 2; ++second)
        Q_EMIT printing.runner.metricsChanged({}, {});
    QCOMPARE(lost.size(), 1);
    std::fclose(full);
}

QTEST_GUILESS_MAIN(OutputTest)
#include "tst_output.moc"
