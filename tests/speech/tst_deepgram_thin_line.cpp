// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/speech/deepgram_dialogue.h"
#include "tests/support/tls_door.h"

using namespace talktrack;
using namespace talktrack::test;
using namespace std::chrono_literals;

namespace {

bool isCompressed(const ConnectionRecord &record)
{
    return !record.query.hasQueryItem(QStringLiteral("encoding"));
}

/// A call in which it is noted when each word was first to be read.
class ThinDialogue
{
public:
    explicit ThinDialogue(double seconds, quint32 seed = 3)
        : call(MarkedScript::random(seed, seconds).withPilot())
    {
        call.server.setJitter(0.005);
    }

    void begin()
    {
        call.begin();
        QObject::connect(call.engine.get(), &SpeechEngine::utteranceChanged, call.engine.get(),
                         [this](const Utterance &utterance) {
                             for (const Word &word : utterance.words)
                                 if (!shown.contains(word.text))
                                     shown.insert(word.text, now());
                         });
    }

    double now() const { return std::chrono::duration<double>(call.time.elapsed()).count(); }

    /// How long after it was spoken the slowest of the words in a stretch of the call could be read.
    double slowest(double from, double to) const
    {
        double most = 0;
        for (const ScriptedWord &word : call.script.words())
            if (word.start >= from && word.end < to)
                most = std::max(most, firstShown(word) - word.end);
        return most;
    }

    int compressedConnections() const
    {
        const QList<ConnectionRecord> records = call.server.connections();
        return static_cast<int>(std::count_if(records.begin(), records.end(), isCompressed));
    }

    DeepgramDialogue call;
    QHash<QString, double> shown;

private:
    double firstShown(const ScriptedWord &spoken) const
    {
        double first = 1e9;
        for (auto it = shown.cbegin(); it != shown.cend(); ++it)
            if (plainWord(it.key()) == spoken.text)
                first = std::min(first, it.value());
        return first;
    }
};

} // namespace

/// A line that does not carry raw sound, and what may be taken for one.
class DeepgramThinLineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void soundIsSentCompressed_data();
    void soundIsSentCompressed();
    void anEncryptedLineIsThinToo();
    void aLineThatBecomesThin();
    void aDropOnAThinLine();
    void aPauseOnAThinLine();
    void aStallOfCompressedSoundIsNoticed();
    void compressedSoundThatIsNotUnderstoodIsSentRaw_data();
    void compressedSoundThatIsNotUnderstoodIsSentRaw();
    void whatIsNoThinLine_data();
    void whatIsNoThinLine();
    void catchingUpIsNoThinLine();
};

void DeepgramThinLineTest::soundIsSentCompressed_data()
{
    QTest::addColumn<int>("bytesPerSecond");
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {3U, 4U, 5U})
        QTest::addRow("16 kB/s, call %u", seed) << 16'000 << seed;
    QTest::newRow("10 kB/s") << 10'000 << 6U;
    QTest::newRow("32 kB/s") << 32'000 << 7U;
    QTest::newRow("50 kB/s") << 50'000 << 8U;
}

void DeepgramThinLineTest::soundIsSentCompressed()
{
    QFETCH(const int, bytesPerSecond);
    QFETCH(const quint32, seed);
    ThinDialogue thin(180, seed);
    DeepgramDialogue &call = thin.call;
    call.server.always(Fault::limitUpstream(bytesPerSecond));
    thin.begin();
    call.talk(180);
    QCOMPARE(call.states.constLast().condition, PartCondition::Degraded);
    QCOMPARE(call.states.constLast().reason, PartReason::ThinLine);
    // Nothing waits any more.
    QVERIFY(!call.states.constLast().waitingSeconds);
    const double atTheEnd = thin.slowest(90, 170);
    QVERIFY2(atTheEnd < 3, qPrintable(QString::number(atTheEnd)));
    QVERIFY(call.end());
    QVERIFY(call.finished);
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    const QList<ConnectionRecord> records = call.server.connections();
    QVERIFY(!isCompressed(records.constFirst()));
    QVERIFY(isCompressed(records.constLast()));
    QVERIFY2(records.size() <= 3, qPrintable(QString::number(records.size())));
    QCOMPARE(thin.compressedConnections(), 1);
    const double rate = static_cast<double>(records.constLast().wireBytes) / records.constLast().soundSeconds;
    QVERIFY2(rate < 8500, qPrintable(QString::number(rate)));
    QVERIFY(records.constLast().unmarkedSeconds < 2);
}

