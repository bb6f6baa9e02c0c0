// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/playbook_reader.h"

#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;

namespace {

/// A small whole playbook, one thing a line, so that a line number can be foreseen.
const char *const good = R"({
"format": "talktrack-playbook/1",
"name": "Test",
"language": "en",
"call_type": "demo",
"company": {"name": "Northbeam", "facts": ["Founded in 2015."]},
"checklist": [
  {"id": "agenda", "label": "Agenda", "phrases": ["the agenda"]}
],
"cards": [
  {"id": "price", "type": "objection", "category": "price", "speaker": "customer",
   "triggers": ["too expensive"],
   "not": ["not expensive"],
   "title": "Price",
   "say": ["Compared with what?"],
   "why": "Find out first.",
   "priority": 80,
   "cooldown_s": 30,
   "max_per_call": 3,
   "not_before": 120,
   "unless_done": "agenda",
   "fallback": false}
],
"keywords": [{"label": "roi", "phrases": ["return on investment"]}],
"competitors": [{"name": "Acme", "aliases": ["acme"], "say": ["Good people."], "why": "Be fair."}],
"vocabulary": [{"word": "Northbeam", "sounds_like": "north beam"}]
})";

} // namespace

class TestPlaybookReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryField();
    void readsTheDefaultPlaybook();
    void namesLineAndField_data();
    void namesLineAndField();
    void refusesWhatIsNoPlaybook_data();
    void refusesWhatIsNoPlaybook();
    void survivesBeingCutAtEveryByte();
    void ignoresUnknownKeysAndAcceptsAByteOrderMark();
    void letsEveryWordingComeUp();
    void takesAFallbackWithoutTriggers();
    void refusesTooMuch();
    void tellsAMissingFile();
};

void TestPlaybookReader::readsEveryField()
{
    const auto playbook = readPlaybook(good);
    QVERIFY2(playbook.has_value(), playbook ? "" : qPrintable(playbook.error().subject));
    QCOMPARE(playbook->name, QStringLiteral("Test"));
    QCOMPARE(playbook->callType, CallType::Demo);
    QCOMPARE(playbook->company.facts, QStringList{QStringLiteral("Founded in 2015.")});
    QCOMPARE(playbook->checklist.first().speaker, CardSpeaker::Rep);
    const PlaybookCard &card = playbook->cards.first();
    QCOMPARE(card.category, ObjectionCategory::Price);
    QCOMPARE(card.speaker, CardSpeaker::Customer);
    QCOMPARE(card.notTriggers.size(), 1);
    QCOMPARE(card.priority, 80);
    QCOMPARE(card.cooldown, std::chrono::seconds(30));
    QCOMPARE(card.maxPerCall, 3);
    QCOMPARE(card.notBefore, std::chrono::seconds(120));
    QCOMPARE(card.unlessDone, QStringLiteral("agenda"));
    QVERIFY(!card.fallback);
    QVERIFY(playbook->warnings.isEmpty());
    QCOMPARE(playbook->competitors.first().aliases.size(), 1);
    QCOMPARE(playbook->vocabulary.first().soundsLike, QStringLiteral("north beam"));
}

void TestPlaybookReader::readsTheDefaultPlaybook()
{
    const auto playbook = defaultPlaybook();
    QVERIFY2(playbook.has_value(), playbook ? "" : qPrintable(playbook.error().subject));
    QSet<ObjectionCategory> categories;
    for (const PlaybookCard &card : playbook->cards) {
        if (card.category)
            categories.insert(*card.category);
    }
    QCOMPARE(categories.size(), objectionCategoryCount);
    QVERIFY(playbook->checklist.size() >= 8);
}

