// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_recording_answer.h"

#include "recorded_fixtures.h"
#include "tests/fuzz/deepgram_promises.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace talktrack;

namespace {

const QByteArray digest = "95dc40091b6a8456a1554ddfc4f163768217afd66bee70a10c74bb52805cd0d9";

QByteArray answerOf(const QByteArray &results)
{
    return R"({"metadata":{"request_id":"r","sha256":")" + digest +
           R"(","duration":60.5,"channels":2},"results":)" + results + '}';
}

/// An answer of one alternative a channel.
QByteArray channelsOf(const QByteArrayList &alternatives)
{
    QByteArrayList channels;
    for (const QByteArray &alternative : alternatives) {
        channels.append(R"({"alternatives":[)" + alternative + "]}");
    }
    return answerOf(R"({"channels":[)" + channels.join(',') + "]}");
}

QByteArray utterancesOf(const QByteArray &utterances)
{
    return answerOf(R"({"channels":[{},{}],"utterances":[)" + utterances + "]}");
}

QByteArray wordAt(const QByteArray &text, double start, double end, const QByteArray &more = {})
{
    return R"({"word":")" + text + R"(","start":)" + QByteArray::number(start, 'g', 12) + R"(,"end":)" +
           QByteArray::number(end, 'g', 12) + more + '}';
}

QByteArray heard(const QByteArrayList &words)
{
    return R"({"transcript":"not used","confidence":0.5,"words":[)" + words.join(',') + "]}";
}

DeepgramRecordingAnswer read(const QByteArray &json)
{
    const auto answer = parseDeepgramRecordingAnswer(json);
    if (!answer) {
        qWarning("%s", qPrintable(answer.error().detail));
        return {};
    }
    if (const QString broken = promises::brokenBy(*answer); !broken.isEmpty()) {
        qWarning("broken: %s", qPrintable(broken));
        return {};
    }
    return *answer;
}

QStringList textsIn(const DeepgramRecordingAnswer &answer)
{
    QStringList texts;
    for (const HeardLine &line : answer.lines) {
        texts.append(line.text);
    }
    return texts;
}

QString wholeText(const DeepgramRecordingAnswer &answer)
{
    return textsIn(answer).join(QLatin1Char(' '));
}

QJsonObject firstAlternative(const QJsonObject &response)
{
    return response[QLatin1String("results")][QLatin1String("channels")][0][QLatin1String("alternatives")][0]
        .toObject();
}

QString withoutBreaks(const QString &text)
{
    return text.simplified();
}

} // namespace

class TestDeepgramRecordingAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsUtterancesInOrderOfTime()
    {
        const DeepgramRecordingAnswer answer = read(utterancesOf(R"(
            {"id":"b","channel":1,"speaker":2,"start":4.5,"end":6,"confidence":0.8,"transcript":"Hello, there.",
             "words":[{"word":"hello","start":4.5,"end":5,"confidence":0.7,"punctuated_word":"Hello,"},
                      {"word":"there","start":5,"end":6,"confidence":0.9,"punctuated_word":"there."}]},
            {"id":"a","channel":0,"start":0.4,"end":5.4,"confidence":0.88,"transcript":"Good morning.","words":[]})"));
        QCOMPARE(answer.sha256, digest);
        QCOMPARE(answer.duration, 60.5);
        QCOMPARE(answer.channels, 2);
        QCOMPARE(answer.lines.size(), 2);
        QCOMPARE(answer.lines.at(0), (HeardLine{0, 0, QStringLiteral("Good morning."), 0.4, 5.4, {}, 0.88}));
        QCOMPARE(answer.lines.at(1),
                 (HeardLine{1,
                            2,
                            QStringLiteral("Hello, there."),
                            4.5,
                            6,
                            {{QStringLiteral("Hello,"), 4.5, 5, 0.7}, {QStringLiteral("there."), 5, 6, 0.9}},
                            0.8}));
    }

    void takesUtterancesAsFarAsTheyMakeSense_data()
    {
        QTest::addColumn<QByteArray>("utterance");
        QTest::addColumn<QList<HeardLine>>("expected");
        const auto row = [](const char *name, const char *utterance, const QList<HeardLine> &expected) {
            QTest::newRow(name) << QByteArray(utterance) << expected;
        };
        const QString yes = QStringLiteral("yes");
        const QList<Word> word{{yes, 1.5, 2, {}}};
        row("no channel", R"({"start":1,"end":2,"transcript":"yes"})", {{0, 0, yes, 1, 2, {}, {}}});
        row("channel 2", R"({"channel":2,"start":1,"end":2,"transcript":"yes"})", {});
        row("channel -1", R"({"channel":-1,"start":1,"end":2,"transcript":"yes"})", {});
        row("channel as array", R"({"channel":[1,2],"start":1,"end":2,"transcript":"yes"})", {});
        row("channel null", R"({"channel":null,"start":1,"end":2,"transcript":"yes"})", {});
        row("start after end", R"({"channel":1,"start":3,"end":2,"transcript":"yes"})",
            {{1, 0, yes, 3, 3, {}, {}}});
        row("start -1", R"({"channel":1,"start":-1,"end":2,"transcript":"yes"})", {});
        row("start -1, but words",
            R"({"start":-1,"end":null,"transcript":"yes","words":[{"word":"yes","start":1.5,"end":2}]})",
            {{0, 0, yes, 1.5, 2, word, {}}});
        row("no text", R"({"start":1,"end":2,"transcript":""})", {});
        row("blank text", R"({"start":1,"end":2,"transcript":" \n"})", {});
        row("no text, but words", R"({"start":1,"end":2,"words":[{"word":"yes","start":1.5,"end":2}]})",
            {{0, 0, yes, 1, 2, word, {}}});
        row("speaker of its words",
            R"({"start":1,"end":2,"transcript":"yes","words":[{"word":"yes","start":1.5,"end":2,"speaker":3}]})",
            {{0, 3, yes, 1, 2, word, {}}});
        row("speaker -1", R"({"speaker":-1,"start":1,"end":2,"transcript":"yes"})",
            {{0, 0, yes, 1, 2, {}, {}}});
        row("confidence 7", R"({"confidence":7,"start":1,"end":2,"transcript":"yes"})",
            {{0, 0, yes, 1, 2, {}, 1}});
        row("surrogate and NUL", R"({"start":1,"end":2,"transcript":"yes\ud800\u0000"})",
            {{0, 0, QStringLiteral("yes\uFFFD\uFFFD"), 1, 2, {}, {}}});
        row("null", "null", {});
        row("text", "\"yes\"", {});
        row("an array", "[[]]", {});
    }

    void takesUtterancesAsFarAsTheyMakeSense()
    {
        QFETCH(QByteArray, utterance);
        QFETCH(QList<HeardLine>, expected);
        QCOMPARE(read(utterancesOf(utterance)).lines, expected);
        const QByteArray good = R"({"start":9,"end":10,"transcript":"good"})";
        QCOMPARE(read(utterancesOf(utterance + "," + good)).lines.size(), expected.size() + 1);
    }

    void readsTheWordsOfAChannelWithoutUtterances()
    {
        const QByteArray json =
            answerOf(R"({"channels":[{"alternatives":[)" + heard({wordAt("rep", 0, 1)}) +
                     R"(]},{"alternatives":[)" + heard({wordAt("customer", 0.5, 1)}) +
                     R"(]}],"utterances":[{"channel":0,"start":0,"end":1,"transcript":"Rep."}]})");
        QCOMPARE(textsIn(read(json)), (QStringList{QStringLiteral("Rep."), QStringLiteral("customer")}));
    }

    void cutsWordsAtPausesOfEachChannel()
    {
        const DeepgramRecordingAnswer answer =
            read(channelsOf({heard({wordAt("one", 0, 1, R"(,"confidence":0.5)"), wordAt("two", 1.79, 2),
                                    wordAt("three", 2.8, 3, R"(,"confidence":1)")}),
                             heard({wordAt("other", 1, 2.5)})}));
        QCOMPARE(answer.lines.size(), 3);
        QCOMPARE(answer.lines.at(0),
                 (HeardLine{0,
                            0,
                            QStringLiteral("one two"),
                            0,
                            2,
                            {{QStringLiteral("one"), 0, 1, 0.5}, {QStringLiteral("two"), 1.79, 2, {}}},
                            0.5}));
        QCOMPARE(answer.lines.at(1).text, QStringLiteral("other"));
        QCOMPARE(answer.lines.at(1).channel, 1);
        QVERIFY(!answer.lines.at(1).confidence);
        QCOMPARE(answer.lines.at(2).text, QStringLiteral("three"));
        QCOMPARE(answer.lines.at(2).start, 2.8);
        QCOMPARE(answer.lines.at(2).confidence, std::optional(1.0));
    }

    void measuresPausesFromTheLastEndOfAnyWord()
    {
        const DeepgramRecordingAnswer answer = read(
            channelsOf({heard({wordAt("long", 0, 5), wordAt("short", 1, 1.5), wordAt("next", 5.5, 6)})}));
        QCOMPARE(textsIn(answer), (QStringList{QStringLiteral("long short next")}));
        QCOMPARE(answer.lines.first().end, 6.0);
    }

    void cutsWordsWhereTheSpeakerChanges()
    {
        const DeepgramRecordingAnswer answer = read(channelsOf(
            {heard({wordAt("one", 0, 1, R"(,"speaker":1)"), wordAt("more", 1, 1.5),
                    wordAt("two", 1.5, 2, R"(,"speaker":0)"), wordAt("three", 2, 3, R"(,"speaker":0)"),
                    wordAt("four", 3, 4, R"(,"speaker":1)")})}));
        QCOMPARE(textsIn(answer), (QStringList{QStringLiteral("one more"), QStringLiteral("two three"),
                                               QStringLiteral("four")}));
        QCOMPARE(answer.lines.at(0).speakerNumber, 1);
        QCOMPARE(answer.lines.at(1).speakerNumber, 0);
        QCOMPARE(answer.lines.at(2).speakerNumber, 1);
    }

    void cutsALongLineAtTheEndOfASentence()
    {
        QByteArrayList words;
        for (int i = 0; i < 30; ++i) {
            const char *text = i == 5 ? "short." : i == 14 ? "question?\\\"" : "word";
            words.append(wordAt(text, i, i + 1));
        }
        const DeepgramRecordingAnswer answer = read(channelsOf({heard(words)}));
        QCOMPARE(answer.lines.size(), 2);
        QCOMPARE(answer.lines.at(0).words.size(), 15);
        QCOMPARE(answer.lines.at(0).end, 15.0);
        QCOMPARE(answer.lines.at(1).start, 15.0);
        QCOMPARE(answer.lines.at(1).words.size(), 15);
    }

    void takesTheTranscriptAsOneLineWhereThereAreNoWords_data()
    {
        QTest::addColumn<QByteArray>("alternative");
        QTest::newRow("no words") << QByteArray(R"({"transcript":" whole text ","confidence":0.5})");
        QTest::newRow("empty words") << QByteArray(
            R"({"transcript":"whole text","confidence":0.5,"words":[]})");
        QTest::newRow("words null") << QByteArray(
            R"({"transcript":"whole text","confidence":0.5,"words":null})");
        QTest::newRow("words without times") << QByteArray(
            R"({"transcript":"whole text","confidence":0.5,"words":[{"word":"whole"},{"word":"text"}]})");
        QTest::newRow("the second of two") << QByteArray(R"(7,{"transcript":"whole text","confidence":0.5})");
    }

    void takesTheTranscriptAsOneLineWhereThereAreNoWords()
    {
        QFETCH(QByteArray, alternative);
        const DeepgramRecordingAnswer answer = read(channelsOf({alternative, "{}"}));
        QCOMPARE(answer.lines, (QList<HeardLine>{{0, 0, QStringLiteral("whole text"), 0, 60.5, {}, 0.5}}));
    }

    void hasNoLinesWhereNothingWasSaid_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("silence") << channelsOf({R"({"transcript":"","confidence":0,"words":[]})"});
        QTest::newRow("empty alternatives") << channelsOf({"", ""});
        QTest::newRow("no alternatives") << answerOf(R"({"channels":[{},{}]})");
        QTest::newRow("channels of numbers") << answerOf(R"({"channels":[1,null]})");
        QTest::newRow("no channels") << answerOf(R"({"channels":[]})");
        QTest::newRow("no utterances") << answerOf(R"({"utterances":[]})");
        QTest::newRow("utterances null") << answerOf(R"({"channels":[],"utterances":null})");
        QTest::newRow("a third channel only") << channelsOf({"", "", heard({wordAt("third", 0, 1)})});
    }

    void hasNoLinesWhereNothingWasSaid()
    {
        QFETCH(QByteArray, json);
        const auto answer = parseDeepgramRecordingAnswer(json);
        QVERIFY(answer);
        QVERIFY(answer->lines.isEmpty());
        QCOMPARE(answer->sha256, digest);
    }

    void takesFiguresOnlyIfTheyAreSome_data()
    {
        QTest::addColumn<QByteArray>("metadata");
        QTest::addColumn<QByteArray>("sha256");
        QTest::addColumn<double>("duration");
        QTest::addColumn<int>("channels");
        QTest::newRow("upper case") << QByteArray(R"({"sha256":")" + digest.toUpper() +
                                                  R"(","duration":7,"channels":1})")
                                    << digest << 7.0 << 1;
        QTest::newRow("incomplete") << QByteArray(R"({"sha256":"incomplete","duration":-1,"channels":-1})")
                                    << QByteArray() << 0.0 << 2;
        QTest::newRow("cut") << QByteArray(R"({"sha256":")" + digest.left(63) +
                                           R"(","duration":1e300,"channels":1e9})")
                             << QByteArray() << 0.0 << 2;
        QTest::newRow("other letters")
            << QByteArray(R"({"sha256":")" + digest.left(63) + R"(g"})") << QByteArray() << 0.0 << 2;
        QTest::newRow("wide letters")
            << QByteArray(R"({"sha256":")" + digest.left(63) + R"(\u0161"})") << QByteArray() << 0.0 << 2;
        QTest::newRow("text") << QByteArray(R"({"sha256":7,"duration":"7","channels":"2"})") << QByteArray()
                              << 0.0 << 2;
        QTest::newRow("array") << QByteArray("[]") << QByteArray() << 0.0 << 2;
    }

    void takesFiguresOnlyIfTheyAreSome()
    {
        QFETCH(QByteArray, metadata);
        const DeepgramRecordingAnswer answer =
            read(R"({"metadata":)" + metadata + R"(,"results":{"channels":[{},{}]}})");
        QTEST(answer.sha256, "sha256");
        QTEST(answer.duration, "duration");
        QTEST(answer.channels, "channels");
    }

    void refusesWhatIsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << QByteArray("swordfish");
        QTest::newRow("HTML") << QByteArray("<html>swordfish</html>");
        QTest::newRow("an array") << QByteArray("[{}]");
        QTest::newRow("an empty object") << QByteArray("{}");
        QTest::newRow("the receipt for a callback") << QByteArray(R"({"request_id":"swordfish"})");
        QTest::newRow("an error") << QByteArray(R"({"err_code":"INVALID_AUTH","err_msg":"swordfish"})");
        QTest::newRow("a live result") << QByteArray(R"({"type":"Results","channel":{"alternatives":[]}})");
        QTest::newRow("results of null") << QByteArray(R"({"metadata":{},"results":null})");
        QTest::newRow("results as array") << QByteArray(R"({"metadata":{},"results":[]})");
        QTest::newRow("an analysis of a text")
            << QByteArray(R"({"metadata":{},"results":{"summary":{"text":"swordfish"}}})");
        QTest::newRow("channels as object") << QByteArray(R"({"results":{"channels":{}}})");
        QTest::newRow("200,000 brackets") << answerOf(QByteArray(200'000, '['));
        QTest::newRow("200,000 channels") << answerOf(QByteArray(R"({"channels":[)").repeated(200'000));
        QTest::newRow("1e400") << channelsOf({R"({"words":[{"word":"swordfish","start":1e400,"end":2}]})"});
        QTest::newRow("invalid UTF-8") << channelsOf({"{\"transcript\":\"swordfish\xc3\"}"});
    }

    void refusesWhatIsNoAnswer()
    {
        QFETCH(QByteArray, json);
        const auto answer = parseDeepgramRecordingAnswer(json);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::InputUnreadable);
        QVERIFY(!answer.error().detail.isEmpty());
        QVERIFY2(!answer.error().detail.contains(QLatin1String("swordfish")), "a word of the call");
    }

    void refusesEveryCutAnswer()
    {
        const QByteArray json = utterancesOf(R"({"start":1,"end":2,"transcript":"yes","words":[]})");
        for (qsizetype size = 0; size < json.size(); ++size) {
            QVERIFY2(!parseDeepgramRecordingAnswer(json.left(size)), qPrintable(QString::number(size)));
        }
    }

    void takesALongCallWhole()
    {
        QByteArrayList words;
        for (int i = 0; i < 20'000; ++i) {
            words.append(wordAt("w", i * 0.4, i * 0.4 + 0.3));
        }
        const DeepgramRecordingAnswer cut = read(channelsOf({heard(words)}));
        QCOMPARE(cut.lines.size(), 1);
        QCOMPARE(cut.lines.first().words.size(), 20'000);
        const QByteArray text = QByteArray("many words ").repeated(100'000).trimmed();
        const DeepgramRecordingAnswer answer = read(utterancesOf(
            R"({"start":1,"end":2,"transcript":")" + text + R"(","words":[)" + words.join(',') + "]}"));
        QCOMPARE(answer.lines.first().text.size(), text.size());
        QCOMPARE(answer.lines.first().words.size(), 20'000);
    }

    void leavesOutWordsPastTheLimitButNoText()
    {
        const QByteArray words = (wordAt("w", 1, 2) + ',').repeated(100'000).chopped(1);
        const QByteArray utterance =
            R"({"start":1,"end":2,"transcript":"all of it","words":[)" + words + "]}";
        const DeepgramRecordingAnswer answer = read(utterancesOf((utterance + ',').repeated(6).chopped(1)));
        QCOMPARE(answer.lines.size(), 6);
        QCOMPARE(answer.lines.at(4).words.size(), 100'000);
        QCOMPARE(answer.lines.at(5).words.size(), 0);
        QCOMPARE(answer.lines.at(5).text, QStringLiteral("all of it"));
    }

    void findsTheReasonOfARefusal_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &header,
                            const QString &reason) {
            QTest::newRow(name) << body << header << reason;
        };
        row("code and message",
            R"({"err_code":"INVALID_AUTH","err_msg":"Invalid credentials.","request_id":"uuid"})", {},
            QStringLiteral("INVALID_AUTH: Invalid credentials."));
        row("its misspelling", R"({"error_code":"Service Unavailable","err_msg":"Please try again later"})",
            {}, QStringLiteral("Service Unavailable: Please try again later"));
        row("category",
            R"({"category":"INVALID_JSON","message":"Invalid JSON submitted.","details":"missing field"})",
            {}, QStringLiteral("INVALID_JSON: Invalid JSON submitted. (missing field)"));
        row("message alone", R"({"message":"No."})", {}, QStringLiteral("No."));
        row("details alone", R"({"detail":"Not Found"})", {}, QStringLiteral("Not Found"));
        row("another server's", R"({"error":{"code":"bad","message":"No."}})", {},
            QStringLiteral("bad: No."));
        row("another server's text", R"({"error":"No."})", {}, QStringLiteral("No."));
        row("plain text", " Keyterm limit\r\nexceeded.\n", {}, QStringLiteral("Keyterm limit exceeded."));
        row("the header", {}, "Bad Request: keywords", QStringLiteral("Bad Request: keywords"));
        row("body before header", "the body", "the header", QStringLiteral("the body"));
        row("JSON that says nothing", R"({"request_id":"uuid"})", "the header", QStringLiteral("the header"));
        row("JSON of other kinds", R"({"err_code":7,"err_msg":["a"],"error":{"message":null}})", {}, {});
        row("an array", "[1]", {}, {});
        row("HTML", "\n<!DOCTYPE html><html><body>502 Bad Gateway", {}, {});
        row("HTML and header", "<html>", "the header", QStringLiteral("the header"));
        row("nothing", {}, {}, {});
        row("cut JSON", "{\"err_code\":\"X", {}, QStringLiteral("{\"err_code\":\"X"));
        row("control characters", "a\x1b[31m\tb", QByteArray(), QStringLiteral("a[31m b"));
        row("binary", QByteArray("\0\xff\x01x", 4), {}, QStringLiteral("\uFFFDx"));
        row("long", QByteArray(100'000, 'x'), {}, QString(300, QLatin1Char('x')));
        row("long header", {}, QByteArray(100'000, 'x'), QString(300, QLatin1Char('x')));
        row("cut inside a character", QByteArray(299, 'x') + "\xf0\x9f\x98\x80", {},
            QString(299, QLatin1Char('x')));
        row("deep", QByteArray(200'000, '['), {}, QString(300, QLatin1Char('[')));
    }

    void findsTheReasonOfARefusal()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, header);
        QFETCH(QString, reason);
        QCOMPARE(deepgramReason(body, header), reason);
    }

    void readsEveryRecordedAnswer()
    {
        QList<Fixture> answers =
            fixturesIn(QStringLiteral("deepgram/prerecorded"), QStringLiteral("*-response.json"));
        const QList<Fixture> lists =
            fixturesIn(QStringLiteral("deepgram/prerecorded"), QStringLiteral("*.jsonl"));
        for (const Fixture &list : lists) {
            for (const QByteArray &line : list.content.split('\n')) {
                if (!line.isEmpty()) {
                    const QJsonValue response =
                        QJsonDocument::fromJson(line).object().value(QLatin1String("response"));
                    answers.append({list.name, QJsonDocument(response.toObject()).toJson()});
                }
            }
        }
        if (answers.isEmpty()) {
            QSKIP("No recorded answers here: TALKTRACK_FIXTURES names no folder that has them.");
        }
        int read = 0;
        for (const Fixture &recorded : answers) {
            const QJsonObject response = QJsonDocument::fromJson(recorded.content).object();
            const auto answer = parseDeepgramRecordingAnswer(recorded.content);
            if (!response[QLatin1String("results")].toObject().contains(QLatin1String("channels"))) {
                // An analysis of a text, which the same client recorded: another endpoint's.
                QVERIFY(!answer);
                continue;
            }
            QVERIFY2(answer, qPrintable(recorded.name));
            const QJsonObject best = firstAlternative(response);
            QCOMPARE(wholeText(*answer), withoutBreaks(best[QLatin1String("transcript")].toString()));
            qsizetype words = 0;
            for (const HeardLine &line : answer->lines) {
                words += line.words.size();
            }
            QCOMPARE(words, best[QLatin1String("words")].toArray().size());
            const QJsonObject metadata = response[QLatin1String("metadata")].toObject();
            QCOMPARE(QString::fromLatin1(answer->sha256), metadata[QLatin1String("sha256")].toString());
            QCOMPARE(answer->duration, metadata[QLatin1String("duration")].toDouble());
            QCOMPARE(promises::brokenBy(*answer), QString());
            ++read;
        }
        QVERIFY(read >= 4);
    }

    void readsEveryAnswerOfTheDocumentation()
    {
        const QList<Fixture> samples =
            fixturesIn(QStringLiteral("deepgram/docs-samples"), QStringLiteral("*.jsonc"));
        if (samples.isEmpty()) {
            QSKIP("No samples of the documentation here: TALKTRACK_FIXTURES names no folder that has them.");
        }
        int answers = 0;
        int reasons = 0;
        for (const Fixture &sample : samples) {
            const QJsonObject object = QJsonDocument::fromJson(sample.content).object();
            if (object.contains(QLatin1String("results"))) {
                const auto answer = parseDeepgramRecordingAnswer(sample.content);
                QVERIFY2(answer, qPrintable(sample.name));
                QCOMPARE(promises::brokenBy(*answer), QString());
                QCOMPARE(wholeText(*answer).isEmpty(), firstAlternative(object).isEmpty());
                ++answers;
            } else if (object.contains(QLatin1String("err_msg"))) {
                const QString reason = deepgramReason(sample.content);
                QVERIFY2(reason.endsWith(object[QLatin1String("err_msg")].toString()),
                         qPrintable(sample.name));
                ++reasons;
            }
        }
        QVERIFY(answers >= 2);
        QVERIFY(reasons >= 20);
    }
};

QTEST_GUILESS_MAIN(TestDeepgramRecordingAnswer)
#include "tst_deepgram_recording_answer.moc"