void DeepgramThinLineTest::anEncryptedLineIsThinToo()
{
    ThinDialogue thin(120);
    DeepgramDialogue &call = thin.call;
    TlsDoor door;
    if (!door.open(call.server.baseUrl()))
        QSKIP(qPrintable(door.problem()));
    door.trust();
    call.setup.baseUrl = door.baseUrl();
    call.server.always(Fault::limitUpstream(16'000));
    thin.begin();
    call.talk(120);
    QCOMPARE(call.states.constLast().reason, PartReason::ThinLine);
    QVERIFY(!call.states.constLast().waitingSeconds);
    QVERIFY(thin.slowest(90, 110) < 3);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QCOMPARE(thin.compressedConnections(), 1);
}

void DeepgramThinLineTest::aLineThatBecomesThin()
{
    ThinDialogue thin(150);
    DeepgramDialogue &call = thin.call;
    call.server.script(0, {Fault::limitUpstream(16'000).afterSound(40s)});
    call.server.script(1, {Fault::limitUpstream(16'000)});
    thin.begin();
    call.talk(39);
    QVERIFY(!call.said(PartReason::ThinLine));
    call.talk(15);
    QVERIFY(call.said(PartReason::ThinLine));
    call.talk(96);
    QVERIFY(thin.slowest(0, 38) < 3);
    QVERIFY(thin.slowest(110, 145) < 5);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QCOMPARE(call.connections(), 2);
}

void DeepgramThinLineTest::aDropOnAThinLine()
{
    ThinDialogue thin(150);
    DeepgramDialogue &call = thin.call;
    call.server.script(0, {Fault::limitUpstream(16'000)});
    call.server.script(1, {Fault::limitUpstream(16'000), Fault::drop().afterSound(50s)});
    call.server.script(2, {Fault::limitUpstream(16'000)});
    thin.begin();
    call.talk(150);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QCOMPARE(call.connections(), 3);
    QCOMPARE(thin.compressedConnections(), 2);
}

void DeepgramThinLineTest::aPauseOnAThinLine()
{
    ThinDialogue thin(200);
    DeepgramDialogue &call = thin.call;
    call.server.always(Fault::limitUpstream(16'000));
    thin.begin();
    call.talk(80);
    call.paused = true;
    call.talk(40);
    call.paused = false;
    const double resumed = secondsAt(call.fed);
    call.talk(60);
    QVERIFY(call.end());
    const ScriptFindings findings =
        compareWithScript(call.script, call.words(), secondsAt(call.fed), {{79.9, resumed + 0.1}});
    QVERIFY2(findings.isExact(), qPrintable(findings.describe()));
    QVERIFY(call.gaps.isEmpty());
    QCOMPARE(call.connections(), 2);
    QVERIFY(call.server.connections().constLast().soundSeconds < 150);
}

void DeepgramThinLineTest::aStallOfCompressedSoundIsNoticed()
{
    ThinDialogue thin(150);
    DeepgramDialogue &call = thin.call;
    call.server.script(0, {Fault::limitUpstream(16'000)});
    call.server.script(1, {Fault::limitUpstream(16'000), Fault::stall().afterConnected(80s)});
    thin.begin();
    call.talk(150);
    QVERIFY(call.said(PartReason::LinkSilent));
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QCOMPARE(call.connections(), 3);
    QVERIFY(isCompressed(call.server.connections().constLast()));
    QVERIFY(*call.server.connections().at(1).ended - *call.server.connections().at(1).opened < 92s);
}

void DeepgramThinLineTest::compressedSoundThatIsNotUnderstoodIsSentRaw_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::newRow("refused while it comes") << Fault::close(1008, "DATA-0000").afterConnected(2s);
    QTest::newRow("refused at the door") << Fault::refuse(400, Fault::codeBody("Bad Request", "no encoding"));
    QTest::newRow("answered by nothing") << Fault::swallowButPong();
}

void DeepgramThinLineTest::compressedSoundThatIsNotUnderstoodIsSentRaw()
{
    QFETCH(const Fault, fault);
    ThinDialogue thin(120);
    DeepgramDialogue &call = thin.call;
    // Thin for a while only, so that raw sound comes through in the end.
    call.server.script(0, {Fault::limitUpstream(16'000)});
    call.server.script(1, {fault});
    if (fault.kind == Fault::Kind::SwallowButPong)
        call.server.script(2, {fault});
    thin.begin();
    call.talk(120);
    QVERIFY(call.states.constLast().condition == PartCondition::Live);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(!isCompressed(call.server.connections().constLast()));
}

void DeepgramThinLineTest::whatIsNoThinLine_data()
{
    QTest::addColumn<QList<Fault>>("faults");
    QTest::newRow("a fine line") << QList<Fault>{};
    QTest::newRow("a line just thick enough") << QList<Fault>{Fault::limitUpstream(72'000)};
    QTest::newRow("800 ms of latency") << QList<Fault>{Fault::latency(800ms)};
    QTest::newRow("a provider that answers late") << QList<Fault>{Fault::latency(5s)};
    QTest::newRow("a silent stall") << QList<Fault>{Fault::stall().afterSound(15s)};
    QTest::newRow("pongs but no results") << QList<Fault>{Fault::swallowButPong().afterSound(15s)};
    QTest::newRow("a peer that stops reading") << QList<Fault>{Fault::stopReading().afterSound(15s)};
    QTest::newRow("a hiccup") << QList<Fault>{Fault::stopReading().afterSound(15s).lasting(4s)};
    QTest::newRow("a moment of thinness")
        << QList<Fault>{Fault::limitUpstream(30'000).afterSound(15s).lasting(3s)};
}

void DeepgramThinLineTest::whatIsNoThinLine()
{
    QFETCH(const QList<Fault>, faults);
    ThinDialogue thin(60);
    DeepgramDialogue &call = thin.call;
    call.server.script(0, faults);
    thin.begin();
    call.talk(60);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
    QVERIFY(!call.said(PartReason::ThinLine));
    QCOMPARE(thin.compressedConnections(), 0);
}

void DeepgramThinLineTest::catchingUpIsNoThinLine()
{
    // Less than the sound that waited could be sent with, more than is needed.
    ThinDialogue thin(160);
    DeepgramDialogue &call = thin.call;
    call.server.always(Fault::limitUpstream(72'000));
    thin.begin();
    call.talk(20);
    call.server.setDown(true);
    call.talk(15);
    call.server.setDown(false);
    call.talk(120);
    QVERIFY(call.said(PartReason::CatchingUp));
    QCOMPARE(thin.compressedConnections(), 0);
    QVERIFY(call.end());
    COMPARE_WITH_SCRIPT(call);
    QVERIFY(call.gaps.isEmpty());
}

QTEST_GUILESS_MAIN(DeepgramThinLineTest)
#include "tst_deepgram_thin_line.moc"
