// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_message.h"

#include "recorded_fixtures.h"
#include "tests/fuzz/deepgram_promises.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace talktrack;

namespace {

/// A result of the server, member for member; with() changes one, an empty value takes it away.
class ResultJson
{
public:
    ResultJson with(const QByteArray &member, const QByteArray &value) const
    {
        ResultJson changed = *this;
        for (auto &[name, text] : changed.m_members) {
            if (name == member) {
                text = value;
                return changed;
            }
        }
        changed.m_members.append({member, value});
        return changed;
    }
    ResultJson hearing(const QByteArray &alternative) const
    {
        return with("channel", R"({"alternatives":[)" + alternative + "]}");
    }
    ResultJson withWords(const QByteArray &words) const
    {
        return hearing(R"({"transcript":"swordfish","words":)" + words + "}");
    }
    QByteArray json() const
    {
        QByteArrayList parts;
        for (const auto &[name, text] : m_members) {
            if (!text.isEmpty()) {
                parts.append('"' + name + "\":" + text);
            }
        }
        return '{' + parts.join(',') + '}';
    }

private:
    QList<QPair<QByteArray, QByteArray>> m_members{
        {"type", "\"Results\""},
        {"channel_index", "[1,2]"},
        {"start", "17.0"},
        {"duration", "1.66"},
        {"is_final", "true"},
        {"speech_final", "true"},
        {"from_finalize", "false"},
        {"channel", R"({"alternatives":[{"transcript":"Our swordfish.","confidence":0.99,"words":[
             {"word":"our","start":17.56,"end":17.72,"confidence":0.98,"punctuated_word":"Our","speaker":0},
             {"word":"swordfish","start":17.8,"end":18.4,"confidence":0.75,"punctuated_word":"swordfish."}]}]})"},
        {"metadata", R"({"request_id":"e1985d01-b8bc-42ab-a16a-e7a8419c07f2"})"},
    };
};

/// What ResultJson says.
DeepgramResults heardResult()
{
    DeepgramResults results;
    results.channel = 1;
    results.channelCount = 2;
    results.start = 17;
    results.duration = 1.66;
    results.isFinal = true;
    results.speechFinal = true;
    results.transcript = QStringLiteral("Our swordfish.");
    results.confidence = 0.99;
    results.words = {{QStringLiteral("Our"), 17.56, 17.72, 0.98, 0},
                     {QStringLiteral("swordfish."), 17.8, 18.4, 0.75, std::nullopt}};
    results.requestId = QStringLiteral("e1985d01-b8bc-42ab-a16a-e7a8419c07f2");
    return results;
}

DeepgramResults silentResult()
{
    DeepgramResults results = heardResult();
    results.transcript.clear();
    results.confidence.reset();
    results.words.clear();
    return results;
}

DeepgramResults resultsIn(const QByteArray &json)
{
    const auto message = parseDeepgramMessage(json);
    if (!message || !std::holds_alternative<DeepgramResults>(*message)) {
        qWarning("no result: %s", message ? "another message" : qPrintable(message.error().detail));
        return {};
    }
    return std::get<DeepgramResults>(*message);
}

QByteArray wordAt(const QByteArray &text, const QByteArray &start, const QByteArray &end)
{
    return R"({"word":")" + text + R"(","start":)" + start + R"(,"end":)" + end + '}';
}

} // namespace

class TestDeepgramMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAResult() { QCOMPARE(resultsIn(ResultJson().json()), heardResult()); }

    void readsResultsOfOtherShapes_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<DeepgramResults>("expected");
        const ResultJson sent;
        const DeepgramResults heard = heardResult();
        DeepgramResults changed = heard;

        changed.start = 17;
        changed.duration = 2;
        QTest::newRow("numbers as integers")
            << sent.with("start", "17").with("duration", "2").json() << changed;
        changed = heard;
        changed.start = 0;
        QTest::newRow("minus zero") << sent.with("start", "-0.0").json() << changed;
        changed = heard;
        changed.isFinal = changed.speechFinal = false;
        QTest::newRow("optional flags missing")
            << sent.with("is_final", {}).with("speech_final", {}).with("from_finalize", {}).json() << changed;
        QTest::newRow("flags that are none") << sent.with("is_final", "1")
                                                    .with("speech_final", "\"true\"")
                                                    .with("from_finalize", "null")
                                                    .json()
                                             << changed;
        changed = heard;
        changed.fromFinalize = true;
        QTest::newRow("an answer to Finalize") << sent.with("from_finalize", "true").json() << changed;
        changed = heard;
        changed.requestId.clear();
        QTest::newRow("no metadata") << sent.with("metadata", {}).json() << changed;
        QTest::newRow("metadata of another kind") << sent.with("metadata", "[7]").json() << changed;
        QTest::newRow("unknown members")
            << sent.with("entities", R"([{"label":"NAME","value":"x"}])").with("\\u0000", "{}").json()
            << heard;
        QTest::newRow("no type, as at first") << sent.with("type", {}).json() << heard;
        changed = heard;
        changed.start = 5;
        QTest::newRow("a member twice: the last counts")
            << sent.json()
                   .replace("{\"type\"", "{\"start\":3,\"type\"")
                   .replace("\"metadata\"", "\"start\":5,\"metadata\"")
            << changed;
        QTest::newRow("a byte order mark") << "\xef\xbb\xbf" + sent.json() << heard;

        changed = silentResult();
        QTest::newRow("empty alternatives")
            << sent.with("channel", R"({"alternatives":[]})").json() << changed;
        QTest::newRow("no alternatives") << sent.with("channel", "{}").json() << changed;
        QTest::newRow("alternatives of null")
            << sent.with("channel", R"({"alternatives":null})").json() << changed;
        QTest::newRow("alternatives of numbers")
            << sent.with("channel", R"({"alternatives":[1,[2]]})").json() << changed;
        QTest::newRow("no transcript") << sent.hearing("{}").json() << changed;
        QTest::newRow("a transcript that is none")
            << sent.hearing(R"({"transcript":7,"words":"x"})").json() << changed;
        changed.confidence = 0;
        QTest::newRow("silence") << sent.hearing(R"({"transcript":"","confidence":0.0,"words":[]})").json()
                                 << changed;
        changed = silentResult();
        changed.transcript = QStringLiteral("yes");
        QTest::newRow("a transcript without words")
            << sent.hearing(R"({"transcript":"yes"})").json() << changed;
        QTest::newRow("channel as array")
            << sent.with("channel", R"([{"alternatives":[{"transcript":"yes"}]}])").json() << changed;
        QTest::newRow("one alternative, not in an array")
            << sent.with("channel", R"({"alternatives":{"transcript":"yes"}})").json() << changed;
        QTest::newRow("the first of several alternatives")
            << sent.hearing(R"(null,{"transcript":"yes"},{"transcript":"no"})").json() << changed;
        changed = heard;
        changed.channel = 0;
        changed.channelCount = 1;
        QTest::newRow("one channel") << sent.with("channel_index", "[0,1]").json() << changed;
        QTest::newRow("a channel without count") << sent.with("channel_index", "[0]").json() << changed;
        QTest::newRow("a bare channel") << sent.with("channel_index", "0").json() << changed;
    }

    void readsResultsOfOtherShapes()
    {
        QFETCH(QByteArray, json);
        QFETCH(DeepgramResults, expected);
        const DeepgramResults results = resultsIn(json);
        QCOMPARE(results.transcript, expected.transcript);
        QCOMPARE(results, expected);
    }

    void refusesWhatItCannotTrust_data()
    {
        QTest::addColumn<QByteArray>("json");
        const ResultJson sent;
        const auto row = [](const char *name, const QByteArray &json) {
            QTest::newRow(name) << json;
        };
        row("nothing", {});
        row("blanks", " \r\n");
        row("text", "swordfish");
        row("a string", "\"swordfish\"");
        row("an array", "[" + sent.json() + "]");
        row("null", "null");
        row("two messages", sent.json() + sent.json());
        row("invalid UTF-8", sent.hearing("{\"transcript\":\"swordfish \xff\xfe\"}").json());
        row("200,000 brackets", QByteArray(200'000, '['));
        row("200,000 closed brackets", QByteArray(200'000, '[') + QByteArray(200'000, ']'));
        row("200,000 objects", QByteArray("{\"a\":").repeated(200'000));
        row("deep in a result",
            sent.with("extra", QByteArray(200'000, '[') + QByteArray(200'000, ']')).json());
        row("start 1e400", sent.with("start", "1e400").json());
        row("start NaN", sent.with("start", "NaN").json());
        row("start 1e300", sent.with("start", "1e300").json());
        row("start after a week", sent.with("start", "604800.1").json());
        row("start -1", sent.with("start", "-1").json());
        row("start as text", sent.with("start", "\"17\"").json());
        row("start null", sent.with("start", "null").json());
        row("no start", sent.with("start", {}).json());
        row("duration -1", sent.with("duration", "-1").json());
        row("no duration", sent.with("duration", {}).json());
        row("no channel_index", sent.with("channel_index", {}).json());
        row("channel 5 of 2", sent.with("channel_index", "[5,2]").json());
        row("channel 2 of 3", sent.with("channel_index", "[2,3]").json());
        row("channel 1 of 1", sent.with("channel_index", "[1,1]").json());
        row("channel 0 of 0", sent.with("channel_index", "[0,0]").json());
        row("channel -1", sent.with("channel_index", "[-1,2]").json());
        row("channel 0.5", sent.with("channel_index", "[0.5,2]").json());
        row("channel 2^53+1", sent.with("channel_index", "[9007199254740993,9007199254740994]").json());
        row("channel as text", sent.with("channel_index", "[\"0\",2]").json());
        row("a count as text", sent.with("channel_index", "[0,\"2\"]").json());
        row("an empty channel_index", sent.with("channel_index", "[]").json());
        row("channel_index as object", sent.with("channel_index", "{\"0\":2}").json());
        row("channel_index of null", sent.with("channel_index", "null").json());
        row("no channel", sent.with("channel", {}).json());
        row("channel as text", sent.with("channel", "\"swordfish\"").json());
        row("channel as array of numbers", sent.with("channel", "[1,2]").json());
        row("an utterance's end without channel", R"({"type":"UtteranceEnd","last_word_end":2})");
        row("an utterance's end, channel as object",
            R"({"type":"UtteranceEnd","channel":{"a":0},"last_word_end":2})");
        row("an utterance's end on channel 7",
            R"({"type":"UtteranceEnd","channel":[7,8],"last_word_end":2})");
        row("speech on channel 5 of 2", R"({"type":"SpeechStarted","channel":[5,2],"timestamp":9.5})");
        row("speech without a time", R"({"type":"SpeechStarted","channel":[0,1]})");
        row("speech at -1", R"({"type":"SpeechStarted","channel":[0,1],"timestamp":-1})");
    }

    void refusesWhatItCannotTrust()
    {
        QFETCH(QByteArray, json);
        const auto message = parseDeepgramMessage(json);
        QVERIFY(!message);
        QCOMPARE(message.error().kind, ErrorKind::InputUnreadable);
        QVERIFY(!message.error().detail.isEmpty());
        QVERIFY2(!message.error().detail.contains(QLatin1String("swordfish")), "a word of the call");
    }

    void refusesEveryCutMessage()
    {
        const QByteArray json = ResultJson().json();
        for (qsizetype size = 0; size < json.size(); ++size) {
            const auto message = parseDeepgramMessage(json.left(size));
            QVERIFY2(!message, qPrintable(QString::number(size)));
            QVERIFY(!message.error().detail.contains(QLatin1String("swordfish")));
        }
    }

    void keepsItsPromisesWhicheverByteIsChanged()
    {
        const QByteArray json = ResultJson().json();
        int read = 0;
        for (qsizetype at = 0; at < json.size(); ++at) {
            for (const char byte : {'"', '0', '9', '-', 'e', '[', '{', ',', '\\', '\0', '\xff'}) {
                QByteArray changed = json;
                changed[at] = byte;
                if (const auto message = parseDeepgramMessage(changed)) {
                    ++read;
                    const QString broken = promises::brokenBy(*message);
                    QVERIFY2(broken.isEmpty(),
                             qPrintable(broken + QLatin1String(" in ") + QString::fromUtf8(changed)));
                }
            }
        }
        QVERIFY(read > 1000);
    }

    void leavesOutWordsWithoutAProperTimeOrText_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("proper") << wordAt("b", "1.5", "2") << true;
        QTest::newRow("integers") << wordAt("b", "1", "2") << true;
        QTest::newRow("start after end") << wordAt("b", "1.5", "1") << true;
        QTest::newRow("start -1") << wordAt("b", "-1", "2") << false;
        QTest::newRow("end -1") << wordAt("b", "1", "-1") << false;
        QTest::newRow("end 1e300") << wordAt("b", "1", "1e300") << false;
        QTest::newRow("after a week") << wordAt("b", "604801", "604802") << false;
        QTest::newRow("2^63") << wordAt("b", "9223372036854775808", "9223372036854775808") << false;
        QTest::newRow("start as text") << wordAt("b", "\"1\"", "2") << false;
        QTest::newRow("start null") << wordAt("b", "null", "2") << false;
        QTest::newRow("no times") << QByteArray(R"({"word":"b"})") << false;
        QTest::newRow("no end") << QByteArray(R"({"word":"b","start":1.5})") << false;
        QTest::newRow("no text") << QByteArray(R"({"start":1.5,"end":2})") << false;
        QTest::newRow("blank text") << wordAt(" \\t", "1.5", "2") << false;
        QTest::newRow("a number as text") << QByteArray(R"({"word":7,"start":1.5,"end":2})") << false;
        QTest::newRow("null") << QByteArray("null") << false;
        QTest::newRow("text") << QByteArray("\"b\"") << false;
        QTest::newRow("array") << QByteArray("[" + wordAt("b", "1", "2") + "]") << false;
    }

    void leavesOutWordsWithoutAProperTimeOrText()
    {
        QFETCH(QByteArray, word);
        QFETCH(bool, isTaken);
        const QByteArray words =
            "[" + wordAt("a", "0.5", "1") + "," + word + "," + wordAt("c", "2", "3") + "]";
        const DeepgramResults results = resultsIn(ResultJson().withWords(words).json());
        QCOMPARE(results.words.size(), isTaken ? 3 : 2);
        QCOMPARE(results.words.first().text, QStringLiteral("a"));
        QCOMPARE(results.words.last().text, QStringLiteral("c"));
        QCOMPARE(promises::brokenBy(DeepgramMessage(results)), QString());
    }

    void putsWordsInOrderAndNoneEndsBeforeItStarts()
    {
        const QByteArray words = "[" + wordAt("late", "9", "2") + "," + wordAt("early", "1", "1.5") + "," +
                                 wordAt("same", "9", "9.5") + "]";
        const QList<DeepgramWord> heard = resultsIn(ResultJson().withWords(words).json()).words;
        QCOMPARE(heard.size(), 3);
        QCOMPARE(heard.at(0).text, QStringLiteral("early"));
        QCOMPARE(heard.at(1).text, QStringLiteral("late"));
        QCOMPARE(heard.at(1).end, 9.0);
        QCOMPARE(heard.at(2).text, QStringLiteral("same"));
    }

    void clampsConfidencesAndForgetsSpeakersThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<std::optional<double>>("confidence");
        QTest::addColumn<std::optional<int>>("speaker");
        using Confidence = std::optional<double>;
        using Speaker = std::optional<int>;
        QTest::newRow("both") << QByteArray(R"("confidence":0.5,"speaker":2)") << Confidence(0.5)
                              << Speaker(2);
        QTest::newRow("integers") << QByteArray(R"("confidence":1,"speaker":1.0)") << Confidence(1)
                                  << Speaker(1);
        QTest::newRow("above") << QByteArray(R"("confidence":7.5,"speaker":1000)") << Confidence(1)
                               << Speaker();
        QTest::newRow("below") << QByteArray(R"("confidence":-7.5,"speaker":-1)") << Confidence(0)
                               << Speaker();
        QTest::newRow("absent") << QByteArray(R"("x":0)") << Confidence() << Speaker();
        QTest::newRow("null") << QByteArray(R"("confidence":null,"speaker":null)") << Confidence()
                              << Speaker();
        QTest::newRow("text") << QByteArray(R"("confidence":"1","speaker":"1")") << Confidence() << Speaker();
        QTest::newRow("a fraction") << QByteArray(R"("confidence":-0.0,"speaker":0.5)") << Confidence(0)
                                    << Speaker();
    }

    void clampsConfidencesAndForgetsSpeakersThatAreNone()
    {
        QFETCH(QByteArray, members);
        QFETCH(std::optional<double>, confidence);
        QFETCH(std::optional<int>, speaker);
        const QByteArray words = R"([{"word":"a","start":1,"end":2,)" + members + "}]";
        const DeepgramResults results = resultsIn(ResultJson().withWords(words).json());
        QCOMPARE(results.words.size(), 1);
        QCOMPARE(results.words.first().confidence, confidence);
        QCOMPARE(results.words.first().speaker, speaker);
    }

    void writesWordsAsTheyAreToBeWritten()
    {
        const DeepgramResults results = resultsIn(ResultJson()
                                                      .withWords(R"([
            {"word":"one","punctuated_word":"One,","start":1,"end":2},
            {"word":" two ","punctuated_word":"  ","start":2,"end":3},
            {"word":"three","punctuated_word":null,"start":3,"end":4}])")
                                                      .json());
        QCOMPARE(results.words.size(), 3);
        QCOMPARE(results.words.at(0).text, QStringLiteral("One,"));
        QCOMPARE(results.words.at(1).text, QStringLiteral("two"));
        QCOMPARE(results.words.at(2).text, QStringLiteral("three"));
    }

    void replacesLoneSurrogatesAndNul_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QString>("expected");
        QTest::newRow("a pair stays") << QByteArray("a\\ud83d\\ude00b") << QStringLiteral("a\U0001F600b");
        QTest::newRow("high alone") << QByteArray("a\\ud800b") << QStringLiteral("a\uFFFDb");
        QTest::newRow("low alone") << QByteArray("a\\udc00b") << QStringLiteral("a\uFFFDb");
        QTest::newRow("high at the end") << QByteArray("ab\\ud800") << QStringLiteral("ab\uFFFD");
        QTest::newRow("the wrong way round")
            << QByteArray("\\ude00\\ud83d") << QStringLiteral("\uFFFD\uFFFD");
        QTest::newRow("two highs, a low")
            << QByteArray("\\ud83d\\ud83d\\ude00") << QStringLiteral("\uFFFD\U0001F600");
        QTest::newRow("NUL") << QByteArray("a\\u0000b") << QStringLiteral("a\uFFFDb");
        QTest::newRow("markup stays") << QByteArray("<b>&amp;") << QStringLiteral("<b>&amp;");
    }

    void replacesLoneSurrogatesAndNul()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QString, expected);
        const DeepgramResults results = resultsIn(
            ResultJson()
                .hearing(R"({"transcript":")" + sent + R"(","words":[)" + wordAt(sent, "1", "2") + "]}")
                .json());
        QCOMPARE(results.transcript, expected);
        QCOMPARE(results.words.size(), 1);
        QCOMPARE(results.words.first().text, expected);
    }

    void takesATranscriptOfAMegabyteWhole()
    {
        const QByteArray text = QByteArray("many words ").repeated(100'000);
        const DeepgramResults results =
            resultsIn(ResultJson().hearing("{\"transcript\":\"" + text + "\"}").json());
        QCOMPARE(results.transcript.size(), text.size());
    }

    void takesAsManyWordsAsTheLimitAllows()
    {
        QByteArrayList words;
        for (int i = 0; i < 20'000; ++i) {
            words.append(
                wordAt("w" + QByteArray::number(i), QByteArray::number(i), QByteArray::number(i + 1)));
        }
        const DeepgramResults results = resultsIn(ResultJson().withWords("[" + words.join(',') + "]").json());
        QCOMPARE(results.words.size(), deepgramMostWords);
        QCOMPARE(results.words.last().text, QStringLiteral("w9999"));
    }

    void readsTheEndOfAConnection_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<DeepgramMetadata>("expected");
        const auto row = [](const char *name, const char *members, const DeepgramMetadata &expected) {
            QTest::newRow(name) << QByteArray(members) << expected;
        };
        row("a call",
            R"("request_id":"r","duration":44.25,"channels":2,"models":["uuid"],"sha256":"incomplete")",
            {QStringLiteral("r"), 44.25, 2, true});
        row("integers", R"("duration":44,"channels":2)", {{}, 44, 2, true});
        row("nothing ever was sound", R"("request_id":"r","duration":0.0,"channels":0)",
            {QStringLiteral("r"), 0, 0, false});
        row("nothing, one channel", R"("duration":0,"channels":1,"models":[])", {{}, 0, 1, false});
        row("a model, no time yet", R"("duration":0,"channels":1,"models":["uuid"])", {{}, 0, 1, true});
        row("a model by its description", R"("duration":0,"channels":1,"model_info":{"uuid":{}})",
            {{}, 0, 1, true});
        row("no figures", R"("x":1)", {});
        row("wrong figures", R"("duration":-1,"channels":-1,"request_id":7,"models":"m")", {});
        row("odd figures", R"("duration":1e300,"channels":1.5,"request_id":" a\u0000\nb ")",
            {QStringLiteral("a b"), 0, 0, false});
    }

    void readsTheEndOfAConnection()
    {
        QFETCH(QByteArray, members);
        QFETCH(DeepgramMetadata, expected);
        const auto message = parseDeepgramMessage(R"({"type":"Metadata",)" + members + "}");
        QVERIFY(message);
        QVERIFY(std::holds_alternative<DeepgramMetadata>(*message));
        QCOMPARE(std::get<DeepgramMetadata>(*message), expected);
    }

    void readsEventsAndAnswers_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<DeepgramMessage>("expected");
        const auto row = [](const char *name, const QByteArray &json, const DeepgramMessage &expected) {
            QTest::newRow(name) << json << expected;
        };
        using End = DeepgramUtteranceEnd;
        row("utterance's end", R"({"type":"UtteranceEnd","channel":[1,2],"last_word_end":2.395})",
            End{1, 2.395});
        row("utterance's end -1", R"({"type":"UtteranceEnd","channel":[0,2],"last_word_end":-1})",
            End{0, {}});
        row("utterance's end without time", R"({"type":"UtteranceEnd","channel":[0,2]})", End{0, {}});
        row("utterance's end, bare channel", R"({"type":"UtteranceEnd","channel":1,"last_word_end":3})",
            End{1, 3});
        row("utterance's end, channel as object",
            R"({"type":"UtteranceEnd","channel":{},"channel_index":[1,2],"last_word_end":3})", End{1, 3});
        row("speech", R"({"type":"SpeechStarted","channel":[0,1],"timestamp":9.54})",
            DeepgramSpeechStarted{0, 9.54});
        row("configured", R"({"type":"ConfigureSuccess","request_id":"r","keyterms":["swordfish"]})",
            DeepgramConfigured{true});
        row("not configured", R"({"type":"ConfigureFailure","error":7})", DeepgramConfigured{false});
        row("an error's code", R"({"type":"Error","description":"swordfish?","code":"KeytermsNotSupported"})",
            DeepgramTrouble{QStringLiteral("KeytermsNotSupported")});
        row("an error's number", R"({"type":"Error","code":1011})", DeepgramTrouble{QStringLiteral("1011")});
        row("an error's variant", R"({"type":"Error","description":"d","message":"m","variant":"v"})",
            DeepgramTrouble{QStringLiteral("v")});
        row("an error's description",
            "{\"type\":\"Error\",\"description\":\"one\\ntwo\\u001b[31m\\ud800\",\"code\":\"\"}",
            DeepgramTrouble{QStringLiteral("one two[31m\uFFFD")});
        row("a long warning", R"({"type":"Warning","description":")" + QByteArray(5000, 'x') + R"("})",
            DeepgramTrouble{QString(200, QLatin1Char('x'))});
        row("cut inside a character",
            R"({"type":"Warning","description":")" + QByteArray(199, 'x') + R"(\ud83d\ude00"})",
            DeepgramTrouble{QString(199, QLatin1Char('x'))});
        row("an error without words", R"({"type":"Error","code":{},"message":[]})",
            DeepgramTrouble{QStringLiteral("Error")});
        row("an unknown type", R"({"type":"TurnInfo","channel":[0,1]})",
            DeepgramUnknown{QStringLiteral("TurnInfo")});
        row("a type in other letters", R"({"type":"results"})", DeepgramUnknown{QStringLiteral("results")});
        row("a long type", R"({"type":"a\u0000\n)" + QByteArray(100'000, 'b') + R"("})",
            DeepgramUnknown{QStringLiteral("a ") + QString(62, QLatin1Char('b'))});
        row("a number as type", R"({"type":7})", DeepgramUnknown{});
        row("no type", R"({"from_finalize":true})", DeepgramUnknown{});
        row("an empty object", "{}", DeepgramUnknown{});
    }

    void readsEventsAndAnswers()
    {
        QFETCH(QByteArray, json);
        QFETCH(DeepgramMessage, expected);
        const auto message = parseDeepgramMessage(json);
        QVERIFY(message);
        QVERIFY(*message == expected);
        QCOMPARE(promises::brokenBy(*message), QString());
    }

    void readsEveryRecordedMessage()
    {
        QList<Fixture> messages =
            fixturesIn(QStringLiteral("deepgram/live"), QStringLiteral("*-response.json"));
        const QList<Fixture> lists = fixturesIn(QStringLiteral("deepgram/live"), QStringLiteral("*.jsonl"));
        for (const Fixture &list : lists) {
            for (const QByteArray &line : list.content.split('\n')) {
                if (!line.isEmpty()) {
                    const QJsonObject frame =
                        QJsonDocument::fromJson(line).object().value(QLatin1String("frame")).toObject();
                    messages.append({list.name, QJsonDocument(frame).toJson()});
                }
            }
        }
        if (messages.isEmpty()) {
            QSKIP("No recorded messages here: TALKTRACK_FIXTURES names no folder that has them.");
        }
        for (const Fixture &recorded : messages) {
            const DeepgramResults results = resultsIn(recorded.content);
            const QJsonObject message = QJsonDocument::fromJson(recorded.content).object();
            const QJsonObject best =
                message[QLatin1String("channel")][QLatin1String("alternatives")][0].toObject();
            QVERIFY2(!best.isEmpty(), qPrintable(recorded.name));
            QCOMPARE(results.transcript, best[QLatin1String("transcript")].toString());
            QCOMPARE(results.words.size(), best[QLatin1String("words")].toArray().size());
            QCOMPARE(results.start, message[QLatin1String("start")].toDouble());
            QCOMPARE(results.duration, message[QLatin1String("duration")].toDouble());
            QCOMPARE(results.isFinal, message[QLatin1String("is_final")].toBool());
            QCOMPARE(results.requestId,
                     message[QLatin1String("metadata")][QLatin1String("request_id")].toString());
            QCOMPARE(promises::brokenBy(DeepgramMessage(results)), QString());
        }
    }

    void readsEveryMessageOfTheDocumentation()
    {
        const QList<Fixture> samples =
            fixturesIn(QStringLiteral("deepgram/docs-samples"), QStringLiteral("*.jsonc"));
        if (samples.isEmpty()) {
            QSKIP("No samples of the documentation here: TALKTRACK_FIXTURES names no folder that has them.");
        }
        QMap<QString, int> read;
        for (const Fixture &sample : samples) {
            const QJsonObject message = QJsonDocument::fromJson(sample.content).object();
            const QString type = message.value(QLatin1String("type")).toString();
            const bool isOfTheClient =
                type == QLatin1String("CloseStream") || type == QLatin1String("Finalize");
            const bool isResult = message.contains(QLatin1String("channel_index"));
            if (isOfTheClient || (type.isEmpty() && !isResult)) {
                continue;
            }
            const auto parsed = parseDeepgramMessage(sample.content);
            QVERIFY2(parsed, qPrintable(sample.name));
            QVERIFY2(!std::holds_alternative<DeepgramUnknown>(*parsed), qPrintable(sample.name));
            QCOMPARE(promises::brokenBy(*parsed), QString());
            ++read[isResult ? QStringLiteral("Results") : type];
        }
        QVERIFY(read.value(QStringLiteral("Results")) > 0);
        QCOMPARE(read.value(QStringLiteral("Metadata")), 1);
        QCOMPARE(read.value(QStringLiteral("UtteranceEnd")), 1);
        QCOMPARE(read.value(QStringLiteral("SpeechStarted")), 1);
    }
};

QTEST_GUILESS_MAIN(TestDeepgramMessage)
#include "tst_deepgram_message.moc"
