// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_runner.h"
#include "tests/session/session_fixture.h"
#include "tests/support/marked_sound.h"
#include "tests/support/pulse_server.h"
#include "tests/support/scripted_deepgram.h"
#include "tests/support/test_sound.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace talktrack;
using namespace talktrack::test;

namespace {

constexpr double scriptSeconds = 20;
constexpr int patienceMs = 20'000;
/// How long the conversation goes on in an outage, before and after the devices change.
constexpr double whileAway = 2.5;
/// Words this close to the change may have been cut by it.
constexpr double aroundChange = 1.5;

/// The customer speaks, sentence by sentence, and nobody else does.
MarkedScript monologue()
{
    constexpr int wordsOfASentence = 5;
    QList<ScriptedWord> words;
    double at = 0.5;
    while (at + 1 < scriptSeconds) {
        words.append({Track::Customer, QStringLiteral("w%1").arg(words.size(), 4, 10, QLatin1Char('0')), at,
                      at + 0.3});
        at += words.size() % wordsOfASentence == 0 ? 1.0 : 0.4;
    }
    return MarkedScript(words);
}

/// The customer's track, left and right the same.
QByteArray wavOfCustomer(const MarkedScript &script)
{
    Samples sound;
    for (qint64 position = 0; position < positionAt(scriptSeconds); position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        const auto &samples = frame.samples.at(static_cast<std::size_t>(trackIndex(Track::Customer)));
        const Samples both = interleaved(samples, samples);
        sound.insert(sound.end(), both.begin(), both.end());
    }
    return wavFile(sampleRateHz, trackCount, sound);
}

/// A call by Deepgram, with everything that it said.
struct HeardCall
{
    HeardCall(SessionFixture &fixture, const QUrl &provider)
        : runner(fixture.services(), standardSpeechFactory(settings(provider), fixture.clock))
        , ended(&runner, &CallRunner::ended)
        , failed(&runner, &CallRunner::failed)
    {
        QObject::connect(&runner, &CallRunner::lineChanged, &runner, [this](const Transcription &line) {
            if (!line.final)
                return;
            for (const Word &word : line.words)
                words.append({line.track, plainWord(word.text), word.start, word.end});
        });
        QObject::connect(&runner, &CallRunner::metricsChanged, &runner,
                         [this](const CallMetrics &metrics) { now = metrics.at; });
        QObject::connect(&runner, &CallRunner::stateChanged, &runner, [this](const PartState &state) {
            reasons.append(state.reason);
            if (state.part == CallPart::Speech)
                speech = state.condition;
        });
        QObject::connect(&runner, &CallRunner::feedbackGiven, &runner, [this](const FeedbackEvent &event) {
            if (event.type == FeedbackType::Gap)
                ++gaps;
        });
    }

    static SpeechSettings settings(const QUrl &provider)
    {
        SpeechSettings settings;
        settings.deepgramKey = "test-key";
        settings.deepgramBaseUrl = provider;
        settings.standIn = false;
        return settings;
    }

    int count(const ScriptedWord &spoken) const
    {
        return static_cast<int>(std::count_if(words.begin(), words.end(), [&](const ScriptedWord &heard) {
            return heard.track == spoken.track && heard.text == spoken.text;
        }));
    }

    CallRunner runner;
    QSignalSpy ended;
    QSignalSpy failed;
    QList<ScriptedWord> words;
    QList<PartReason> reasons;
    PartCondition speech = PartCondition::Off;
    /// Seconds of the call so far.
    double now = 0;
    int gaps = 0;
};

} // namespace

/// Devices that change while the provider is away: by a real sound server, whose devices keep each sample, so
/// that the marks of the sound reach the scripted provider.
class OutageDevicesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void wordsOnBothSidesOfTheChangeAreHeard();

private:
    bool addSink(const QString &name) const;

    PulseServer m_sound;
    QTemporaryDir m_dir;
};

void OutageDevicesTest::initTestCase()
{
    if (!m_sound.start())
        QSKIP(qPrintable(QStringLiteral("No sound server for this test: ") + m_sound.problem()));
}

