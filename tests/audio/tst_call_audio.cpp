// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/call_audio.h"
#include "core/support/clock.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test_sound.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;
using test::Samples;

namespace {

/// A CallAudio playing a file, with everything it said.
struct Player
{
    explicit Player(AudioSetup setup, std::size_t capacity = FrameQueue::defaultCapacity)
        : queue(capacity)
        , audio(std::move(setup), queue, clock)
        , ended(&audio, &CallAudio::ended)
        , failed(&audio, &CallAudio::failed)
        , states(&audio, &CallAudio::stateChanged)
        , levels(&audio, &CallAudio::levelsChanged)
    {
    }

    void take()
    {
        for (const AudioFrame &frame : queue.takeAll()) {
            frames.push_back(frame);
        }
    }
    Samples track(Track which)
    {
        take();
        return test::trackOfFrames(frames, which);
    }
    bool said(PartReason reason) const
    {
        return std::any_of(states.begin(), states.end(), [reason](const QList<QVariant> &arguments) {
            return arguments.first().value<PartState>().reason == reason;
        });
    }

    SystemClock clock;
    FrameQueue queue;
    CallAudio audio;
    QSignalSpy ended;
    QSignalSpy failed;
    QSignalSpy states;
    QSignalSpy levels;
    std::vector<AudioFrame> frames;
};

} // namespace

