// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/call_audio.h"
#include "core/audio/devices.h"
#include "core/audio/microphone_source.h"
#include "core/support/clock.h"
#include "tests/support/pulse_server.h"
#include "tests/support/test_sound.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;
using test::PulseServer;
using test::Samples;

namespace {

constexpr std::size_t partFrames = 20;

/// A live CallAudio, with everything it said.
struct Call
{
    explicit Call(AudioSetup setup)
        : audio(std::move(setup), queue, clock)
        , ended(&audio, &CallAudio::ended)
    {
        QObject::connect(&audio, &CallAudio::stateChanged, &audio,
                         [this](const PartState &state) { states.append(state); });
        audio.start();
    }

    /// The last 0.4 s of a track.
    Samples lastPart(Track track)
    {
        for (const AudioFrame &frame : queue.takeAll()) {
            frames.push_back(frame);
        }
        const std::size_t count = std::min<std::size_t>(frames.size(), partFrames);
        return test::trackOfFrames(std::span(frames).last(count), track);
    }
    bool hears(Track track, double hz) { return test::shareAt(lastPart(track), hz) > 0.9; }
    /// Said since the last forget().
    bool said(PartReason reason, const QString &subject = {}) const
    {
        return std::any_of(states.begin(), states.end(), [&](const PartState &state) {
            return state.reason == reason && (subject.isEmpty() || state.subject.contains(subject));
        });
    }
    bool isLive() const { return !states.isEmpty() && states.last().condition == PartCondition::Live; }
    void forget() { states.clear(); }

    SystemClock clock;
    FrameQueue queue;
    CallAudio audio;
    QSignalSpy ended;
    QList<PartState> states;
    std::vector<AudioFrame> frames;
};

AudioSetup defaults()
{
    AudioSetup setup;
    setup.microphone = defaultDeviceId;
    setup.farEnd = defaultDeviceId;
    return setup;
}

const AudioDevice *find(const QList<AudioDevice> &devices, const QString &id)
{
    const auto found = std::find_if(devices.begin(), devices.end(),
                                    [&](const AudioDevice &device) { return device.id == id; });
    return found == devices.end() ? nullptr : &*found;
}

constexpr int patienceMs = 8000;
const QString speakers = QStringLiteral("speakers");
const QString headset = QStringLiteral("headset");
const QString microphone = QStringLiteral("mic");

} // namespace

/// Against a real sound server with null sinks.
class TestSoundDevices final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    PulseServer m_server;

    QString toneFile(double hz) const { return m_dir.filePath(QStringLiteral("%1.wav").arg(hz)); }

