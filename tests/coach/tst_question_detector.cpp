// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/question_detector.h"

#include <QTest>

using namespace talktrack;

class TestQuestionDetector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsQuestions_data();
    void countsQuestions();
    void knowsWhatDeservesAnAnswer_data();
    void knowsWhatDeservesAnAnswer();

private:
    TextNormaliser m_normaliser;
};

void TestQuestionDetector::countsQuestions_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("questions");
    const auto row = [](const char *line, int questions) {
        QTest::newRow(line) << QString::fromLatin1(line) << questions;
    };
    row("how soon can we start", 1);
    row("And how soon can we start?", 1);
    row("what does that cost you in a year", 1);
    row("How does the sales team keep track of customers today?", 1);
    row("do you integrate with salesforce", 1);
    row("would that be worth it to you", 1);
    row("is there a free trial", 1);
    row("are the reports live", 1);
    row("could the alerts go to a chat channel", 1);
    row("does it do single sign on", 1);
    row("so can we try it for a month", 1);
    row("what day is good for you", 1);
    row("what languages does it support", 1);
    row("who else needs to agree", 1);
    row("how much is it", 1);
    row("what about security", 1);
    row("tell me about your team", 1);
    row("walk me through a normal day", 1);
    row("i was wondering if it works offline", 1);
    row("i would like to know how you calculate that", 1);
    row("you have an app right", 1);
    row("that's a nice feature isn't it", 1);
    row("that's great so how much is it", 1);
    row("What is the price? And do you offer a trial?", 2);
    row("You sell furniture?", 1);
    row("Why?", 1);
    row("why not", 1);
    row("i am sorry to hear that what does that cost you in a year", 1);
    row("you save just one customer a month would that be worth it to you", 1);
    row("we show you how we can help and then agree on what to do does that sound good", 1);
    row("then let us find a time when all three of us can talk what day is good for you", 1);
    row("that is good to know what do you like about them", 1);
    row("we did that last year and it does that already", 0);
    row("i know what you would like and so do you", 0);
    row("they asked us what we do and how we work", 0);
    row("we can do that as fast as you can go", 0);
    row("what a day", 0);
    row("that is what we do", 0);
    row("what we do is sell furniture", 0);
    row("do it", 0);
    row("have a good day", 0);
    row("when we start we will need training", 0);
    row("how we do it is a secret", 0);
    row("we can do that", 0);
    row("that is right", 0);
    row("Right?", 0);
    row("i know what it is", 0);
    row("is what it is", 0);
    row("", 0);
    row("we will start on thursday", 0);
    row("let me tell you about us", 0);
}

void TestQuestionDetector::countsQuestions()
{
    QFETCH(QString, line);
    QFETCH(int, questions);
    QCOMPARE(countQuestions(m_normaliser.normalise(line)), questions);
}

void TestQuestionDetector::knowsWhatDeservesAnAnswer_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("asks");
    QTest::newRow("real") << QStringLiteral("does it work with our phone system") << true;
    QTest::newRow("greeting") << QStringLiteral("Hi Daniel, how are you?") << false;
    QTest::newRow("line check") << QStringLiteral("can you hear me okay") << false;
    QTest::newRow("statement") << QStringLiteral("we have three offices in Germany") << false;
    QTest::newRow("too short") << QStringLiteral("is it?") << false;
}

void TestQuestionDetector::knowsWhatDeservesAnAnswer()
{
    QFETCH(QString, line);
    QFETCH(bool, asks);
    QCOMPARE(asksSomething(m_normaliser.normalise(line)), asks);
}

QTEST_GUILESS_MAIN(TestQuestionDetector)
#include "tst_question_detector.moc"
