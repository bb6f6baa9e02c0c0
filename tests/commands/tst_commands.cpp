// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/commands/program.h"

#include <csignal>
#include <sys/resource.h>
#include <tuple>
#include <unistd.h>

/// The program's commands as scripts rely on them: output, exit codes, and one sentence for whatever is
/// wrong.
class CommandsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsItsUseAndVersion();
    void refusesWrongUse_data();
    void refusesWrongUse();
    void saysSoWithoutTheRecognisersModel();
    void listsNothingBeforeTheFirstCall();
    void doesNotFindACallThatIsNotThere();
    void importsATranscriptAndShowsIt();
    void importsVttWithTheNamedRep();
    void asksWhoTheRepIs();
    void refusesARepWhomTheFileDoesNotName();
    void saysWhatIsWrongWithAFile_data();
    void saysWhatIsWrongWithAFile();
    void saysThatAKeyOrAnAddressIsMissing();
    void refusesBadInput_data();
    void refusesBadInput();
    void importsTheGoodFilesOfSeveral();
    void importsEightBitTelephoneSound();
    void playsTheGoodPartOfATruncatedFile();
    void refusesATranscriptThatNoMemoryHolds();
    void keepsAnImportThatWasStoppedAsInterrupted();
    void namesTheCallThatAFailedRecogniserLeft();
    void refusesABadPlaybookWithThePlace();
    void saysWhatIsNotRightInAPlaybook();
    void beginsNoCallWithoutDevices();
    void refusesADatabaseItCannotUse_data();
    void refusesADatabaseItCannotUse();
    void readsADatabaseItMayNotWrite();
    void endsACallProperlyOnCtrlC_data();
    void endsACallProperlyOnCtrlC();
    void keepsNothingOfACallThatHadNotBegun();
    void findsACallAgainThatWasCutOff();
    void listsCallsByDate();
    void listsTheCallsOfADayThatIsNot24HoursLong();
    void neverPrintsTerminalCommandsOfACall();
    void listsDevicesOrSaysThatThereAreNone();
    void startsNoSoundServer();

private:
    static QByteArray wave(int seconds, int rate, int bits);
};

namespace {

const QByteArray transcript =
    R"({"format":"talktrack-call/1","title":"Acme","started_at":"2026-11-20T09:00:00.000Z","lines":[
 {"speaker":"rep","start":0.5,"end":3,"text":"Hi, my name is Daniel from Northbeam."},
 {"speaker":"customer","start":4,"end":7,"text":"To be honest, that is too expensive for us."},
 {"speaker":"rep","start":8,"end":10,"text":"What would it have to be worth to you?"}]})";

} // namespace

/// A wave file of a quiet tone, so that there is sound but no speech.
QByteArray CommandsTest::wave(int seconds, int rate, int bits)
{
    QByteArray data;
    for (int i = 0; i < seconds * rate; ++i) {
        const int value = (i / 20) % 2 ? 1 : -1;
        if (bits == 8) {
            data.append(static_cast<char>(128 + value));
        } else {
            data.append(static_cast<char>((value * 100) & 0xFF));
            data.append(static_cast<char>((value * 100) >> 8));
        }
    }
    const auto little = [](quint32 value, int bytes) {
        QByteArray result;
        for (int i = 0; i < bytes; ++i)
            result.append(static_cast<char>(value >> (8 * i) & 0xFF));
        return result;
    };
    const auto le32 = [&](quint32 value) {
        return little(value, 4);
    };
    const auto le16 = [&](quint32 value) {
        return little(value, 2);
    };
    const auto blockAlign = static_cast<quint32>(bits / 8);
    const auto unsignedRate = static_cast<quint32>(rate);
    return "RIFF" + le32(static_cast<quint32>(36 + data.size())) + "WAVEfmt " + le32(16) + le16(1) + le16(1) +
           le32(unsignedRate) + le32(unsignedRate * blockAlign) + le16(blockAlign) +
           le16(static_cast<quint32>(bits)) + "data" + le32(static_cast<quint32>(data.size())) + data;
}

void CommandsTest::tellsItsUseAndVersion()
{
    const Program program;
    const auto help = program.run({QStringLiteral("--help")});
    QCOMPARE(help.exitCode, 0);
    for (const char *command : {"demo", "live", "devices", "import", "calls", "show", "replay", "transcribe"})
        QVERIFY2(help.out.contains(command), command);
    const auto version = program.run({QStringLiteral("--version")});
    QCOMPARE(version.exitCode, 0);
    QVERIFY(version.out.startsWith("talktrack "));
    const auto own = program.run({QStringLiteral("live"), QStringLiteral("--help")});
    QCOMPARE(own.exitCode, 0);
    QVERIFY(own.out.contains("--mic"));
}

