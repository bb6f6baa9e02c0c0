// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/phrase_context.h"
#include "core/coach/phrase_matcher.h"

#include <QTest>

using namespace talktrack;

class TestPhraseMatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesThePhraseLanguage_data();
    void matchesThePhraseLanguage();
    void refusesBrokenPhrases_data();
    void refusesBrokenPhrases();
    void hearsNegation_data();
    void hearsNegation();
    void tellsADenialFromAPhraseThatIsOne();
    void comparesWordsAsSpokenWhereAsked();
    void hearsWhatOthersSay_data();
    void hearsWhatOthersSay();
    void findsEveryOccurrenceOfEveryPhrase();
    void staysBoundedWithHostilePhrasesAndLines();

private:
    QList<PhraseHit> hits(const QString &phrase, const QString &line) const
    {
        const auto pattern = PhrasePattern::parse(phrase, m_normaliser);
        if (!pattern)
            qFatal("phrase does not parse");
        PhraseMatcher matcher;
        matcher.add(*pattern);
        return matcher.match(m_normaliser.normalise(line).words);
    }
    TextNormaliser m_normaliser;
};

void TestPhraseMatcher::matchesThePhraseLanguage_data()
{
    QTest::addColumn<QString>("phrase");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *phrase, const char *line, bool matches) {
        QTest::newRow(line) << QString::fromUtf8(phrase) << QString::fromLatin1(line) << matches;
    };
    row("too expensive", "That's TOO expensive!", true);
    row("too expensive", "too very expensive", false);
    row("too expensive", "expensive too", false);
    row("cancel the order", "cancelling the orders", true);
    row("i would have to", "Well I'd have to ask", true);
    row("don't need", "we do not need it", true);
    row("can not afford", "we can't afford that", true);
    row("it is a lot", "it's a lot of money", true);
    row("run ... past", "run past", true);
    row("run ... past", "run that past sarah", true);
    row("run ... past", "run one two three four past", true);
    row("run ... past", "run one two three four five past", false);
    row("run \u2026 past", "run this past", true);
    row("(run|take) it (by|past|up with) him", "take it up with him", true);
    row("(run|take) it (by|past|up with) him", "take it up him", false);
    row("our (very|) best", "our best offer", true);
    row("our (very|) best", "our very best offer", true);
    row("the ((big|large) boss|owner)", "the large boss", true);
    row("the ((big|large) boss|owner)", "the owner", true);
    row("secur*", "is it securely stored", true);
    row("secur*", "insecure", false);
    row("(hack*|leak*) data", "leaked data", true);
    row("per seat", "person's seat", false);
    row("e-mail me", "email me", true);
    row("gdpr", "the G.D.P.R. rules", true);
}

void TestPhraseMatcher::matchesThePhraseLanguage()
{
    QFETCH(QString, phrase);
    QFETCH(QString, line);
    QFETCH(bool, matches);
    QCOMPARE(!hits(phrase, line).isEmpty(), matches);
}

void TestPhraseMatcher::refusesBrokenPhrases_data()
{
    QTest::addColumn<QString>("phrase");
    for (const char *phrase : {"", "   ", "...", "... price", "price ...", "(a|b", "a)", "a | b", "(|)",
                               "(a|)", "*", "a *", "(... a|b)", "((((((((((a))))))))))"})
        QTest::newRow(phrase) << QString::fromLatin1(phrase);
    QTest::newRow("10,000 alternatives")
        << u'(' + QStringLiteral("word|").repeated(10000) + QStringLiteral("end)");
    QTest::newRow("100,000 parentheses") << QString(100000, u'(');
    QTest::newRow("1,000 gaps") << QStringLiteral("a") + QStringLiteral(" ... b").repeated(1000);
}

void TestPhraseMatcher::refusesBrokenPhrases()
{
    QFETCH(QString, phrase);
    const auto pattern = PhrasePattern::parse(phrase, m_normaliser);
    QVERIFY(!pattern);
    QVERIFY(!pattern.error().detail.isEmpty());
}

void TestPhraseMatcher::hearsNegation_data()
{
    QTest::addColumn<QString>("phrase");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("negated");
    const auto row = [](const char *phrase, const char *line, bool negated) {
        QTest::newRow(line) << QString::fromLatin1(phrase) << QString::fromLatin1(line) << negated;
    };
    row("expensive", "not expensive at all", true);
    row("expensive", "it's not too expensive", true);
    row("expensive", "it isn't really that expensive", true);
    row("expensive", "it was never expensive", true);
    row("too expensive", "I don't think it is too expensive", true);
    row("expensive", "nobody said expensive", true);
    row("expensive", "hardly expensive", true);
    row("expensive", "expensive? not at all", true);
    row("price", "the price is not a problem", true);
    row("timing", "The timing is not a problem at all.", true);
    row("budget", "budget is no issue here", true);
    row("too expensive", "no it's too expensive", false);
    row("too expensive", "No, too expensive.", false);
    row("too expensive", "we can't, it's too expensive", false);
    row("too expensive", "we can not it is too expensive", false);
    row("expensive", "not only expensive but slow", false);
    row("expensive", "it is expensive and we do not have the money", false);
    row("expensive", "very expensive", false);
    row("too expensive", "isn't that too expensive", false);
    row("too expensive", "well honestly, isn't this too expensive", false);
    row("too expensive", "isn't it a bit too expensive for a team of twelve", false);
    row("too expensive", "don't you think that is too expensive", false);
    row("too expensive", "that is too expensive no question about it", false);
    row("too expensive", "there is no doubt it is too expensive", false);
    row("expensive", "i can't believe how expensive this is", false);
    row("expensive", "the tool is not that expensive", true);
    row("too expensive", "it is not that it is too expensive", true);
    row("too expensive", "i am not saying it is too expensive", true);
    row("too expensive", "i do not like it it is too expensive", false);
    row("budget", "i don't want to talk about budget today", true);
    row("budget", "we are not here to discuss the budget", true);
    row("next step", "we do not have a next step yet", true);
    row("no budget", "it is not that we have no budget", true);
}

