// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_request.h"
#include "core/speech/whisper/whisper_text.h"
#include "core/speech/whisper/whisper_verdict.h"
#include "tests/fuzz/whisper_promises.h"

#include <QTest>

using namespace talktrack;

namespace {

const WhisperSound threeSeconds{3.0, 0.3, 2.6, 2.2};
const WhisperSound aCough{0.9, 0.3, 0.5, 0.2};

WhisperAnswer read(const QByteArray &body, const WhisperSound &sound = threeSeconds)
{
    const auto answer = parseWhisperAnswer(body, sound);
    if (!answer) {
        QTest::qFail(qPrintable(answer.error().detail), __FILE__, __LINE__);
        return {};
    }
    const QString broken = promises::brokenBy(*answer, sound);
    if (!broken.isEmpty())
        QTest::qFail(qPrintable(broken), __FILE__, __LINE__);
    return *answer;
}

QString timesOf(const WhisperAnswer &answer)
{
    QStringList times;
    for (const Word &word : answer.words)
        times.append(
            QStringLiteral("%1@%2-%3").arg(word.text).arg(word.start, 0, 'f', 2).arg(word.end, 0, 'f', 2));
    return times.join(QLatin1Char(' '));
}

} // namespace

/// Whatever a Whisper-compatible server answers becomes words in their place, nothing, or an error.
class WhisperAnswerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTimesOfWords_data();
    void readsTimesOfWords();
    void readsTexts_data();
    void readsTexts();
    void spreadsWordsWithoutTimesOverTheVoice();
    void spreadsWordsOverTheirSegments();
    void readsConfidence();
    void leavesOutWhatNobodySaid_data();
    void leavesOutWhatNobodySaid();
    void keepsWhatWasSaid_data();
    void keepsWhatWasSaid();
    void saysLoopsOnce();
    void leavesOutSegmentsOfSilence();
    void refusesWhatIsNoAnswer_data();
    void refusesWhatIsNoAnswer();
    void keepsItsPromisesCutAtEveryByte();
    void keepsItsPromisesWhateverComes_data();
    void keepsItsPromisesWhateverComes();
    void namesErrorsWithoutQuotingThem();
    void knowsItsAddresses_data();
    void knowsItsAddresses();
    void keepsCallsOffTheOpenInternet_data();
    void keepsCallsOffTheOpenInternet();
    void asksAsWhisperServersWantIt();
    void fillsUpShortSound();
    void judgesOutcomes_data();
    void judgesOutcomes();
};

void WhisperAnswerTest::readsTimesOfWords_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("at the top, without marks") << QByteArray(
        R"({"text":" Hello, there.","words":[{"word":"hello","start":0.5,"end":0.9},{"word":"there","start":1.0,"end":1.4}]})");
    QTest::newRow("in the segments") << QByteArray(
        R"({"text":" Hello, there.","segments":[{"start":0.5,"end":1.4,"text":" Hello, there.","words":[{"word":" Hello,","start":0.5,"end":0.9,"probability":0.9},{"word":" there.","start":1.0,"end":1.4}]}]})");
    QTest::newRow("in tokens, as whisper.cpp has them") << QByteArray(
        R"({"text":" Hello, there.","segments":[{"text":" Hello, there.","words":[{"word":"[_BEG_]","start":0.5,"end":0.5},{"word":" Hel","start":0.5,"end":0.6},{"word":"lo","start":0.6,"end":0.8},{"word":",","start":0.8,"end":0.9},{"word":" there","start":1.0,"end":1.3},{"word":".","start":1.3,"end":1.4}]}]})");
    QTest::newRow("times as texts") << QByteArray(
        R"({"text":"Hello, there.","words":[{"word":"Hello","start":"0.5","end":"0.9s"},{"word":"there","start":"00:00:01,000","end":"00:01.4"}]})");
    QTest::newRow("offsets in milliseconds") << QByteArray(
        R"({"transcription":[{"text":" Hello, there.","words":[{"text":" Hello,","offsets":{"from":500,"to":900}},{"text":" there.","offsets":{"from":1000,"to":1400}}]}]})");
    QTest::newRow("no text beside them") << QByteArray(
        R"({"words":[{"word":"Hello,","start":0.5,"end":0.9},{"word":"there.","start":1.0,"end":1.4}]})");
    QTest::newRow("a list of segments") << QByteArray(
        R"([{"text":"Hello, there.","words":[{"word":"Hello","start":0.5,"end":0.9},{"word":"there","start":1.0,"end":1.4}]}])");
}

