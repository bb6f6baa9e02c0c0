// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/objection_classifier.h"
#include "core/coach/playbook_coach.h"
#include "core/coach/playbook_reader.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QUuid>

using namespace talktrack;

namespace {

const char *const book = R"({
"format": "talktrack-playbook/1", "name": "Test", "language": "en",
"checklist": [
  {"id": "agenda", "label": "Agenda", "phrases": ["agree on"]},
  {"id": "pain", "label": "Pain", "speaker": "customer", "phrases": ["lose customers"]}],
"cards": [
  {"id": "price", "type": "objection", "category": "price", "triggers": ["too expensive"], "not": ["current vendor"],
   "title": "Price objection", "say": ["First", "Second"], "why": "Why", "priority": 90, "cooldown_s": 60, "max_per_call": 3},
  {"id": "cheap", "type": "objection", "category": "price", "triggers": ["expensive"],
   "title": "Discount", "say": ["Cheaper"], "priority": 50},
  {"id": "boss", "type": "objection", "category": "authority", "triggers": ["(run|take) ... past"],
   "title": "Authority", "say": ["Who else?"], "priority": 80},
  {"id": "start", "type": "buying_signal", "triggers": ["how soon can we"], "title": "Ready", "say": ["Thursday?"], "priority": 70},
  {"id": "crm", "type": "question", "triggers": ["work with our crm"], "title": "Integration", "say": ["Yes, it does."], "priority": 60},
  {"id": "meet", "type": "next_step", "triggers": ["meet again"], "title": "Next meeting", "say": ["Send it now."], "priority": 55},
  {"id": "monologue", "type": "suggestion", "speaker": "rep", "triggers": ["let me show you everything"], "title": "Slow down", "say": ["Ask first."], "priority": 40},
  {"id": "both", "type": "suggestion", "speaker": "any", "triggers": ["by the way"], "title": "Aside", "say": ["Back to it."], "priority": 10}],
"keywords": [{"label": "pricing", "phrases": ["price", "expensive", "price list"]}],
"competitors": [{"name": "Acme", "aliases": ["ack me"], "say": ["Good people.", "Fine people."], "why": "Be fair."}]
})";

Transcription line(const QString &text, double end = 10, Track track = Track::Customer)
{
    Transcription result;
    result.id = QStringLiteral("segment-%1").arg(end);
    result.callId = QStringLiteral("call");
    result.track = track;
    result.speaker = speakerOf(track);
    result.text = text;
    result.start = end - 2;
    result.end = end;
    result.final = true;
    return result;
}

QString at(const FeedbackEvent &event, const char *key)
{
    return event.metadata.value(QLatin1String(key)).toString();
}

QList<FeedbackEvent> ofType(const QList<FeedbackEvent> &events, FeedbackType type)
{
    QList<FeedbackEvent> result;
    for (const FeedbackEvent &event : events) {
        if (event.type == type)
            result.append(event);
    }
    return result;
}

QList<FeedbackEvent> withoutIds(QList<FeedbackEvent> events)
{
    for (FeedbackEvent &event : events) {
        event.id.clear();
        if (event.type == FeedbackType::Suggestion)
            event.metadata.remove(QLatin1String("answers"));
    }
    return events;
}

} // namespace

class TestPlaybookCoach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void observesThenSaysWhatToSay();
    void hearsTheSpokenExamples_data();
    void hearsTheSpokenExamples();
    void keepsCooldownAndCountPerCall();
    void answersOneObjectionALineAndAtMostTwoThings();
    void letsAnotherCardOfTheCategoryAnswer();
    void keepsCardsAwayUntilTheirMomentAndOnceCovered();
    void prefersANeutralCardWhereNoTriggerWasHeard();
    void respectsWhoSpeaks();
    void hearsCompetitorsByTheirAliases();
    void ticksTheChecklistOnce();
    void mentionsAKeywordOnceAndCountsAll();
    void seesTheCustomersQuestions();
    void fallsBackToTheClassifier();
    void doesNotBringBackWhatWasRejected_data();
    void doesNotBringBackWhatWasRejected();
    void reportsATurnOfMood();
    void givesTheSameForTheSameLines();
    void hearsThePlantedMomentsOfTheDemoCall();
    void isSilentOnInterimEmptyAndHostileLines();

