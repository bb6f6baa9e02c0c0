// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/store/store_testing.h"

using namespace talktrack;
using namespace talktrack::store_testing;

class CallArchiveTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsNewestFirst();
    void showsFiguresInTheList();
    void filtersByStartAndPage();
    void findsACallByIdPrefixOrLast();
    void aWholeIdIsNotAmbiguous();
    void listsLiveCallsOldestFirst();
    void neverTakesAPrefixForAPattern_data();
    void neverTakesAPrefixForAPattern();
    void readsWhileTheStoreWrites();
    void readsWhatAnotherHandDamaged();
    void readsACallOfThirtyThousandLines();
    void usesTheIndexForTheListAndThePrefix();
    void answersEveryQuestionBeforeItIsGone();
    void refusesWhatIsNoDatabaseOfOurs();
    void cannotWrite();

private:
    Call add(CallStore &store, const QString &id, const QString &startedAt);
    QStringList listed(const CallFilter &filter);

    std::unique_ptr<QTemporaryDir> m_directory;
    StoreOptions m_options;
};

void CallArchiveTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_options = optionsFor(*m_directory);
}

Call CallArchiveTest::add(CallStore &store, const QString &id, const QString &startedAt)
{
    Call call = sampleCall();
    call.id = id;
    call.startedAt = utc(startedAt);
    const auto added = wait(store.createCall(call));
    return added ? call : Call();
}

QStringList CallArchiveTest::listed(const CallFilter &filter)
{
    QStringList ids;
    const auto calls = wait(openArchive(m_options)->calls(filter));
    for (const CallSummary &summary : calls.value_or({}))
        ids.append(summary.call.id);
    return ids;
}

void CallArchiveTest::listsNewestFirst()
{
    const auto store = openStore(m_options);
    QVERIFY(listed({}).isEmpty());
    add(*store, QStringLiteral("b"), QStringLiteral("2026-03-01T10:00:00.000Z"));
    add(*store, QStringLiteral("c"), QStringLiteral("2026-03-01T10:00:00.001Z"));
    add(*store, QStringLiteral("a"), QStringLiteral("2025-12-31T23:59:59.999Z"));
    add(*store, QStringLiteral("later"), QStringLiteral("2026-03-01T10:00:00.000Z"));
    QCOMPARE(listed({}).join(QLatin1Char(' ')), QStringLiteral("c later b a"));
}

void CallArchiveTest::showsFiguresInTheList()
{
    const auto store = openStore(m_options);
    Call call = completed(sampleCall());
    QVERIFY(wait(
        store->addCall(call, {sampleLine(call.id), sampleLine(call.id)}, {}, {}, sampleAnalytics(call.id))));
    const auto calls = wait(openArchive(m_options)->calls({}));
    QVERIFY(calls);
    QCOMPARE(calls->size(), 1);
    call.userId = store->userId();
    const CallSummary expected{call,  2,    0.43,
                               -0.25, 71.5, {{QStringLiteral("pricing"), 2}, {QStringLiteral("GDPR"), 1}}};
    QCOMPARE(calls->at(0), expected);
}

