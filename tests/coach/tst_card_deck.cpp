// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/card_deck.h"

#include <QTest>

using namespace talktrack;

namespace {

FeedbackEvent suggestion(const QString &id, double at, int priority, const QString &answers = {},
                         const QString &rule = {})
{
    FeedbackEvent event;
    event.id = id;
    event.type = FeedbackType::Suggestion;
    event.content = QStringLiteral("say ") + id;
    event.timestamp = at;
    event.metadata = {{QStringLiteral("rule"), rule.isEmpty() ? id : rule},
                      {QStringLiteral("priority"), priority},
                      {QStringLiteral("answers"), answers},
                      {QStringLiteral("why"), QStringLiteral("because")}};
    return event;
}

FeedbackEvent observed(const QString &id, FeedbackType type, double at)
{
    FeedbackEvent event;
    event.id = id;
    event.type = type;
    event.content = QStringLiteral("Price objection");
    event.timestamp = at;
    return event;
}

QStringList idsOf(const CardDeck &deck)
{
    QStringList ids;
    for (const Card &card : deck.cards())
        ids.append(card.id);
    return ids;
}

const QString a = QStringLiteral("a");
const QString b = QStringLiteral("b");
const QString c = QStringLiteral("c");
const QString d = QStringLiteral("d");

} // namespace

class TestCardDeck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsAtMostThreeNewestFirst();
    void ordersOneMomentByPriority();
    void takesTitleAndTypeFromWhatItAnswers();
    void knowsWhatTheClassifierHeard();
    void dropsWhatHasOutlivedItsUse();
    void dropsWhatCameFromALine();
    void showsOneCardARule();
    void keepsAFreshObjectionWhenANudgeComes();
    void leavesTheFirstCardInItsPlaceWhileItIsRead();
    void letsAMuchStrongerCardComeFirstAtOnce();
    void neverPutsANudgeBeforeAnotherCard();
    void standsStillWhenNothingHappens();
    void dropsObjectionsTheCustomerHasSettled();
    void removesWhatTheRepDismissed();
    void ignoresObservationsAndStaleOrEmptyCards();
};

void TestCardDeck::showsAtMostThreeNewestFirst()
{
    CardDeck deck;
    for (const auto &[id, at] :
         {std::pair(a, 10.0), std::pair(b, 18.0), std::pair(c, 26.0), std::pair(d, 34.0)})
        QVERIFY(deck.add(suggestion(id, at, 50), at));
    QCOMPARE(idsOf(deck), (QStringList{d, c, b}));
}

void TestCardDeck::ordersOneMomentByPriority()
{
    CardDeck deck;
    deck.add(suggestion(a, 10, 40), 10);
    deck.add(suggestion(b, 10, 90), 10);
    deck.add(suggestion(c, 11, 60), 11);
    QCOMPARE(idsOf(deck), (QStringList{b, c, a}));
}

void TestCardDeck::takesTitleAndTypeFromWhatItAnswers()
{
    CardDeck deck;
    QVERIFY(!deck.add(observed(a, FeedbackType::Objection, 10), 10));
    QVERIFY(deck.add(suggestion(b, 10, 50, a), 10));
    QCOMPARE(deck.cards().size(), 1);
    const Card &card = deck.cards().first();
    QCOMPARE(card.type, FeedbackType::Objection);
    QCOMPARE(card.title, QStringLiteral("Price objection"));
    QCOMPARE(card.say, QStringLiteral("say b"));
    QCOMPARE(card.why, QStringLiteral("because"));
    QCOMPARE(card.expires, 55.0);
}

void TestCardDeck::dropsWhatCameFromALine()
{
    CardDeck deck;
    FeedbackEvent event;
    event.id = a;
    event.type = FeedbackType::Suggestion;
    event.content = QStringLiteral("Ask why.");
    event.timestamp = 1;
    event.metadata = {{QStringLiteral("segment"), QStringLiteral("line")}};
    QVERIFY(deck.add(event, 1));
    event.id = b;
    event.metadata = {{QStringLiteral("segment"), QString()}};
    QVERIFY(deck.add(event, 1));
    QVERIFY(!deck.removeOfLine(QStringLiteral("another")));
    QVERIFY(!deck.removeOfLine({}));
    QVERIFY(deck.removeOfLine(QStringLiteral("line")));
    QCOMPARE(idsOf(deck), QStringList{b});
}

void TestCardDeck::knowsWhatTheClassifierHeard()
{
    CardDeck deck;
    deck.add(suggestion(a, 10, 50), 10);
    QVERIFY(!deck.cards().first().guessed);
    deck.add(suggestion(b, 20, 50, {}, QStringLiteral("classifier:price")), 20);
    QVERIFY(deck.cards().first().guessed);
}

void TestCardDeck::dropsWhatHasOutlivedItsUse()
{
    CardDeck deck;
    deck.add(suggestion(a, 10, 50), 10);
    QVERIFY(!deck.expire(39.9));
    QVERIFY(deck.expire(40));
    QVERIFY(deck.cards().isEmpty());
    QVERIFY(!deck.expire(100));
}

