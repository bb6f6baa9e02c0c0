// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/store_testing.h"

#include <sys/stat.h>

using namespace talktrack;
using namespace talktrack::store_testing;

/// The tables, columns and file properties that other programs rely on.
class StoreSchemaTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void hasTheDocumentedTablesAndColumns_data();
    void hasTheDocumentedTablesAndColumns();
    void keepsValuesInTheDocumentedForm();
    void isInWalModeWithAVersion();
    void refusesAnUnknownStatus();
    void keepsRowsOfACallTogether();
    void filesAreForTheOwnerAlone();

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    StoreOptions m_options;
};

void StoreSchemaTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_options = optionsFor(*m_directory);
}

void StoreSchemaTest::hasTheDocumentedTablesAndColumns_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("columns");
    QTest::newRow("users") << "users"
                           << "id name email role";
    QTest::newRow("calls") << "calls"
                           << "id user_id started_at ended_at duration status recording_url";
    QTest::newRow("transcriptions") << "transcriptions"
                                    << "id call_id speaker text timestamp confidence_score";
    QTest::newRow("feedback_events") << "feedback_events"
                                     << "id call_id type content timestamp metadata";
    QTest::newRow("analytics")
        << "analytics"
        << "id call_id talk_time_ratio sentiment_average keyword_counts performance_score";
}

void StoreSchemaTest::hasTheDocumentedTablesAndColumns()
{
    QFETCH(QString, table);
    QFETCH(QString, columns);
    openStore(m_options);
    Raw raw(m_options.databaseFile);
    QCOMPARE(
        raw.value(QStringLiteral("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '%1'")
                      .arg(table)),
        QStringLiteral("1"));
    QStringList names;
    QMap<QString, QString> types;
    for (const QStringList &column : raw.rows(QStringLiteral("PRAGMA table_info(%1)").arg(table))) {
        names.append(column.at(1));
        types.insert(column.at(1), column.at(2));
    }
    const QStringList expected = columns.split(QLatin1Char(' '));
    for (const QString &name : expected)
        QVERIFY2(names.contains(name), qPrintable(name));
    for (const char *name :
         {"duration", "timestamp", "talk_time_ratio", "sentiment_average", "performance_score"}) {
        if (expected.contains(QLatin1String(name)))
            QCOMPARE(types.value(QLatin1String(name)), QStringLiteral("REAL"));
    }
}

void StoreSchemaTest::keepsValuesInTheDocumentedForm()
{
    const auto store = openStore(m_options);
    Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    const Transcription line = sampleLine(call.id);
    const FeedbackEvent event = sampleFeedback(call.id);
    QVERIFY(wait(store->addLine(line, -0.5)));
    QVERIFY(wait(store->addFeedback({event})));

    Raw raw(m_options.databaseFile);
    const QString callSql =
        QStringLiteral("SELECT id, user_id, started_at, ended_at, duration, status, recording_url"
                       " FROM calls");
    const QStringList live{call.id,   store->userId(), QStringLiteral("2026-11-22T10:00:00.123Z"),
                           QString(), QString(),       QStringLiteral("live"),
                           QString()};
    QCOMPARE(raw.rows(callSql), QList<QStringList>{live});
    QVERIFY(raw.rows(callSql).at(0).at(6).isNull());
    QCOMPARE(
        raw.rows(QStringLiteral("SELECT id, call_id, speaker, text, timestamp, confidence_score,"
                                " end_timestamp, sentiment, json_array_length(words) FROM transcriptions")),
        (QList<QStringList>{{line.id, call.id, QStringLiteral("customer"), line.text, QStringLiteral("1.25"),
                             QStringLiteral("0.875"), QStringLiteral("2.75"), QStringLiteral("-0.5"),
                             QStringLiteral("3")}}));
    QCOMPARE(raw.rows(QStringLiteral("SELECT type, timestamp, metadata ->> 'category', origin, outcome"
                                     " FROM feedback_events")),
             (QList<QStringList>{{QStringLiteral("objection"), QStringLiteral("3.5"), QStringLiteral("price"),
                                  QStringLiteral("ai"), QString()}}));

    call.recordingUrl = QStringLiteral("file:///tmp/call.opus");
    QVERIFY(wait(store->finishCall(completed(call), sampleAnalytics(call.id))));
    const QStringList finished = raw.rows(callSql).at(0);
    QCOMPARE(finished.mid(3),
             (QStringList{QStringLiteral("2026-11-22T10:01:01.373Z"), QStringLiteral("61.25"),
                          QStringLiteral("completed"), call.recordingUrl}));
    QCOMPARE(
        raw.rows(QStringLiteral("SELECT talk_time_ratio, sentiment_average, keyword_counts ->> 'GDPR',"
                                " performance_score, score_version, score_parts ->> '$[0].name',"
                                " metrics ->> 'pace_wpm_call', checklist ->> '$.done[0]' FROM analytics")),
        (QList<QStringList>{{QStringLiteral("0.43"), QStringLiteral("-0.25"), QStringLiteral("1"),
                             QStringLiteral("71.5"), QStringLiteral("1"), QStringLiteral("talk_ratio"),
                             QStringLiteral("151"), QStringLiteral("intro")}}));
}