void CallArchiveTest::filtersByStartAndPage()
{
    const auto store = openStore(m_options);
    for (int day = 1; day <= 9; ++day)
        add(*store, QString::number(day), QStringLiteral("2026-01-0%1T00:00:00.000Z").arg(day));
    CallFilter filter;
    filter.limit = 3;
    QCOMPARE(listed(filter).join(QString()), QStringLiteral("987"));
    filter.offset = 7;
    QCOMPARE(listed(filter).join(QString()), QStringLiteral("21"));
    filter.offset = 100;
    QVERIFY(listed(filter).isEmpty());
    filter = CallFilter();
    filter.offset = 8;
    QCOMPARE(listed(filter).join(QString()), QStringLiteral("1"));
    filter = CallFilter();
    filter.from = utc(QStringLiteral("2026-01-03T00:00:00.000Z"));
    QCOMPARE(listed(filter).join(QString()), QStringLiteral("9876543"));
    filter.to = utc(QStringLiteral("2026-01-06T00:00:00.000Z"));
    QCOMPARE(listed(filter).join(QString()), QStringLiteral("543"));
    filter.limit = 1;
    filter.offset = 1;
    QCOMPARE(listed(filter).join(QString()), QStringLiteral("4"));
    filter.from = filter.to;
    QVERIFY(listed(filter).isEmpty());
    // The same moments told in another zone.
    filter = CallFilter();
    filter.from = utc(QStringLiteral("2026-01-03T00:00:00.000Z")).toOffsetFromUtc(3600 * 5);
    filter.to = utc(QStringLiteral("2026-01-04T00:00:00.000Z")).toOffsetFromUtc(-3600 * 5);
    QCOMPARE(listed(filter).join(QString()), QStringLiteral("3"));
    filter.limit = -1;
    filter.offset = -1;
    QCOMPARE(listed(filter).join(QString()), QStringLiteral("3"));
}

void CallArchiveTest::findsACallByIdPrefixOrLast()
{
    const auto store = openStore(m_options);
    const QString one = QStringLiteral("abc10000-0000-4000-8000-000000000001");
    const QString two = QStringLiteral("abd10000-0000-4000-8000-000000000002");
    add(*store, one, QStringLiteral("2026-05-01T00:00:00.000Z"));
    add(*store, two, QStringLiteral("2026-04-01T00:00:00.000Z"));
    const auto archive = openArchive(m_options);
    const auto idOf = [&](const QString &text) {
        const auto record = wait(archive->call(text));
        return record ? record->call.id : QString::number(static_cast<int>(record.error().kind));
    };
    QCOMPARE(idOf(one), one);
    QCOMPARE(idOf(QStringLiteral("abc")), one);
    QCOMPARE(idOf(QStringLiteral("abd1")), two);
    QCOMPARE(idOf(QStringLiteral("ABD")), two);
    // It took place before the other, but came later.
    QCOMPARE(idOf(QStringLiteral("last")), two);
    QCOMPARE(idOf(QStringLiteral("abe")), QString::number(static_cast<int>(ErrorKind::NotFound)));
    QCOMPARE(idOf(one + QLatin1Char('0')), QString::number(static_cast<int>(ErrorKind::NotFound)));
    QCOMPARE(idOf(QString()), QString::number(static_cast<int>(ErrorKind::NotFound)));
    QCOMPARE(idOf(QStringLiteral("ab")), QString::number(static_cast<int>(ErrorKind::Ambiguous)));
    QCOMPARE(wait(archive->call(QStringLiteral("ab"))).error().subject, QStringLiteral("ab"));
    QCOMPARE(wait(archive->call(QStringLiteral("zz"))).error().subject, QStringLiteral("zz"));
}

void CallArchiveTest::aWholeIdIsNotAmbiguous()
{
    const auto store = openStore(m_options);
    QCOMPARE(wait(openArchive(m_options)->call(QStringLiteral("last"))).error().kind, ErrorKind::NotFound);
    add(*store, QStringLiteral("ab"), QStringLiteral("2026-05-01T00:00:00.000Z"));
    add(*store, QStringLiteral("abc"), QStringLiteral("2026-05-02T00:00:00.000Z"));
    add(*store, QStringLiteral("abcd"), QStringLiteral("2026-05-03T00:00:00.000Z"));
    const auto archive = openArchive(m_options);
    QCOMPARE(wait(archive->call(QStringLiteral("abc")))->call.id, QStringLiteral("abc"));
    QCOMPARE(wait(archive->call(QStringLiteral("a"))).error().kind, ErrorKind::Ambiguous);
}

