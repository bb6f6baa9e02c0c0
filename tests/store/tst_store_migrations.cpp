// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"
#include "tests/store/store_testing.h"

using namespace talktrack;
using namespace talktrack::store_testing;

/// Each schema version has a file tests/data/store/vN.sql, written by the program of that version: what is in
/// it must come through every later step.
class StoreMigrationsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void stepsAreNumberedWithoutHoles();
    void takesAFileOfEachVersionToTheLatest_data();
    void takesAFileOfEachVersionToTheLatest();
    void makesTheSameSchemaAnewAsByMigrating();
    void aStepThatFailsLeavesTheVersionBefore();
    void aStepMadeMeanwhileIsNotMadeTwice();

private:
    std::unique_ptr<Database> openDatabase() const;
    static QStringList schemaOf(const QString &file);
    static void load(const QString &file, int version);

    std::unique_ptr<QTemporaryDir> m_directory;
    StoreOptions m_options;
};

void StoreMigrationsTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_options = optionsFor(*m_directory);
}

std::unique_ptr<Database> StoreMigrationsTest::openDatabase() const
{
    auto database =
        Database::open(m_options.databaseFile, DatabaseAccess::ReadWrite, std::chrono::seconds(1));
    return database ? std::move(database).value() : nullptr;
}

QStringList StoreMigrationsTest::schemaOf(const QString &file)
{
    QStringList schema;
    for (const QStringList &row :
         Raw(file).rows(QStringLiteral("SELECT sql FROM sqlite_master ORDER BY type, name")))
        schema.append(row.constFirst());
    return schema;
}

void StoreMigrationsTest::load(const QString &file, int version)
{
    const QByteArray script = contentOf(QStringLiteral(TEST_DATA_DIR "/store/v%1.sql").arg(version));
    QVERIFY(!script.isEmpty());
    Raw(file).run(script);
}

void StoreMigrationsTest::stepsAreNumberedWithoutHoles()
{
    const auto steps = migrations();
    QVERIFY(!steps.isEmpty());
    for (int i = 0; i < steps.size(); ++i)
        QCOMPARE(steps.at(i).version, i + 1);
    QCOMPARE(schemaVersion(), steps.size());
}

void StoreMigrationsTest::takesAFileOfEachVersionToTheLatest_data()
{
    QTest::addColumn<int>("version");
    for (int version = 1; version <= schemaVersion(); ++version)
        QTest::addRow("v%d", version) << version;
}

void StoreMigrationsTest::takesAFileOfEachVersionToTheLatest()
{
    QFETCH(int, version);
    load(m_options.databaseFile, version);
    const auto store = openStore(m_options);
    QCOMPARE(store->userId(), QStringLiteral("11111111-1111-4111-8111-111111111111"));
    const auto archive = openArchive(m_options);

    const auto calls = wait(archive->calls({}));
    QVERIFY(calls);
    QCOMPARE(calls->size(), 2);
    QCOMPARE(calls->at(0).call.title, QStringLiteral("Zoë & Söhne – Angebot"));
    QCOMPARE(calls->at(0).call.status, CallStatus::Interrupted);
    QCOMPARE(calls->at(0).performanceScore, std::nullopt);

    const auto record = wait(archive->call(QStringLiteral("22222222")));
    QVERIFY(record);
    QCOMPARE(record->call.startedAt, utc(QStringLiteral("2026-11-22T10:00:00.000Z")));
    QCOMPARE(record->call.duration, 61.2);
    QCOMPARE(record->call.playbookVersion, QStringLiteral("1.0"));
    QCOMPARE(record->lines.size(), 2);
    QCOMPARE(record->lines.at(1).line.text, QStringLiteral("That is too expensive for us."));
    QCOMPARE(record->lines.at(1).line.words.size(), 2);
    QCOMPARE(record->lines.at(1).sentiment, -0.6);
    QCOMPARE(record->feedback.size(), version < 2 ? 1 : 2);
    QCOMPARE(record->feedback.at(0).type, FeedbackType::Objection);
    QCOMPARE(record->feedback.at(0).metadata.value(QStringLiteral("category")).toString(),
             QStringLiteral("price"));
    QVERIFY(record->analytics);
    QCOMPARE(record->analytics->score.total, 71.5);
    QCOMPARE(record->analytics->metrics.paceWpmCall, 151.0);
    QCOMPARE(record->analytics->checklistMissed, QStringList{QStringLiteral("budget")});
    // Since version 2.
    QCOMPARE(record->call.recordingKey, version < 2 ? QByteArray() : QByteArray("talk\0\xff-key", 9));
    QCOMPARE(wait(archive->recordedCalls()).value(),
             version < 2 ? QStringList() : QStringList{record->call.id});
    QCOMPARE(wait(archive->callsToTranscribe())->size(), version < 2 ? 0 : 1);
    QVERIFY(wait(store->addLine(sampleLine(record->call.id), {})));
}

void StoreMigrationsTest::makesTheSameSchemaAnewAsByMigrating()
{
    openStore(m_options);
    const QStringList made = schemaOf(m_options.databaseFile);
    QVERIFY(made.size() > 10);
    const QString other = m_directory->filePath(QStringLiteral("other.sqlite"));
    for (int version = 1; version <= schemaVersion(); ++version) {
        QFile::remove(other);
        load(other, version);
        StoreOptions options = m_options;
        options.databaseFile = other;
        openStore(options);
        QCOMPARE(schemaOf(other), made);
    }
}

void StoreMigrationsTest::aStepThatFailsLeavesTheVersionBefore()
{
    const auto database = openDatabase();
    QVERIFY(database);
    const QList<Migration> steps{
        {1, {QStringLiteral("CREATE TABLE a (x)")}},
        {2, {QStringLiteral("CREATE TABLE b (x)"), QStringLiteral("INSERT INTO no_such_table VALUES (1)")}},
    };
    QVERIFY(!migrate(*database, steps));
    QVERIFY(!database->inTransaction());
    Raw raw(m_options.databaseFile);
    QCOMPARE(raw.value(QStringLiteral("PRAGMA user_version")), QStringLiteral("1"));
    QCOMPARE(raw.rows(QStringLiteral("SELECT name FROM sqlite_master")),
             QList<QStringList>{{QStringLiteral("a")}});
}

void StoreMigrationsTest::aStepMadeMeanwhileIsNotMadeTwice()
{
    const auto database = openDatabase();
    QVERIFY(database);
    const QList<Migration> steps{{1, {QStringLiteral("CREATE TABLE a (x)")}}};
    QVERIFY(migrate(*database, steps));
    QVERIFY(migrate(*database, steps));
    const auto ahead = migrate(*database, {});
    QVERIFY(ahead);
    QVERIFY(database->execute(QStringLiteral("PRAGMA user_version = 2")));
    const auto newer = migrate(*database, steps);
    QVERIFY(!newer);
    QCOMPARE(newer.error().kind, ErrorKind::DatabaseNewer);
}

QTEST_GUILESS_MAIN(StoreMigrationsTest)
#include "tst_store_migrations.moc"
