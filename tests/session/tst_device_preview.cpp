// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/devices.h"
#include "core/session/device_preview.h"
#include "tests/support/pulse_server.h"
#include "tests/support/test_sound.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;
using test::PulseServer;

namespace {

constexpr int patienceMs = 8000;
constexpr float audibleDbfs = -40;
const QString speakers = QStringLiteral("speakers");
const QString microphone = QStringLiteral("mic");

/// A preview with the levels it gave last.
struct Listening
{
    Listening()
        : preview(clock)
        , stopped(&preview, &LevelPreview::stopped)
    {
        QObject::connect(&preview, &LevelPreview::levelsChanged, &preview, [this](const AudioLevels &levels) {
            latest = levels;
            ++readings;
        });
    }
    bool hears(Track track) const
    {
        return latest.rmsDbfs[static_cast<std::size_t>(trackIndex(track))] > audibleDbfs;
    }

    SystemClock clock;
    DevicePreview preview;
    QSignalSpy stopped;
    AudioLevels latest{{silenceDbfs, silenceDbfs}, {silenceDbfs, silenceDbfs}};
    int readings = 0;
};

} // namespace

/// Against a real sound server with null sinks.
class TestDevicePreview final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;
    PulseServer m_server;
    QString m_tone;

private Q_SLOTS:
    void initTestCase()
    {
        if (!m_server.start())
            QSKIP(qPrintable(QStringLiteral("No sound server for this test: ") + m_server.problem()));
        m_tone = m_dir.filePath(QStringLiteral("tone.wav"));
        QVERIFY(test::writeFile(m_tone, test::wavFile(48000, 1, test::tone(700, 60, 8000, 48000))));
    }

    void metersMoveWithoutACallAndOnlyWhileItRuns()
    {
        const auto rep = m_server.play(m_tone, QStringLiteral("mic_feed"));
        Listening here;
        here.preview.start(defaultDeviceId, defaultDeviceId);
        QTRY_VERIFY_WITH_TIMEOUT(here.hears(Track::Rep), patienceMs);
        QVERIFY(!here.hears(Track::Customer));
        const auto customer = m_server.play(m_tone, speakers);
        QTRY_VERIFY_WITH_TIMEOUT(here.hears(Track::Customer), patienceMs);
        here.preview.stop();
        const int readings = here.readings;
        QTRY_COMPARE_WITH_TIMEOUT(here.stopped.size(), 1, patienceMs);
        QCOMPARE(here.readings, readings);
        // Nobody listens to the microphone any more.
        QTRY_VERIFY_WITH_TIMEOUT(m_server.control({QStringLiteral("list"), QStringLiteral("short"),
                                                   QStringLiteral("source-outputs")})
                                         .count(QLatin1Char('\n')) <= 1,
                                 patienceMs);
        here.preview.start(std::nullopt, speakers);
        QTRY_VERIFY_WITH_TIMEOUT(here.hears(Track::Customer) && !here.hears(Track::Rep), patienceMs);
    }

    void followsTheChoiceAndADeviceThatGoesAndComes()
    {
        const auto rep = m_server.play(m_tone, QStringLiteral("mic_feed"));
        Listening here;
        here.preview.start(microphone, std::nullopt);
        QTRY_VERIFY_WITH_TIMEOUT(here.hears(Track::Rep), patienceMs);
        here.preview.select(Track::Rep, std::nullopt);
        QTRY_VERIFY_WITH_TIMEOUT(!here.hears(Track::Rep), patienceMs);
        here.preview.select(Track::Rep, microphone);
        QTRY_VERIFY_WITH_TIMEOUT(here.hears(Track::Rep), patienceMs);
        QVERIFY(m_server.removeSource(microphone));
        QTRY_VERIFY_WITH_TIMEOUT(!here.hears(Track::Rep), patienceMs);
        QVERIFY(m_server.addMicrophone(microphone, QStringLiteral("mic_feed")));
        QTRY_VERIFY_WITH_TIMEOUT(here.hears(Track::Rep), patienceMs);
    }

    void survivesThatThereIsNoDeviceAndNoServer()
    {
        m_server.kill();
        Listening here;
        here.preview.start(defaultDeviceId, defaultDeviceId);
        QTRY_VERIFY_WITH_TIMEOUT(here.readings > 5, patienceMs);
        QVERIFY(!here.hears(Track::Rep) && !here.hears(Track::Customer));
        here.preview.stop();
        here.preview.stop();
        QTRY_COMPARE_WITH_TIMEOUT(here.stopped.size(), 2, patienceMs);
        here.preview.start(defaultDeviceId, defaultDeviceId);
        // Destroyed while it runs.
    }
};

QTEST_GUILESS_MAIN(TestDevicePreview)
#include "tst_device_preview.moc"
