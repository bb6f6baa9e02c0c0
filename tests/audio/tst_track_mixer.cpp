// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/level_meter.h"
#include "core/audio/silence_watch.h"
#include "core/audio/track_mixer.h"
#include "tests/support/test_sound.h"

#include <QElapsedTimer>
#include <QTest>

#include <ctime>
#include <random>

using namespace talktrack;
using namespace std::chrono_literals;
using test::Samples;
using TimePoint = TrackMixer::TimePoint;

namespace {

/// A device with a clock of its own. What it hears at a true time t (seconds) is signal(t).
struct Device
{
    Track track;
    double ppm = 0;
    double startsAt = 0;
    int chunk = 320;
    std::function<qint16(double)> signal;
    std::function<double(double)> delay = [](double) {
        return 0.0;
    };
    qint64 delivered = 0;

    /// True time at which its sample n is captured.
    double timeOf(qint64 n) const
    {
        return startsAt + static_cast<double>(n) / (sampleRateHz * (1 + ppm * 1e-6));
    }

    /// Hands over everything that has arrived by then.
    void deliver(TrackMixer &mixer, TimePoint start, double now)
    {
        while (true) {
            const double complete = timeOf(delivered + chunk);
            const double arrives = complete + delay(complete);
            if (arrives > now) {
                return;
            }
            Samples samples;
            for (int i = 0; i < chunk; ++i) {
                samples.push_back(signal(timeOf(delivered + i)));
            }
            delivered += chunk;
            mixer.add(track, samples,
                      start + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                  std::chrono::duration<double>(arrives)));
        }
    }
};

/// A click each second at the full second; a background of this amplitude else.
std::function<qint16(double)> clicks(double background = 0, double every = 1)
{
    return [background, every](double t) {
        const double since = t - std::floor(t / every) * every;
        if (since < 1.5 / sampleRateHz && t > 0.5) {
            return qint16{30000};
        }
        return static_cast<qint16>(background * std::sin(2764.6 * t));
    };
}

std::vector<qint64> clickPositions(std::span<const AudioFrame> frames, Track track)
{
    std::vector<qint64> positions;
    for (const AudioFrame &frame : frames) {
        const auto &samples = frame.samples[static_cast<std::size_t>(trackIndex(track))];
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const qint64 at = frame.position + static_cast<qint64>(i);
            if (samples[i] > 20000 && (positions.empty() || at - positions.back() > 800)) {
                positions.push_back(at);
            }
        }
    }
    return positions;
}

double worstErrorMs(const std::vector<qint64> &clickAt, double every = 1)
{
    double worst = 0;
    for (const qint64 at : clickAt) {
        const double seconds = secondsAt(at);
        const double error = std::abs(seconds - std::round(seconds / every) * every);
        worst = std::max(worst, error * 1000);
    }
    return worst;
}

class Simulation
{
public:
    explicit Simulation(std::vector<Device> devices)
        : m_devices(std::move(devices))
        , m_mixer(m_start)
    {
        for (const Device &device : m_devices) {
            m_mixer.setActive(device.track, true);
        }
    }

    /// Runs to this time in ticks of 20 ms, the frames kept.
    void runTo(double seconds)
    {
        for (; m_now < seconds; m_now += 0.02) {
            step();
        }
    }
    void step()
    {
        for (Device &device : m_devices) {
            device.deliver(m_mixer, m_start, m_now);
        }
        append(m_mixer.take(time(m_now)));
    }
    void append(const std::vector<AudioFrame> &more)
    {
        frames.insert(frames.end(), more.begin(), more.end());
    }
    TimePoint time(double seconds) const
    {
        return m_start +
               std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
    }

    std::vector<AudioFrame> frames;
    TimePoint m_start{1000h};
    std::vector<Device> m_devices;
    TrackMixer m_mixer;
    double m_now = 0;
};

Device device(Track track, std::function<qint16(double)> signal)
{
    Device one{};
    one.track = track;
    one.signal = std::move(signal);
    return one;
}