private:
    PlaybookCoach coach(const ObjectionClassifier *classifier = nullptr) const
    {
        return {*readPlaybook(book), classifier};
    }
    std::unique_ptr<ObjectionClassifier> m_classifier;
};

void TestPlaybookCoach::initTestCase()
{
    QVERIFY2(readPlaybook(book).has_value(), "the test's playbook must be good");
    auto classifier = ObjectionClassifier::shipped();
    QVERIFY(classifier.has_value());
    m_classifier = std::move(*classifier);
}

void TestPlaybookCoach::observesThenSaysWhatToSay()
{
    PlaybookCoach subject = coach();
    const auto events = subject.onLine(line(QStringLiteral("That is too expensive for us.")));
    const auto objections = ofType(events, FeedbackType::Objection);
    const auto suggestions = ofType(events, FeedbackType::Suggestion);
    QCOMPARE(objections.size(), 1);
    QCOMPARE(suggestions.size(), 1);
    QCOMPARE(events.first().type, FeedbackType::Objection);
    QCOMPARE(events.last().type, FeedbackType::Suggestion);
    const FeedbackEvent &objection = objections.first();
    QVERIFY(!QUuid(objection.id).isNull());
    QCOMPARE(objection.callId, QStringLiteral("call"));
    QCOMPARE(objection.timestamp, 10.0);
    QCOMPARE(at(objection, "segment"), QStringLiteral("segment-10"));
    QCOMPARE(at(objection, "category"), QStringLiteral("price"));
    QCOMPARE(at(objection, "rule"), QStringLiteral("price"));
    const FeedbackEvent &say = suggestions.first();
    QCOMPARE(say.content, QStringLiteral("First"));
    QCOMPARE(at(say, "answers"), objection.id);
    QCOMPARE(at(say, "title"), QStringLiteral("Price objection"));
    QCOMPARE(at(say, "why"), QStringLiteral("Why"));
    QCOMPARE(say.metadata.value(QLatin1String("priority")).toInt(), 90);
    QCOMPARE(say.origin, FeedbackOrigin::Rule);
}

void TestPlaybookCoach::hearsTheSpokenExamples_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("category");
    QTest::newRow("plain") << QStringLiteral("too expensive") << QStringLiteral("price");
    QTest::newRow("negated") << QStringLiteral("It's not expensive at all.") << QString();
    QTest::newRow("negated opinion") << QStringLiteral("I don't think it's too expensive") << QString();
    QTest::newRow("forbidden phrase")
        << QStringLiteral("our current vendor was too expensive I must say") << QStringLiteral("price");
    QTest::newRow("others") << QStringLiteral("our customers tell us it's too expensive") << QString();
    QTest::newRow("authority") << QStringLiteral("I would have to run that past Sarah")
                               << QStringLiteral("authority");
    QTest::newRow("contraction") << QStringLiteral("well I'd, um, have to run that past Sarah")
                                 << QStringLiteral("authority");
    QTest::newRow("nothing") << QStringLiteral("we have twelve people in sales") << QString();
}

void TestPlaybookCoach::hearsTheSpokenExamples()
{
    QFETCH(QString, text);
    QFETCH(QString, category);
    PlaybookCoach subject = coach();
    const auto objections = ofType(subject.onLine(line(text)), FeedbackType::Objection);
    QCOMPARE(objections.size(), category.isEmpty() ? 0 : 1);
    if (!objections.isEmpty()) {
        QCOMPARE(at(objections.first(), "category"), category);
        // The do-not-trigger phrase silences its own card only.
        if (text.contains(QLatin1String("current vendor")))
            QCOMPARE(at(objections.first(), "rule"), QStringLiteral("cheap"));
    }
}

