// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/transcript_reader.h"

#include <QTest>

using namespace talktrack;

namespace {

/// A cue a second.
QByteArray vttOf(const QList<QByteArray> &cues)
{
    QByteArray vtt = "WEBVTT\n";
    for (qsizetype i = 0; i < cues.size(); ++i)
        vtt += "\n00:" + QByteArray::number(i).rightJustified(2, '0') +
               ".000 --> 00:" + QByteArray::number(i).rightJustified(2, '0') + ".900\n" + cues.at(i) + '\n';
    return vtt;
}

/// "rep: Hi | customer: Hello"
QString written(const ReadTranscript &transcript)
{
    QStringList lines;
    for (const Transcription &line : transcript.lines)
        lines.append(line.speaker + QStringLiteral(": ") + line.text);
    return lines.join(QStringLiteral(" | "));
}

} // namespace

class TranscriptReaderTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheContractsJson();
    void putsLinesInOrderOfTime();
    void refusesBadJson_data();
    void refusesBadJson();
    void readsVoicesOfVtt();
    void takesTheNamedVoiceForTheRep();
    void readsVttWithHoursCrLfAndEntities();
    void tellsWhomAFileNames();
    void takesTheNamedSpeakerOfJsonForTheRep();
    void readsSpeakersBeforeTheirWords_data();
    void readsSpeakersBeforeTheirWords();
    void readsTwoSpeakersInOneCue();
    void prefersVoiceTags();
    void isQuickWithManyNames();
    void refusesBadVtt_data();
    void refusesBadVtt();
};

void TranscriptReaderTest::readsTheContractsJson()
{
    const auto read = readTranscriptJson(
        R"({"format":"talktrack-call/1","title":"Karen","started_at":"2026-11-22T10:00:00.000Z",
        "unknown":[1,2],"lines":[{"speaker":"rep","start":0.6,"end":3.2,"text":"Hello  there","mood":1},
        {"speaker":"customer 2","start":4,"end":5,"text":"Hi"}]})");
    QVERIFY(read);
    QCOMPARE(read->title, QStringLiteral("Karen"));
    QCOMPARE(read->startedAt, QDateTime(QDate(2026, 11, 22), QTime(10, 0), Qt::UTC));
    QCOMPARE(read->lines.size(), 2);
    QCOMPARE(read->lines.at(0).track, Track::Rep);
    QCOMPARE(read->lines.at(0).text, QStringLiteral("Hello there"));
    QCOMPARE(read->lines.at(0).start, 0.6);
    QVERIFY(read->lines.at(0).final);
    QCOMPARE(read->lines.at(1).speaker, QStringLiteral("customer 2"));
    QCOMPARE(read->lines.at(1).track, Track::Customer);
}

void TranscriptReaderTest::putsLinesInOrderOfTime()
{
    const auto read = readTranscriptJson(R"({"format":"talktrack-call/1","lines":[
        {"speaker":"rep","start":9,"end":10,"text":"b"},{"speaker":"rep","start":1,"end":2,"text":"a"}]})");
    QVERIFY(read);
    QCOMPARE(read->lines.first().text, QStringLiteral("a"));
}

void TranscriptReaderTest::refusesBadJson_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("where");
    QTest::newRow("empty") << QByteArray(" \n") << ErrorKind::InputEmpty << QString();
    QTest::newRow("cut off") << QByteArray("{\n\"format\":\n\"talk") << ErrorKind::TranscriptInvalid
                             << QStringLiteral("line 3");
    QTest::newRow("other format") << QByteArray(R"({"format":"x","lines":[]})")
                                  << ErrorKind::TranscriptFormatUnknown << QString();
    QTest::newRow("no object") << QByteArray("[1]") << ErrorKind::TranscriptFormatUnknown << QString();
    QTest::newRow("no lines") << QByteArray(R"({"format":"talktrack-call/1"})")
                              << ErrorKind::TranscriptInvalid << QStringLiteral("lines");
    QTest::newRow("empty lines") << QByteArray(R"({"format":"talktrack-call/1","lines":[]})")
                                 << ErrorKind::InputEmpty << QString();
    QTest::newRow("text is a number")
        << QByteArray(R"({"format":"talktrack-call/1","lines":[{"speaker":"rep","start":1,"text":5}]})")
        << ErrorKind::TranscriptInvalid << QStringLiteral("lines[0].text");
    QTest::newRow("negative time")
        << QByteArray(
               R"({"format":"talktrack-call/1","lines":[{"speaker":"rep","start":-1,"end":2,"text":"a"}]})")
        << ErrorKind::TranscriptInvalid << QStringLiteral("lines[0].start");
    QTest::newRow("huge time")
        << QByteArray(
               R"({"format":"talktrack-call/1","lines":[{"speaker":"rep","start":1,"end":1e300,"text":"a"}]})")
        << ErrorKind::TranscriptInvalid << QStringLiteral("lines[0].end");
    QTest::newRow("no speaker")
        << QByteArray(R"({"format":"talktrack-call/1","lines":[{"start":1,"end":2,"text":"a"}]})")
        << ErrorKind::TranscriptInvalid << QStringLiteral("lines[0].speaker");
    QTest::newRow("deep nesting") << QByteArray(200'000, '[') << ErrorKind::TranscriptInvalid
                                  << QStringLiteral("line 1");
}

void TranscriptReaderTest::refusesBadJson()
{
    QFETCH(QByteArray, json);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, where);
    const auto read = readTranscriptJson(json);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, kind);
    QCOMPARE(read.error().subject, where);
}