void WhisperAnswerTest::readsTimesOfWords()
{
    QFETCH(QByteArray, body);
    const WhisperAnswer answer = read(body);
    QCOMPARE(answer.text, QStringLiteral("Hello, there."));
    QCOMPARE(timesOf(answer), QStringLiteral("Hello,@0.50-0.90 there.@1.00-1.40"));
}

void WhisperAnswerTest::readsTexts_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("text");
    QTest::newRow("text alone") << QByteArray(R"({"text":"  We have  three teams. "})")
                                << QStringLiteral("We have three teams.");
    QTest::newRow("plain text") << QByteArray(" We have three teams.\n\n")
                                << QStringLiteral("We have three teams.");
    QTest::newRow("plain text with a mark of its order")
        << QByteArray("\xEF\xBB\xBFYes.") << QStringLiteral("Yes.");
    QTest::newRow("a bare JSON text")
        << QByteArray(R"("We have three teams.")") << QStringLiteral("We have three teams.");
    QTest::newRow("with the model's tokens")
        << QByteArray(R"({"text":"<|en|><|0.00|> We have three.<|2.10|>"})")
        << QStringLiteral("We have three.");
    QTest::newRow("with times in front")
        << QByteArray("[00:00:00.000 --> 00:00:02.100]   We have three.") << QStringLiteral("We have three.");
    QTest::newRow("segments without a text")
        << QByteArray(R"({"segments":[{"text":" We have"},{"text":" three."}]})")
        << QStringLiteral("We have three.");
    QTest::newRow("nothing") << QByteArray() << QString();
    QTest::newRow("blanks") << QByteArray(" \r\n ") << QString();
    QTest::newRow("an empty text") << QByteArray(R"({"text":""})") << QString();
    QTest::newRow("an empty text with segments") << QByteArray(R"({"text":"","segments":[]})") << QString();
    QTest::newRow("words without times")
        << QByteArray(R"({"text":"Yes.","words":[{"word":"Yes"}]})") << QStringLiteral("Yes.");
    QTest::newRow("no language that blanks part") << QByteArray("{\"text\":\"\xE6\x88\x91\xE4\xBB\xAC\"}")
                                                  << QString::fromUtf8("\xE6\x88\x91\xE4\xBB\xAC");
}

void WhisperAnswerTest::readsTexts()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, text);
    const WhisperAnswer answer = read(body);
    QCOMPARE(answer.text, text);
    QCOMPARE(answer.words.isEmpty(), text.isEmpty());
}

void WhisperAnswerTest::spreadsWordsWithoutTimesOverTheVoice()
{
    const WhisperAnswer answer = read(R"({"text":"a bbb a bbb a"})", {4.0, 1.0, 2.4, 1.4});
    // 14 letters and blanks over 1.4 s.
    QCOMPARE(timesOf(answer),
             QStringLiteral("a@1.00-1.10 bbb@1.20-1.50 a@1.60-1.70 bbb@1.80-2.10 a@2.20-2.30"));
    QVERIFY(!answer.confidence);
}

void WhisperAnswerTest::spreadsWordsOverTheirSegments()
{
    const WhisperAnswer answer =
        read(R"({"text":" aa aa bb bb","segments":[{"text":" aa aa","start":0,"end":1.0},)"
             R"({"text":" bb bb","start":"2.0","end":"2.6"}],"language":"English"})",
             {3.0, 0.4, 2.6, 2.2});
    QCOMPARE(timesOf(answer), QStringLiteral("aa@0.40-0.60 aa@0.70-0.90 bb@2.00-2.20 bb@2.30-2.50"));
    QCOMPARE(answer.language, QStringLiteral("english"));
}

void WhisperAnswerTest::readsConfidence()
{
    const auto logProbability =
        read(R"({"text":"Yes.","segments":[{"text":"Yes.","avg_logprob":-0.2231,"no_speech_prob":0.25}]})");
    QVERIFY(std::abs(logProbability.confidence.value() - 0.6) < 0.001);
    const auto ofWords =
        read(R"({"text":"Yes no.","words":[{"word":"Yes","start":0.5,"end":1,"probability":0.8},)"
             R"({"word":"no","start":1,"end":2,"probability":7}]})");
    QCOMPARE(ofWords.confidence, std::optional(0.9));
    QCOMPARE(ofWords.words.constFirst().confidence, std::optional(0.8));
    QVERIFY(!read(R"({"text":"Yes."})").confidence);
    QVERIFY(read(R"({"text":"Yes.","segments":[{"text":"Yes.","avg_logprob":9e99}]})").confidence == 1.0);
}