void TestPlaybookCoach::keepsCooldownAndCountPerCall()
{
    PlaybookCoach subject = coach();
    QStringList said;
    for (const double end : {10.0, 30.0, 69.0, 70.0, 131.0, 500.0}) {
        const auto events = subject.onLine(line(QStringLiteral("take that past, too expensive"), end));
        QVERIFY(!ofType(events, FeedbackType::Objection).isEmpty());
        for (const FeedbackEvent &event : ofType(events, FeedbackType::Suggestion)) {
            if (at(event, "rule") == QLatin1String("price"))
                said.append(event.content + QString::number(end));
        }
    }
    QCOMPARE(said, (QStringList{QStringLiteral("First10"), QStringLiteral("Second70"),
                                QStringLiteral("First131")}));
}

void TestPlaybookCoach::answersOneObjectionALineAndAtMostTwoThings()
{
    PlaybookCoach subject = coach();
    const auto events = subject.onLine(line(QStringLiteral(
        "it is too expensive and I must run it past Tom, how soon can we meet again by the way")));
    QCOMPARE(ofType(events, FeedbackType::Objection).size(), 2);
    QCOMPARE(ofType(events, FeedbackType::BuyingSignal).size(), 1);
    QCOMPARE(ofType(events, FeedbackType::NextStep).size(), 1);
    const auto suggestions = ofType(events, FeedbackType::Suggestion);
    QCOMPARE(suggestions.size(), 2);
    QCOMPARE(at(suggestions.at(0), "rule"), QStringLiteral("price"));
    QCOMPARE(at(suggestions.at(1), "rule"), QStringLiteral("start"));
}

void TestPlaybookCoach::letsAnotherCardOfTheCategoryAnswer()
{
    PlaybookCoach subject = coach();
    const auto said = [&](double end) {
        QStringList result;
        for (const FeedbackEvent &event :
             ofType(subject.onLine(line(QStringLiteral("too expensive"), end)), FeedbackType::Suggestion))
            result.append(at(event, "card"));
        return result;
    };
    QCOMPARE(said(10), QStringList{QStringLiteral("price")});
    QCOMPARE(said(30), QStringList{QStringLiteral("cheap")});
    QCOMPARE(said(50), QStringList{});
    QCOMPARE(said(75), QStringList{QStringLiteral("price")});
}

void TestPlaybookCoach::keepsCardsAwayUntilTheirMomentAndOnceCovered()
{
    QByteArray text = book;
    text.replace("\"priority\": 10}", "\"priority\": 10, \"not_before\": 100, \"unless_done\": \"agenda\"}");
    const auto playbook = readPlaybook(text);
    QVERIFY2(playbook.has_value(), playbook ? "" : qPrintable(playbook.error().subject));
    PlaybookCoach subject(*playbook, nullptr);
    const auto says = [&](double end) {
        return !ofType(subject.onLine(line(QStringLiteral("by the way"), end)), FeedbackType::Suggestion)
                    .isEmpty();
    };
    QVERIFY(!says(99));
    QVERIFY(says(100));
    subject.onLine(line(QStringLiteral("let us agree on a plan"), 150, Track::Rep));
    QVERIFY(!says(300));
}

void TestPlaybookCoach::prefersANeutralCardWhereNoTriggerWasHeard()
{
    QByteArray text = book;
    text.replace("\"cards\": [", "\"cards\": [{\"id\": \"any\", \"type\": \"objection\", \"category\": "
                                 "\"authority\", \"fallback\": true, \"title\": \"Authority\", \"say\": "
                                 "[\"Who has a say?\"], \"priority\": 20},");
    const auto playbook = readPlaybook(text);
    QVERIFY2(playbook.has_value(), playbook ? "" : qPrintable(playbook.error().subject));
    const auto said = [&](const char *spoken) {
        PlaybookCoach subject(*playbook, m_classifier.get());
        return at(
            ofType(subject.onLine(line(QString::fromLatin1(spoken))), FeedbackType::Suggestion).value(0),
            "card");
    };
    QCOMPARE(said("my director has to approve anything like this"), QStringLiteral("any"));
    QCOMPARE(said("I would have to run that past Sarah"), QStringLiteral("boss"));
}