void TestPlaybookReader::namesLineAndField_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("subject");
    const auto row = [](const char *name, const char *from, const char *to, const char *subject) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString::fromLatin1(subject);
    };
    row("format", "playbook/1", "playbook/9", "line 2, format: must be \"talktrack-playbook/1\"");
    row("name missing", "\"name\": \"Test\",", "", "line 1, name: is missing");
    row("name empty", "\"Test\"", "\" \"", "line 3, name: is empty");
    row("name null", "\"Test\"", "null", "line 3, name: is missing");
    row("language", "\"en\"", "7", "line 4, language: must be a text");
    row("call type", "\"demo\"", "\"party\"",
        "line 5, call_type: must be discovery, demo, negotiation or cold_call");
    row("company", "{\"name\": \"Northbeam\", \"facts\": [\"Founded in 2015.\"]}", "[]",
        "line 6, company: must be an object");
    row("fact", "\"Founded in 2015.\"", "2015", "line 6, company.facts[0]: must be a text");
    row("checklist label", "\"label\": \"Agenda\", ", "", "line 8, checklist[0].label: is missing");
    row("checklist phrase", "\"the agenda\"", "\"(the agenda\"",
        "line 8, checklist[0].phrases[0]: a ( without its )");
    row("card type", "\"objection\"", "\"objektion\"",
        "line 11, cards[0].type: must be suggestion, objection, buying_signal, question, competitor or "
        "next_step");
    row("card type not shown", "\"objection\"", "\"gap\"",
        "line 11, cards[0].type: must be suggestion, objection, buying_signal, question, competitor or "
        "next_step");
    row("category", "\"category\": \"price\", ", "",
        "line 11, cards[0].category: must be one of price, budget, timing, authority, need, competitor, "
        "trust, brush_off, risk, effort");
    row("speaker", "\"customer\"", "\"seller\"", "line 11, cards[0].speaker: must be customer, rep or any");
    row("triggers empty", "[\"too expensive\"]", "[]", "line 12, cards[0].triggers: is empty");
    row("trigger", "\"too expensive\"", "\"...\"", "line 12, cards[0].triggers[0]: it would match anything");
    row("not", "[\"not expensive\"]", "\"not expensive\"", "line 13, cards[0].not: must be a list");
    row("title", "\"Price\"", "\"one two three four five six seven eight nine\"",
        "line 14, cards[0].title: has 9 words, at most 8 can be read at a glance");
    row("say", "\"Compared with what?\"", "\"a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a\"",
        "line 15, cards[0].say[0]: has 31 words, at most 30 can be read at a glance");
    row("why", "\"Find out first.\"", "\"a a a a a a a a a a a a a a a a\"",
        "line 16, cards[0].why: has 16 words, at most 15 can be read at a glance");
    row("priority", "80", "101", "line 17, cards[0].priority: must be a whole number from 0 to 100");
    row("cooldown", ": 30", ": 1.5", "line 18, cards[0].cooldown_s: must be a whole number from 0 to 86400");
    row("most per call", ": 3,", ": \"3\",", "line 19, cards[0].max_per_call: must be a number");
    row("not before", ": 120", ": -1",
        "line 20, cards[0].not_before: must be a whole number from 0 to 86400");
    row("unless done", ": \"agenda\",\n   \"fall", ": \"budget\",\n   \"fall",
        "line 21, cards[0].unless_done: \"budget\" is no checklist item");
    row("unless done no text", ": \"agenda\",\n   \"fall", ": 3,\n   \"fall",
        "line 21, cards[0].unless_done: must be a text");
    row("fallback", ": false}", ": 1}", "line 22, cards[0].fallback: must be true or false");
    row("fallback of no objection", "\"cards\": [",
        "\"cards\": [{\"id\": \"x\", \"type\": \"question\", \"fallback\": true, \"title\": \"T\", \"say\": "
        "[\"S\"]},",
        "line 10, cards[0].fallback: is for objections only");
    row("triggers missing", "\"triggers\": [\"too expensive\"],", "",
        "line 11, cards[0].triggers: is missing");
    row("keywords", "\"return on investment\"", "{}", "line 24, keywords[0].phrases[0]: must be a text");
    row("competitor", "{\"name\": \"Acme\", ", "{", "line 25, competitors[0].name: is missing");
    row("vocabulary", "{\"word\": \"Northbeam\", \"sounds_like\": \"north beam\"}", "3",
        "line 26, vocabulary[0]: must be an object");
    row("duplicate id", "\"cards\": [",
        "\"cards\": [{\"id\": \"price\", \"type\": \"question\", \"triggers\": [\"x\"], \"title\": \"T\", "
        "\"say\": [\"S\"]},",
        "line 11, cards[1].id: \"price\" is there twice");
    row("duplicate key", "\"priority\": 80", "\"priority\": 80, \"priority\": 81",
        "line 17: \"priority\" is there twice");
    row("comma", "\"why\": \"Find out first.\",", "\"why\": \"Find out first.\"",
        "line 17: a , or } is expected");
    row("open text", "\"Price\",", "\"Price,", "line 14: a text does not end on its line");
    row("escape", "\"Price\"", "\"Pr\\ice\"", "line 14: an unknown \\ sequence");
    row("bare word", "80", "eighty", "line 17: a value is expected");
    row("rest", "beam\"}]\n}", "beam\"}]\n} x", "line 27: something stands after the end of the playbook");
    row("not UTF-8", "\"Price\"", "\"Pr\xff\xfeice\"", "line 14: the file is not UTF-8");
}

void TestPlaybookReader::namesLineAndField()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, subject);
    QByteArray text = good;
    const qsizetype at = text.indexOf(from);
    QVERIFY(at >= 0);
    text.replace(at, from.size(), to);
    const auto playbook = readPlaybook(text);
    QVERIFY(!playbook);
    QCOMPARE(playbook.error().kind, ErrorKind::PlaybookInvalid);
    QCOMPARE(playbook.error().subject, subject);
}

