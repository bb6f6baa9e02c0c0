// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colour_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace talktrack;

/// The settings portal of a desktop, as far as it is asked.
class ScriptedPortal final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint scheme = 0;

public Q_SLOTS:
    Q_SCRIPTABLE QDBusVariant Read(const QString &, const QString &)
    {
        return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
    }
};

/// Against a bus of the test's own.
class TestColourScheme final : public QObject
{
    Q_OBJECT

private:
    QProcess m_daemon;
    QString m_address;
    ScriptedPortal m_portal;

    QDBusConnection connection(const QString &name) const
    {
        return QDBusConnection::connectToBus(m_address, name);
    }
    void change(const QString &space, uint scheme)
    {
        QDBusMessage signal = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/portal/desktop"),
                                                         QStringLiteral("org.freedesktop.portal.Settings"),
                                                         QStringLiteral("SettingChanged"));
        signal << space << QStringLiteral("color-scheme") << QVariant::fromValue(QDBusVariant(scheme));
        connection(QStringLiteral("portal")).send(signal);
    }

    /// What the window's connection has asked is with the bus: a question to it is answered after the others.
    void atTheBus() const
    {
        connection(QStringLiteral("window"))
            .call(QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/"),
                                                 QStringLiteral("org.freedesktop.DBus"),
                                                 QStringLiteral("GetId")));
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (program.isEmpty())
            QSKIP("No dbus-daemon for this test");
        m_daemon.start(program, {QStringLiteral("--session"), QStringLiteral("--nofork"),
                                 QStringLiteral("--print-address")});
        if (!m_daemon.waitForReadyRead(10'000))
            QSKIP("dbus-daemon does not start here");
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
        QDBusConnection bus = connection(QStringLiteral("portal"));
        QVERIFY(bus.isConnected());
        QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &m_portal,
                                   QDBusConnection::ExportScriptableContents));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
    }
    void cleanupTestCase()
    {
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

    void asksThePortalAndFollowsIt()
    {
        m_portal.scheme = 1;
        ColourScheme scheme(connection(QStringLiteral("window")), nullptr);
        QSignalSpy changed(&scheme, &ColourScheme::changed);
        QVERIFY(!scheme.prefersDark());
        QTRY_COMPARE(scheme.prefersDark(), std::optional(true));
        QCOMPARE(changed.size(), 1);
        atTheBus();
        change(QStringLiteral("org.example.other"), 2);
        change(QStringLiteral("org.freedesktop.appearance"), 2);
        QTRY_COMPARE(scheme.prefersDark(), std::optional(false));
        change(QStringLiteral("org.freedesktop.appearance"), 0);
        QTRY_VERIFY(!scheme.prefersDark());
        QCOMPARE(changed.size(), 3);
    }

    void saysNothingWhereThereIsNoPortal()
    {
        QDBusConnection bus = connection(QStringLiteral("portal"));
        QVERIFY(bus.unregisterService(QStringLiteral("org.freedesktop.portal.Desktop")));
        ColourScheme scheme(connection(QStringLiteral("window")), nullptr);
        QSignalSpy changed(&scheme, &ColourScheme::changed);
        atTheBus();
        QCoreApplication::processEvents();
        QVERIFY(changed.isEmpty());
        ColourScheme nowhere(QDBusConnection(QStringLiteral("no such bus")), nullptr);
        QVERIFY(!nowhere.prefersDark());
    }
};

QTEST_GUILESS_MAIN(TestColourScheme)
#include "tst_colour_scheme.moc"
