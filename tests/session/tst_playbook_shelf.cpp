// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/playbook_shelf.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;

class TestPlaybookShelf final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasTheExampleWhereThereIsNoFolder()
    {
        const QList<PlaybookEntry> entries = playbooksIn(QStringLiteral("/no/such/folder"));
        QCOMPARE(entries.size(), 1);
        QVERIFY(entries.first().path.isEmpty());
        QCOMPARE(entries.first().name, readChosenPlaybook({})->name);
    }

    void listsTheFilesOfTheFolderByTheirOwnNames()
    {
        QTemporaryDir directory;
        QFile example(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/playbooks/b2b-software.json"));
        QVERIFY(example.open(QIODevice::ReadOnly));
        const QByteArray good =
            example.readAll().replace("B2B software (example: the fictional company Northbeam)", "Mine");
        const auto write = [&directory](const QString &name, const QByteArray &bytes) {
            QFile file(directory.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(write(QStringLiteral("b.json"), good));
        QVERIFY(write(QStringLiteral("a.json"), "{\n\"format\": 7}"));
        QVERIFY(write(QStringLiteral("notes.txt"), "no playbook"));
        const QList<PlaybookEntry> entries = playbooksIn(directory.path());
        QCOMPARE(entries.size(), 3);
        QCOMPARE(entries.at(1).name, QStringLiteral("a.json"));
        QCOMPARE(entries.at(2).name, QStringLiteral("Mine"));
        QCOMPARE(readChosenPlaybook(entries.at(2).path)->name, QStringLiteral("Mine"));
        const Result<Playbook> bad = readChosenPlaybook(entries.at(1).path);
        QVERIFY(!bad);
        QCOMPARE(bad.error().kind, ErrorKind::PlaybookInvalid);
        QVERIFY(bad.error().subject.contains(QStringLiteral("line 2")));
    }
};

QTEST_APPLESS_MAIN(TestPlaybookShelf)
#include "tst_playbook_shelf.moc"