void CommandsTest::refusesWrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown command") << QStringList{QStringLiteral("dance")};
    QTest::newRow("unknown option") << QStringList{QStringLiteral("--dance")};
    QTest::newRow("unknown option of a command")
        << QStringList{QStringLiteral("calls"), QStringLiteral("--dance")};
    QTest::newRow("value missing") << QStringList{QStringLiteral("calls"), QStringLiteral("--data-dir")};
    QTest::newRow("call missing") << QStringList{QStringLiteral("show")};
    QTest::newRow("too many") << QStringList{QStringLiteral("show"), QStringLiteral("a"),
                                             QStringLiteral("b")};
    QTest::newRow("no file") << QStringList{QStringLiteral("import")};
    QTest::newRow("bad limit") << QStringList{QStringLiteral("calls"), QStringLiteral("--limit"),
                                              QStringLiteral("-3")};
    QTest::newRow("bad date") << QStringList{QStringLiteral("calls"), QStringLiteral("--from"),
                                             QStringLiteral("yesterday")};
    QTest::newRow("bad speed") << QStringList{QStringLiteral("live"), QStringLiteral("--speed"),
                                              QStringLiteral("0")};
    QTest::newRow("bad log level") << QStringList{QStringLiteral("calls"), QStringLiteral("--log-level"),
                                                  QStringLiteral("loud")};
    QTest::newRow("nothing to hear") << QStringList{QStringLiteral("live"), QStringLiteral("--mic"),
                                                    QStringLiteral("none"), QStringLiteral("--far"),
                                                    QStringLiteral("none")};
    QTest::newRow("huge argument") << QStringList{QString(100'000, QLatin1Char('x'))};
}

void CommandsTest::refusesWrongUse()
{
    QFETCH(QStringList, arguments);
    const Program program;
    const auto output = program.run(arguments);
    QCOMPARE(output.exitCode, 2);
    QVERIFY(output.out.isEmpty());
    isOneSentence(output.err);
    const auto json = program.run(arguments + QStringList{QStringLiteral("--json")});
    QCOMPARE(json.exitCode, 2);
    const QList<QByteArray> lines = json.err.trimmed().split('\n');
    const QJsonObject error =
        QJsonDocument::fromJson(lines.last()).object().value(QLatin1String("error")).toObject();
    QCOMPARE(error.value(QLatin1String("code")).toString(), QStringLiteral("usage"));
    QVERIFY(!error.value(QLatin1String("message")).toString().isEmpty());
}

void CommandsTest::saysSoWithoutTheRecognisersModel()
{
    Program program;
    program.setEnvironment(QStringLiteral("TALKTRACK_SPEECH_MODEL"), program.path(QStringLiteral("nothing")));
    const auto output = program.run({QStringLiteral("demo"), QStringLiteral("--headless")});
    QCOMPARE(output.exitCode, 1);
    isOneSentence(output.err);
    QVERIFY(program.run({QStringLiteral("calls")}).out.isEmpty());
}

void CommandsTest::listsNothingBeforeTheFirstCall()
{
    const Program program;
    const auto output = program.run({QStringLiteral("calls"), QStringLiteral("--json")});
    QCOMPARE(output.exitCode, 0);
    QVERIFY(output.out.isEmpty());
}

void CommandsTest::doesNotFindACallThatIsNotThere()
{
    const Program program;
    for (const char *command : {"show", "replay"}) {
        const auto output = program.run({QLatin1String(command), QStringLiteral("last")});
        QCOMPARE(output.exitCode, 6);
        isOneSentence(output.err);
    }
    const QString file = program.write(QStringLiteral("call.json"), transcript);
    QCOMPARE(program.run({QStringLiteral("import"), file}).exitCode, 0);
    for (const char *id : {"zzzz", "%", "_"}) {
        const auto output = program.run({QStringLiteral("show"), QLatin1String(id)});
        QCOMPARE(output.exitCode, 6);
        isOneSentence(output.err);
    }
}

void CommandsTest::importsATranscriptAndShowsIt()
{
    const Program program;
    const QString file = program.write(QStringLiteral("call.json"), transcript);
    const auto imported = program.run({QStringLiteral("import"), QStringLiteral("--json"), file});
    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    QCOMPARE(imported.objects().size(), 1);
    const QJsonObject result = imported.objects().first();
    QCOMPARE(result.value(QLatin1String("file")).toString(), file);
    QCOMPARE(result.value(QLatin1String("lines")).toInt(), 3);
    QCOMPARE(result.value(QLatin1String("status")).toString(), QStringLiteral("completed"));
    const QString id = result.value(QLatin1String("call_id")).toString();

    for (const QString &name : {id, id.left(8), QStringLiteral("last")}) {
        const auto shown = program.run({QStringLiteral("show"), name, QStringLiteral("--json")});
        QCOMPARE(shown.exitCode, 0);
        const QJsonObject call = shown.objects().value(0);
        QCOMPARE(call.value(QLatin1String("id")).toString(), id);
        QCOMPARE(call.value(QLatin1String("title")).toString(), QStringLiteral("Acme"));
        QCOMPARE(call.value(QLatin1String("started_at")).toString(),
                 QStringLiteral("2026-11-20T09:00:00.000Z"));
        const QJsonArray lines = call.value(QLatin1String("lines")).toArray();
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines.at(1)[QLatin1String("start")].toDouble(), 4.0);
        QVERIFY(lines.at(1)[QLatin1String("sentiment")].isDouble());
        QVERIFY(!lines.at(0).toObject().contains(QLatin1String("sentiment")));
        QVERIFY(shown.out.contains("\"price\""));
    }
    // What show prints is a transcript file that import takes.
    const QString again =
        program.write(QStringLiteral("again.json"),
                      program.run({QStringLiteral("show"), id, QStringLiteral("--json")}).out);
    QCOMPARE(program.run({QStringLiteral("import"), again}).exitCode, 0);
    QCOMPARE(program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects().size(), 2);
    const auto text = program.run({QStringLiteral("show"), id});
    QVERIFY(text.out.contains("too expensive"));
    // The words of the window, and no names of the program's own.
    for (const char *words : {"You answer after", "Silence", "Not covered", "Decision process"})
        QVERIFY2(text.out.contains(words), text.out.constData());
    QVERIFY2(!text.out.contains("decision_process"), text.out.constData());
    const auto replayed = program.run({QStringLiteral("replay"), id});
    QVERIFY2(replayed.out.contains("Price objection") && replayed.out.contains("Say: "),
             replayed.out.constData());
    QVERIFY2(!replayed.out.contains("price-too-expensive"), replayed.out.constData());
}

