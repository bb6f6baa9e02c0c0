// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"
#include "tests/ui/support/scripted_link.h"
#include "tests/ui/support/scripted_source.h"
#include "ui/library/library_page.h"
#include "ui/live/live_page.h"
#include "ui/main_window.h"
#include "ui/shortcut_sheet.h"
#include "ui/transcript/transcript_view.h"

#include <QFile>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace talktrack;

class MainWindowTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    QStringList m_told;
    QPointer<CallLink> m_link;
    SystemClock m_clock;
    ScriptedSource m_source;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;

    QString memoryFile() const { return m_directory.filePath(QStringLiteral("window.ini")); }
    void open()
    {
        m_window = std::make_unique<MainWindow>(WindowServices{
            .makeCall = [this]() -> std::unique_ptr<CallLink> {
                auto link = std::make_unique<ScriptedLink>(m_told);
                m_link = link.get();
                return link;
            },
            .templates = {},
            .calls = m_source.source(),
            .clock = m_clock,
            .theme = *m_theme,
            .memoryFile = memoryFile(),
        });
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void startCall()
    {
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
        QVERIFY(m_link);
        Q_EMIT m_link->started(sample::call());
    }
    QMessageBox *question() const { return m_window->findChild<QMessageBox *>(QStringLiteral("askToClose")); }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void init()
    {
        QFile::remove(memoryFile());
        m_told.clear();
        open();
    }
    void cleanup() { m_window.reset(); }
    void cleanupTestCase() { m_theme.reset(); }

    void opensOnTheLivePage()
    {
        QVERIFY(m_window->livePage().isVisible());
        QCOMPARE(m_window->minimumSize(), QSize(640, 480));
    }

    void theSmallestSizeIsEnough()
    {
        m_window->resize(640, 480);
        startCall();
        m_window->livePage().showCards(sample::cards());
        QCoreApplication::processEvents();
        QCOMPARE(m_window->size(), QSize(640, 480));
    }

    void pagesAreChosenByKeyAndButton()
    {
        QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier);
        QVERIFY(m_window->libraryPage().isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
        QVERIFY(m_window->livePage().isVisible());
        for (QToolButton *each : m_window->findChildren<QToolButton *>())
            if (each->accessibleName() == QStringLiteral("Calls"))
                QTest::mouseClick(each, Qt::LeftButton);
        QVERIFY(m_window->libraryPage().isVisible());
    }

    void startingACallShowsTheLivePage()
    {
        m_window->showCalls();
        startCall();
        QVERIFY(m_window->livePage().isVisible());
    }

    void closesAtOnceWhenNoCallIsRunning()
    {
        QTest::keyClick(m_window.get(), Qt::Key_Q, Qt::ControlModifier);
        QVERIFY(!m_window->isVisible());
    }

    void asksBeforeClosingDuringACall()
    {
        startCall();
        m_window->close();
        QVERIFY(m_window->isVisible());
        QVERIFY(question());
        m_window->close();
        QCOMPARE(m_window->findChildren<QMessageBox *>().size(), 1);
        QTest::keyClick(question(), Qt::Key_Escape);
        QTRY_VERIFY(!question());
        QVERIFY(m_window->isVisible());
        QVERIFY(!m_told.contains(QStringLiteral("end")));
    }

    void endsTheCallProperlyAndThenCloses()
    {
        startCall();
        m_window->close();
        for (QAbstractButton *each : question()->buttons())
            if (question()->buttonRole(each) == QMessageBox::AcceptRole) {
                QTest::mouseClick(each, Qt::LeftButton);
                break;
            }
        QVERIFY(m_told.contains(QStringLiteral("end")));
        QVERIFY(m_window->isVisible());
        Q_EMIT m_link->ended(sample::outcome());
        QTRY_VERIFY(!m_window->isVisible());
    }

    void theEndedCallCanBeOpenedAndTheListKnowsIt()
    {
        startCall();
        const auto asked = m_source.filters.size();
        Q_EMIT m_link->ended(sample::outcome());
        QVERIFY(m_source.filters.size() > asked);
        for (QPushButton *each : m_window->findChildren<QPushButton *>())
            if (each->text() == QStringLiteral("Open in Calls"))
                QTest::mouseClick(each, Qt::LeftButton);
        QVERIFY(m_window->libraryPage().isVisible());
        QCOMPARE(m_source.ids.back(), QStringLiteral("call-1"));
    }

    void goingAwayDuringACallLeavesNothingBehind()
    {
        startCall();
        Q_EMIT m_link->lineChanged(sample::lines().first());
        m_window.reset();
        QVERIFY(m_told.contains(QStringLiteral("gone")));
    }

    void remembersSizePageDevicesAndLook()
    {
        m_window->resize(777, 555);
        m_window->showCalls();
        m_window->livePage().setDevice(Track::Rep, QStringLiteral("mic-2"));
        Q_EMIT m_window->livePage().deviceChosen(Track::Rep, QStringLiteral("mic-2"));
        Q_EMIT m_window->livePage().deviceChosen(Track::Customer, std::nullopt);
        QCoreApplication::processEvents();
        m_window->close();
        QVERIFY(QFile::exists(memoryFile()));
        open();
        QCOMPARE(m_window->size(), QSize(777, 555));
        QVERIFY(m_window->libraryPage().isVisible());
        QCOMPARE(m_window->livePage().device(Track::Rep), std::optional(QStringLiteral("mic-2")));
        QVERIFY(!m_window->livePage().device(Track::Customer));
    }

    void aDamagedOrUnwritableMemoryIsPassedOver()
    {
        m_window.reset();
        QFile file(memoryFile());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray("[\0\xff\xfe garbage\n=geometry=@ByteArray(\npage=\"unclosed\n", 48));
        file.write("appearance=99999\n");
        file.close();
        open();
        QVERIFY(m_window->livePage().isVisible());
        m_window.reset();
        WindowMemory nowhere(QStringLiteral("/proc/no/such/place.ini"));
        nowhere.setValue(QStringLiteral("page"), 1);
        nowhere.flush();
        QCOMPARE(nowhere.value(QStringLiteral("page")).toInt(), 1);
    }

    void f1ShowsAllKeys()
    {
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        auto *sheet = m_window->findChild<ShortcutSheet *>();
        QVERIFY(sheet && sheet->isVisible());
        for (const auto *keys : {"Ctrl+N", "Ctrl+E", "Ctrl+M", "Ctrl+P", "Ctrl+1", "Alt+1"})
            QVERIFY2(sheet->accessibleDescription().contains(QLatin1String(keys)), keys);
        QTest::keyClick(sheet, Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<ShortcutSheet *>());
    }

    void noTwoActionsShareAKey()
    {
        QHash<QString, QString> keys;
        for (const QAction *action : m_window->findChildren<QAction *>()) {
            const QString key = action->shortcut().toString();
            if (key.isEmpty())
                continue;
            QVERIFY2(!keys.contains(key), qPrintable(key));
            keys.insert(key, action->text());
        }
        QVERIFY(keys.size() >= 8);
    }
};

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