private Q_SLOTS:
    void initTestCase()
    {
        if (!m_server.start()) {
            QSKIP(qPrintable(QStringLiteral("No sound server for this test: ") + m_server.problem()));
        }
        for (const double hz : {400.0, 1000.0, 1700.0}) {
            QVERIFY(test::writeFile(toneFile(hz), test::wavFile(48000, 1, test::tone(hz, 60, 8000, 48000))));
        }
    }

    void cleanup()
    {
        m_server.removeSink(headset);
        m_server.control({QStringLiteral("set-default-sink"), speakers});
    }

    void listsInputsAndOutputsWithoutMonitors()
    {
        DeviceMonitor monitor;
        QSignalSpy changed(&monitor, &DeviceMonitor::changed);
        QVERIFY(!monitor.isReady());
        QTRY_VERIFY_WITH_TIMEOUT(monitor.isReady(), patienceMs);
        QCOMPARE(changed.size(), 1);
        QStringList inputs;
        QStringList outputs;
        for (const AudioDevice &device : monitor.devices()) {
            (device.kind == DeviceKind::Input ? inputs : outputs).append(device.id);
            QVERIFY(!device.name.isEmpty());
        }
        QCOMPARE(inputs, QStringList({microphone}));
        QCOMPARE(outputs, QStringList({QStringLiteral("mic_feed"), speakers}));
        QVERIFY(find(monitor.devices(), microphone)->isDefault);
        QVERIFY(find(monitor.devices(), speakers)->isDefault);
        QVERIFY(!find(monitor.devices(), QStringLiteral("mic_feed"))->isDefault);
    }

    void noticesDevicesThatComeAndGoAndTheDefault()
    {
        DeviceMonitor monitor;
        QTRY_VERIFY_WITH_TIMEOUT(monitor.isReady(), patienceMs);
        QVERIFY(m_server.addSink(headset));
        QTRY_VERIFY_WITH_TIMEOUT(find(monitor.devices(), headset), patienceMs);
        m_server.control({QStringLiteral("set-default-sink"), headset});
        QTRY_VERIFY_WITH_TIMEOUT(find(monitor.devices(), headset)->isDefault, patienceMs);
        QVERIFY(m_server.removeSink(headset));
        QTRY_VERIFY_WITH_TIMEOUT(!find(monitor.devices(), headset), patienceMs);
        m_server.control({QStringLiteral("set-default-sink"), speakers});
        QTRY_VERIFY_WITH_TIMEOUT(find(monitor.devices(), speakers)->isDefault, patienceMs);
    }

    void hearsBothSidesOnTheirTracks()
    {
        const auto rep = m_server.play(toneFile(400), QStringLiteral("mic_feed"));
        const auto customer = m_server.play(toneFile(1000), speakers);
        Call call(defaults());
        QTRY_VERIFY_WITH_TIMEOUT(call.isLive(), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Rep, 400), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Customer, 1000), patienceMs);
        call.audio.stop();
        QCOMPARE(call.ended.size(), 1);
        call.lastPart(Track::Rep);
        QCOMPARE(call.ended.first().first().toLongLong(), call.frames.back().position + frameSamples);
        for (std::size_t i = 0; i < call.frames.size(); ++i) {
            QCOMPARE(call.frames[i].position, static_cast<qint64>(i) * frameSamples);
        }
    }

    void opensTheMicrophoneThroughQtByTheListedId()
    {
        const auto rep = m_server.play(toneFile(400), QStringLiteral("mic_feed"));
        SystemClock clock;
        MicrophoneSource source(microphone, clock);
        Samples heard;
        connect(&source, &AudioSource::captured, this, [&heard](const AudioChunk &chunk) {
            heard.insert(heard.end(), chunk.samples.begin(), chunk.samples.end());
        });
        QSignalSpy failed(&source, &AudioSource::failed);
        source.start();
        QTRY_VERIFY_WITH_TIMEOUT(heard.size() > 16000, patienceMs);
        QVERIFY(test::shareAt(std::span(heard).last(8000), 400) > 0.9);
        source.stop();
        QVERIFY(failed.isEmpty());
        MicrophoneSource absent(QStringLiteral("none such"), clock);
        QSignalSpy missing(&absent, &AudioSource::failed);
        absent.start();
        QCOMPARE(missing.size(), 1);
        QCOMPARE(missing.first().first().value<Error>().kind, ErrorKind::DeviceMissing);
    }

    void hearsTheSameMomentOnBothTracksAtOnce()
    {
        // The microphone is fed by what is played into mic_feed, so that both sources hear the same.
        Samples beeps;
        for (int i = 0; i < 40; ++i) {
            const Samples beep = test::tone(1000, 0.1, 12000, 48000);
            beeps.insert(beeps.end(), beep.begin(), beep.end());
            beeps.insert(beeps.end(), static_cast<std::size_t>(24000 + 1700 * (i % 7)), 0);
        }
        const QString path = m_dir.filePath(QStringLiteral("beeps.wav"));
        QVERIFY(test::writeFile(path, test::wavFile(48000, 1, beeps)));
        const auto playing = m_server.play(path, QStringLiteral("mic_feed"));
        AudioSetup setup = defaults();
        setup.farEnd = QStringLiteral("mic_feed");
        Call call(setup);
        const auto onsets = [&call](Track track) {
            call.lastPart(track);
            const Samples all = test::trackOfFrames(call.frames, track);
            std::vector<int> found;
            int quietFor = 0;
            for (int i = 0; i < static_cast<int>(all.size()); ++i) {
                const bool loud = std::abs(int{all[static_cast<std::size_t>(i)]}) > 3000;
                if (loud && quietFor > sampleRateHz / 5) {
                    found.push_back(i);
                }
                quietFor = loud ? 0 : quietFor + 1;
            }
            return found;
        };
        QTRY_VERIFY_WITH_TIMEOUT(onsets(Track::Rep).size() >= 3, patienceMs);
        const std::vector<int> rep = onsets(Track::Rep);
        const std::vector<int> customer = onsets(Track::Customer);
        for (const int at : rep) {
            int nearest = sampleRateHz;
            for (const int other : customer) {
                nearest = std::min(nearest, std::abs(other - at));
            }
            QVERIFY2(nearest < sampleRateHz / 20, qPrintable(QString::number(nearest)));
        }
    }

    void followsAChangeOfTheDefaultOutput()
    {
        QVERIFY(m_server.addSink(headset));
        auto playing = m_server.play(toneFile(1000), speakers);
        AudioSetup pinned = defaults();
        pinned.farEnd = speakers;
        Call following(defaults());
        Call staying(pinned);
        QTRY_VERIFY_WITH_TIMEOUT(following.hears(Track::Customer, 1000), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(staying.hears(Track::Customer, 1000), patienceMs);
        playing.reset();
        m_server.control({QStringLiteral("set-default-sink"), headset});
        playing = m_server.play(toneFile(1700), headset);
        QTRY_VERIFY_WITH_TIMEOUT(following.hears(Track::Customer, 1700), patienceMs);
        QVERIFY(following.said(PartReason::DeviceChanged));
        QVERIFY(!staying.said(PartReason::DeviceChanged));
        QTRY_VERIFY_WITH_TIMEOUT(staying.lastPart(Track::Customer) == Samples(partFrames * frameSamples, 0),
                                 patienceMs);
        staying.audio.selectDevice(Track::Customer, headset);
        QTRY_VERIFY_WITH_TIMEOUT(staying.hears(Track::Customer, 1700), patienceMs);
    }

    void fallsBackWhenTheHeadsetIsUnpluggedAndReturnsToIt()
    {
        QVERIFY(m_server.addSink(headset));
        auto onHeadset = m_server.play(toneFile(1700), headset);
        const auto onSpeakers = m_server.play(toneFile(1000), speakers);
        AudioSetup setup = defaults();
        setup.farEnd = headset;
        Call call(setup);
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Customer, 1700), patienceMs);
        onHeadset.reset();
        call.forget();
        QVERIFY(m_server.removeSink(headset));
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::FarEndGone), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::DeviceChanged), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Customer, 1000), patienceMs);
        QVERIFY(m_server.addSink(headset));
        onHeadset = m_server.play(toneFile(1700), headset);
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::FarEndBack), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Customer, 1700), patienceMs);
    }

    void isSilentWithoutAMicrophoneAndTakesItWhenItComesBack()
    {
        const auto rep = m_server.play(toneFile(400), QStringLiteral("mic_feed"));
        Call call(defaults());
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Rep, 400), patienceMs);
        call.forget();
        QVERIFY(m_server.removeSource(microphone));
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::MicrophoneGone), patienceMs);
        QCOMPARE(call.states.last().condition, PartCondition::Degraded);
        QTRY_VERIFY_WITH_TIMEOUT(call.lastPart(Track::Rep) == Samples(partFrames * frameSamples, 0),
                                 patienceMs);
        QVERIFY(m_server.addMicrophone(microphone, QStringLiteral("mic_feed")));
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::MicrophoneBack), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Rep, 400), patienceMs);
    }

    void runsOnSilenceWithoutAnyDevice()
    {
        Call call(AudioSetup{});
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::NoFarEnd), patienceMs);
        QVERIFY(call.said(PartReason::NoMicrophone));
        QCOMPARE(call.states.last().condition, PartCondition::Off);
        QTRY_VERIFY_WITH_TIMEOUT(call.lastPart(Track::Rep) == Samples(partFrames * frameSamples, 0),
                                 patienceMs);
        call.audio.stop();
        QCOMPARE(call.ended.size(), 1);
    }

    void keepsTheClockWhilePaused()
    {
        const auto rep = m_server.play(toneFile(400), QStringLiteral("mic_feed"));
        Call call(defaults());
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Rep, 400), patienceMs);
        call.audio.setPaused(true);
        QVERIFY(call.said(PartReason::Paused));
        QTRY_VERIFY_WITH_TIMEOUT(call.lastPart(Track::Rep) == Samples(partFrames * frameSamples, 0),
                                 patienceMs);
        call.audio.setPaused(false);
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Rep, 400), patienceMs);
    }

    /// Last, because it changes the server under Qt's feet.
    void attachesAgainWhenTheServerRestarts()
    {
        auto rep = m_server.play(toneFile(400), QStringLiteral("mic_feed"));
        auto customer = m_server.play(toneFile(1000), speakers);
        Call call(defaults());
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Rep, 400) && call.hears(Track::Customer, 1000),
                                 patienceMs);
        call.forget();
        rep.reset();
        customer.reset();
        m_server.kill();
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::MicrophoneGone) && call.said(PartReason::FarEndGone),
                                 patienceMs);
        QVERIFY(m_server.start());
        rep = m_server.play(toneFile(400), QStringLiteral("mic_feed"));
        customer = m_server.play(toneFile(1000), speakers);
        // 3 s is the promise; the rest is for a busy machine.
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::MicrophoneBack) && call.said(PartReason::FarEndBack),
                                 patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(call.hears(Track::Rep, 400) && call.hears(Track::Customer, 1000),
                                 patienceMs);
        QVERIFY(call.isLive());
    }

    void findsTheServerThatStartsLater()
    {
        m_server.kill();
        DeviceMonitor monitor;
        Call call(defaults());
        QTRY_VERIFY_WITH_TIMEOUT(monitor.isReady(), patienceMs);
        QVERIFY(monitor.devices().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(call.said(PartReason::NoMicrophone) && call.said(PartReason::NoFarEnd),
                                 patienceMs);
        QVERIFY(m_server.start());
        QTRY_VERIFY_WITH_TIMEOUT(!monitor.devices().isEmpty(), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(call.isLive(), patienceMs);
    }
};

QTEST_GUILESS_MAIN(TestSoundDevices)
#include "tst_sound_devices.moc"