void CommandsTest::importsVttWithTheNamedRep()
{
    const Program program;
    const QString file = program.write(
        QStringLiteral("call.vtt"),
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Daniel>Hi Karen\n\n00:04.000 --> 00:05.000\n<v Karen>Hi\n");
    QCOMPARE(program.run({QStringLiteral("import"), QStringLiteral("--rep"), QStringLiteral("Daniel"), file})
                 .exitCode,
             0);
    const QJsonObject call =
        program.run({QStringLiteral("show"), QStringLiteral("last"), QStringLiteral("--json")})
            .objects()
            .value(0);
    const QJsonArray lines = call.value(QLatin1String("lines")).toArray();
    QCOMPARE(lines.at(0)[QLatin1String("speaker")].toString(), QStringLiteral("rep"));
    QCOMPARE(lines.at(1)[QLatin1String("speaker")].toString(), QStringLiteral("customer"));
}

void CommandsTest::asksWhoTheRepIs()
{
    const Program program;
    const QString file =
        program.write(QStringLiteral("call.vtt"),
                      "WEBVTT\n\n00:01.000 --> 00:03.000\nAnna: Hi Karen\n\n00:04.000 --> 00:05.000\nKaren: "
                      "Hi\n\n00:06.000 --> 00:07.000\nAnna: So\n\n00:08.000 --> 00:09.000\nKaren: Well\n");
    const auto output = program.run({QStringLiteral("import"), file});
    QCOMPARE(output.exitCode, 0);
    isOneSentence(output.err);
    QVERIFY2(output.err.contains("--rep") && output.err.contains("Anna, Karen"), output.err.constData());
    const auto named = program.run({QStringLiteral("import"), QStringLiteral("--rep=anna"), file});
    QCOMPARE(named.exitCode, 0);
    QVERIFY2(named.err.isEmpty(), named.err.constData());
    const auto calls = program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects();
    QCOMPARE(calls.size(), 2);
    QVERIFY(std::any_of(calls.begin(), calls.end(), [](const QJsonObject &call) {
        return call.value(QLatin1String("talk_time_ratio")).toDouble() > 0;
    }));
}

void CommandsTest::refusesARepWhomTheFileDoesNotName()
{
    const Program program;
    const QString vtt = program.write(
        QStringLiteral("call.vtt"),
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Daniel>Hi Karen\n\n00:04.000 --> 00:05.000\n<v Karen>Hi\n");
    const QString json = program.write(QStringLiteral("call.json"), transcript);
    for (const auto &[file, names] : {std::pair{vtt, "Daniel, Karen"}, std::pair{json, "rep, customer"}}) {
        const auto output = program.run({QStringLiteral("import"), QStringLiteral("--rep=Peter"), file});
        QCOMPARE(output.exitCode, 2);
        isOneSentence(output.err);
        QVERIFY2(output.err.contains(names), output.err.constData());
    }
    const auto recording = program.run({QStringLiteral("import"), QStringLiteral("--rep=Peter"),
                                        QStringLiteral("--speech=deepgram"), QStringLiteral("a.wav")});
    QCOMPARE(recording.exitCode, 2);
    isOneSentence(recording.err);
    QVERIFY(program.run({QStringLiteral("calls")}).out.isEmpty());
}

void CommandsTest::saysWhatIsWrongWithAFile_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("no header") << QStringLiteral("a.vtt") << QByteArray("00:01.000 --> 00:02.000\nHi\n")
                               << QByteArray("WEBVTT");
    QTest::newRow("bad time") << QStringLiteral("a.vtt") << QByteArray("WEBVTT\n\n1 --> 2\nHi\n")
                              << QByteArray("line 3");
    QTest::newRow("another JSON") << QStringLiteral("a.json") << QByteArray("{\"segments\":[]}")
                                  << QByteArray("talktrack-call/1");
    QTest::newRow("folder") << QString() << QByteArray() << QByteArray("is a folder");
    QTest::newRow("folder as transcript")
        << QStringLiteral("b.vtt/") << QByteArray() << QByteArray("is a folder");
}

void CommandsTest::saysWhatIsWrongWithAFile()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, said);
    const Program program;
    QVERIFY(QDir().mkpath(program.path(QStringLiteral("b.vtt"))));
    const QString file = name == QLatin1String("a.vtt") || name == QLatin1String("a.json")
                             ? program.write(name, content)
                             : program.path(name.chopped(name.isEmpty() ? 0 : 1));
    const auto output = program.run({QStringLiteral("import"), file});
    QCOMPARE(output.exitCode, 3);
    isOneSentence(output.err);
    QVERIFY2(output.err.contains(said) && output.err.contains(file.toUtf8()), output.err.constData());
    QVERIFY2(!output.err.contains("no right"), output.err.constData());
}

