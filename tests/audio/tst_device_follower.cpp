// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/call_audio.h"
#include "core/audio/device_follower.h"
#include "core/audio/loopback_unsupported.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace talktrack;

namespace {

/// A source that the test opens, breaks and lets speak.
class ScriptedSource final : public AudioSource
{
    Q_OBJECT

public:
    explicit ScriptedSource(QString deviceId)
        : id(std::move(deviceId))
    {
    }
    void start() override { started = true; }
    void stop() override
    {
        stopped = true;
        Q_EMIT captured({{7}, 1, {}});
    }
    void breakDown() { Q_EMIT failed({ErrorKind::DeviceFailed, QStringLiteral("broken"), id, {}}); }

    QString id;
    bool started = false;
    bool stopped = false;
};

AudioDevice mic(const QString &id, bool isDefault = false)
{
    return {id, id.toUpper(), DeviceKind::Input, isDefault};
}

AudioDevice output(const QString &id, bool isDefault = false)
{
    return {id, id.toUpper(), DeviceKind::Output, isDefault};
}

const QString a = QStringLiteral("a");
const QString b = QStringLiteral("b");

} // namespace

class TestDeviceFollower final : public QObject
{
    Q_OBJECT

private:
    QPointer<ScriptedSource> m_source;
    QList<int> m_failures;
    QList<std::pair<PartReason, QString>> m_said;
    std::unique_ptr<DeviceFollower> m_follower;

    void make(Track track, const std::optional<QString> &wanted)
    {
        m_said.clear();
        m_failures.clear();
        m_follower = std::make_unique<DeviceFollower>(track, [this](const AudioDevice &device, int failures) {
            auto source = std::make_unique<ScriptedSource>(device.id);
            m_source = source.get();
            m_failures.append(failures);
            return source;
        });
        connect(m_follower.get(), &DeviceFollower::happened, this,
                [this](PartReason reason, const QString &subject) {
                    m_said.append({reason, subject});
                });
        m_follower->setWanted(wanted);
    }

    std::pair<PartReason, QString> lastSaid() const
    {
        return m_said.isEmpty() ? std::pair<PartReason, QString>() : m_said.last();
    }

private Q_SLOTS:
    void choosesTheWantedThenTheDefaultThenTheFirst()
    {
        const QList<AudioDevice> devices{mic(a), mic(b, true), output(QStringLiteral("o"), true)};
        QCOMPARE(chooseDevice(devices, DeviceKind::Input, a)->id, a);
        QCOMPARE(chooseDevice(devices, DeviceKind::Input, defaultDeviceId)->id, b);
        QCOMPARE(chooseDevice(devices, DeviceKind::Input, QStringLiteral("gone"))->id, b);
        QCOMPARE(chooseDevice({mic(a), mic(b)}, DeviceKind::Input, defaultDeviceId)->id, a);
        QVERIFY(!chooseDevice({mic(a)}, DeviceKind::Output, defaultDeviceId));
        QVERIFY(!chooseDevice({}, DeviceKind::Input, a));
    }

    void takesNoDeviceAsANormalState()
    {
        make(Track::Rep, defaultDeviceId);
        m_follower->setDevices({});
        QCOMPARE(m_follower->health(), DeviceFollower::Health::Degraded);
        QCOMPARE(lastSaid().first, PartReason::NoMicrophone);
        m_follower->setDevices({});
        QCOMPARE(m_said.size(), 1);
        m_follower->setDevices({mic(a, true)});
        QVERIFY(m_source && m_source->started);
        Q_EMIT m_source->opened();
        QCOMPARE(m_follower->health(), DeviceFollower::Health::Live);

        make(Track::Customer, std::nullopt);
        m_follower->setDevices({output(a, true)});
        QVERIFY(!m_source || m_source->id != a || m_follower->deviceName().isEmpty());
        QCOMPARE(m_follower->health(), DeviceFollower::Health::Off);
        QCOMPARE(lastSaid().first, PartReason::NoFarEnd);
    }

    void followsTheDefaultByName()
    {
        make(Track::Rep, defaultDeviceId);
        m_follower->setDevices({mic(a, true), mic(b)});
        Q_EMIT m_source->opened();
        QCOMPARE(lastSaid(), std::pair(PartReason::None, QStringLiteral("A")));
        const QPointer<ScriptedSource> first = m_source;
        // An event without a difference changes nothing.
        m_follower->setDevices({mic(a, true), mic(b)});
        QCOMPARE(m_source.data(), first.data());
        m_follower->setDevices({mic(a), mic(b, true)});
        QCOMPARE(m_source->id, b);
        Q_EMIT m_source->opened();
        QCOMPARE(lastSaid(), std::pair(PartReason::DeviceChanged, QStringLiteral("B")));
        QTRY_VERIFY(first.isNull());
    }