void WhisperAnswerTest::leavesOutWhatNobodySaid_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("hardlyAnyVoice");
    QTest::newRow("blank audio") << QByteArray("[BLANK_AUDIO]") << false;
    QTest::newRow("blank audio in words") << QByteArray("[ Silence ]") << false;
    QTest::newRow("music") << QByteArray("(music)") << false;
    QTest::newRow("more music") << QByteArray("(upbeat music playing)") << false;
    QTest::newRow("a cough") << QByteArray("*coughs*") << false;
    QTest::newRow("notes") << QString::fromUtf8("♪ la la la ♪").toUtf8() << false;
    QTest::newRow("a single note") << QString::fromUtf8("♪").toUtf8() << false;
    QTest::newRow("several") << QByteArray("[MUSIC PLAYING] (laughs) [BLANK_AUDIO]") << false;
    QTest::newRow("dots") << QByteArray("...") << false;
    QTest::newRow("thanks on a cough") << QByteArray("Thank you.") << true;
    QTest::newRow("you") << QByteArray(" you") << true;
    QTest::newRow("credits") << QByteArray("Thanks for watching!") << true;
    QTest::newRow("more words than fit")
        << QByteArray("I will see you all again in the morning then") << true;
}

void WhisperAnswerTest::leavesOutWhatNobodySaid()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, hardlyAnyVoice);
    const WhisperSound sound = hardlyAnyVoice ? aCough : threeSeconds;
    for (const QByteArray &body : {text, QByteArray("{\"text\":\"" + text + "\"}")}) {
        const WhisperAnswer answer = read(body, sound);
        QCOMPARE(answer.text, QString());
        QVERIFY(answer.words.isEmpty());
    }
}

void WhisperAnswerTest::keepsWhatWasSaid_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("hardlyAnyVoice");
    const auto row = [](const char *said, const char *text, bool hardlyAnyVoice) {
        QTest::newRow(said) << QByteArray(said) << QString::fromUtf8(text) << hardlyAnyVoice;
    };
    row("Thank you.", "Thank you.", false);
    row("Yes.", "Yes.", true);
    row("No, no, no.", "No, no, no.", true);
    row("Okay.[BLANK_AUDIO]", "Okay.", false);
    row("[MUSIC] Hello there (laughs)", "Hello there", false);
    row("Our plan (the small one) is fine", "Our plan (the small one) is fine", false);
    row("no no no no no no", "no no no no no no", false);
    row("[unclosed and so on and so on and so on", "[unclosed and so on and so on and so on", false);
    row("five * three", "five * three", false);
}

void WhisperAnswerTest::keepsWhatWasSaid()
{
    QFETCH(QByteArray, said);
    QFETCH(QString, text);
    QFETCH(bool, hardlyAnyVoice);
    QCOMPARE(read(said, hardlyAnyVoice ? aCough : threeSeconds).text, text);
}

void WhisperAnswerTest::saysLoopsOnce()
{
    const WhisperSound sound{25, 0.3, 24, 23};
    QCOMPARE(read("Well no no no no no no no no, no No NO", sound).text, QStringLiteral("Well no"));
    QCOMPARE(read(QByteArray("I see. ").repeated(12) + "Right.", sound).text,
             QStringLiteral("I see. Right."));
    QCOMPARE(read(QByteArray("so that we can go on ").repeated(9), sound).text,
             QStringLiteral("so that we can go on"));
    QByteArray words;
    for (int i = 0; i < 20; ++i)
        words += (i > 0 ? "," : "") + QByteArray(R"({"word":"no","start":)") + QByteArray::number(i) +
                 R"(,"end":)" + QByteArray::number(i + 0.5) + "}";
    const WhisperAnswer timed =
        read("{\"text\":\"" + QByteArray("no ").repeated(20) + "\",\"words\":[" + words + "]}", sound);
    QCOMPARE(timesOf(timed), QStringLiteral("no@0.00-0.50"));
}