void CallArchiveTest::listsLiveCallsOldestFirst()
{
    const auto store = openStore(m_options);
    const auto archive = openArchive(m_options);
    QCOMPARE(*wait(archive->liveCalls()), QStringList());
    add(*store, QStringLiteral("b"), QStringLiteral("2026-05-02T00:00:00.000Z"));
    const Call done = add(*store, QStringLiteral("c"), QStringLiteral("2026-05-03T00:00:00.000Z"));
    add(*store, QStringLiteral("a"), QStringLiteral("2026-05-01T00:00:00.000Z"));
    QVERIFY(wait(store->finishCall(completed(done), sampleAnalytics(done.id))));
    QCOMPARE(*wait(archive->liveCalls()), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
}

void CallArchiveTest::neverTakesAPrefixForAPattern_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed :
         {"%", "_", "a%", "_b", "a*", "[a]", "' OR 1=1 --", "\\", "?", "a\xF4\x8F\xBF\xBF"})
        QTest::newRow(typed) << QString::fromUtf8(typed);
    QTest::newRow("NUL") << QString(QChar(QChar::Null));
    QTest::newRow("lone surrogate") << QString(QChar(0xD800));
    QTest::newRow("huge") << QString(1'000'000, QLatin1Char('a'));
}

void CallArchiveTest::neverTakesAPrefixForAPattern()
{
    QFETCH(QString, typed);
    const auto store = openStore(m_options);
    add(*store, QStringLiteral("ab"), QStringLiteral("2026-05-01T00:00:00.000Z"));
    const auto record = wait(openArchive(m_options)->call(typed));
    QVERIFY(!record);
    QCOMPARE(record.error().kind, ErrorKind::NotFound);
}

void CallArchiveTest::readsWhileTheStoreWrites()
{
    constexpr int count = 400;
    const auto store = openStore(m_options);
    const Call call = sampleCall();
    QVERIFY(wait(store->createCall(call)));
    const auto archive = openArchive(m_options);
    QFuture<Result<void>> last;
    for (int i = 0; i < count; ++i)
        last = store->addLine(sampleLine(call.id, i), {});
    qsizetype seen = 0;
    int reads = 0;
    while (seen < count) {
        const bool allWritten = last.isFinished();
        const auto record = wait(archive->call(call.id));
        QVERIFY(record);
        QVERIFY(record->lines.size() >= seen);
        seen = record->lines.size();
        for (int i = 0; i < seen; ++i)
            QCOMPARE(record->lines.at(i).line.start, double(i));
        QVERIFY(!allWritten || seen == count);
        ++reads;
    }
    QVERIFY(reads > 0);
    QVERIFY(wait(last));
}

void CallArchiveTest::readsWhatAnotherHandDamaged()
{
    const Call call = completed(sampleCall());
    {
        const auto store = openStore(m_options);
        QVERIFY(wait(store->addCall(call, {sampleLine(call.id)}, {}, {sampleFeedback(call.id)},
                                    sampleAnalytics(call.id))));
    }
    Raw(m_options.databaseFile)
        .run("UPDATE transcriptions SET words = '[[1,{}],7,[\"a\"', timestamp = 'x', track = 'y', text = "
             "x'ff00fe';"
             "UPDATE feedback_events SET metadata = '[', type = 'nonsense', origin = '';"
             "UPDATE analytics SET keyword_counts = '[1]', score_parts = '{}', metrics = '7', checklist = "
             "'{\"done\":1}';"
             "UPDATE calls SET started_at = 'yesterday', duration = 'long', type = '';");
    const auto record = wait(openArchive(m_options)->call(call.id));
    QVERIFY(record);
    QCOMPARE(record->lines.size(), 1);
    QVERIFY(record->lines.at(0).line.words.isEmpty());
    QVERIFY(record->feedback.at(0).metadata.isEmpty());
    QVERIFY(record->analytics);
    QVERIFY(record->analytics->score.parts.isEmpty());
    QVERIFY(!record->call.startedAt.isValid());
    QCOMPARE(wait(openArchive(m_options)->calls({}))->size(), 1);
}