void TestCardDeck::showsOneCardARule()
{
    CardDeck deck;
    deck.add(suggestion(a, 10, 50, {}, QStringLiteral("price")), 10);
    deck.add(suggestion(b, 20, 50, {}, QStringLiteral("price")), 20);
    QCOMPARE(idsOf(deck), (QStringList{b}));
}

void TestCardDeck::keepsAFreshObjectionWhenANudgeComes()
{
    CardDeck deck;
    deck.add(observed(QStringLiteral("o"), FeedbackType::Objection, 10), 10);
    for (const QString &id : {a, b, c})
        deck.add(suggestion(id, 10, 50, QStringLiteral("o")), 10);
    FeedbackEvent nudge = suggestion(d, 20, 99);
    nudge.type = FeedbackType::Metric;
    QVERIFY(!deck.add(nudge, 20));
    QVERIFY(!idsOf(deck).contains(d));
    // Once the objection is no longer fresh, the newer nudge may take a place, but not the first.
    nudge.timestamp = 35;
    QVERIFY(deck.add(nudge, 35));
    QCOMPARE(deck.cards().size(), 3);
    QCOMPARE(deck.cards().last().id, d);
}

void TestCardDeck::leavesTheFirstCardInItsPlaceWhileItIsRead()
{
    CardDeck deck;
    deck.add(suggestion(a, 10, 80), 10);
    deck.add(suggestion(b, 15, 90), 15);
    QCOMPARE(idsOf(deck), (QStringList{a, b}));
    QVERIFY(!deck.expire(16.9));
    QVERIFY(deck.expire(17));
    QCOMPARE(idsOf(deck), (QStringList{b, a}));
    // Now the other one is read.
    deck.add(suggestion(c, 20, 90), 20);
    QCOMPARE(deck.cards().first().id, b);
}

void TestCardDeck::letsAMuchStrongerCardComeFirstAtOnce()
{
    CardDeck deck;
    deck.add(suggestion(a, 10, 60), 10);
    deck.add(suggestion(b, 15, 75), 15);
    QCOMPARE(idsOf(deck), (QStringList{b, a}));
}

void TestCardDeck::neverPutsANudgeBeforeAnotherCard()
{
    CardDeck deck;
    FeedbackEvent nudge = suggestion(a, 10, 99);
    nudge.type = FeedbackType::Metric;
    deck.add(nudge, 10);
    deck.add(suggestion(b, 11, 10), 11);
    QCOMPARE(idsOf(deck), (QStringList{b, a}));
    nudge.id = c;
    nudge.timestamp = 30;
    deck.add(nudge, 30);
    QCOMPARE(deck.cards().first().id, b);
}

void TestCardDeck::standsStillWhenNothingHappens()
{
    CardDeck deck;
    // Each pair within three seconds stands by priority, the outer two by age.
    deck.add(suggestion(a, 10, 90), 10);
    deck.add(suggestion(b, 12, 80), 12);
    deck.add(suggestion(c, 14, 70), 14);
    deck.expire(20);
    const QStringList order = idsOf(deck);
    for (double now = 21; now < 39; ++now) {
        QVERIFY(!deck.expire(now));
        QCOMPARE(idsOf(deck), order);
    }
}

void TestCardDeck::dropsObjectionsTheCustomerHasSettled()
{
    CardDeck deck;
    deck.add(observed(QStringLiteral("o"), FeedbackType::Objection, 10), 10);
    deck.add(suggestion(a, 10, 50, QStringLiteral("o")), 10);
    deck.add(suggestion(b, 11, 50), 11);
    deck.add(observed(QStringLiteral("later"), FeedbackType::Objection, 20), 20);
    deck.add(suggestion(c, 20, 50, QStringLiteral("later")), 20);
    QVERIFY(deck.settleObjections(15));
    QCOMPARE(idsOf(deck), (QStringList{c, b}));
    QVERIFY(!deck.settleObjections(15));
}

void TestCardDeck::removesWhatTheRepDismissed()
{
    CardDeck deck;
    deck.add(suggestion(a, 10, 50), 10);
    QVERIFY(!deck.remove(b));
    QVERIFY(deck.remove(a));
    QVERIFY(deck.cards().isEmpty());
}

void TestCardDeck::ignoresObservationsAndStaleOrEmptyCards()
{
    CardDeck deck;
    QVERIFY(!deck.add(observed(a, FeedbackType::Keyword, 1), 1));
    QVERIFY(!deck.add(suggestion(b, 10, 50), 100));
    FeedbackEvent empty = suggestion(c, 10, 50);
    empty.content.clear();
    QVERIFY(!deck.add(empty, 10));
    for (int i = 0; i < 10000; ++i)
        deck.add(observed(QString::number(i), FeedbackType::Question, i), i);
    QVERIFY(deck.cards().isEmpty());
}

QTEST_GUILESS_MAIN(TestCardDeck)
#include "tst_card_deck.moc"