    void staysWithAPinnedDevice()
    {
        make(Track::Rep, a);
        m_follower->setDevices({mic(a, true), mic(b)});
        Q_EMIT m_source->opened();
        const auto *first = m_source.data();
        m_follower->setDevices({mic(a), mic(b, true)});
        QCOMPARE(m_source.data(), first);
    }

    void fallsBackWhenTheDeviceGoesAndReturnsToIt()
    {
        make(Track::Rep, a);
        m_follower->setDevices({mic(a), mic(b, true)});
        Q_EMIT m_source->opened();
        m_follower->setDevices({mic(b, true)});
        QCOMPARE(lastSaid(), std::pair(PartReason::MicrophoneGone, QStringLiteral("A")));
        QCOMPARE(m_follower->health(), DeviceFollower::Health::Degraded);
        QCOMPARE(m_source->id, b);
        Q_EMIT m_source->opened();
        QCOMPARE(lastSaid(), std::pair(PartReason::DeviceChanged, QStringLiteral("B")));
        QCOMPARE(m_follower->health(), DeviceFollower::Health::Live);
        m_follower->setDevices({mic(a), mic(b, true)});
        QCOMPARE(m_source->id, a);
        Q_EMIT m_source->opened();
        QCOMPARE(lastSaid(), std::pair(PartReason::MicrophoneBack, QStringLiteral("A")));
    }

    void saysGoneAndBackWhereNothingIsLeft()
    {
        make(Track::Customer, defaultDeviceId);
        m_follower->setDevices({output(a, true)});
        Q_EMIT m_source->opened();
        m_follower->setDevices({});
        QCOMPARE(lastSaid(), std::pair(PartReason::FarEndGone, QStringLiteral("A")));
        const qsizetype said = m_said.size();
        m_follower->setDevices({mic(b)});
        QCOMPARE(m_said.size(), said);
        m_follower->setDevices({output(a, true)});
        Q_EMIT m_source->opened();
        QCOMPARE(lastSaid(), std::pair(PartReason::FarEndBack, QStringLiteral("A")));
    }

    void saysThatAnUnknownDeviceIsNotThere()
    {
        make(Track::Rep, QStringLiteral("typo"));
        m_follower->setDevices({mic(a, true)});
        QCOMPARE(lastSaid(), std::pair(PartReason::MicrophoneGone, QStringLiteral("typo")));
        Q_EMIT m_source->opened();
        QCOMPARE(lastSaid(), std::pair(PartReason::DeviceChanged, QStringLiteral("A")));
    }

    void triesAFailingDeviceAgainAfterAWhileAndSaysSoOnce()
    {
        make(Track::Rep, defaultDeviceId);
        m_follower->setDevices({mic(a, true)});
        Q_EMIT m_source->opened();
        m_source->breakDown();
        QCOMPARE(lastSaid(), std::pair(PartReason::MicrophoneGone, QStringLiteral("A")));
        QCOMPARE(m_failures, QList<int>({0}));
        QTRY_COMPARE(m_failures, QList<int>({0, 1}));
        m_source->breakDown();
        QTRY_COMPARE(m_failures, QList<int>({0, 1, 2}));
        QCOMPARE(m_said.size(), 2);
        Q_EMIT m_source->opened();
        QCOMPARE(lastSaid(), std::pair(PartReason::MicrophoneBack, QStringLiteral("A")));
    }

    void saysWhereCaptureIsUnsupportedAndLeavesItAtThat()
    {
        QList<PartReason> said;
        int made = 0;
        DeviceFollower follower(Track::Customer, [&made](const AudioDevice &, int) {
            ++made;
            return std::make_unique<UnsupportedLoopbackSource>();
        });
        connect(&follower, &DeviceFollower::happened, this,
                [&said](PartReason reason, const QString &) { said.append(reason); });
        follower.setWanted(defaultDeviceId);
        follower.setDevices({output(a, true)});
        follower.setDevices({output(a, true), output(b)});
        QCOMPARE(said, QList<PartReason>({PartReason::FarEndUnsupported}));
        QCOMPARE(made, 1);
    }

    void handsOnTheRestWhenStopped()
    {
        make(Track::Rep, defaultDeviceId);
        m_follower->setDevices({mic(a, true)});
        QSignalSpy captured(m_follower.get(), &DeviceFollower::captured);
        m_follower->stop();
        QCOMPARE(captured.size(), 1);
        m_follower->setDevices({mic(b, true)});
        QVERIFY(m_follower->deviceName().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDeviceFollower)
#include "tst_device_follower.moc"