void TestPhraseMatcher::hearsNegation()
{
    QFETCH(QString, phrase);
    QFETCH(QString, line);
    QFETCH(bool, negated);
    const auto found = hits(phrase, line);
    QCOMPARE(found.size(), 1);
    QCOMPARE(isNegated(m_normaliser.normalise(line).words, found.first()), negated);
}

void TestPhraseMatcher::tellsADenialFromAPhraseThatIsOne()
{
    for (const auto &[line, denied] :
         {std::pair("it is not that we have no budget", true),
          std::pair("it's not like we have no budget", true),
          std::pair("i am not saying that we have no budget", true), std::pair("we have no budget", false),
          std::pair("we are not that big and we have no budget", false),
          std::pair("i do not like to say it we have no budget", false)}) {
        const QString text = QString::fromLatin1(line);
        const auto found = hits(QStringLiteral("no budget"), text);
        QCOMPARE(found.size(), 1);
        QVERIFY2(isDenied(m_normaliser.normalise(text).words, found.first()) == denied, line);
    }
}

void TestPhraseMatcher::comparesWordsAsSpokenWhereAsked()
{
    PhraseMatcher matcher;
    matcher.add(*PhrasePattern::parse(QStringLiteral("(use|uses) it"), m_normaliser,
                                      PhrasePattern::Comparison::AsSpoken));
    const auto found = [&](const char *line) {
        return !matcher.match(m_normaliser.normalise(QString::fromLatin1(line)).words).isEmpty();
    };
    QVERIFY(found("they use it"));
    QVERIFY(found("who uses it"));
    QVERIFY(!found("a useful item"));
    QVERIFY(!found("using it"));
}

void TestPhraseMatcher::hearsWhatOthersSay_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("reported");
    QTest::newRow("customers") << QStringLiteral("our customers always tell us it is too expensive") << true;
    QTest::newRow("used to") << QStringLiteral("it used to be too expensive") << true;
    QTest::newRow("our own boss") << QStringLiteral("my boss says it is too expensive") << false;
    QTest::newRow("our own people") << QStringLiteral("my people think it is too expensive") << false;
    QTest::newRow("people in general") << QStringLiteral("people tell us it is too expensive") << true;
    QTest::newRow("first") << QStringLiteral("too expensive") << false;
}

void TestPhraseMatcher::hearsWhatOthersSay()
{
    QFETCH(QString, line);
    QFETCH(bool, reported);
    const auto found = hits(QStringLiteral("too expensive"), line);
    QCOMPARE(found.size(), 1);
    QCOMPARE(isReported(m_normaliser.normalise(line).words, found.first()), reported);
}

void TestPhraseMatcher::findsEveryOccurrenceOfEveryPhrase()
{
    PhraseMatcher matcher;
    for (const char *phrase : {"price", "price list", "secur*"})
        matcher.add(*PhrasePattern::parse(QString::fromLatin1(phrase), m_normaliser));
    const auto found =
        matcher.match(m_normaliser.normalise(QStringLiteral("the price list has prices and security")).words);
    QCOMPARE(found.size(), 4);
    QCOMPARE(found.at(0).start, 1);
    QCOMPARE(found.at(0).end, 2);
    QCOMPARE(found.at(3).phrase, 2);
}

void TestPhraseMatcher::staysBoundedWithHostilePhrasesAndLines()
{
    PhraseMatcher matcher;
    for (int i = 0; i < 400; ++i)
        matcher.add(*PhrasePattern::parse(QStringLiteral("go ... go ... go ... end%1").arg(i), m_normaliser));
    const auto words = m_normaliser.normalise(QStringLiteral("go ").repeated(10000)).words;
    QVERIFY(matcher.match(words).isEmpty());
    PhraseMatcher eager;
    for (int i = 0; i < 400; ++i)
        eager.add(*PhrasePattern::parse(QStringLiteral("go"), m_normaliser));
    QCOMPARE(eager.match(words).size(), PhraseMatcher::maxHits);
}

QTEST_GUILESS_MAIN(TestPhraseMatcher)
#include "tst_phrase_matcher.moc"
