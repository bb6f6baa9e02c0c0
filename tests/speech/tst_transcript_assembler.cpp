// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/transcript_assembler.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace talktrack;

namespace {

Utterance heard(const QString &id, const QString &text, bool final)
{
    Utterance utterance;
    utterance.id = id;
    utterance.track = Track::Customer;
    utterance.text = text;
    utterance.start = 1;
    utterance.end = 3;
    utterance.final = final;
    return utterance;
}

const QString id = QStringLiteral("a");

} // namespace

class TestTranscriptAssembler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesInterimsAndEndsWithTheFinal()
    {
        TranscriptAssembler assembler(QStringLiteral("call"), QStringLiteral("pocketsphinx"));
        const auto first = assembler.update(heard(id, QStringLiteral("we"), false));
        QVERIFY(first && !first->final);
        QCOMPARE(assembler.open(), QStringList{id});
        const auto second = assembler.update(heard(id, QStringLiteral("we have"), false));
        QCOMPARE(second->id, first->id);
        const auto last = assembler.update(heard(id, QStringLiteral("we have three"), true));
        QVERIFY(last->final);
        QCOMPARE(last->text, QStringLiteral("we have three"));
        QCOMPARE(last->callId, QStringLiteral("call"));
        QCOMPARE(last->engine, QStringLiteral("pocketsphinx"));
        QVERIFY(assembler.open().isEmpty());
    }

    void showsNoInterimAndNoSecondFinalAfterTheFinal()
    {
        TranscriptAssembler assembler({}, {});
        QVERIFY(assembler.update(heard(id, QStringLiteral("yes"), true)));
        QVERIFY(!assembler.update(heard(id, QStringLiteral("ye"), false)));
        QVERIFY(!assembler.update(heard(id, QStringLiteral("yes indeed"), true)));
        QVERIFY(!assembler.withdraw(id));
        QVERIFY(assembler.open().isEmpty());
    }

    void takesAwayOnlyWhatWasShown()
    {
        TranscriptAssembler assembler({}, {});
        QVERIFY(!assembler.withdraw(id));
        QVERIFY(assembler.update(heard(id, QStringLiteral("uh"), false)));
        QVERIFY(assembler.withdraw(id));
        QVERIFY(!assembler.withdraw(id));
    }

    void knowsTheSpeakerFromTheTrack()
    {
        TranscriptAssembler assembler({}, {});
        Utterance utterance = heard(id, QStringLiteral("hello"), true);
        QCOMPARE(assembler.update(utterance)->speaker, QStringLiteral("customer"));
        utterance.id = QStringLiteral("b");
        utterance.speakerNumber = 1;
        QCOMPARE(assembler.update(utterance)->speaker, QStringLiteral("customer 2"));
        utterance.id = QStringLiteral("c");
        utterance.track = Track::Rep;
        utterance.speakerNumber = -4;
        const auto line = assembler.update(utterance);
        QCOMPARE(line->speaker, QStringLiteral("rep"));
        QCOMPARE(line->track, Track::Rep);
    }

    void hasNothingToShowForEmptyText()
    {
        TranscriptAssembler assembler({}, {});
        QVERIFY(!assembler.update(heard(id, QStringLiteral("  \n "), false)));
        QVERIFY(!assembler.update(heard({}, QStringLiteral("words"), true)));
        QVERIFY(assembler.open().isEmpty());
        QCOMPARE(assembler.update(heard(id, QStringLiteral("  two\n words "), true))->text,
                 QStringLiteral("two words"));
    }

    void putsWordsInOrderAndInsideTheLine()
    {
        TranscriptAssembler assembler({}, {});
        Utterance utterance = heard(id, QStringLiteral("one two three"), true);
        utterance.words = {{QStringLiteral("two"), 1.5, 2.0, 0.5},
                           {QStringLiteral("one"), -4.0, 1.2, 7.0},
                           {QString(), 1.0, 2.0, 0.5},
                           {QStringLiteral("three"), 2.5, 1.0, std::nan("")}};
        const auto line = assembler.update(utterance);
        QCOMPARE(line->words.size(), 3);
        double before = line->start;
        for (const Word &word : line->words) {
            QVERIFY(word.start >= before && word.end >= word.start && word.end <= line->end);
            before = word.start;
        }
        QCOMPARE(line->words.at(0).text, QStringLiteral("one"));
        QCOMPARE(line->words.at(0).confidence, std::optional(1.0));
        QVERIFY(!line->words.at(2).confidence);
    }

    void clampsTimesThatCannotBe_data()
    {
        QTest::addColumn<double>("start");
        QTest::addColumn<double>("end");
        QTest::newRow("backwards") << 5.0 << 2.0;
        QTest::newRow("negative") << -5.0 << -2.0;
        QTest::newRow("no numbers") << std::nan("") << std::nan("");
        QTest::newRow("endless") << 1.0 << std::numeric_limits<double>::infinity();
        QTest::newRow("huge") << 1e300 << 1e308;
    }
    void clampsTimesThatCannotBe()
    {
        QFETCH(double, start);
        QFETCH(double, end);
        TranscriptAssembler assembler({}, {});
        Utterance utterance = heard(id, QStringLiteral("word"), true);
        utterance.start = start;
        utterance.end = end;
        utterance.confidence = std::nan("");
        utterance.words = {{QStringLiteral("word"), start, end, std::nullopt}};
        const auto line = assembler.update(utterance);
        QVERIFY(std::isfinite(line->start) && line->start >= 0);
        QVERIFY(std::isfinite(line->end) && line->end >= line->start);
        QVERIFY(!line->confidence);
        QVERIFY(line->words.at(0).start >= line->start && line->words.at(0).end <= line->end);
    }

    void measuresLatencyFromTheArrival()
    {
        TranscriptAssembler assembler({}, {});
        Utterance utterance = heard(id, QStringLiteral("word"), false);
        QCOMPARE(assembler.update(utterance)->latencyMs, 0);
        utterance.arrived = std::chrono::steady_clock::now() - std::chrono::milliseconds(250);
        QVERIFY(assembler.update(utterance)->latencyMs >= 250);
        utterance.arrived = std::chrono::steady_clock::now() + std::chrono::hours(1);
        QCOMPARE(assembler.update(utterance)->latencyMs, 0);
    }
};

QTEST_GUILESS_MAIN(TestTranscriptAssembler)
#include "tst_transcript_assembler.moc"
