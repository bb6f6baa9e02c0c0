// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/transcript_reader.h"

#include <QTest>

using namespace talktrack;

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
    QTest::newRow("cut off") << QByteArray("{\n\"format\":\n\"talk") << ErrorKind::InputUnreadable
                             << QStringLiteral("line 3");
    QTest::newRow("other format") << QByteArray(R"({"format":"x","lines":[]})") << ErrorKind::InputUnreadable
                                  << QStringLiteral("format");
    QTest::newRow("no lines") << QByteArray(R"({"format":"talktrack-call/1"})") << ErrorKind::InputUnreadable
                              << QStringLiteral("lines");
    QTest::newRow("empty lines") << QByteArray(R"({"format":"talktrack-call/1","lines":[]})")
                                 << ErrorKind::InputEmpty << QString();
    QTest::newRow("text is a number")
        << QByteArray(R"({"format":"talktrack-call/1","lines":[{"speaker":"rep","start":1,"text":5}]})")
        << ErrorKind::InputUnreadable << QStringLiteral("lines[0].text");
    QTest::newRow("negative time")
        << QByteArray(
               R"({"format":"talktrack-call/1","lines":[{"speaker":"rep","start":-1,"end":2,"text":"a"}]})")
        << ErrorKind::InputUnreadable << QStringLiteral("lines[0].start");
    QTest::newRow("huge time")
        << QByteArray(
               R"({"format":"talktrack-call/1","lines":[{"speaker":"rep","start":1,"end":1e300,"text":"a"}]})")
        << ErrorKind::InputUnreadable << QStringLiteral("lines[0].end");
    QTest::newRow("no speaker")
        << QByteArray(R"({"format":"talktrack-call/1","lines":[{"start":1,"end":2,"text":"a"}]})")
        << ErrorKind::InputUnreadable << QStringLiteral("lines[0].speaker");
    QTest::newRow("deep nesting") << QByteArray(200'000, '[') << ErrorKind::InputUnreadable
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

void TranscriptReaderTest::refusesBadVtt_data()
{
    QTest::addColumn<QByteArray>("vtt");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("empty") << QByteArray() << ErrorKind::InputEmpty;
    QTest::newRow("no header") << QByteArray("00:01.000 --> 00:02.000\nHi\n") << ErrorKind::InputUnreadable;
    QTest::newRow("bad time") << QByteArray("WEBVTT\n\n00:61.000 --> 00:02.000\nHi\n")
                              << ErrorKind::InputUnreadable;
    QTest::newRow("only the header") << QByteArray("WEBVTT\n\n") << ErrorKind::InputEmpty;
    QTest::newRow("binary") << QByteArray("\x00\xFF\xFE garbage", 11) << ErrorKind::InputUnreadable;
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