void TestPlaybookCoach::respectsWhoSpeaks()
{
    PlaybookCoach subject = coach(m_classifier.get());
    QVERIFY(subject.agrees(line(QStringLiteral("that makes sense"))));
    QVERIFY(!subject.agrees(line(QStringLiteral("that makes sense"), 10, Track::Rep)));
    const auto rep = subject.onLine(
        line(QStringLiteral("It is too expensive and I would have to run that past Sarah"), 10, Track::Rep));
    QVERIFY(ofType(rep, FeedbackType::Objection).isEmpty());
    QVERIFY(ofType(rep, FeedbackType::Suggestion).isEmpty());
    QCOMPARE(ofType(subject.onLine(line(QStringLiteral("let me show you everything"), 20, Track::Rep)),
                    FeedbackType::Suggestion)
                 .size(),
             1);
    QVERIFY(ofType(subject.onLine(line(QStringLiteral("let me show you everything"), 300)),
                   FeedbackType::Suggestion)
                .isEmpty());
    QCOMPARE(
        ofType(subject.onLine(line(QStringLiteral("by the way"), 400, Track::Rep)), FeedbackType::Suggestion)
            .size(),
        1);
    QVERIFY(ofType(subject.onLine(line(QStringLiteral("we beat Acme every day"), 500, Track::Rep)),
                   FeedbackType::Competitor)
                .isEmpty());
}

void TestPlaybookCoach::hearsCompetitorsByTheirAliases()
{
    PlaybookCoach subject = coach();
    const auto first = subject.onLine(line(QStringLiteral("we had a demo from ack me")));
    const auto seen = ofType(first, FeedbackType::Competitor);
    QCOMPARE(seen.size(), 1);
    QCOMPARE(seen.first().content, QStringLiteral("Acme"));
    QCOMPARE(ofType(first, FeedbackType::Suggestion).size(), 1);
    QCOMPARE(at(ofType(first, FeedbackType::Suggestion).first(), "answers"), seen.first().id);
    const auto second = subject.onLine(line(QStringLiteral("as I said, Acme"), 20));
    QCOMPARE(ofType(second, FeedbackType::Competitor).size(), 1);
    QVERIFY(ofType(second, FeedbackType::Suggestion).isEmpty());
    QCOMPARE(ofType(subject.onLine(line(QStringLiteral("Acme's offer"), 90)), FeedbackType::Suggestion)
                 .first()
                 .content,
             QStringLiteral("Fine people."));
}

void TestPlaybookCoach::ticksTheChecklistOnce()
{
    PlaybookCoach subject = coach();
    QCOMPARE(subject.checklist().size(), 2);
    QVERIFY(ofType(subject.onLine(line(QStringLiteral("let us agree on a plan"), 5)), FeedbackType::Checklist)
                .isEmpty());
    const auto ticked = ofType(subject.onLine(line(QStringLiteral("let us agree on a plan"), 10, Track::Rep)),
                               FeedbackType::Checklist);
    QCOMPARE(ticked.size(), 1);
    QCOMPARE(at(ticked.first(), "item"), QStringLiteral("agenda"));
    QVERIFY(ofType(subject.onLine(line(QStringLiteral("then agree on that"), 20, Track::Rep)),
                   FeedbackType::Checklist)
                .isEmpty());
    QCOMPARE(
        ofType(subject.onLine(line(QStringLiteral("we lose customers"), 30)), FeedbackType::Checklist).size(),
        1);
    QVERIFY(subject.checklist().at(0).done);
    QCOMPARE(subject.checklist().at(0).at, 10.0);
}