void CommandsTest::saysThatAKeyOrAnAddressIsMissing()
{
    Program program;
    for (const char *name : {"DEEPGRAM_API_KEY", "DEEPGRAM_TOKEN_URL", "WHISPER_BASE_URL"})
        program.setEnvironment(QLatin1String(name), QString());
    const QString file = program.write(QStringLiteral("a.wav"), wave(1, 8000, 8));
    for (const auto &[engine, variable, code] :
         {std::tuple{"deepgram", "DEEPGRAM_API_KEY", 4}, std::tuple{"whisper", "WHISPER_BASE_URL", 2}}) {
        for (const QStringList &command :
             {QStringList{QStringLiteral("import"), file},
              QStringList{QStringLiteral("live"), QStringLiteral("--input"), file}}) {
            const auto output =
                program.run(command + QStringList{QStringLiteral("--speech"), QLatin1String(engine)});
            QCOMPARE(output.exitCode, code);
            isOneSentence(output.err);
            QVERIFY2(output.err.contains(variable) && output.err.contains("missing"), output.err.constData());
            QVERIFY2(!output.err.contains("a.wav"), output.err.constData());
        }
    }
}

void CommandsTest::refusesBadInput_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("zero bytes") << QStringLiteral("a.wav") << QByteArray("");
    QTest::newRow("text as sound") << QStringLiteral("a.wav") << QByteArray("this is no sound at all");
    QTest::newRow("random bytes") << QStringLiteral("a.opus") << QByteArray("\x00\x01\xFE\xFFOggS\x03", 9);
    QTest::newRow("header without sound") << QStringLiteral("a.wav") << wave(0, 16000, 16);
    QTest::newRow("a playlist") << QStringLiteral("a.m3u8")
                                << QByteArray("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n");
    QTest::newRow("empty transcript") << QStringLiteral("a.json") << QByteArray("");
    QTest::newRow("cut transcript") << QStringLiteral("a.json") << transcript.left(120);
    QTest::newRow("no captions") << QStringLiteral("a.vtt") << QByteArray("WEBVTT\n");
    QTest::newRow("not there") << QString() << QByteArray();
}

void CommandsTest::refusesBadInput()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    const Program program;
    const QString file =
        name.isEmpty() ? program.path(QStringLiteral("missing.wav")) : program.write(name, content);
    const auto output = program.run({QStringLiteral("import"), file});
    QCOMPARE(output.exitCode, 3);
    isOneSentence(output.err);
    QVERIFY2(output.err.contains(file.section(QLatin1Char('/'), -1).toUtf8()), output.err.constData());
    QVERIFY(program.run({QStringLiteral("calls"), QStringLiteral("--json")}).out.isEmpty());
    if (name.endsWith(QLatin1String(".wav")) || name.isEmpty())
        QCOMPARE(program
                     .run({QStringLiteral("live"), QStringLiteral("--speed"), QStringLiteral("max"),
                           QStringLiteral("--input"), file})
                     .exitCode,
                 3);
}

void CommandsTest::importsTheGoodFilesOfSeveral()
{
    const Program program;
    const QString good = program.write(QStringLiteral("good.json"), transcript);
    const QString bad = program.write(QStringLiteral("bad.json"), "{}");
    const auto output = program.run({QStringLiteral("import"), QStringLiteral("--json"), bad, good});
    QCOMPARE(output.exitCode, 3);
    const QList<QJsonObject> results = output.objects();
    QCOMPARE(results.size(), 2);
    QCOMPARE(results.at(0).value(QLatin1String("status")).toString(), QStringLiteral("failed"));
    QVERIFY(results.at(0).value(QLatin1String("call_id")).isNull());
    QCOMPARE(results.at(1).value(QLatin1String("status")).toString(), QStringLiteral("completed"));
}

void CommandsTest::importsEightBitTelephoneSound()
{
    const Program program;
    const QString file = program.write(QStringLiteral("phone.wav"), wave(4, 8000, 8));
    const auto output = program.run({QStringLiteral("import"), QStringLiteral("--json"), file});
    QVERIFY2(output.exitCode == 0, output.err.constData());
    QVERIFY2(output.err.isEmpty(), output.err.constData());
    QCOMPARE(output.objects().first().value(QLatin1String("lines")).toInt(), 0);
    const QJsonObject call =
        program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects().value(0);
    QVERIFY(qAbs(call.value(QLatin1String("duration")).toDouble() - 4) < 0.1);
    QVERIFY2(call.value(QLatin1String("talk_time_ratio")).isNull(), "what cannot be measured is not zero");
    QVERIFY(call.value(QLatin1String("performance_score")).isNull());
}