void StoreSchemaTest::isInWalModeWithAVersion()
{
    const auto store = openStore(m_options);
    Raw raw(m_options.databaseFile);
    QCOMPARE(raw.value(QStringLiteral("PRAGMA journal_mode")), QStringLiteral("wal"));
    QCOMPARE(raw.value(QStringLiteral("PRAGMA user_version")), QStringLiteral("2"));
    QCOMPARE(raw.rows(QStringLiteral("SELECT id, role FROM users")),
             (QList<QStringList>{{store->userId(), QStringLiteral("rep")}}));
}

void StoreSchemaTest::refusesAnUnknownStatus()
{
    openStore(m_options);
    Raw raw(m_options.databaseFile);
    for (const char *status : {"live", "completed", "interrupted", "pending", "failed"}) {
        raw.run(QByteArray("INSERT INTO calls (id, user_id, started_at, status) SELECT '") + status +
                "', id, '', '" + status + "' FROM users");
    }
    raw.rows(QStringLiteral(
        "INSERT INTO calls (id, user_id, started_at, status) SELECT 'x', id, '', 'x' FROM users"));
    QCOMPARE(raw.value(QStringLiteral("SELECT count(*) FROM calls")), QStringLiteral("5"));
}

void StoreSchemaTest::keepsRowsOfACallTogether()
{
    Call call = sampleCall();
    {
        const auto store = openStore(m_options);
        QVERIFY(wait(store->addCall(completed(call), {sampleLine(call.id)}, {}, {sampleFeedback(call.id)},
                                    sampleAnalytics(call.id))));
    }
    Raw raw(m_options.databaseFile);
    raw.run("PRAGMA foreign_keys = ON; DELETE FROM calls");
    for (const char *table : {"transcriptions", "feedback_events", "analytics"})
        QCOMPARE(raw.value(QStringLiteral("SELECT count(*) FROM %1").arg(QLatin1String(table))),
                 QStringLiteral("0"));
}

void StoreSchemaTest::filesAreForTheOwnerAlone()
{
    const auto modeOf = [](const QString &file) {
        struct stat status
        {
        };
        return stat(QFile::encodeName(file).constData(), &status) == 0 ? int(status.st_mode & 07777) : -1;
    };
    m_options.ballastFile = m_directory->filePath(QStringLiteral("ballast"));
    m_options.ballastBytes = 64'000;
    const mode_t before = umask(0);
    {
        const auto store = openStore(m_options);
        QVERIFY(wait(store->createCall(sampleCall())));
        umask(before);
        for (const char *suffix : {"", "-wal", "-shm"})
            QCOMPARE(modeOf(m_options.databaseFile + QLatin1String(suffix)), 0600);
        QCOMPARE(modeOf(m_options.ballastFile), 0600);
    }
    QFile::setPermissions(m_options.databaseFile, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
    openStore(m_options);
    QCOMPARE(modeOf(m_options.databaseFile), 0600);
}

QTEST_GUILESS_MAIN(StoreSchemaTest)
#include "tst_store_schema.moc"