void TestPlaybookReader::refusesWhatIsNoPlaybook_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("subject");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("line 1: the file is empty");
    QTest::newRow("blank") << QByteArray("\n \n") << QStringLiteral("line 1: the file is empty");
    QTest::newRow("list") << QByteArray("[]") << QStringLiteral("line 1, the playbook: must be an object");
    QTest::newRow("text") << QByteArray("hello") << QStringLiteral("line 1: a value is expected");
    QTest::newRow("utf-16") << QByteArray("\xff\xfe{\0}\0", 6)
                            << QStringLiteral("line 1: the file is UTF-16, save it as UTF-8");
    QTest::newRow("utf-16 without mark")
        << QByteArray("{\0}\0", 4) << QStringLiteral("line 1: the file is UTF-16, save it as UTF-8");
    QTest::newRow("deep") << QByteArray(100000, '[')
                          << QStringLiteral("line 1: nested deeper than 32 levels");
    QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(1000)
                                  << QStringLiteral("line 1: nested deeper than 32 levels");
    QTest::newRow("infinite") << QByteArray("{\"a\": 1e999}")
                              << QStringLiteral("line 1: a value is expected");
    QTest::newRow("binary") << QByteArray("\x89PNG\r\n") << QStringLiteral("line 1: the file is not UTF-8");
}

void TestPlaybookReader::refusesWhatIsNoPlaybook()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, subject);
    const auto playbook = readPlaybook(text);
    QVERIFY(!playbook);
    QCOMPARE(playbook.error().kind, ErrorKind::PlaybookInvalid);
    QCOMPARE(playbook.error().subject, subject);
}

void TestPlaybookReader::survivesBeingCutAtEveryByte()
{
    const QByteArray text = good;
    for (qsizetype size = 0; size < text.size(); ++size) {
        const auto playbook = readPlaybook(text.left(size));
        QVERIFY(!playbook);
        QVERIFY(playbook.error().subject.startsWith(QLatin1String("line ")));
    }
}

void TestPlaybookReader::ignoresUnknownKeysAndAcceptsAByteOrderMark()
{
    QByteArray text = good;
    text.replace("\"name\": \"Test\"", "\"later\": {\"x\": [1, null, true]}, \"name\": \"Test\"");
    text.replace('\n', "\r\n");
    QVERIFY(readPlaybook("\xef\xbb\xbf" + text).has_value());
}

void TestPlaybookReader::letsEveryWordingComeUp()
{
    QByteArray text = good;
    text.replace("[\"Compared with what?\"]", "[\"One?\", \"Two?\", \"Three?\", \"Four?\"]");
    const auto raised = readPlaybook(text);
    QVERIFY(raised.has_value());
    QCOMPARE(raised->cards.first().maxPerCall, 4);
    QCOMPARE(raised->warnings,
             QStringList{QStringLiteral("line 19, cards[0].max_per_call: raised to 4, or its last "
                                        "wordings would never come up")});
    text.replace("   \"max_per_call\": 3,\n", "");
    const auto unsaid = readPlaybook(text);
    QVERIFY(unsaid.has_value());
    QCOMPARE(unsaid->cards.first().maxPerCall, 4);
    QVERIFY(unsaid->warnings.isEmpty());
}

void TestPlaybookReader::takesAFallbackWithoutTriggers()
{
    QByteArray text = good;
    text.replace("   \"triggers\": [\"too expensive\"],\n", "");
    text.replace("\"fallback\": false", "\"fallback\": true");
    const auto playbook = readPlaybook(text);
    QVERIFY2(playbook.has_value(), playbook ? "" : qPrintable(playbook.error().subject));
    QVERIFY(playbook->cards.first().fallback);
    QVERIFY(playbook->cards.first().triggers.isEmpty());
}

void TestPlaybookReader::refusesTooMuch()
{
    const auto large = readPlaybook(QByteArray(4 * 1024 * 1024 + 1, ' '));
    QVERIFY(!large);
    QCOMPARE(large.error().subject, QStringLiteral("line 1: the file is larger than 4 MB"));
    QByteArray cards;
    for (int i = 0; i <= 2000; ++i)
        cards += "{\"id\":\"" + QByteArray::number(i) +
                 "\",\"type\":\"question\",\"triggers\":[\"x\"],\"title\":\"T\",\"say\":[\"S\"]},\n";
    QByteArray text = good;
    text.replace("\"cards\": [", "\"cards\": [" + cards);
    const auto many = readPlaybook(text);
    QVERIFY(!many);
    QCOMPARE(many.error().subject, QStringLiteral("line 10, cards: has more than 2000 entries"));
}

void TestPlaybookReader::tellsAMissingFile()
{
    const QTemporaryDir folder;
    const auto missing = readPlaybookFile(folder.filePath(QStringLiteral("none.json")));
    QVERIFY(!missing);
    QCOMPARE(missing.error().kind, ErrorKind::InputMissing);
    QFile file(folder.filePath(QStringLiteral("some.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(good);
    file.close();
    QVERIFY(readPlaybookFile(file.fileName()).has_value());
}

QTEST_GUILESS_MAIN(TestPlaybookReader)
#include "tst_playbook_reader.moc"