void CommandsTest::playsTheGoodPartOfATruncatedFile()
{
    const Program program;
    const QString file = program.write(QStringLiteral("cut.wav"), wave(10, 16000, 16).left(44 + 5 * 32000));
    const auto output = program.run({QStringLiteral("import"), QStringLiteral("--json"), file});
    QVERIFY2(output.exitCode == 0, output.err.constData());
    isOneSentence(output.err);
    QVERIFY2(output.err.contains("damaged") && output.err.contains("cut.wav"), output.err.constData());
    const QJsonObject call =
        program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects().value(0);
    QVERIFY(qAbs(call.value(QLatin1String("duration")).toDouble() - 5) < 0.3);
}

void CommandsTest::refusesATranscriptThatNoMemoryHolds()
{
    const Program program;
    for (const char *name : {"huge.json", "huge.vtt"}) {
        const QString file = program.write(QLatin1String(name), "");
        if (!QFile::resize(file, qint64{1} << 42))
            QSKIP("this file system has no sparse files");
        const auto output = program.run({QStringLiteral("import"), file});
        QCOMPARE(output.exitCode, 3);
        isOneSentence(output.err);
        QVERIFY2(output.err.contains(name), output.err.constData());
    }
    // What does not tell its size.
    const QString endless = program.path(QStringLiteral("endless.vtt"));
    QVERIFY(QFile::link(QStringLiteral("/dev/zero"), endless));
    QCOMPARE(program.run({QStringLiteral("import"), endless}).exitCode, 3);
}

void CommandsTest::keepsAnImportThatWasStoppedAsInterrupted()
{
    const Program program;
    QProcess process;
    const QString demo = QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.opus");
    program.start(process, {QStringLiteral("import"), QStringLiteral("--json"), demo, demo});
    const auto calls = [&] {
        return program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects();
    };
    QTRY_VERIFY_WITH_TIMEOUT(calls().value(0).value(QLatin1String("lines")).toInt() > 0, 60'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    const QJsonObject result = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QCOMPARE(result.value(QLatin1String("status")).toString(), QStringLiteral("interrupted"));
    QCOMPARE(calls().size(), 1);
    const QJsonObject call = calls().first();
    QCOMPARE(call.value(QLatin1String("status")).toString(), QStringLiteral("interrupted"));
    QCOMPARE(call.value(QLatin1String("id")), result.value(QLatin1String("call_id")));
    QVERIFY(call.value(QLatin1String("lines")).toInt() > 0);
}

void CommandsTest::namesTheCallThatAFailedRecogniserLeft()
{
    // A model whose language model is none: the recogniser notices when the call has begun.
    Program program;
    const QDir shipped(QStringLiteral("/usr/share/pocketsphinx/model/en-us"));
    const QDir broken(program.path(QStringLiteral("model/en-us")));
    if (!shipped.exists())
        QSKIP("the recogniser's model is not there");
    QVERIFY(broken.mkpath(QStringLiteral(".")));
    for (const char *part : {"en-us", "cmudict-en-us.dict"})
        QVERIFY(QFile::link(shipped.filePath(QLatin1String(part)), broken.filePath(QLatin1String(part))));
    program.write(QStringLiteral("model/en-us/en-us.lm.bin"), "this is no language model");
    program.setEnvironment(QStringLiteral("TALKTRACK_SPEECH_MODEL"), program.path(QStringLiteral("model")));
    const QString file = program.write(QStringLiteral("a.wav"), wave(4, 8000, 8));
    const auto output = program.run({QStringLiteral("import"), QStringLiteral("--json"), file});
    QCOMPARE(output.exitCode, 1);
    QCOMPARE(output.objects().size(), 1);
    const QJsonObject result = output.objects().first();
    QCOMPARE(result.value(QLatin1String("status")).toString(), QStringLiteral("failed"));
    const QJsonObject call =
        program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects().value(0);
    QCOMPARE(call.value(QLatin1String("status")).toString(), QStringLiteral("failed"));
    QVERIFY(!call.value(QLatin1String("id")).toString().isEmpty());
    QCOMPARE(result.value(QLatin1String("call_id")), call.value(QLatin1String("id")));
}

void CommandsTest::refusesABadPlaybookWithThePlace()
{
    const Program program;
    const QString call = program.write(QStringLiteral("call.json"), transcript);
    const QString playbook = program.write(QStringLiteral("playbook.json"),
                                           "{\n \"format\": \"talktrack-playbook/1\",\n \"name\": 5\n}\n");
    const auto output = program.run({QStringLiteral("import"), QStringLiteral("--playbook"), playbook, call});
    QCOMPARE(output.exitCode, 3);
    isOneSentence(output.err);
    QVERIFY2(output.err.contains("line 3") && output.err.contains("name"), output.err.constData());
    QCOMPARE(program
                 .run({QStringLiteral("demo"), QStringLiteral("--headless"), QStringLiteral("--speed"),
                       QStringLiteral("fast")})
                 .exitCode,
             2);
}

void CommandsTest::saysWhatIsNotRightInAPlaybook()
{
    const Program program;
    const QString call = program.write(QStringLiteral("call.json"), transcript);
    const QString playbook = program.write(QStringLiteral("playbook.json"), R"({
 "format": "talktrack-playbook/1", "name": "Mine", "language": "en",
 "cards": [{"id": "a", "type": "question", "triggers": ["how much"], "title": "Asks", "say": ["One.", "Two."],
  "max_per_call": 1}]})");
    for (const QStringList &command : {QStringList{QStringLiteral("import"), call},
                                       QStringList{QStringLiteral("replay"), QStringLiteral("last")}}) {
        const auto output = program.run(command + QStringList{QStringLiteral("--playbook"), playbook});
        QVERIFY2(output.exitCode == 0, output.err.constData());
        isOneSentence(output.err.split('\n').first() + '\n');
        QVERIFY2(output.err.contains("Mine") && output.err.contains("line 4, cards[0].max_per_call"),
                 output.err.constData());
    }
}

