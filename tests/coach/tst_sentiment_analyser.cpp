// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/sentiment_analyser.h"

#include <QTest>

using namespace talktrack;

class TestSentimentAnalyser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesLines_data();
    void judgesLines();
    void takesNoWordForAnother_data();
    void takesNoWordForAnother();
    void hearsAnInflectionAsTheWordItself();
    void scalesAndStaysInBounds();
    void hasALexiconOfItsOwn();
    void skipsBrokenLexiconLines();
    void reportsOnlyRealTurns();
    void reportsATurnAtMostOnceAMinute();

private:
    double score(const char *line) const
    {
        return m_analyser.score(m_normaliser.normalise(QString::fromLatin1(line))).value_or(-9);
    }
    TextNormaliser m_normaliser;
    SentimentAnalyser m_analyser{SentimentAnalyser::shippedLexicon(), m_normaliser};
};

void TestSentimentAnalyser::judgesLines_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("side");
    const auto row = [](const char *line, int side) {
        QTest::newRow(line) << QString::fromLatin1(line) << side;
    };
    row("that works for me", 1);
    row("that's a no brainer", 1);
    row("not bad", 1);
    row("not bad at all", 1);
    row("that would kill two birds with one stone", 1);
    row("I love it", 1);
    row("this is exactly what we need", 1);
    row("no problem", 1);
    row("that's not an issue", 1);
    row("where do I sign", 1);
    row("sounds good", 1);
    row("it was expensive but we love it", 1);
    row("over my dead body", -1);
    row("that's not good", -1);
    row("I'm not happy with that", -1);
    row("this is a nightmare", -1);
    row("that is way too expensive", -1);
    row("we're not interested", -1);
    row("it's nice but we are really worried", -1);
    row("stop calling me", -1);
    row("I don't like it", -1);
    row("our pain points are quoting and forecasting", 0);
    row("good morning", 0);
    row("we have twelve people in sales", 0);
    row("the deadline is in June", 0);
    row("would like to see the report", 0);
    row("we are worried about security", -1);
    row("that would be useful", 1);
    row("I am willing to try it", 1);
    row("your support has been excellent", 1);
    row("we will not buy", -1);
    row("I am sold", 1);
    row("our reps were so frustrated with the last tool", -1);
    row("the rollout failed", -1);
    row("She will want to see the numbers", 0);
    row("are you sure it is easy to use", 0);
}

void TestSentimentAnalyser::takesNoWordForAnother_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"we use excel",
                             "our product is shoes",
                             "we sold two hundred licenses last year",
                             "we are in berlin",
                             "She will want to see the numbers",
                             "our security team is in another building",
                             "the support desk is in madrid",
                             "we are a business with two offices",
                             "my name is sue",
                             "everyone works in one office",
                             "it comes with a fast car",
                             "he is the success manager",
                             "we signed the agreement in june",
                             "how it works is a mystery",
                             "what is the best way to start",
                             "we make sure that it is clear who does what",
                             "good morning daniel",
                             "our customers like shoes",
                             "the hard drive is full",
                             "we won three deals this month",
                             "we are growing in france",
                             "thank you for your time",
                             "we have a record year behind us"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void TestSentimentAnalyser::takesNoWordForAnother()
{
    QFETCH(QString, line);
    QCOMPARE(m_analyser.score(m_normaliser.normalise(line)).value(), 0.0);
}

void TestSentimentAnalyser::hearsAnInflectionAsTheWordItself()
{
    for (const auto &[one, other] :
         {std::pair("it frustrates us", "it is frustrating us"), std::pair("it fails", "it failed"),
          std::pair("they complain", "they complained"), std::pair("I enjoy it", "I enjoyed it"),
          std::pair("one problem", "two problems"), std::pair("it crashes", "it crashed")})
        QCOMPARE(score(one), score(other));
}

void TestSentimentAnalyser::judgesLines()
{
    QFETCH(QString, line);
    QFETCH(int, side);
    const double value = m_analyser.score(m_normaliser.normalise(line)).value();
    if (side == 0)
        QVERIFY2(std::abs(value) < 0.12, qPrintable(QString::number(value)));
    else
        QVERIFY2(value * side > 0.12, qPrintable(QString::number(value)));
}

void TestSentimentAnalyser::scalesAndStaysInBounds()
{
    QVERIFY(score("that is really good") > score("that is good"));
    QVERIFY(score("that is slightly confusing") > score("that is confusing"));
    QVERIFY(score("that is not good") > score("that is terrible"));
    const QString gushing = QStringLiteral("amazing perfect ").repeated(2000);
    const double top = m_analyser.score(m_normaliser.normalise(gushing)).value();
    QVERIFY(top > 0.9 && top <= 1);
    QVERIFY(!m_analyser.score(m_normaliser.normalise(QStringLiteral(" ... "))));
}

void TestSentimentAnalyser::hasALexiconOfItsOwn()
{
    QVERIFY2(m_analyser.entries() >= 300, qPrintable(QString::number(m_analyser.entries())));
}

void TestSentimentAnalyser::skipsBrokenLexiconLines()
{
    const SentimentAnalyser analyser("2\tgood\nx\tbad\n3\n\t\n1\t(open\n# 1\tcomment\n", m_normaliser);
    QCOMPARE(analyser.entries(), 1);
}

void TestSentimentAnalyser::reportsOnlyRealTurns()
{
    SentimentTrend trend;
    QVERIFY(!trend.add(0.3, 1));
    QVERIFY(!trend.add(-0.2, 5));
    std::optional<double> turned;
    for (int i = 0; i < 6 && !turned; ++i)
        turned = trend.add(0.8, 10 + i);
    QVERIFY(turned && *turned > 0);
    for (int i = 0; i < 20; ++i)
        QVERIFY(!trend.add(0.8, 100 + i));
}

void TestSentimentAnalyser::reportsATurnAtMostOnceAMinute()
{
    SentimentTrend trend;
    double last = -1000;
    int turns = 0;
    for (int second = 0; second < 600; ++second) {
        if (!trend.add(second / 10 % 2 == 0 ? 1 : -1, second))
            continue;
        QVERIFY(second - last >= 60);
        last = second;
        ++turns;
    }
    QVERIFY(turns >= 2);
}

QTEST_GUILESS_MAIN(TestSentimentAnalyser)
#include "tst_sentiment_analyser.moc"
