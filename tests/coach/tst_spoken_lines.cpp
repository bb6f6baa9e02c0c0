// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/objection_classifier.h"
#include "core/coach/playbook_coach.h"
#include "core/coach/playbook_reader.h"

#include <QTest>

using namespace talktrack;

/// What people say in calls, through the playbook and the classifier that the program ships with.
class TestSpokenLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void hearsPriceObjections_data();
    void hearsPriceObjections();
    void hearsNoObjection_data();
    void hearsNoObjection();
    void ticksWhatWasCovered_data();
    void ticksWhatWasCovered();
    void ticksNothingElse_data();
    void ticksNothingElse();
    void showsNoCard_data();
    void showsNoCard();
    void showsItsCard_data();
    void showsItsCard();
    void asksForANextStepOnlyWhileThereIsNone();
    void answersWithWordingsThatFitWhatWasHeard();
    void keepsAnsweringAnObjectionThatComesAgain();
    void showsOneCardForACompetitorAndItsObjection();
    void showsOneCardForATimeThatIsOffered();
    void keepsItsWordingsShortAndToOneQuestion();

private:
    /// "type:what" of everything a fresh coach gives for the line.
    QStringList given(const QString &text, Track track, double at = 400) const
    {
        PlaybookCoach coach(*m_playbook, m_classifier.get());
        return given(coach, text, track, at);
    }

    static QStringList given(PlaybookCoach &coach, const QString &text, Track track, double at)
    {
        Transcription line;
        line.id = QStringLiteral("segment");
        line.track = track;
        line.speaker = speakerOf(track);
        line.text = text;
        line.start = at - 2;
        line.end = at;
        line.final = true;
        QStringList result;
        for (const FeedbackEvent &event : coach.onLine(line)) {
            const auto of = [&](const char *key) {
                return event.metadata.value(QLatin1String(key)).toString();
            };
            const QString what = event.type == FeedbackType::Objection    ? of("category")
                                 : event.type == FeedbackType::Checklist  ? of("item")
                                 : event.type == FeedbackType::Suggestion ? of("card")
                                                                          : of("rule");
            result.append(toWire(event.type) + u':' + what);
        }
        return result;
    }

    static void lines(std::initializer_list<const char *> texts)
    {
        QTest::addColumn<QString>("text");
        for (const char *text : texts)
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    Result<Playbook> m_playbook = defaultPlaybook();
    std::unique_ptr<ObjectionClassifier> m_classifier;
};

void TestSpokenLines::initTestCase()
{
    QVERIFY2(m_playbook.has_value(), m_playbook ? "" : qPrintable(m_playbook.error().subject));
    auto classifier = ObjectionClassifier::shipped();
    QVERIFY(classifier.has_value());
    m_classifier = std::move(*classifier);
}

void TestSpokenLines::hearsPriceObjections_data()
{
    lines({"isn't that too expensive", "isn't it a bit too expensive for a team of twelve",
           "that is too expensive no question about it", "i can't believe how expensive this is",
           "my people think it is too expensive", "to be honest that is too expensive for us",
           "that is a lot of money", "don't you think that is too expensive"});
}

void TestSpokenLines::hearsPriceObjections()
{
    QFETCH(QString, text);
    const QStringList heard = given(text, Track::Customer);
    QVERIFY2(heard.contains(QLatin1String("objection:price")), qPrintable(heard.join(u' ')));
    QVERIFY2(heard.filter(QLatin1String("suggestion:")).size() == 1, qPrintable(heard.join(u' ')));
}

void TestSpokenLines::hearsNoObjection_data()
{
    lines({"it is not expensive at all", "i don't think it is too expensive", "the price is not a problem",
           "the timing is not a problem at all", "our customers tell us it is too expensive",
           "good morning daniel nice to meet you", "we have twelve people in sales",
           "each of them keeps his own notes", "we use excel for that", "i have about twenty minutes for you",
           "yes please go ahead", "she will want to see the numbers",
           "our office is in the middle of the city", "let me share my screen with you",
           "we are a family company and sell to restaurants"});
}

void TestSpokenLines::hearsNoObjection()
{
    QFETCH(QString, text);
    const QStringList heard = given(text, Track::Customer);
    QVERIFY2(heard.filter(QLatin1String("objection:")).isEmpty(), qPrintable(heard.join(u' ')));
}

void TestSpokenLines::ticksWhatWasCovered_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("rep");
    QTest::addColumn<QString>("item");
    const auto row = [](const char *text, bool rep, const char *item) {
        QTest::newRow(text) << QString::fromLatin1(text) << rep << QString::fromLatin1(item);
    };
    row("let us meet again on thursday at ten o'clock", false, "next_step");
    row("thursday works for me", false, "next_step");
    row("how about tuesday", true, "next_step");
    row("i will send you the invitation for thursday", true, "next_step");
    row("can we talk again next week", false, "next_step");
    row("shall we schedule a call", true, "next_step");
    row("do you have a budget for this", true, "budget");
    row("we have set aside thirty thousand dollars", false, "budget");
    row("we have no budget", false, "budget");
    row("we want to start in january", false, "timeline");
    row("when do you want to go live", true, "timeline");
    row("it has to be running by the end of the quarter", false, "timeline");
    row("you could start in two weeks", true, "timeline");
}