void WhisperAnswerTest::leavesOutSegmentsOfSilence()
{
    const WhisperAnswer answer =
        read(R"({"text":" We do. Thank you.","segments":[)"
             R"({"text":" We do.","start":0.3,"end":1.2,"avg_logprob":-0.2,"no_speech_prob":0.01},)"
             R"({"text":" Thank you.","start":1.2,"end":3.0,"avg_logprob":-1.4,"no_speech_prob":0.9}],)"
             R"("words":[{"word":"We","start":0.3,"end":0.6},{"word":"do","start":0.7,"end":1.1},)"
             R"({"word":"Thank","start":1.3,"end":2.0},{"word":"you","start":2.0,"end":2.5}]})");
    QCOMPARE(answer.text, QStringLiteral("We do."));
    QCOMPARE(timesOf(answer), QStringLiteral("We@0.30-0.60 do.@0.70-1.10"));
    QCOMPARE(read(R"({"text":"Thank you.","segments":[{"text":"Thank you.","no_speech_prob":0.95}]})").text,
             QString());
}

void WhisperAnswerTest::refusesWhatIsNoAnswer_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const QByteArray &body, ErrorKind kind) {
        QTest::newRow(name) << body << static_cast<int>(kind);
    };
    row("a page", "<!DOCTYPE html><html><b>Welcome</b></html>", ErrorKind::ProviderRefused);
    row("a page behind blanks", "\n  <html></html>", ErrorKind::ProviderRefused);
    row("cut JSON", R"({"text":"We ha)", ErrorKind::InputUnreadable);
    row("an error with success", R"({"error":"failed to process audio"})", ErrorKind::InputUnreadable);
    row("an empty object", "{}", ErrorKind::InputUnreadable);
    row("a text that is none", R"({"text":7})", ErrorKind::InputUnreadable);
    row("deep brackets", QByteArray(5000, '[') + "{", ErrorKind::InputUnreadable);
    row("bytes", QByteArray("PK\0\x03", 4), ErrorKind::InputUnreadable);
    row("too much", QByteArray(whisperMostBytes + 1, 'a'), ErrorKind::InputUnreadable);
}

void WhisperAnswerTest::refusesWhatIsNoAnswer()
{
    QFETCH(QByteArray, body);
    QFETCH(int, kind);
    const auto answer = parseWhisperAnswer(body, threeSeconds);
    QVERIFY(!answer);
    QCOMPARE(static_cast<int>(answer.error().kind), kind);
}

void WhisperAnswerTest::keepsItsPromisesCutAtEveryByte()
{
    const QByteArray whole =
        R"({"text":" Hello, there.","language":"english","segments":[{"start":0.5,"end":1.4,"avg_logprob":-0.2,)"
        R"("no_speech_prob":0.1,"text":" Hello, there.","words":[{"word":" Hello,","start":0.5,"end":0.9},)"
        R"({"word":" there.","start":1.0,"end":1.4}]}]})";
    for (qsizetype size = 0; size < whole.size(); ++size) {
        const auto answer = parseWhisperAnswer(whole.left(size), threeSeconds);
        QVERIFY2(!answer || size == 0, whole.left(size).constData());
    }
}