void TranscriptReaderTest::readsVoicesOfVtt()
{
    const auto read = readTranscriptVtt(
        "WEBVTT\n\nNOTE nothing\n\n1\n00:01.000 --> 00:02.500 align:start\n<v Rep>Hello <b>there</b></v>\n\n"
        "00:03.000 --> 00:04.000\n<v.loud Karen>Hi\nagain\n\n00:05.000 --> 00:06.000\nno voice\n",
        {});
    QVERIFY(read);
    QCOMPARE(read->lines.size(), 3);
    QCOMPARE(read->lines.at(0).speaker, QStringLiteral("rep"));
    QCOMPARE(read->lines.at(0).text, QStringLiteral("Hello there"));
    QCOMPARE(read->lines.at(0).end, 2.5);
    QCOMPARE(read->lines.at(1).speaker, QStringLiteral("customer"));
    QCOMPARE(read->lines.at(1).text, QStringLiteral("Hi again"));
    QCOMPARE(read->lines.at(2).track, Track::Customer);
}

void TranscriptReaderTest::takesTheNamedVoiceForTheRep()
{
    const QByteArray vtt =
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Daniel>Hello\n\n00:03.000 --> 00:04.000\n<v Rep>Hi\n";
    const auto read = readTranscriptVtt(vtt, QStringLiteral("daniel"));
    QVERIFY(read);
    QCOMPARE(read->lines.at(0).speaker, QStringLiteral("rep"));
    QCOMPARE(read->lines.at(1).speaker, QStringLiteral("customer"));
}

void TranscriptReaderTest::readsVttWithHoursCrLfAndEntities()
{
    const auto read = readTranscriptVtt(
        "\xEF\xBB\xBFWEBVTT - title\r\n\r\n01:00:01.000 --> 01:00:02.000\r\n<v Rep>5 &lt; 6 &amp;amp; so\r\n",
        {});
    QVERIFY(read);
    QCOMPARE(read->lines.at(0).start, 3601.0);
    QCOMPARE(read->lines.at(0).text, QStringLiteral("5 < 6 &amp; so"));
}

void TranscriptReaderTest::tellsWhomAFileNames()
{
    const QByteArray vtt =
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Daniel>Hello\n\n00:03.000 --> 00:04.000\n<v Karen>Hi\n";
    const auto unnamed = readTranscriptVtt(vtt, {});
    QVERIFY(unnamed);
    QCOMPARE(unnamed->speakers, QStringList({QStringLiteral("Daniel"), QStringLiteral("Karen")}));
    QVERIFY(!unnamed->hasRep);
    QVERIFY(readTranscriptVtt(vtt, QStringLiteral("KAREN"))->hasRep);
    QVERIFY(!readTranscriptVtt(vtt, QStringLiteral("Peter"))->hasRep);
}

void TranscriptReaderTest::takesTheNamedSpeakerOfJsonForTheRep()
{
    const QByteArray json = R"({"format":"talktrack-call/1","lines":[
        {"speaker":"Anna","start":1,"end":2,"text":"a"},{"speaker":"Ben","start":3,"end":4,"text":"b"}]})";
    const auto read = readTranscriptJson(json, QStringLiteral("ben"));
    QVERIFY(read);
    QVERIFY(read->hasRep);
    QCOMPARE(written(*read), QStringLiteral("Anna: a | rep: b"));
    QCOMPARE(read->lines.at(1).track, Track::Rep);
    QVERIFY(!readTranscriptJson(json)->hasRep);
    QVERIFY(!readTranscriptJson(json, QStringLiteral("Carl"))->hasRep);
}