void TestSpokenLines::ticksWhatWasCovered()
{
    QFETCH(QString, text);
    QFETCH(bool, rep);
    QFETCH(QString, item);
    const QStringList heard = given(text, rep ? Track::Rep : Track::Customer);
    QVERIFY2(heard.contains(QStringLiteral("checklist:") + item), qPrintable(heard.join(u' ')));
}

void TestSpokenLines::ticksNothingElse_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("item");
    const auto row = [](const char *text, const char *item) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(item);
    };
    row("we do not have a next step yet", "next_step");
    row("it moves quotes approvals and next steps along", "next_step");
    row("i had a meeting with finance on tuesday", "next_step");
    row("i called sarah on monday", "next_step");
    row("our call volume on monday is high", "next_step");
    row("i speak at a conference on thursday", "next_step");
    row("we could not meet on monday", "next_step");
    row("our reps book a meeting every day", "next_step");
    row("i don't want to talk about budget today", "budget");
    row("my reps spend currently two hours a day on quotes", "budget");
    row("our budget meeting was boring", "budget");
    row("we hired six people this year", "timeline");
    row("we lost three customers in march", "timeline");
    row("i have been here since september", "timeline");
}

void TestSpokenLines::ticksNothingElse()
{
    QFETCH(QString, text);
    QFETCH(QString, item);
    for (const Track track : {Track::Rep, Track::Customer}) {
        const QStringList heard = given(text, track);
        QVERIFY2(!heard.contains(QStringLiteral("checklist:") + item), qPrintable(heard.join(u' ')));
    }
}

void TestSpokenLines::showsNoCard_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("rep");
    QTest::addColumn<QString>("card");
    const auto row = [](const char *text, bool rep, const char *card) {
        QTest::newRow(text) << QString::fromLatin1(text) << rep << QString::fromLatin1(card);
    };
    row("that costs us two hundred thousand a year it is a lot of money", false, "price-too-expensive");
    row("it takes six months to replace him and that is expensive", false, "price-too-expensive");
    row("when we lose a customer that is expensive", false, "price-too-expensive");
    row("it is not that we have no budget", false, "budget-none");
    row("i had a meeting with finance on tuesday", false, "next-customer-offers-time");
    row("i called sarah on monday", false, "next-customer-offers-time");
    row("our call volume on monday is high", false, "next-customer-offers-time");
    row("i speak at a conference on thursday", false, "next-customer-offers-time");
    row("i will let you know when the contract is signed", false, "brush-off-think-it-over");
    row("leave it with me i will get it signed", false, "brush-off-think-it-over");
    row("let me get back to your question", true, "next-rep-vague-follow-up");
    row("then you throw in the data and it draws the chart", true, "rep-offers-discount");
    row("we have a free seat next to the window", false, "buying-seats");
    row("we like that restaurant a lot", false, "buying-likes-it");
    row("that looks very interesting thank you", false, "buying-likes-it");
    row("we have everything in the crm", false, "discovery-tool-mentioned");
    row("i am not interested", false, "need-no-need");
    row("thanks a lot for your time today", true, "next-rep-goodbye");
}

void TestSpokenLines::showsNoCard()
{
    QFETCH(QString, text);
    QFETCH(bool, rep);
    QFETCH(QString, card);
    const QStringList heard = given(text, rep ? Track::Rep : Track::Customer);
    QVERIFY2(!heard.contains(QStringLiteral("suggestion:") + card), qPrintable(heard.join(u' ')));
}

void TestSpokenLines::showsItsCard_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("rep");
    QTest::addColumn<QString>("card");
    const auto row = [](const char *text, bool rep, const char *card) {
        QTest::newRow(text) << QString::fromLatin1(text) << rep << QString::fromLatin1(card);
    };
    row("i am not interested", false, "need-not-interested");
    row("can we talk again on thursday", false, "next-customer-offers-time");
    row("thursday works for me", false, "next-customer-offers-time");
    row("i am free on tuesday", false, "next-customer-offers-time");
    row("let me think about it", false, "brush-off-think-it-over");
    row("i will get back to you", true, "next-rep-vague-follow-up");
    row("i can give you a discount", true, "rep-offers-discount");
    row("we need twenty seats", false, "buying-seats");
    row("that is exactly what we need", false, "buying-likes-it");
    row("everything is in spreadsheets", false, "discovery-manual-work");
    row("how much does it cost", false, "question-price");
}

void TestSpokenLines::showsItsCard()
{
    QFETCH(QString, text);
    QFETCH(bool, rep);
    QFETCH(QString, card);
    const QStringList heard = given(text, rep ? Track::Rep : Track::Customer);
    QVERIFY2(heard.contains(QStringLiteral("suggestion:") + card), qPrintable(heard.join(u' ')));
}

