// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"
#include "ui/texts/plain_text.h"
#include "ui/transcript/transcript_rows.h"

#include <QTest>

#include <limits>

using namespace talktrack;

class TranscriptRowsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksTheLinesOfAnotherRecogniser()
    {
        TranscriptRows rows;
        rows.setEngine(QStringLiteral("deepgram"));
        Transcription line;
        line.id = QStringLiteral("a");
        line.text = QStringLiteral("hello");
        line.engine = QStringLiteral("pocketsphinx");
        rows.put(line);
        QVERIFY(rows.at(0).standIn);
        line.engine = QStringLiteral("deepgram");
        rows.put(line);
        QVERIFY(!rows.at(0).standIn);
        QCOMPARE(rows.count(), 1);
    }

    void keepsLinesInTheOrderOfTheirStart()
    {
        TranscriptRows rows;
        rows.put(sample::line(QStringLiteral("b"), Track::Customer, 5, QStringLiteral("second")));
        const auto placed =
            rows.put(sample::line(QStringLiteral("a"), Track::Rep, 2, QStringLiteral("first")));
        QCOMPARE(placed.row, 0);
        QVERIFY(placed.isNew);
        QCOMPARE(rows.at(1).text, QStringLiteral("second"));
        QCOMPARE(rows.indexOf(QStringLiteral("b")), 1);
    }

    void replacesALineOfTheSameIdAndMovesItIfItsStartDid()
    {
        TranscriptRows rows;
        rows.put(sample::line(QStringLiteral("a"), Track::Rep, 1, QStringLiteral("a"), false));
        rows.put(sample::line(QStringLiteral("b"), Track::Rep, 2, QStringLiteral("b")));
        rows.put(sample::line(QStringLiteral("c"), Track::Rep, 3, QStringLiteral("c")));
        auto placed = rows.put(sample::line(QStringLiteral("a"), Track::Rep, 1, QStringLiteral("aa")));
        QCOMPARE(placed.row, 0);
        QVERIFY(!placed.isNew);
        QCOMPARE(placed.removedFrom, -1);
        placed = rows.put(sample::line(QStringLiteral("a"), Track::Rep, 2.5, QStringLiteral("aaa")));
        QCOMPARE(placed.removedFrom, 0);
        QCOMPARE(placed.row, 1);
        QCOMPARE(rows.count(), 3);
        for (int row = 0; row < 3; ++row)
            QCOMPARE(rows.indexOf(rows.at(row).id), row);
    }

    void removesByIdAndKnowsWhatIsNotThere()
    {
        TranscriptRows rows;
        rows.put(sample::line(QStringLiteral("a"), Track::Rep, 1, QStringLiteral("a")));
        rows.put(sample::line(QStringLiteral("b"), Track::Rep, 2, QStringLiteral("b")));
        QCOMPARE(rows.remove(QStringLiteral("x")), -1);
        QCOMPARE(rows.remove(QStringLiteral("a")), 0);
        QCOMPARE(rows.indexOf(QStringLiteral("b")), 0);
    }

    void showsHostileTextHarmlesslyAndKeepsItForCopying()
    {
        TranscriptRows rows;
        QString hostile = QStringLiteral("a");
        hostile += QChar(0);
        hostile += QChar(0x202E);
        hostile += QString(500, QChar(0x0301));
        hostile += QChar(0xD800);
        rows.put(sample::line(QStringLiteral("h"), Track::Customer, std::numeric_limits<double>::quiet_NaN(),
                              hostile));
        const QString shown = rows.at(0).shown;
        QVERIFY(!shown.contains(QChar(0)));
        QVERIFY(!shown.contains(QChar(0x202E)));
        QVERIFY(shown.count(QChar(0x0301)) <= 4);
        QVERIFY(shown.isValidUtf16());
        QCOMPARE(rows.at(0).text, hostile);
        QCOMPARE(rows.at(0).start, 0);
    }

    void cutsOnlyWhatIsShownOfAMegabyte()
    {
        TranscriptRows rows;
        const QString huge(1'000'000, QChar(u'x'));
        rows.put(sample::line(QStringLiteral("h"), Track::Customer, 1, huge));
        QVERIFY(rows.at(0).shown.size() <= TranscriptRows::longestShown + 1);
        QVERIFY(rows.at(0).shown.endsWith(QChar(0x2026)));
        QCOMPARE(rows.at(0).text.size(), huge.size());
    }

    void namesTheSpeakersInWords()
    {
        TranscriptRows rows;
        Transcription second = sample::line(QStringLiteral("c"), Track::Customer, 1, QStringLiteral("x"));
        second.speaker = QStringLiteral("customer 2");
        rows.put(second);
        QCOMPARE(rows.at(0).speaker, QStringLiteral("Customer 2"));
    }
};

QTEST_APPLESS_MAIN(TranscriptRowsTest)
#include "tst_transcript_rows.moc"