void TranscriptReaderTest::readsSpeakersBeforeTheirWords_data()
{
    QTest::addColumn<QList<QByteArray>>("cues");
    QTest::addColumn<QString>("rep");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QList<QByteArray> &cues, const char *rep,
                        const char *expected) {
        QTest::newRow(name) << cues << QString::fromUtf8(rep) << QString::fromUtf8(expected);
    };
    row("each cue", {"Anna Berg: Good morning", "Ben: Hi: there", "Anna Berg: How are you?", "Ben: Fine"},
        "anna berg", "rep: Good morning | customer: Hi: there | rep: How are you? | customer: Fine");
    row("usual name", {"Agent: Hello", "Karen: Hi"}, "", "rep: Hello | customer: Hi");
    row("numbers", {"SPEAKER_00: Hello", "SPEAKER_01: Hi", "SPEAKER_00: So"}, "SPEAKER_01",
        "customer: Hello | rep: Hi | customer: So");
    row("who goes on", {"Anna: Good morning", "and welcome", "Ben: Hi", "Anna: So", "Ben: Yes"}, "Anna",
        "rep: Good morning | rep: and welcome | customer: Hi | rep: So | customer: Yes");
    row("who speaks once", {"Anna: a", "Ben: b", "Anna: c", "Ben: d", "Zoë O’Neill (Acme): e"}, "Ben",
        "customer: a | rep: b | customer: c | rep: d | customer 2: e");
    row("named and seldom", {"Hello", "Anna: Hi", "So", "Well"}, "Anna",
        "customer: Hello | rep: Hi | rep: So | rep: Well");
    row("captions", {"&gt;&gt; ANNA: a", "&gt;&gt; BEN: b", "- ANNA: c"}, "anna",
        "rep: a | customer: b | rep: c");
    row("a label in passing", {"So I told her: no", "One thing: the price", "We left", "That was it"}, "",
        "customer: So I told her: no | customer: One thing: the price | customer: We left | "
        "customer: That was it");
    row("times and addresses", {"10:30 is fine", "https://a.example", "10:30 then", "Ok"}, "",
        "customer: 10:30 is fine | customer: https://a.example | customer: 10:30 then | customer: Ok");
    row("a word among labels", {"Anna: a", "Ben: b", "Anna: c", "Ben: d", "note well: e"}, "Anna",
        "rep: a | customer: b | rep: c | customer: d | customer: note well: e");
    row("two of many", {"Price: high", "Price: low", "a", "b", "c", "d"}, "",
        "customer: Price: high | customer: Price: low | customer: a | customer: b | customer: c | customer: "
        "d");
}

void TranscriptReaderTest::readsSpeakersBeforeTheirWords()
{
    QFETCH(QList<QByteArray>, cues);
    QFETCH(QString, rep);
    QFETCH(QString, expected);
    const auto read = readTranscriptVtt(vttOf(cues), rep);
    QVERIFY(read);
    QCOMPARE(written(*read), expected);
}

void TranscriptReaderTest::readsTwoSpeakersInOneCue()
{
    const auto read = readTranscriptVtt(vttOf({"- Anna: Hi\n- Ben: Hello\nthere", "Anna:\nSo", "Ben: Yes"}),
                                        QStringLiteral("Ben"));
    QVERIFY(read);
    QCOMPARE(written(*read), QStringLiteral("customer: Hi | rep: Hello there | customer: So | rep: Yes"));
}

void TranscriptReaderTest::prefersVoiceTags()
{
    const auto read = readTranscriptVtt(vttOf({"<v Anna>Ben: a", "<v Anna>Ben: b", "<v Ben>Ben: c"}),
                                        QStringLiteral("Ben"));
    QVERIFY(read);
    QCOMPARE(written(*read), QStringLiteral("customer: Ben: a | customer: Ben: b | rep: Ben: c"));
}

void TranscriptReaderTest::isQuickWithManyNames()
{
    QByteArray vtt = "WEBVTT\n";
    for (int i = 0; i < 40'000; ++i)
        vtt += "\n00:00.000 --> 00:01.000\nName " + QByteArray::number(i / 2) + ": a\n";
    const auto read = readTranscriptVtt(vtt, {});
    QVERIFY(read);
    QCOMPARE(read->speakers.size(), 20'000);
}

void TranscriptReaderTest::refusesBadVtt_data()
{
    QTest::addColumn<QByteArray>("vtt");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("empty") << QByteArray() << ErrorKind::InputEmpty;
    QTest::newRow("no header") << QByteArray("00:01.000 --> 00:02.000\nHi\n")
                               << ErrorKind::TranscriptHeaderMissing;
    QTest::newRow("bad time") << QByteArray("WEBVTT\n\n00:61.000 --> 00:02.000\nHi\n")
                              << ErrorKind::TranscriptInvalid;
    QTest::newRow("only the header") << QByteArray("WEBVTT\n\n") << ErrorKind::InputEmpty;
    QTest::newRow("binary") << QByteArray("\x00\xFF\xFE garbage", 11) << ErrorKind::TranscriptHeaderMissing;
}

void TranscriptReaderTest::refusesBadVtt()
{
    QFETCH(QByteArray, vtt);
    QFETCH(ErrorKind, kind);
    const auto read = readTranscriptVtt(vtt, {});
    QVERIFY(!read);
    QCOMPARE(read.error().kind, kind);
}

QTEST_GUILESS_MAIN(TranscriptReaderTest)
#include "tst_transcript_reader.moc"
