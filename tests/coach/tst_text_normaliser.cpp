// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/text_normaliser.h"

#include <QTest>

using namespace talktrack;

class TestTextNormaliser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comparesSpokenFormsAsWords_data();
    void comparesSpokenFormsAsWords();
    void marksClausesAndSentences();
    void remembersWhereQuestionMarksStood();
    void boundsWhatItLooksAt();
    void takesAnyCharacters_data();
    void takesAnyCharacters();

private:
    QString plain(const QString &text) const
    {
        QStringList words;
        for (const NormalWord &word : m_normaliser.normalise(text).words)
            words.append(word.text);
        return words.join(u' ');
    }
    TextNormaliser m_normaliser;
};

void TestTextNormaliser::comparesSpokenFormsAsWords_data()
{
    QTest::addColumn<QString>("spoken");
    QTest::addColumn<QString>("words");
    QTest::newRow("I'd") << QStringLiteral("I'd have to") << QStringLiteral("i would have to");
    QTest::newRow("curly") << QStringLiteral("I\u2019d have to") << QStringLiteral("i would have to");
    QTest::newRow("don't") << QStringLiteral("We don't.") << QStringLiteral("we do not");
    QTest::newRow("can't") << QStringLiteral("can't") << QStringLiteral("can not");
    QTest::newRow("cannot") << QStringLiteral("cannot") << QStringLiteral("can not");
    QTest::newRow("won't") << QStringLiteral("won't") << QStringLiteral("will not");
    QTest::newRow("no apostrophe") << QStringLiteral("dont cant im thats")
                                   << QStringLiteral("do not can not i am that is");
    QTest::newRow("it's") << QStringLiteral("It's fine") << QStringLiteral("it is fine");
    QTest::newRow("possessive") << QStringLiteral("Sarah's team") << QStringLiteral("sarah team");
    QTest::newRow("noun is") << QStringLiteral("the price's too high")
                             << QStringLiteral("the price is too high");
    QTest::newRow("gonna") << QStringLiteral("gonna gotta wanna")
                           << QStringLiteral("going to got to want to");
    QTest::newRow("wouldn't've") << QStringLiteral("wouldn't've") << QStringLiteral("would not have");
    QTest::newRow("fillers") << QStringLiteral("um, we, uh, like it") << QStringLiteral("we like it");
    QTest::newRow("hyphen") << QStringLiteral("sign-off") << QStringLiteral("sign off");
    QTest::newRow("e-mail") << QStringLiteral("an e-mail") << QStringLiteral("an email");
    QTest::newRow("spelled out") << QStringLiteral("the g d p r thing") << QStringLiteral("the gdpr thing");
    QTest::newRow("i t stays") << QStringLiteral("our i t team") << QStringLiteral("our i t team");
    QTest::newRow("thousands") << QStringLiteral("$30,000 or 2.5%") << QStringLiteral("30000 or 2.5 percent");
    QTest::newRow("nothing") << QStringLiteral(" ... ?! ") << QString();
}

void TestTextNormaliser::comparesSpokenFormsAsWords()
{
    QFETCH(QString, spoken);
    QFETCH(QString, words);
    QCOMPARE(plain(spoken), words);
}

void TestTextNormaliser::marksClausesAndSentences()
{
    const auto words = m_normaliser.normalise(QStringLiteral("Yes, we do. But not now")).words;
    QCOMPARE(words.size(), 6);
    QVERIFY(words.at(0).startsSentence && words.at(0).startsClause);
    QVERIFY(words.at(1).startsClause && !words.at(1).startsSentence);
    QVERIFY(!words.at(2).startsClause);
    QVERIFY(words.at(3).startsSentence);
    QCOMPARE(m_normaliser.stem(QStringLiteral("expensive")), QStringLiteral("expens"));
}

void TestTextNormaliser::remembersWhereQuestionMarksStood()
{
    QCOMPARE(m_normaliser.normalise(QStringLiteral("Can't we? Yes. Now?")).questionMarks,
             (QList<qsizetype>{3, 5}));
    QVERIFY(m_normaliser.normalise(QStringLiteral("????")).questionMarks.isEmpty());
}

void TestTextNormaliser::boundsWhatItLooksAt()
{
    QVERIFY(m_normaliser.normalise(QStringLiteral("word ").repeated(10000)).words.size() <= maxLineWords);
    const auto words = m_normaliser.normalise(QString(1000000, u'x')).words;
    QCOMPARE(words.size(), 1);
    QVERIFY(words.first().text.size() <= 64);
}

void TestTextNormaliser::takesAnyCharacters_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("emoji") << QStringLiteral("good \U0001F600 idea");
    QTest::newRow("lone surrogate") << QString(QChar(0xd800)) + QStringLiteral(" x");
    QTest::newRow("null") << QString(QChar(0)) + QStringLiteral("x");
    QTest::newRow("apostrophes") << QStringLiteral("''' ' n't 's 'll ''s");
    QTest::newRow("right to left") << QStringLiteral("\u202eabc \u05d0\u05d1");
    QTest::newRow("combining") << QStringLiteral("e\u0301\u0301\u0301\u0301 z");
}

void TestTextNormaliser::takesAnyCharacters()
{
    QFETCH(QString, text);
    for (const NormalWord &word : m_normaliser.normalise(text).words)
        QVERIFY(!word.text.isEmpty());
}

QTEST_GUILESS_MAIN(TestTextNormaliser)
#include "tst_text_normaliser.moc"
