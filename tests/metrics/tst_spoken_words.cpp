// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/spoken_words.h"

#include <QtTest>

using namespace talktrack;

class TestSpokenWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsWordsAndFillers_data();
    void countsWordsAndFillers();
    void tellsBackChannelsFromTurns_data();
    void tellsBackChannelsFromTurns();
    void survivesHugeLines();
};

void TestSpokenWords::countsWordsAndFillers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("words");
    QTest::addColumn<int>("fillers");
    const auto row = [](const char *text, int words, int fillers) {
        QTest::newRow(text) << QString::fromUtf8(text) << words << fillers;
    };
    row("", 0, 0);
    row(" \t\n ... , — ", 0, 0);
    row("Um, so we uh help teams.", 6, 2);
    row("UMM er erm hmm", 4, 4);
    row("That is basically it, actually, literally.", 6, 3);
    row("It's, you know, a big change.", 6, 2);
    row("it is you know pretty fast", 6, 2);
    row("Do you know what it costs?", 6, 0);
    row("I'll let you know tomorrow", 5, 0);
    row("you know how that goes", 5, 0);
    row("I mean, it works.", 4, 2);
    row("what I mean is price", 5, 0);
    row("No, I mean it.", 4, 0);
    row("we are kind of busy and sort of late", 9, 4);
    row("What kind of budget is it, some sort of pool?", 10, 0);
    row("We like the product and you would like it", 9, 0);
    row("It looks like a dashboard", 5, 0);
    row("tools like this one", 4, 0);
    row("It was, like, three weeks.", 5, 1);
    row("so like we have three teams", 6, 1);
    row("um like the second one", 5, 2);
    row("it's like really hard", 4, 1);
    row("that is the feature I like", 6, 0);
    row("You\u2019d know, wouldn\u2019t you?", 4, 0);
    row("-- 42 % of \xf0\x9f\x98\x80", 2, 0);
}

void TestSpokenWords::countsWordsAndFillers()
{
    QFETCH(QString, text);
    QFETCH(int, words);
    QFETCH(int, fillers);
    const SpokenWords spoken = spokenWords(text);
    QCOMPARE(spoken.words, words);
    QCOMPARE(spoken.fillers, fillers);
}

void TestSpokenWords::tellsBackChannelsFromTurns_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("backChannel");
    const auto row = [](const char *text, bool backChannel) {
        QTest::newRow(text) << QString::fromUtf8(text) << backChannel;
    };
    row("", true);
    row("Right.", true);
    row("Got it", true);
    row("Mm-hm.", true);
    row("OKAY", true);
    row("sure, yeah exactly", true);
    row("Yeah, that makes sense.", true);
    row("i see", true);
    row("that's right", true);
    row("got it working", false);
    row("no", false);
    row("right now we use Excel", false);
    row("yeah but the price", false);
    row("I see a problem", false);
    row("sure yeah okay right great yes exactly", false);
}

void TestSpokenWords::tellsBackChannelsFromTurns()
{
    QFETCH(QString, text);
    QFETCH(bool, backChannel);
    QCOMPARE(spokenWords(text).backChannel, backChannel);
}

void TestSpokenWords::survivesHugeLines()
{
    const SpokenWords spoken = spokenWords(QStringLiteral("like um ").repeated(50'000));
    QCOMPARE(spoken.words, 100'000);
    QCOMPARE(spoken.fillers, 100'000);
    QCOMPARE(spokenWords(QString(500'000, QLatin1Char('x'))).words, 1);
}

QTEST_APPLESS_MAIN(TestSpokenWords)
#include "tst_spoken_words.moc"
