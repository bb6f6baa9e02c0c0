// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/recovering.h"

#include <QProcess>
#include <QRandomGenerator>

using namespace talktrack;
using namespace talktrack::store_testing;

class StoreKillTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryAcknowledgedLineWhenKilled();
};

void StoreKillTest::keepsEveryAcknowledgedLineWhenKilled()
{
    constexpr int rounds = 6;
    const QTemporaryDir directory;
    const StoreOptions options = optionsFor(directory);
    for (int round = 0; round < rounds; ++round) {
        QProcess writer;
        writer.start(QStringLiteral(KILL_WRITER), {options.databaseFile});
        const int enough = QRandomGenerator::global()->bounded(1, 300);
        QByteArray output;
        while (output.count('\n') < enough) {
            QVERIFY2(writer.waitForReadyRead(30000), "the writer stopped by itself");
            output += writer.readAllStandardOutput();
        }
        writer.kill();
        QVERIFY(writer.waitForFinished());
        QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
        output += writer.readAllStandardOutput();

        QString callId;
        QSet<QString> acknowledged;
        const QStringList printed = QString::fromUtf8(output).split(QLatin1Char('\n'));
        // What follows the last line break was cut off by the kill.
        for (const QString &line : printed.mid(0, printed.size() - 1)) {
            if (line.startsWith(QLatin1String("call ")))
                callId = line.mid(5);
            else
                acknowledged.insert(line.mid(5));
        }
        QVERIFY(!callId.isEmpty());

        QCOMPARE(Raw(options.databaseFile).value(QStringLiteral("PRAGMA integrity_check")),
                 QStringLiteral("ok"));
        const auto store = openStore(options);
        QCOMPARE(recoverAsAtTheStart(*store, options), 1);
        const auto record = wait(openArchive(options)->call(callId));
        QVERIFY(record);
        QCOMPARE(record->call.status, CallStatus::Interrupted);
        QSet<QString> kept;
        for (const StoredLine &line : record->lines)
            kept.insert(line.line.id);
        QVERIFY(kept.contains(acknowledged));
        // No line without those before it.
        for (int i = 0; i < record->lines.size(); ++i)
            QCOMPARE(record->lines.at(i).line.start, double(i));
        const double end = record->lines.isEmpty() ? 0 : record->lines.constLast().line.end;
        QCOMPARE(record->call.duration, end);
        QCOMPARE(record->call.endedAt, record->call.startedAt.addMSecs(qRound64(end * 1000)));
        QVERIFY(record->analytics);
        QCOMPARE(record->analytics->metrics.talkTimeRatio.has_value(), !record->lines.isEmpty());
        QVERIFY(!record->analytics->score.version.isEmpty());
    }
}

QTEST_GUILESS_MAIN(StoreKillTest)
#include "tst_store_kill.moc"