void WhisperAnswerTest::keepsItsPromisesWhateverComes_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto words = [](const QByteArray &inside) {
        return QByteArray(R"({"text":"a b c","words":[)" + inside + "]}");
    };
    QTest::newRow("times before the beginning") << words(R"({"word":"a","start":-4,"end":-2})");
    QTest::newRow("times past the end") << words(R"({"word":"a","start":400,"end":500})");
    QTest::newRow("times that run backwards") << words(
        R"({"word":"a","start":2,"end":1},{"word":"b","start":0.5,"end":0.2},{"word":"c","start":0.1,"end":9})");
    QTest::newRow("times without end") << words(R"({"word":"a","start":1e308,"end":1e400})");
    QTest::newRow("times that are none") << words(
        R"({"word":"a","start":{},"end":[]},{"word":"b","start":"::","end":"1:x"},{"word":"c","start":null})");
    QTest::newRow("words that are none") << words(R"(7,null,"x",[],{"word":{}},{"word":""},{"start":1})");
    QTest::newRow("broken letters") << words(
        R"({"word":"\ud800","start":1,"end":2},{"word":"a\u0000b","start":1,"end":2})");
    QTest::newRow("segments that are none")
        << QByteArray(R"({"text":"a","segments":[7,null,{"start":"x"},[]]})");
    QTest::newRow("members of the wrong kind")
        << QByteArray(R"({"text":"a","segments":{"a":1},"words":"no","language":[1]})");
    QTest::newRow("very many words") << QByteArray("{\"text\":\"" + QByteArray("w1 w2 ").repeated(150'000) +
                                                   "\"}");
    QTest::newRow("one very long word") << QByteArray("{\"text\":\"" + QByteArray(1'000'000, 'w') + "\"}");
    QTest::newRow("very many openings") << QByteArray(200'000, '(');
    QTest::newRow("very many tokens") << QByteArray("<|").repeated(200'000);
    QTest::newRow("no UTF-8") << QByteArray("{\"text\":\"a \xff\xfe\xf0\x9f b\"}");
    QTest::newRow("endless confidence")
        << QByteArray(R"({"text":"a","segments":[{"text":"a","avg_logprob":-1e308,"no_speech_prob":-7}]})");
}

void WhisperAnswerTest::keepsItsPromisesWhateverComes()
{
    QFETCH(QByteArray, body);
    for (const WhisperSound &sound :
         {threeSeconds, aCough, WhisperSound{}, WhisperSound{-1, 5, 2, -3},
          WhisperSound{std::numeric_limits<double>::quiet_NaN(), 0, 0, 0}, WhisperSound{25, 0, 25, 25}}) {
        const auto answer = parseWhisperAnswer(body, sound);
        if (answer)
            QCOMPARE(promises::brokenBy(*answer, sound), QString());
    }
}

void WhisperAnswerTest::namesErrorsWithoutQuotingThem()
{
    QCOMPARE(
        whisperErrorCode(
            R"({"error":{"message":"Incorrect API key provided: sk-secret","type":"invalid_request_error","code":"invalid_api_key"}})"),
        QStringLiteral("invalid_api_key"));
    QCOMPARE(whisperErrorCode(R"({"error":{"type":"server_error","code":null}})"),
             QStringLiteral("server_error"));
    QCOMPARE(whisperErrorCode(R"({"error":"sk-secret was wrong"})"), QString());
    QCOMPARE(whisperErrorCode(R"({"code":"not an identifier"})"), QString());
    QCOMPARE(whisperErrorCode("<html>"), QString());
}

void WhisperAnswerTest::knowsItsAddresses_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("inference");
    const auto row = [](const char *base, const char *address, const char *inference) {
        QTest::newRow(base) << QString::fromLatin1(base) << QString::fromLatin1(address)
                            << QString::fromLatin1(inference);
    };
    row("https://api.openai.com", "https://api.openai.com/v1/audio/transcriptions",
        "https://api.openai.com/inference");
    row("https://api.openai.com/v1/", "https://api.openai.com/v1/audio/transcriptions",
        "https://api.openai.com/inference");
    row("http://localhost:8080/v1/audio/transcriptions", "http://localhost:8080/v1/audio/transcriptions",
        "http://localhost:8080/inference");
    row("http://127.0.0.1:8080/inference", "http://127.0.0.1:8080/v1/audio/transcriptions",
        "http://127.0.0.1:8080/inference");
    row("https://example.org/speech/v1", "https://example.org/speech/v1/audio/transcriptions",
        "https://example.org/speech/inference");
}

void WhisperAnswerTest::knowsItsAddresses()
{
    QFETCH(QString, base);
    QFETCH(QString, address);
    QFETCH(QString, inference);
    QCOMPARE(whisperUrl(QUrl(base), false).toString(), address);
    QCOMPARE(whisperUrl(QUrl(base), true).toString(), inference);
}

void WhisperAnswerTest::keepsCallsOffTheOpenInternet_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<bool>("isSafe");
    const auto row = [](const char *base, bool isSafe) {
        QTest::newRow(base) << QString::fromLatin1(base) << isSafe;
    };
    row("https://api.openai.com", true);
    row("http://127.0.0.1:8080", true);
    row("http://[::1]:8080", true);
    row("http://localhost", true);
    row("http://whisper:9000", true);
    row("http://studio.local", true);
    row("http://192.168.1.20:8000", true);
    row("http://10.1.2.3", true);
    row("http://172.20.0.4", true);
    row("http://[fd12::7]", true);
    row("http://172.40.0.4", false);
    row("http://api.openai.com", false);
    row("http://8.8.8.8", false);
    row("https://user:pass@example.org", false);
    row("ftp://localhost", false);
    row("localhost:8080", false);
    row("", false);
}

void WhisperAnswerTest::keepsCallsOffTheOpenInternet()
{
    QFETCH(QString, base);
    QFETCH(bool, isSafe);
    QCOMPARE(isSafeWhisperUrl(QUrl(base)), isSafe);
    QCOMPARE(whisperUrl(QUrl(base), false).isValid(), isSafe);
}

void WhisperAnswerTest::asksAsWhisperServersWantIt()
{
    const WhisperRequest asked{QUrl(QStringLiteral("http://localhost")), "key", QStringLiteral("large-v3"),
                               QStringLiteral("en-GB")};
    const WhisperPosting posting = whisperPosting(asked, {}, whisperWav({}));
    const auto has = [](const WhisperPosting &one, const char *name, const char *value) {
        return one.body.contains(QByteArray("name=\"") + name + "\"\r\n\r\n" + value + "\r\n");
    };
    QCOMPARE(posting.request.rawHeader("Authorization"), "Bearer key");
    QVERIFY(has(posting, "model", "large-v3"));
    QVERIFY(has(posting, "language", "en"));
    QVERIFY(has(posting, "response_format", "verbose_json"));
    QVERIFY(has(posting, "timestamp_granularities[]", "word"));
    QVERIFY(has(posting, "temperature", "0"));
    const WhisperPosting simple =
        whisperPosting({asked.baseUrl, {}, {}, QStringLiteral("multi")}, {true, true}, whisperWav({}));
    QVERIFY(!simple.request.hasRawHeader("Authorization"));
    QVERIFY(has(simple, "model", "whisper-1"));
    QVERIFY(has(simple, "response_format", "json"));
    QVERIFY(!simple.body.contains("timestamp_granularities"));
    QVERIFY(!simple.body.contains("\"language\""));
}

void WhisperAnswerTest::fillsUpShortSound()
{
    const std::vector<qint16> samples{1, -2, 3};
    const QByteArray wav = whisperWav(samples);
    QCOMPARE(wav.size(), 44 + 2 * qsizetype{19200});
    QCOMPARE(wav.mid(44, 8), QByteArray("\x01\x00\xFE\xFF\x03\x00\x00\x00", 8));
    QCOMPARE(whisperWav(std::vector<qint16>(32000, 5)).size(), qsizetype{44 + 64000});
}

void WhisperAnswerTest::judgesOutcomes_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("everHeard");
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("reason");
    using Step = WhisperVerdict::Step;
    const auto row = [](const char *name, int status, const QByteArray &body, bool everHeard, Step step,
                        PartReason reason) {
        QTest::newRow(name) << status << body << everHeard << static_cast<int>(step)
                            << static_cast<int>(reason);
    };
    row("an answer", 200, R"({"text":"Yes."})", false, Step::Heard, PartReason::None);
    row("nothing", 204, "", false, Step::Heard, PartReason::None);
    row("a page", 200, "<html>", false, Step::Again, PartReason::Intercepted);
    row("a garbled answer", 200, "{", false, Step::Again, PartReason::ProviderBusy);
    row("elsewhere", 302, "", true, Step::Again, PartReason::Intercepted);
    row("a bad key", 401, "", true, Step::Refuse, PartReason::KeyRefused);
    row("no credit", 402, "", true, Step::Refuse, PartReason::NoCredit);
    row("not allowed", 403, "", true, Step::Refuse, PartReason::NotAllowed);
    row("not there", 404, "", false, Step::AskElsewhere, PartReason::RequestRefused);
    row("not there any more", 404, "", true, Step::Again, PartReason::ProviderBusy);
    row("a format it does not know", 400, "", true, Step::AskSimpler, PartReason::RequestRefused);
    row("too many requests", 429, "", true, Step::Again, PartReason::TooManyCalls);
    row("no credit, as OpenAI says it", 429, R"({"error":{"code":"insufficient_quota"}})", true, Step::Refuse,
        PartReason::NoCredit);
    row("broken", 500, "", true, Step::Again, PartReason::ProviderBusy);
    row("busy", 503, "", true, Step::Again, PartReason::ProviderBusy);
}

void WhisperAnswerTest::judgesOutcomes()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, everHeard);
    QFETCH(int, step);
    QFETCH(int, reason);
    WhisperOutcome outcome;
    outcome.status = status;
    outcome.body = body;
    const WhisperVerdict verdict = verdictOn(outcome, {threeSeconds, false, false, true, everHeard});
    QCOMPARE(static_cast<int>(verdict.step), step);
    QCOMPARE(static_cast<int>(verdict.reason), reason);
}

QTEST_GUILESS_MAIN(WhisperAnswerTest)
#include "tst_whisper_answer.moc"