void CallArchiveTest::readsACallOfThirtyThousandLines()
{
    constexpr int count = 30'000;
    const auto store = openStore(m_options);
    const Call call = completed(sampleCall(), count);
    QList<Transcription> lines;
    for (int i = 0; i < count; ++i)
        lines.append(sampleLine(call.id, i));
    QVERIFY(wait(store->addCall(call, lines, {}, {}, sampleAnalytics(call.id))));
    const auto record = wait(openArchive(m_options)->call(QStringLiteral("last")));
    QVERIFY(record);
    QCOMPARE(record->lines.size(), count);
    for (int i = 0; i < count; ++i)
        QCOMPARE(record->lines.at(i).line, lines.at(i));
}

void CallArchiveTest::usesTheIndexForTheListAndThePrefix()
{
    openStore(m_options);
    Raw raw(m_options.databaseFile);
    const auto plan = [&](const char *sql) {
        QString text;
        for (const QStringList &row : raw.rows(QLatin1String("EXPLAIN QUERY PLAN ") + QLatin1String(sql)))
            text += row.constLast() + QLatin1Char('\n');
        return text;
    };
    const QString list =
        plan("SELECT rowid FROM calls ORDER BY started_at DESC, rowid DESC LIMIT 50 OFFSET 99");
    QVERIFY2(list.contains(QLatin1String("USING COVERING INDEX calls_by_start")) &&
                 !list.contains(QLatin1String("B-TREE")),
             qPrintable(list));
    const QString prefix =
        plan("SELECT id FROM calls WHERE id >= 'a' AND id < 'a' || char(0x10FFFF) ORDER BY id");
    QVERIFY2(prefix.contains(QLatin1String("SEARCH calls")) && !prefix.contains(QLatin1String("B-TREE")),
             qPrintable(prefix));
    const QString lines =
        plan("SELECT * FROM transcriptions WHERE call_id = 'a' ORDER BY timestamp, position");
    QVERIFY2(lines.contains(QLatin1String("transcriptions_by_call")) &&
                 !lines.contains(QLatin1String("B-TREE")),
             qPrintable(lines));
}

void CallArchiveTest::answersEveryQuestionBeforeItIsGone()
{
    const auto store = openStore(m_options);
    QList<QFuture<Result<QList<CallSummary>>>> futures;
    {
        const auto archive = openArchive(m_options);
        for (int i = 0; i < 200; ++i)
            futures.append(archive->calls({}));
    }
    for (const auto &future : futures) {
        QVERIFY(future.isFinished());
        const auto result = future.result();
        QVERIFY(result || result.error().kind == ErrorKind::Cancelled);
    }
}

void CallArchiveTest::refusesWhatIsNoDatabaseOfOurs()
{
    const auto kindOf = [this] {
        const auto archive = CallArchive::open(m_options.databaseFile);
        return archive ? ErrorKind::Failed : archive.error().kind;
    };
    QCOMPARE(kindOf(), ErrorKind::NotFound);
    QVERIFY(!QFile::exists(m_options.databaseFile));
    QFile file(m_options.databaseFile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(kindOf(), ErrorKind::NotFound);
    file.write(QByteArray(8192, 'x'));
    file.close();
    QCOMPARE(kindOf(), ErrorKind::DatabaseCorrupt);
    QVERIFY(file.remove());
    Raw(m_options.databaseFile).run("CREATE TABLE t (x)");
    QCOMPARE(kindOf(), ErrorKind::DatabaseFailed);
    Raw(m_options.databaseFile).run("PRAGMA user_version = 1000");
    QCOMPARE(kindOf(), ErrorKind::DatabaseNewer);
}

void CallArchiveTest::cannotWrite()
{
    const Call call = sampleCall();
    {
        const auto store = openStore(m_options);
        QVERIFY(wait(store->createCall(call)));
    }
    const QByteArray before = contentOf(m_options.databaseFile);
    QVERIFY(wait(openArchive(m_options)->call(call.id)));
    QCOMPARE(contentOf(m_options.databaseFile), before);
}

QTEST_GUILESS_MAIN(CallArchiveTest)
#include "tst_call_archive.moc"