void TestPlaybookCoach::mentionsAKeywordOnceAndCountsAll()
{
    PlaybookCoach subject = coach();
    const Transcription spoken = line(QStringLiteral("the price list has prices"));
    QCOMPARE(subject.factsOf(spoken).keywords.value(QStringLiteral("pricing")), 2);
    QCOMPARE(ofType(subject.onLine(spoken), FeedbackType::Keyword).size(), 1);
    QVERIFY(ofType(subject.onLine(line(QStringLiteral("price"), 20, Track::Rep)), FeedbackType::Keyword)
                .isEmpty());
}

void TestPlaybookCoach::seesTheCustomersQuestions()
{
    PlaybookCoach subject = coach();
    const auto asked = ofType(subject.onLine(line(QStringLiteral("does it work on a mac computer"))),
                              FeedbackType::Question);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(at(asked.first(), "rule"), QStringLiteral("question"));
    const auto carded = subject.onLine(line(QStringLiteral("does it work with our CRM?"), 20));
    QCOMPARE(ofType(carded, FeedbackType::Question).size(), 1);
    QCOMPARE(at(ofType(carded, FeedbackType::Question).first(), "rule"), QStringLiteral("crm"));
    QCOMPARE(ofType(carded, FeedbackType::Suggestion).first().content, QStringLiteral("Yes, it does."));
    QVERIFY(ofType(subject.onLine(line(QStringLiteral("can you hear me okay"), 30)), FeedbackType::Question)
                .isEmpty());
    QVERIFY(ofType(subject.onLine(line(QStringLiteral("what do you do today"), 40, Track::Rep)),
                   FeedbackType::Question)
                .isEmpty());
    QCOMPARE(subject.factsOf(line(QStringLiteral("what do you do today"), 50, Track::Rep)).questions, 1);
    QVERIFY(!subject.factsOf(line(QStringLiteral("great"), 50, Track::Rep)).sentiment);
    QVERIFY(subject.factsOf(line(QStringLiteral("great"), 50)).sentiment.value() > 0);
}

void TestPlaybookCoach::fallsBackToTheClassifier()
{
    PlaybookCoach subject = coach(m_classifier.get());
    const auto events = subject.onLine(line(QStringLiteral("my director has to approve anything like this")));
    const auto objections = ofType(events, FeedbackType::Objection);
    QCOMPARE(objections.size(), 1);
    QCOMPARE(at(objections.first(), "rule"), QStringLiteral("classifier:authority"));
    QCOMPARE(at(objections.first(), "category"), QStringLiteral("authority"));
    const double confidence = objections.first().metadata.value(QLatin1String("confidence")).toDouble();
    QVERIFY(confidence > 0.3 && confidence <= 1);
    const auto suggestions = ofType(events, FeedbackType::Suggestion);
    QCOMPARE(suggestions.size(), 1);
    QCOMPARE(suggestions.first().content, QStringLiteral("Who else?"));
    QCOMPARE(at(suggestions.first(), "rule"), QStringLiteral("classifier:authority"));
    QCOMPARE(at(suggestions.first(), "card"), QStringLiteral("boss"));
}

void TestPlaybookCoach::doesNotBringBackWhatWasRejected_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"i think the price is not too high", "the price isn't high",
                             "the budget is not frozen", "you don't need to send me an email",
                             "i never said it was too expensive", "that would not be hard to set up",
                             "it would not take long to learn", "the price of steel is really high"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestPlaybookCoach::doesNotBringBackWhatWasRejected()
{
    QFETCH(QString, text);
    const auto shipped = defaultPlaybook();
    QVERIFY(shipped.has_value());
    PlaybookCoach subject(*shipped, m_classifier.get());
    const auto objections = ofType(subject.onLine(line(text)), FeedbackType::Objection);
    QVERIFY2(objections.isEmpty(), objections.isEmpty() ? "" : qPrintable(at(objections.first(), "rule")));
}