class TestCallAudio final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    /// Rep 500 Hz, customer 1500 Hz.
    QString stereo(double seconds)
    {
        const QString path = m_dir.filePath(QStringLiteral("stereo-%1.wav").arg(seconds));
        const Samples both =
            test::interleaved(test::tone(500, seconds, 8000, 44100), test::tone(1500, seconds, 8000, 44100));
        return test::writeFile(path, test::wavFile(44100, 2, both)) ? path : QString();
    }
    AudioSetup fileSetup(const QString &path, double speed) const
    {
        AudioSetup setup;
        setup.inputFile = path;
        setup.speed = speed;
        return setup;
    }

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<talktrack::PartState>(); }

    void playsAFileAsFastAsItIsAllowed()
    {
        Player player(fileSetup(stereo(5), 0));
        player.audio.start();
        QTest::qWait(0);
        player.take();
        QVERIFY(player.frames.empty());
        player.audio.allowUpTo(positionAt(2) + 100);
        QTRY_COMPARE((player.take(), player.frames.size()), std::size_t{100});
        QVERIFY(player.ended.isEmpty());
        player.audio.allowUpTo(positionAt(5));
        QTRY_COMPARE(player.ended.size(), 1);
        const Samples rep = player.track(Track::Rep);
        QVERIFY(std::abs(static_cast<int>(rep.size()) - 80000) <= frameSamples);
        QVERIFY(test::shareAt(rep, 500) > 0.98);
        QVERIFY(test::shareAt(player.track(Track::Customer), 1500) > 0.98);
        for (std::size_t i = 0; i < player.frames.size(); ++i) {
            QCOMPARE(player.frames[i].position, static_cast<qint64>(i) * frameSamples);
        }
        QCOMPARE(player.ended.first().first().toLongLong(), static_cast<qint64>(rep.size()));
        QVERIFY(player.failed.isEmpty());
        QVERIFY(!player.said(PartReason::InputDamaged));
    }

    void playsAFileFasterThanItWasSpoken()
    {
        Player player(fileSetup(stereo(10), 40));
        player.audio.allowUpTo(positionAt(5));
        player.audio.start();
        player.audio.allowUpTo(positionAt(10));
        QTRY_COMPARE(player.ended.size(), 1);
        QVERIFY(test::shareAt(player.track(Track::Customer), 1500) > 0.98);
        QVERIFY(!player.levels.isEmpty());
        const auto levels = player.levels.last().first().value<AudioLevels>();
        QVERIFY(levels.peakDbfs[0] > -14 && levels.peakDbfs[0] < -10);
    }

    void waitsAtEverySpeedForWhoCannotKeepUp()
    {
        for (const double speed : {100.0, 4.0, 1.0}) {
            Player player(fileSetup(stereo(3), speed));
            player.audio.start();
            const auto frames = [&] {
                player.take();
                return player.frames.size();
            };
            player.audio.allowUpTo(positionAt(0.1));
            QTRY_COMPARE(frames(), std::size_t{5});
            // At this speed more would have come by now.
            QTest::qWait(100);
            QCOMPARE(frames(), std::size_t{5});
            QVERIFY(player.ended.isEmpty());
            player.audio.allowUpTo(positionAt(3));
            QTRY_COMPARE(player.ended.size(), 1);
            QCOMPARE(player.ended.first().first().toLongLong(), static_cast<qint64>(frames()) * frameSamples);
        }
    }

    void keepsTimeByItsClock()
    {
        Player player(fileSetup(stereo(2), 1));
        player.audio.start();
        player.audio.allowUpTo(positionAt(2));
        QTRY_VERIFY((player.take(), player.frames.size()) >= 10);
        QVERIFY(player.ended.isEmpty());
        player.audio.stop();
        QCOMPARE(player.ended.size(), 1);
        QCOMPARE(player.ended.first().first().toLongLong(),
                 static_cast<qint64>(player.track(Track::Rep).size()));
        player.audio.stop();
        player.audio.setMuted(Track::Rep, true);
        player.audio.allowUpTo(1000000);
        QTest::qWait(50);
        QCOMPARE(player.ended.size(), 1);
        QVERIFY(player.queue.takeAll().empty());
    }

    void standsStillWhilePaused()
    {
        Player player(fileSetup(stereo(3), 20));
        QSignalSpy paused(&player.audio, &CallAudio::pausedChanged);
        player.audio.setPaused(true);
        player.audio.start();
        player.audio.allowUpTo(positionAt(3));
        QTest::qWait(60);
        QVERIFY(player.queue.takeAll().empty());
        QVERIFY(player.said(PartReason::Paused));
        QVERIFY(!player.said(PartReason::Resumed));
        player.audio.setPaused(false);
        QCOMPARE(paused.size(), 2);
        QCOMPARE(paused.at(0), (QList<QVariant>{true, 0LL}));
        QCOMPARE(paused.at(1), (QList<QVariant>{false, 0LL}));
        QVERIFY(player.said(PartReason::Resumed));
        QTRY_COMPARE(player.ended.size(), 1);
        QVERIFY(std::abs(static_cast<int>(player.track(Track::Rep).size()) - 48000) <= frameSamples);
    }

    void mutesATrackButNotItsMeter()
    {
        Player player(fileSetup(stereo(2), 0));
        player.audio.setMuted(Track::Rep, true);
        player.audio.allowUpTo(positionAt(10));
        player.audio.start();
        player.audio.allowUpTo(positionAt(10));
        QTRY_COMPARE(player.ended.size(), 1);
        const Samples rep = player.track(Track::Rep);
        QVERIFY(!rep.empty());
        QVERIFY(std::all_of(rep.begin(), rep.end(), [](qint16 sample) { return sample == 0; }));
        QVERIFY(test::shareAt(player.track(Track::Customer), 1500) > 0.98);
        QVERIFY(player.levels.last().first().value<AudioLevels>().peakDbfs[0] > -20);
        QVERIFY(player.said(PartReason::Muted));
    }

    void saysThatATrackIsHeardAgain()
    {
        Player player(fileSetup(stereo(1), 0));
        player.audio.setMuted(Track::Rep, true);
        QVERIFY(!player.said(PartReason::Unmuted));
        player.audio.setMuted(Track::Rep, false);
        QVERIFY(player.said(PartReason::Unmuted));
    }

    void givesAMonoFileToTheTrackThatIsAsked()
    {
        const QString path = m_dir.filePath(QStringLiteral("mono.wav"));
        QVERIFY(test::writeFile(path, test::wavFile(16000, 1, test::tone(440, 1))));
        for (const bool isCustomer : {true, false}) {
            AudioSetup setup = fileSetup(path, 0);
            setup.monoIsCustomer = isCustomer;
            Player player(setup);
            player.audio.start();
            player.audio.allowUpTo(positionAt(10));
            QTRY_COMPARE(player.ended.size(), 1);
            QVERIFY(test::shareAt(player.track(isCustomer ? Track::Customer : Track::Rep), 440) > 0.9);
            QCOMPARE(test::shareAt(player.track(isCustomer ? Track::Rep : Track::Customer), 440), 0.0);
        }
    }

    void saysThatAFileEndsEarly()
    {
        QByteArray ogg = test::readFile(QStringLiteral(TEST_DATA_DIR "/audio/voice_rep.opus"));
        ogg.truncate(ogg.size() / 2);
        const QString path = m_dir.filePath(QStringLiteral("cut.opus"));
        QVERIFY(test::writeFile(path, ogg));
        Player player(fileSetup(path, 0));
        player.audio.start();
        player.audio.allowUpTo(positionAt(100));
        QTRY_COMPARE(player.ended.size(), 1);
        QVERIFY(player.said(PartReason::InputDamaged));
        QVERIFY(player.failed.isEmpty());
        QVERIFY(player.track(Track::Customer).size() > 8 * sampleRateHz);
    }

    void failsOnceWhereTheFileCannotBePlayed()
    {
        const QString empty = m_dir.filePath(QStringLiteral("empty.wav"));
        QVERIFY(test::writeFile(empty, {}));
        for (const auto &[path, kind] :
             {std::pair(empty, ErrorKind::InputEmpty),
              std::pair(m_dir.filePath(QStringLiteral("no.wav")), ErrorKind::InputMissing)}) {
            Player player(fileSetup(path, 1));
            player.audio.start();
            QTRY_COMPARE(player.failed.size(), 1);
            QCOMPARE(player.failed.first().first().value<Error>().kind, kind);
            player.audio.stop();
            QTest::qWait(20);
            QCOMPARE(player.failed.size(), 1);
            QVERIFY(player.ended.isEmpty());
        }
    }

    void countsWhatOverflows()
    {
        Player player(fileSetup(stereo(5), 0), 50);
        player.audio.start();
        player.audio.allowUpTo(positionAt(10));
        QTRY_COMPARE(player.ended.size(), 1);
        QVERIFY(player.said(PartReason::Overflow));
        player.take();
        QCOMPARE(player.frames.size(), std::size_t{50});
        QVERIFY(player.queue.dropped() >= 199);
    }

    void saysWhenNoMoreSoundIsLost()
    {
        test::FakeClock clock;
        FrameQueue queue(50);
        CallAudio audio(fileSetup(stereo(5), 0), queue, clock);
        QList<PartState> states;
        connect(&audio, &CallAudio::stateChanged, this,
                [&](const PartState &state) { states.append(state); });
        const auto playTo = [&](double seconds) {
            audio.allowUpTo(positionAt(seconds));
            qint64 last = -1;
            while (last + frameSamples < positionAt(seconds)) {
                QCoreApplication::processEvents();
                for (const AudioFrame &frame : queue.takeAll()) {
                    last = frame.position;
                }
            }
        };
        audio.start();
        audio.allowUpTo(positionAt(2));
        QTRY_COMPARE(queue.dropped(), 50);
        QCOMPARE(states.last().reason, PartReason::Overflow);
        playTo(2);
        clock.advance(std::chrono::seconds(5));
        playTo(2.5);
        QCOMPARE(states.last().reason, PartReason::Overflow);
        clock.advance(std::chrono::seconds(6));
        playTo(3);
        QCOMPARE(states.last(),
                 (PartState{CallPart::Audio, PartCondition::Live, PartReason::OverflowGone, {}}));
        QCOMPARE(states.size(), 3);
    }

    void hearsTheEchoInARecording()
    {
        // The customer's voice is also in the rep's microphone, 100 ms later and at a third.
        const QByteArray ogg = test::readFile(QStringLiteral(TEST_DATA_DIR "/audio/voice_customer.opus"));
        const QString voice = m_dir.filePath(QStringLiteral("voice.opus"));
        QVERIFY(test::writeFile(voice, ogg));
        Player mono(fileSetup(voice, 0));
        mono.audio.start();
        mono.audio.allowUpTo(positionAt(100));
        QTRY_COMPARE(mono.ended.size(), 1);
        const Samples customer = mono.track(Track::Customer);
        Samples rep(customer.size());
        for (std::size_t i = 1600; i < rep.size(); ++i) {
            rep[i] = static_cast<qint16>(customer[i - 1600] / 3);
        }
        const QString path = m_dir.filePath(QStringLiteral("echo.wav"));
        QVERIFY(test::writeFile(path, test::wavFile(16000, 2, test::interleaved(rep, customer))));
        Player player(fileSetup(path, 0));
        QSignalSpy echo(&player.audio, &CallAudio::echoChanged);
        player.audio.start();
        player.audio.allowUpTo(positionAt(100));
        QTRY_COMPARE(player.ended.size(), 1);
        QCOMPARE(echo.size(), 1);
        QVERIFY(echo.first().at(0).toBool());
        QVERIFY(echo.first().at(1).toDouble() >= 0.65);
        QVERIFY(player.said(PartReason::Echo));
    }
};

QTEST_GUILESS_MAIN(TestCallAudio)
#include "tst_call_audio.moc"