void TestSpokenLines::asksForANextStepOnlyWhileThereIsNone()
{
    const QString card = QStringLiteral("suggestion:next-rep-goodbye");
    const QString observed = QStringLiteral("next_step:next-rep-goodbye");
    const QString goodbye = QStringLiteral("have a great day goodbye");
    QVERIFY(given(goodbye, Track::Rep, 400).contains(card));
    // A greeting sounds much like a goodbye.
    QVERIFY(!given(goodbye, Track::Rep, 20).contains(card));
    PlaybookCoach coach(*m_playbook, m_classifier.get());
    given(coach, QStringLiteral("let us meet again on thursday"), Track::Customer, 390);
    const QStringList heard = given(coach, goodbye, Track::Rep, 400);
    QVERIFY2(!heard.contains(card) && !heard.contains(observed), qPrintable(heard.join(u' ')));
    // Also where both stand in one line.
    QVERIFY(
        !given(QStringLiteral("then how about tuesday have a great day goodbye"), Track::Rep).contains(card));
}

void TestSpokenLines::answersWithWordingsThatFitWhatWasHeard()
{
    for (const PlaybookCard &card : m_playbook->cards) {
        for (const QString &say : card.say)
            QVERIFY2(!card.fallback || !say.contains(QLatin1String("When you say")), qPrintable(card.id));
    }
    QSet<ObjectionCategory> neutral;
    for (const PlaybookCard &card : m_playbook->cards) {
        if (card.fallback)
            neutral.insert(*card.category);
    }
    QCOMPARE(neutral.size(), objectionCategoryCount);
    // No trigger names these; the answer must not take up a word that was not said.
    int classified = 0;
    for (const char *text : {"i doubt that we could ever put that kind of money on the table",
                             "my wallet is not made for that", "that figure makes my eyes water"}) {
        const QStringList heard = given(QString::fromLatin1(text), Track::Customer);
        if (!heard.contains(QLatin1String("objection:price")))
            continue;
        ++classified;
        QVERIFY2(heard.contains(QLatin1String("suggestion:any-price")), qPrintable(heard.join(u' ')));
    }
    QVERIFY(classified > 0);
}

void TestSpokenLines::keepsAnsweringAnObjectionThatComesAgain()
{
    PlaybookCoach coach(*m_playbook, m_classifier.get());
    QStringList answers;
    for (int i = 0; i < 5; ++i)
        answers += given(coach, QStringLiteral("that is too expensive for us"), Track::Customer, 100 + 61 * i)
                       .filter(QLatin1String("suggestion:"));
    QCOMPARE(answers, QStringList(5, QStringLiteral("suggestion:price-too-expensive")));
    // While its card rests, the category's neutral one answers, but not over the one that is being read.
    QVERIFY(given(coach, QStringLiteral("that is too expensive for us"), Track::Customer, 360)
                .filter(QLatin1String("suggestion:"))
                .isEmpty());
    QCOMPARE(given(coach, QStringLiteral("that is too expensive for us"), Track::Customer, 380)
                 .filter(QLatin1String("suggestion:")),
             QStringList{QStringLiteral("suggestion:any-price")});
}

void TestSpokenLines::showsOneCardForACompetitorAndItsObjection()
{
    PlaybookCoach coach(*m_playbook, m_classifier.get());
    const QStringList heard =
        given(coach, QStringLiteral("but we are already talking to another vendor called pipeline plus"),
              Track::Customer, 400);
    QVERIFY2(heard.contains(QLatin1String("objection:competitor")), qPrintable(heard.join(u' ')));
    QVERIFY(heard.contains(QLatin1String("competitor:competitor:Pipeline Plus")));
    // The rival's own entry has no card id.
    QCOMPARE(heard.filter(QLatin1String("suggestion:")), QStringList{QStringLiteral("suggestion:")});
    QVERIFY(given(coach, QStringLiteral("we are comparing a few vendors"), Track::Customer, 403)
                .filter(QLatin1String("suggestion:"))
                .isEmpty());
}

void TestSpokenLines::showsOneCardForATimeThatIsOffered()
{
    const QStringList heard = given(QStringLiteral("let us meet again on thursday at ten"), Track::Customer);
    QCOMPARE(heard.filter(QLatin1String("suggestion:")).size(), 1);
}

void TestSpokenLines::keepsItsWordingsShortAndToOneQuestion()
{
    QVERIFY(m_playbook->warnings.isEmpty());
    QVERIFY(m_playbook->name.contains(QLatin1String("example")));
    for (const PlaybookCard &card : m_playbook->cards) {
        for (const QString &say : card.say) {
            QVERIFY2(say.split(u' ').size() <= 14, qPrintable(card.id + u' ' + say));
            QVERIFY2(say.count(u'?') <= 1, qPrintable(card.id + u' ' + say));
        }
        QVERIFY2(card.maxPerCall >= card.say.size(), qPrintable(card.id));
    }
}

QTEST_GUILESS_MAIN(TestSpokenLines)
#include "tst_spoken_lines.moc"