void TestPlaybookCoach::reportsATurnOfMood()
{
    PlaybookCoach subject = coach();
    QList<FeedbackEvent> moods;
    for (int i = 0; i < 8; ++i)
        moods += ofType(subject.onLine(line(QStringLiteral("this is terrible, we hate it"), 10.0 + i)),
                        FeedbackType::Sentiment);
    QCOMPARE(moods.size(), 1);
    QVERIFY(moods.first().metadata.value(QLatin1String("score")).toDouble() < 0);
    for (int i = 0; i < 8; ++i)
        QVERIFY(ofType(subject.onLine(line(QStringLiteral("I love it"), 20.0 + i, Track::Rep)),
                       FeedbackType::Sentiment)
                    .isEmpty());
}

void TestPlaybookCoach::givesTheSameForTheSameLines()
{
    QFile file(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray lines =
        QJsonDocument::fromJson(file.readAll()).object().value(QLatin1String("lines")).toArray();
    QVERIFY(lines.size() > 20);
    QList<FeedbackEvent> runs[2];
    for (auto &run : runs) {
        PlaybookCoach subject(*defaultPlaybook(), m_classifier.get());
        for (const QJsonValue &value : lines)
            run += subject.onLine(line(value[QLatin1String("text")].toString(),
                                       value[QLatin1String("end")].toDouble(),
                                       trackOf(value[QLatin1String("speaker")].toString())));
    }
    QCOMPARE(withoutIds(runs[0]), withoutIds(runs[1]));
    QVERIFY(runs[0] != runs[1]);
}

void TestPlaybookCoach::hearsThePlantedMomentsOfTheDemoCall()
{
    QFile file(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject call = QJsonDocument::fromJson(file.readAll()).object();
    PlaybookCoach subject(*defaultPlaybook(), m_classifier.get());
    QStringList missing;
    for (const QJsonValue &moment : call.value(QLatin1String("moments")).toArray())
        missing.append(moment[QLatin1String("text")].toString());
    const qsizetype planted = missing.size();
    QCOMPARE(planted, 6);
    QStringList invented;
    for (const QJsonValue &value : call.value(QLatin1String("lines")).toArray()) {
        const QString text = value[QLatin1String("text")].toString();
        const auto events = subject.onLine(line(text, value[QLatin1String("end")].toDouble(),
                                                trackOf(value[QLatin1String("speaker")].toString())));
        for (const FeedbackEvent &event : events) {
            if (event.type == FeedbackType::Objection && !missing.contains(text))
                invented.append(text);
        }
        for (const FeedbackEvent &event : events) {
            if (event.type == FeedbackType::Objection || event.type == FeedbackType::BuyingSignal ||
                event.type == FeedbackType::NextStep)
                missing.removeAll(text);
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'|')));
    QVERIFY2(invented.isEmpty(), qPrintable(invented.join(u'|')));
}

void TestPlaybookCoach::isSilentOnInterimEmptyAndHostileLines()
{
    PlaybookCoach subject = coach(m_classifier.get());
    Transcription interim = line(QStringLiteral("too expensive"));
    interim.final = false;
    QVERIFY(subject.onLine(interim).isEmpty());
    QVERIFY(subject.onLine(line(QString())).isEmpty());
    QVERIFY(subject.onLine(line(QStringLiteral("..., !?"))).isEmpty());
    const auto flood =
        subject.onLine(line(QStringLiteral("too expensive run it past acme ").repeated(10000), 20));
    QVERIFY(ofType(flood, FeedbackType::Suggestion).size() <= 2);
    QVERIFY(flood.size() < 20);
}

QTEST_GUILESS_MAIN(TestPlaybookCoach)
#include "tst_playbook_coach.moc"
