// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/voice_activity_detector.h"
#include "tests/speech/speech_sounds.h"

#include <QTest>

using namespace talktrack;
using namespace talktrack::test;

namespace {

struct Turn
{
    bool speaking;
    double at;
};

std::vector<Turn> turnsIn(VoiceActivityDetector &detector, const Samples &samples)
{
    std::vector<Turn> turns;
    for (std::size_t at = 0; at + voiceFrameSamples <= samples.size(); at += voiceFrameSamples) {
        const auto change =
            detector.process(std::span<const qint16, voiceFrameSamples>(&samples[at], voiceFrameSamples));
        if (change) {
            turns.push_back(
                {change->speaking, static_cast<double>(at) / sampleRateHz - 0.01 * change->framesAgo});
        }
    }
    return turns;
}

} // namespace

class TestVoiceActivityDetector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ignoresANoiseFloor_data()
    {
        QTest::addColumn<double>("dbfs");
        QTest::newRow("digital silence") << -200.0;
        QTest::newRow("quiet room") << -70.0;
        QTest::newRow("room") << -60.0;
        QTest::newRow("fan") << -54.0;
    }
    void ignoresANoiseFloor()
    {
        QFETCH(double, dbfs);
        VoiceActivityDetector detector;
        QVERIFY(turnsIn(detector, noise(20, dbfs)).empty());
    }

    void ignoresClicksAndKeyStrokes()
    {
        Samples track = noise(10, -60);
        for (double at = 0.5; at < 9.5; at += 0.5) {
            mixIn(track, at, noise(0.004, -6));
            mixIn(track, at + 0.2, noise(0.03, -20));
        }
        VoiceActivityDetector detector;
        QVERIFY(turnsIn(detector, track).empty());
    }

    void catchesSpeech_data()
    {
        QTest::addColumn<double>("dbfs");
        QTest::newRow("loud") << -12.0;
        QTest::newRow("usual") << -26.0;
        QTest::newRow("soft") << -40.0;
    }
    void catchesSpeech()
    {
        QFETCH(double, dbfs);
        for (const auto *name : {"rep_question", "customer_team", "customer_sarah"}) {
            const Samples speech = voice(QLatin1String(name));
            QVERIFY(!speech.empty());
            const double length = static_cast<double>(speech.size()) / sampleRateHz;
            Samples track = noise(length + 4, -60);
            mixIn(track, 2, speech, gainTo(dbfs, speech));
            VoiceActivityDetector detector;
            const auto turns = turnsIn(detector, track);
            QVERIFY(!turns.empty());
            QCOMPARE(turns.size() % 2, std::size_t{0});
            QVERIFY(turns.front().speaking);
            QVERIFY2(std::abs(turns.front().at - 2) < 0.3, qPrintable(QString::number(turns.front().at)));
            QVERIFY2(std::abs(turns.back().at - 2 - length) < 0.35,
                     qPrintable(QString::number(turns.back().at)));
        }
    }

    void hearsOneTurnWhereWordsHaveShortGaps()
    {
        const Samples speech = voice(QStringLiteral("rep_question"));
        Samples track = noise(6, -60);
        mixIn(track, 1, speech);
        VoiceActivityDetector detector;
        QCOMPARE(turnsIn(detector, track).size(), std::size_t{2});
    }

    void learnsALoudFanAndStillHearsSpeechOverIt()
    {
        VoiceActivityDetector detector;
        turnsIn(detector, noise(30, -45));
        QVERIFY(!detector.isSpeaking());
        QVERIFY(detector.noiseFloorDbfs() > -55);
        Samples track = noise(5, -45);
        mixIn(track, 1, voice(QStringLiteral("rep_question")));
        const auto turns = turnsIn(detector, track);
        QVERIFY(!turns.empty());
        QVERIFY(turns.front().speaking);
    }

    void endsSpeechInDigitalSilence()
    {
        Samples track = noise(3, -60);
        mixIn(track, 0.5, voice(QStringLiteral("rep_question")));
        VoiceActivityDetector detector;
        turnsIn(detector, track);
        bool ended = !detector.isSpeaking();
        for (int i = 0; i < VoiceActivityDetector::releaseFrames; ++i) {
            const auto change = detector.processSilence();
            ended = ended || (change && !change->speaking);
        }
        QVERIFY(ended);
        QVERIFY(!detector.isSpeaking());
    }

    void measuresLevels()
    {
        QCOMPARE(rmsDbfs({}), silenceDbfs);
        QCOMPARE(rmsDbfs(Samples(160, 0)), silenceDbfs);
        QVERIFY(std::abs(rmsDbfs(Samples(160, -32768))) < 0.001F);
        QVERIFY(std::abs(rmsDbfs(noise(1, -40)) + 40) < 0.2F);
    }
};

QTEST_GUILESS_MAIN(TestVoiceActivityDetector)
#include "tst_voice_activity_detector.moc"