bool OutageDevicesTest::addSink(const QString &name) const
{
    return !m_sound
                .loadModule({QStringLiteral("module-null-sink"), QStringLiteral("norewinds=1"),
                             QStringLiteral("rate=16000"), QStringLiteral("format=s16le"),
                             QStringLiteral("channels=2"), QStringLiteral("sink_name=") + name})
                .isNull();
}

void OutageDevicesTest::wordsOnBothSidesOfTheChangeAreHeard()
{
    const MarkedScript script = monologue();
    const QString desk = QStringLiteral("desk");
    const QString headset = QStringLiteral("headset");
    const QString headsetMicrophone = QStringLiteral("headset_mic");
    QVERIFY(addSink(desk) && addSink(headset));
    QVERIFY(m_sound.addMicrophone(headsetMicrophone, QStringLiteral("mic_feed")));
    const QString sound = m_dir.filePath(QStringLiteral("customer.wav"));
    QVERIFY(writeFile(sound, wavOfCustomer(script)));

    SessionFixture fixture;
    ScriptedDeepgram provider(fixture.clock, script);
    HeardCall call(fixture, provider.baseUrl());
    CallSetup setup;
    setup.title = QStringLiteral("Test");
    setup.playbook = fixture.playbook;
    setup.speech = QStringLiteral("deepgram");
    setup.audio.microphone = headsetMicrophone;
    setup.audio.farEnd = headset;
    call.runner.start(setup);
    QTRY_COMPARE_WITH_TIMEOUT(call.speech, PartCondition::Live, patienceMs);
    // The same comes out of both outputs.
    const auto onHeadset = m_sound.play(sound, headset);
    const auto onDesk = m_sound.play(sound, desk);
    QTRY_VERIFY_WITH_TIMEOUT(call.words.size() >= 4, patienceMs);

    provider.setDown(true);
    QTRY_COMPARE_WITH_TIMEOUT(call.speech, PartCondition::Reconnecting, patienceMs);
    const double away = call.now;
    QTRY_VERIFY_WITH_TIMEOUT(call.now >= away + whileAway, patienceMs);
    const double changing = call.now;
    call.runner.selectDevice(Track::Customer, desk);
    QVERIFY(m_sound.removeSource(headsetMicrophone));
    QTRY_VERIFY_WITH_TIMEOUT(call.reasons.contains(PartReason::MicrophoneGone), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(call.reasons.contains(PartReason::DeviceChanged), patienceMs);
    const double changed = call.now + 1;
    QTRY_VERIFY_WITH_TIMEOUT(call.now >= changed + whileAway, patienceMs);
    QCOMPARE(call.speech, PartCondition::Reconnecting);
    const double back = call.now;
    provider.setDown(false);
    call.runner.networkBack();

    QTRY_VERIFY_WITH_TIMEOUT(onDesk->isOver(), 2 * patienceMs);
    call.runner.end();
    QTRY_COMPARE_WITH_TIMEOUT(call.ended.size(), 1, 2 * patienceMs);
    QVERIFY(call.failed.isEmpty());
    QCOMPARE(call.gaps, 0);

    // The script began a moment into the call.
    const ScriptedWord first = call.words.constFirst();
    const auto spoken = std::find_if(script.words().begin(), script.words().end(),
                                     [&](const ScriptedWord &word) { return word.text == first.text; });
    QVERIFY(spoken != script.words().end());
    const double began = first.start - spoken->start;
    int before = 0;
    int after = 0;
    for (const ScriptedWord &word : script.words()) {
        const double start = word.start + began;
        const double end = word.end + began;
        const int heard = call.count(word);
        if (end > changing - aroundChange && start < changed + aroundChange)
            continue;
        QVERIFY2(heard == 1, qPrintable(QStringLiteral("%1 at %2, devices changed from %3 to %4: %5 times")
                                            .arg(word.text)
                                            .arg(start)
                                            .arg(changing)
                                            .arg(changed)
                                            .arg(heard)));
        before += start > away && end < changing ? 1 : 0;
        after += start > changed && end < back ? 1 : 0;
    }
    QVERIFY(before > 0);
    QVERIFY(after > 0);
}

QTEST_GUILESS_MAIN(OutageDevicesTest)
#include "tst_outage_devices.moc"