void verifyFramesFollowEachOther(const std::vector<AudioFrame> &frames)
{
    QVERIFY(!frames.empty());
    for (std::size_t i = 0; i < frames.size(); ++i) {
        QCOMPARE(frames[i].position, static_cast<qint64>(i) * frameSamples);
    }
}

} // namespace

class TestTrackMixer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesBothTracksUnchanged()
    {
        Simulation simulation({device(Track::Rep, clicks(3000)), device(Track::Customer, clicks(1000))});
        simulation.runTo(5.2);
        verifyFramesFollowEachOther(simulation.frames);
        for (const Track track : {Track::Rep, Track::Customer}) {
            const auto positions = clickPositions(simulation.frames, track);
            QCOMPARE(positions.size(), std::size_t{5});
            QVERIFY(worstErrorMs(positions) < 0.2);
            QCOMPARE(simulation.m_mixer.figures(track).late, 0);
        }
    }

    void isSilentWhereThereIsNoDevice()
    {
        Simulation simulation({});
        simulation.runTo(2.0);
        verifyFramesFollowEachOther(simulation.frames);
        QVERIFY(simulation.frames.size() >= 98);
        QCOMPARE(simulation.frames.back().samples, AudioFrame().samples);
    }

    void fillsSilenceWhereADeviceDeliversNothing()
    {
        Device dead = device(Track::Customer, clicks());
        dead.startsAt = 1e9;
        Simulation simulation({device(Track::Rep, clicks()), dead});
        simulation.runTo(3.5);
        verifyFramesFollowEachOther(simulation.frames);
        // It waits for the dead one no longer than the slack.
        QVERIFY(simulation.frames.back().position >= positionAt(3.3));
        QCOMPARE(clickPositions(simulation.frames, Track::Rep).size(), std::size_t{3});
        QCOMPARE(clickPositions(simulation.frames, Track::Customer).size(), std::size_t{0});
    }

    void keepsBothTracksAlignedWhenOneStartsLate()
    {
        Device late = device(Track::Customer, clicks(2000));
        late.startsAt = 2.347;
        Simulation simulation({device(Track::Rep, clicks(2000)), late});
        simulation.runTo(6.5);
        const auto rep = clickPositions(simulation.frames, Track::Rep);
        const auto customer = clickPositions(simulation.frames, Track::Customer);
        QCOMPARE(rep.size(), std::size_t{6});
        QCOMPARE(customer.size(), std::size_t{4});
        QVERIFY(worstErrorMs(customer) < 1);
    }

    void toleratesJitterWithoutLosingASample()
    {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> jitter(0, 0.06);
        Device jittery = device(Track::Rep, clicks(2000));
        // Arrival is never before an earlier chunk's.
        double last = 0;
        jittery.delay = [&](double complete) {
            static_cast<void>(complete);
            last = jitter(random);
            return last;
        };
        Simulation simulation({jittery, device(Track::Customer, clicks(2000))});
        simulation.runTo(20.5);
        QCOMPARE(clickPositions(simulation.frames, Track::Rep).size(), std::size_t{20});
        QCOMPARE(simulation.m_mixer.figures(Track::Rep).late, 0);
        QVERIFY(worstErrorMs(clickPositions(simulation.frames, Track::Rep)) < 50);
    }

    void putsALateBurstAtTheStartInItsPlace()
    {
        Device bursty = device(Track::Rep, clicks(2000));
        bursty.delay = [](double complete) {
            return complete < 0.09 ? 0.09 - complete : 0.0;
        };
        Simulation simulation({bursty, device(Track::Customer, clicks())});
        simulation.runTo(4.5);
        QVERIFY(worstErrorMs(clickPositions(simulation.frames, Track::Rep)) < 1);
        QCOMPARE(clickPositions(simulation.frames, Track::Rep).size(), std::size_t{4});
    }

    void returnsToItsPlaceAfterAGap()
    {
        // Nothing arrives between 3.2 and 4.6 s; the sound of that time is lost, or comes in one late burst.
        for (const bool burst : {false, true}) {
            Device gappy = device(Track::Rep, clicks(2000));
            gappy.delay = [burst](double complete) {
                const bool inGap = complete > 3.2 && complete < 4.6;
                return !inGap ? 0.0 : burst ? 4.6 - complete : 0.0;
            };
            Simulation simulation({gappy, device(Track::Customer, clicks())});
            simulation.runTo(3.2);
            if (!burst) {
                simulation.m_devices[0].startsAt += 1.4;
            }
            simulation.runTo(9.5);
            verifyFramesFollowEachOther(simulation.frames);
            const auto positions = clickPositions(simulation.frames, Track::Rep);
            QVERIFY(positions.size() >= 7);
            QVERIFY2(worstErrorMs(positions) < 12, burst ? "burst" : "lost");
        }
    }

    void losesNothingWhenItsOwnThreadStandsStill()
    {
        Simulation simulation({device(Track::Rep, clicks(2000)), device(Track::Customer, clicks(2000))});
        simulation.runTo(2.0);
        // The thread wakes after 3 s and runs its timer before it is handed what arrived.
        simulation.append(simulation.m_mixer.take(simulation.time(5.0)));
        simulation.m_now = 5.0;
        simulation.runTo(8.5);
        verifyFramesFollowEachOther(simulation.frames);
        for (const Track track : {Track::Rep, Track::Customer}) {
            QCOMPARE(clickPositions(simulation.frames, track).size(), std::size_t{8});
            QCOMPARE(simulation.m_mixer.figures(track).late, 0);
        }
    }

    void learnsToWaitForADeviceWithLongChunks()
    {
        Device slow = device(Track::Rep, clicks(2000));
        slow.chunk = 4000;
        Simulation simulation({slow, device(Track::Customer, clicks())});
        simulation.runTo(12.5);
        const qint64 lateAtFirst = simulation.m_mixer.figures(Track::Rep).late;
        simulation.runTo(30.5);
        QCOMPARE(simulation.m_mixer.figures(Track::Rep).late, lateAtFirst);
        const auto positions = clickPositions(simulation.frames, Track::Rep);
        QVERIFY(positions.size() >= 28);
        QVERIFY(worstErrorMs(positions) < 12);
    }

    void boundsADeviceThatHandsOutMoreThanThereIs()
    {
        Device fast = device(Track::Rep, clicks(2000));
        fast.ppm = 1e6;
        Simulation simulation({fast, device(Track::Customer, clicks())});
        simulation.runTo(10);
        verifyFramesFollowEachOther(simulation.frames);
        QVERIFY(simulation.m_mixer.figures(Track::Rep).leftOut > 100000);
    }

    void staysAlignedForAnHourOfDrift_data()
    {
        QTest::addColumn<double>("ppm");
        QTest::addColumn<double>("background");
        QTest::newRow("fast, with pauses") << 200.0 << 0.0;

        QTest::newRow("slow, never quiet") << -200.0 << 4000.0;
    }

    void staysAlignedForAnHourOfDrift()
    {
        QFETCH(double, ppm);
        QFETCH(double, background);
        // A click every 10 s of true time, 8 ms wide so that a correction in its middle does not swallow it.
        constexpr double wide = 0.008;
        const double rate = sampleRateHz * (1 + ppm * 1e-6);
        Samples plain(frameSamples);
        for (std::size_t i = 0; i < plain.size(); ++i) {
            plain[i] = static_cast<qint16>(i % 40 < 20 ? background : -background);
        }
        TrackMixer mixer{TimePoint(1000h)};
        mixer.setActive(Track::Customer, true);
        std::vector<qint64> positions;
        for (qint64 sent = 0; static_cast<double>(sent) / rate < 3600.5; sent += frameSamples) {
            const double from = static_cast<double>(sent) / rate;
            const double until = static_cast<double>(sent + frameSamples) / rate;
            Samples chunk = plain;
            const bool nearClick = from > 5 && std::fmod(from + 0.03, 10) < 0.06;
            for (std::size_t i = 0; nearClick && i < chunk.size(); ++i) {
                const double t = from + static_cast<double>(i) / rate;
                chunk[i] = std::fmod(t, 10) < wide ? qint16{30000} : chunk[i];
            }
            const TimePoint now = TimePoint(1000h) + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                                         std::chrono::duration<double>(until));
            mixer.add(Track::Customer, chunk, now);
            const auto frames = mixer.take(now);
            const double heard = secondsAt(mixer.position());
            if (std::fmod(heard + 1, 10) > 2) {
                continue;
            }
            for (const qint64 at : clickPositions(frames, Track::Customer)) {
                if (positions.empty() || at - positions.back() > sampleRateHz) {
                    positions.push_back(at);
                }
            }
        }
        QCOMPARE(positions.size(), std::size_t{360});
        const double worst = worstErrorMs(positions, 10);
        QVERIFY2(worst < 50, qPrintable(QString::number(worst)));
        const auto &figures = mixer.figures(Track::Customer);
        QVERIFY(ppm > 0 ? figures.leftOut > 0 : figures.added > 0);
        // The first chunk may begin before the call by a rounding.
        QVERIFY(figures.late <= 1);
    }

    void handsOutTheRestAtTheEnd()
    {
        Simulation simulation({device(Track::Rep, clicks(2000)), device(Track::Customer, clicks(2000))});
        simulation.runTo(2.03);
        simulation.append(simulation.m_mixer.finish(simulation.time(2.03)));
        verifyFramesFollowEachOther(simulation.frames);
        QVERIFY(simulation.m_mixer.position() >= positionAt(2.03));
        QVERIFY(simulation.m_mixer.position() < positionAt(2.03) + frameSamples);
        QCOMPARE(clickPositions(simulation.frames, Track::Rep).size(), std::size_t{2});
    }

    void metersPeakAndRms()
    {
        LevelMeter meter;
        AudioFrame frame;
        const Samples sine = test::tone(500, 0.02, 16384);
        std::copy(sine.begin(), sine.end(), frame.samples[1].begin());
        QVERIFY(!meter.add(frame));
        QVERIFY(!meter.add(frame));
        const auto levels = meter.add(frame);
        QVERIFY(levels);
        QCOMPARE(levels->peakDbfs[0], silenceDbfs);
        QCOMPARE(levels->rmsDbfs[0], silenceDbfs);
        QVERIFY(std::abs(levels->peakDbfs[1] + 6.02F) < 0.1F);
        QVERIFY(std::abs(levels->rmsDbfs[1] + 9.03F) < 0.1F);
        QVERIFY(!meter.add(frame));
        AudioFrame loud;
        loud.samples[0].fill(-32768);
        meter.add(loud);
        QVERIFY(std::abs(meter.add(loud)->peakDbfs[0]) < 0.01F);
    }

    void noticesOnceThatADeviceDeliversOnlyZeros()
    {
        using Change = SilenceWatch::Change;
        SilenceWatch watch;
        const Samples zeros(frameSamples, 0);
        QList<Change> changes;
        for (int frame = 0; frame < 40 * 50; ++frame) {
            changes.append(watch.add(zeros));
        }
        QCOMPARE(changes.count(Change::WentSilent), 1);
        QCOMPARE(changes.indexOf(Change::WentSilent), 15 * 50 - 1);
        QVERIFY(watch.isSilent());
        QCOMPARE(watch.add(test::tone(440, 0.02, 1)), Change::SoundReturned);
        QVERIFY(!watch.isSilent());
        QCOMPARE(watch.add(test::tone(440, 0.02)), Change::None);
    }

    void costsLittle()
    {
        Simulation simulation({device(Track::Rep, clicks(2000)), device(Track::Customer, clicks(2000))});
        const Samples chunk = test::tone(440, 0.02);
        const std::clock_t before = std::clock();
        constexpr qint64 seconds = 600;
        for (int tick = 1; tick <= seconds * 50; ++tick) {
            const TimePoint now = simulation.time(tick * 0.02);
            simulation.m_mixer.add(Track::Rep, chunk, now);
            simulation.m_mixer.add(Track::Customer, chunk, now);
            simulation.m_mixer.take(now);
        }
        const double spent = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        qInfo("mixer: %.3f %% of a core", 100 * spent / seconds);
        QCOMPARE(simulation.m_mixer.position() / sampleRateHz, seconds);
    }
};

QTEST_GUILESS_MAIN(TestTrackMixer)
#include "tst_track_mixer.moc"