void CommandsTest::beginsNoCallWithoutDevices()
{
    Program program;
    program.setEnvironment(QStringLiteral("PULSE_SERVER"), QStringLiteral("unix:/no/such/socket"));
    const auto output = program.run({QStringLiteral("live")});
    QCOMPARE(output.exitCode, 6);
    isOneSentence(output.err);
    QVERIFY(program.run({QStringLiteral("calls"), QStringLiteral("--json")}).out.isEmpty());
}

void CommandsTest::refusesADatabaseItCannotUse_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("corrupt") << QStringLiteral("corrupt");
    QTest::newRow("garbage") << QStringLiteral("garbage");
    QTest::newRow("newer") << QStringLiteral("newer");
    QTest::newRow("directory is a file") << QStringLiteral("file");
    QTest::newRow("disk full") << QStringLiteral("full");
}

void CommandsTest::refusesADatabaseItCannotUse()
{
    QFETCH(QString, kind);
    Program program;
    const QString call = program.write(QStringLiteral("call.json"), transcript);
    const QString database = program.dataDir() + QLatin1String("/talktrack.sqlite");
    if (kind != QLatin1String("file") && kind != QLatin1String("full")) {
        QCOMPARE(program.run({QStringLiteral("import"), call}).exitCode, 0);
        QProcess sqlite;
        if (kind == QLatin1String("newer")) {
            sqlite.start(QStringLiteral("sqlite3"), {database, QStringLiteral("PRAGMA user_version=999")});
            if (!sqlite.waitForFinished())
                QSKIP("the sqlite3 shell is not there");
        } else {
            QFile file(database);
            QVERIFY(file.open(QIODevice::ReadWrite));
            if (kind == QLatin1String("garbage"))
                file.write(QByteArray(8192, 'x'));
            else
                for (qint64 at = 4096; at + 64 < file.size(); at += 4096) {
                    file.seek(at);
                    file.write(QByteArray(64, '\xFF'));
                }
        }
    }
    if (kind == QLatin1String("file"))
        program.write(QStringLiteral("data"), "not a directory");
    Program::Output output;
    if (kind == QLatin1String("full")) {
        // No file may grow past 16 kB: as a full disk does, it stops the database from being made.
        QProcess process;
        process.setChildProcessModifier([] {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{16'384, 16'384};
            setrlimit(RLIMIT_FSIZE, &limit);
        });
        program.start(process, {QStringLiteral("import"), call});
        QVERIFY(process.waitForFinished(60'000));
        output.exitCode = process.exitCode();
        output.err = process.readAllStandardError();
    } else {
        QFile before(database);
        const QByteArray content = before.open(QIODevice::ReadOnly) ? before.readAll() : QByteArray();
        output = program.run({QStringLiteral("import"), call});
        QFile after(database);
        if (after.open(QIODevice::ReadOnly))
            QCOMPARE(after.readAll(), content);
    }
    QCOMPARE(output.exitCode, 5);
    isOneSentence(output.err);
}

void CommandsTest::readsADatabaseItMayNotWrite()
{
    const Program program;
    const QString call = program.write(QStringLiteral("call.json"), transcript);
    QCOMPARE(program.run({QStringLiteral("import"), call}).exitCode, 0);
    // A read-only mount of the directory, where this machine allows one.
    const QString command = QStringLiteral("mount --bind \"$TALKTRACK_DATA_DIR\" \"$TALKTRACK_DATA_DIR\" && "
                                           "mount -o remount,bind,ro \"$TALKTRACK_DATA_DIR\" || exit 99; "
                                           "\"%1\" calls --json && \"%1\" import \"%2\"")
                                .arg(QStringLiteral(TALKTRACK_PROGRAM), call);
    QProcess process;
    process.setProcessEnvironment(program.environment());
    process.start(QStringLiteral("unshare"),
                  {QStringLiteral("--mount"), QStringLiteral("sh"), QStringLiteral("-c"), command});
    if (!process.waitForFinished(60'000) || process.exitCode() == 99 ||
        process.exitStatus() != QProcess::NormalExit)
        QSKIP("no read-only mount can be made here");
    const QByteArray err = process.readAllStandardError();
    if (err.contains("unshare"))
        QSKIP("no mount namespace can be made here");
    QCOMPARE(process.exitCode(), 5);
    isOneSentence(err);
    QCOMPARE(QJsonDocument::fromJson(process.readAllStandardOutput())
                 .object()
                 .value(QLatin1String("title"))
                 .toString(),
             QStringLiteral("Acme"));
}

void CommandsTest::endsACallProperlyOnCtrlC_data()
{
    QTest::addColumn<QList<int>>("signals_");
    QTest::newRow("Ctrl-C") << QList{SIGINT};
    QTest::newRow("asked to end") << QList{SIGTERM};
    QTest::newRow("closed terminal") << QList{SIGHUP};
    // It asks the program, then the group that the program is in.
    QTest::newRow("as timeout does") << QList{SIGTERM, SIGTERM, SIGCONT};
    QTest::newRow("logging out") << QList{SIGTERM, SIGHUP};
}

void CommandsTest::endsACallProperlyOnCtrlC()
{
    QFETCH(QList<int>, signals_);
    const Program program;
    QProcess process;
    program.start(process, {QStringLiteral("demo"), QStringLiteral("--headless"), QStringLiteral("--json")});
    QByteArray out;
    const auto sawALine = [&] {
        out += process.readAllStandardOutput();
        return out.contains("\"final\":true");
    };
    QTRY_VERIFY_WITH_TIMEOUT(sawALine(), 60'000);
    for (const int number : signals_)
        ::kill(static_cast<pid_t>(process.processId()), number);
    QVERIFY(process.waitForFinished(60'000));
    out += process.readAllStandardOutput();
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(out.trimmed().split('\n').last().contains("call_ended"));
    const QJsonObject call =
        program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects().value(0);
    QCOMPARE(call.value(QLatin1String("status")).toString(), QStringLiteral("completed"));
}

void CommandsTest::keepsNothingOfACallThatHadNotBegun()
{
    const Program program;
    QProcess process;
    process.setProcessEnvironment(program.environment());
    process.start(QStringLiteral(TALKTRACK_PROGRAM),
                  {QStringLiteral("demo"), QStringLiteral("--headless"), QStringLiteral("--json")});
    QVERIFY(process.waitForStarted());
    const auto listens = [&] {
        QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
        if (!status.open(QIODevice::ReadOnly))
            return false;
        const QByteArray all = status.readAll();
        const qsizetype at = all.indexOf("SigCgt:");
        return at >= 0 && (all.mid(at + 7, 32).split('\n').first().trimmed().toULongLong(nullptr, 16) &
                           (1ULL << (SIGTERM - 1))) != 0;
    };
    if (!QFile::exists(QStringLiteral("/proc/self/status")))
        QSKIP("this system does not tell which signals a program listens to");
    QTRY_VERIFY_WITH_TIMEOUT(listens(), 60'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    const auto calls = program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects();
    // It may have begun in the meantime; then it is there and complete.
    if (process.exitCode() == 0) {
        QCOMPARE(calls.value(0).value(QLatin1String("status")).toString(), QStringLiteral("completed"));
    } else {
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(calls.isEmpty());
        QVERIFY(process.readAllStandardError().contains("before it had begun"));
    }
}

void CommandsTest::findsACallAgainThatWasCutOff()
{
    const Program program;
    QProcess process;
    program.start(process, {QStringLiteral("demo"), QStringLiteral("--headless"), QStringLiteral("--json"),
                            QStringLiteral("--speed"), QStringLiteral("4")});
    QByteArray out;
    const auto sawLines = [&] {
        out += process.readAllStandardOutput();
        return out.count("\"final\":true") >= 3;
    };
    QTRY_VERIFY_WITH_TIMEOUT(sawLines(), 60'000);
    // Another command meanwhile leaves the running call alone.
    const QJsonObject running =
        program.run({QStringLiteral("calls"), QStringLiteral("--json")}).objects().value(0);
    QCOMPARE(running.value(QLatin1String("status")).toString(), QStringLiteral("live"));
    process.kill();
    QVERIFY(process.waitForFinished());
    out += process.readAllStandardOutput();

    const QJsonObject call =
        program.run({QStringLiteral("show"), QStringLiteral("last"), QStringLiteral("--json")})
            .objects()
            .value(0);
    QCOMPARE(call.value(QLatin1String("status")).toString(), QStringLiteral("interrupted"));
    QVERIFY(call.value(QLatin1String("duration")).toDouble() > 0);
    QSet<QString> kept;
    const QJsonArray lines = call.value(QLatin1String("lines")).toArray();
    for (const QJsonValue &line : lines)
        kept.insert(line[QLatin1String("segment")].toString());
    int shown = 0;
    const QList<QByteArray> printed = out.split('\n');
    for (const QByteArray &line : printed) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        if (event.value(QLatin1String("event")) != QLatin1String("transcript") ||
            !event.value(QLatin1String("final")).toBool())
            continue;
        ++shown;
        QVERIFY2(kept.contains(event.value(QLatin1String("segment")).toString()),
                 "a line that was shown is lost");
    }
    QVERIFY(shown >= 3);
}

void CommandsTest::listsCallsByDate()
{
    const Program program;
    for (int day = 10; day < 15; ++day) {
        QByteArray dated = transcript;
        dated.replace("2026-11-20", "2026-11-" + QByteArray::number(day));
        QCOMPARE(
            program.run({QStringLiteral("import"), program.write(QStringLiteral("%1.json").arg(day), dated)})
                .exitCode,
            0);
    }
    const auto starts = [&](const QStringList &options) {
        QStringList result;
        const auto calls =
            program.run(QStringList{QStringLiteral("calls"), QStringLiteral("--json")} + options).objects();
        for (const QJsonObject &call : calls)
            result.append(call.value(QLatin1String("started_at")).toString().mid(8, 2));
        return result.join(QLatin1Char(' '));
    };
    QCOMPARE(starts({}), QStringLiteral("14 13 12 11 10"));
    QCOMPARE(starts({QStringLiteral("--limit"), QStringLiteral("2")}), QStringLiteral("14 13"));
    QCOMPARE(starts({QStringLiteral("--from"), QStringLiteral("2026-11-12"), QStringLiteral("--to"),
                     QStringLiteral("2026-11-13")}),
             QStringLiteral("13 12"));
}

void CommandsTest::listsTheCallsOfADayThatIsNot24HoursLong()
{
    Program program;
    program.setEnvironment(QStringLiteral("TZ"), QStringLiteral("America/New_York"));
    // Half past eleven in the evening of the day on which the clocks go back.
    QByteArray late = transcript;
    late.replace("2026-11-20T09:00", "2026-11-02T04:30");
    QCOMPARE(program.run({QStringLiteral("import"), program.write(QStringLiteral("a.json"), late)}).exitCode,
             0);
    const auto on = [&](const char *day) {
        return program
            .run({QStringLiteral("calls"), QStringLiteral("--json"), QStringLiteral("--from"),
                  QLatin1String(day), QStringLiteral("--to"), QLatin1String(day)})
            .objects()
            .size();
    };
    QCOMPARE(on("2026-10-31"), 0);
    QCOMPARE(on("2026-11-01"), 1);
    QCOMPARE(on("2026-11-02"), 0);
}

void CommandsTest::neverPrintsTerminalCommandsOfACall()
{
    const Program program;
    QByteArray hostile = transcript;
    hostile.replace("Acme", "\\u001b[2J\\u0007Acme")
        .replace("too expensive", "too \\u001b]0;x\\u0007 expensive");
    QCOMPARE(
        program.run({QStringLiteral("import"), program.write(QStringLiteral("a.json"), hostile)}).exitCode,
        0);
    for (const QStringList &arguments : {QStringList{QStringLiteral("show"), QStringLiteral("last")},
                                         QStringList{QStringLiteral("calls")}}) {
        const auto output = program.run(arguments);
        QCOMPARE(output.exitCode, 0);
        QVERIFY(!output.out.contains('\x1b'));
        QVERIFY(!output.out.contains('\x07'));
    }
}

void CommandsTest::listsDevicesOrSaysThatThereAreNone()
{
    Program program;
    program.setEnvironment(QStringLiteral("PULSE_SERVER"), QStringLiteral("unix:/no/such/socket"));
    const auto output = program.run({QStringLiteral("devices")});
    QCOMPARE(output.exitCode, 0);
    QVERIFY(output.out.isEmpty());
    isOneSentence(output.err.split('\n').first() + '\n');
}

void CommandsTest::startsNoSoundServer()
{
    Program program;
    const QString trace = program.path(QStringLiteral("started"));
    const QString daemon =
        program.write(QStringLiteral("daemon"), "#!/bin/sh\ntouch '" + trace.toUtf8() + "'\nexit 1\n");
    QVERIFY(QFile::setPermissions(daemon,
                                  QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
    program.setEnvironment(QStringLiteral("PULSE_CLIENTCONFIG"),
                           program.write(QStringLiteral("client.conf"),
                                         "autospawn = yes\ndaemon-binary = " + daemon.toUtf8() + '\n'));
    program.setEnvironment(QStringLiteral("XDG_RUNTIME_DIR"), program.path({}));
    program.setEnvironment(QStringLiteral("HOME"), program.path({}));
    QProcess process;
    process.setProcessEnvironment(program.environment());
    if (::geteuid() == 0) {
        // The library starts none for root anyway, so this is done as somebody else.
        static constexpr uid_t nobody = 65'534;
        QCOMPARE(::chown(QFile::encodeName(program.path({})).constData(), nobody, nobody), 0);
        process.setChildProcessModifier([] {
            if (::setgid(nobody) != 0 || ::setuid(nobody) != 0)
                ::_exit(99);
        });
    }
    process.start(QStringLiteral(TALKTRACK_PROGRAM), {QStringLiteral("devices")});
    if (!process.waitForStarted())
        QSKIP("the program cannot be started as another user here");
    QVERIFY(process.waitForFinished(60'000));
    if (process.exitCode() == 99)
        QSKIP("this machine lets nobody become another user");
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardError().contains("sound server"));
    QVERIFY(!QFile::exists(trace));
}

QTEST_GUILESS_MAIN(CommandsTest)
#include "tst_commands.moc"
