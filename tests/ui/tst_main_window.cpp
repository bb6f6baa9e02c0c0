// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"
#include "tests/ui/support/scripted_link.h"
#include "tests/ui/support/scripted_playbooks.h"
#include "tests/ui/support/scripted_source.h"
#include "ui/library/library_page.h"
#include "ui/live/card_column.h"
#include "ui/live/card_widget.h"
#include "ui/live/checklist_panel.h"
#include "ui/live/live_page.h"
#include "ui/live/playbook_picker.h"
#include "ui/main_window.h"
#include "ui/shortcut_sheet.h"
#include "ui/transcript/transcript_view.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/message.h"

#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
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
    ScriptedPlaybooks m_playbooks;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;

    QString memoryFile() const { return m_directory.filePath(QStringLiteral("window.ini")); }
    WindowServices services()
    {
        return {
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
            .playbooks = m_playbooks.source(),
        };
    }
    void open()
    {
        m_window = std::make_unique<MainWindow>(services());
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

    void cardsAndChecklistAreWholeAtThePromisedSizes_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("wholeCards");
        QTest::addColumn<bool>("items");
        QTest::newRow("laptop") << QSize(1280, 800) << 3 << true;
        QTest::newRow("half a screen") << QSize(700, 900) << 3 << false;
        QTest::newRow("half a small screen") << QSize(700, 600) << 1 << false;
    }
    void cardsAndChecklistAreWholeAtThePromisedSizes()
    {
        QFETCH(QSize, size);
        QFETCH(int, wholeCards);
        QFETCH(bool, items);
        startCall();
        LivePage &page = m_window->livePage();
        page.showChecklist(sample::checklist());
        page.showCards(sample::cards());
        page.showMetrics(sample::metrics(), sample::bands());
        for (const CallPart part : {CallPart::Speech, CallPart::Coach, CallPart::Audio})
            page.showState({part, PartCondition::Live, PartReason::None, {}});
        m_window->resize(size);
        QCoreApplication::processEvents();
        QCOMPARE(m_window->size(), size);
        const auto isWhole = [](const QWidget *widget) {
            return widget->isVisible() && widget->visibleRegion().boundingRect() == widget->rect();
        };
        const auto cards = page.findChild<CardColumn *>()->cardWidgets();
        QCOMPARE(cards.size(), 3);
        for (int i = 0; i < wholeCards; ++i) {
            QVERIFY2(isWhole(cards.at(i)), qPrintable(QString::number(i)));
            // No text in it is squeezed either.
            QVERIFY(cards.at(i)->height() >= cards.at(i)->heightForWidth(cards.at(i)->width()));
        }
        const auto *checklist = page.findChild<ChecklistPanel *>();
        QVERIFY(isWhole(checklist));
        QCOMPARE(page.findChild<ChecklistItems *>()->isVisible(), items);
        if (items) {
            const auto *entries = page.findChild<ChecklistItems *>();
            QVERIFY2(entries->heightForWidth(entries->width()) <=
                         entries->visibleRegion().boundingRect().height(),
                     qPrintable(QStringLiteral("%1 of %2")
                                    .arg(entries->visibleRegion().boundingRect().height())
                                    .arg(entries->heightForWidth(entries->width()))));
        }
        QVERIFY(page.findChild<TranscriptView *>()->height() >= 50);
    }

    void typingANameWorksAtOnce()
    {
        QVERIFY(QApplication::focusWidget());
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("Karen"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY2(m_told.value(0).startsWith(QStringLiteral("start Karen ")), qPrintable(m_told.value(0)));
    }

    void isOnTheScreenBeforeItsPagesAre()
    {
        m_window.reset();
        MainWindow window(*m_theme, {});
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(!window.isOpen());
        bool said = false;
        for (const QLabel *label : window.findChildren<QLabel *>())
            said = said || (label->isVisible() && label->text().startsWith(QStringLiteral("Opening")));
        QVERIFY(said);
        window.open(services());
        QVERIFY(window.livePage().isVisible());
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("Ka"));
        QCOMPARE(window.livePage().findChild<QLineEdit *>()->text(), QStringLiteral("Ka"));
    }

    void canBeClosedWhileItIsOpening()
    {
        m_window.reset();
        MainWindow window(*m_theme, {});
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_Q, Qt::ControlModifier);
        QVERIFY(!window.isVisible());
    }

    void aCardThatComesWhileTheCallsAreShownIsAnnouncedAtLive()
    {
        startCall();
        RailButton *live = nullptr;
        for (RailButton *each : m_window->findChildren<RailButton *>())
            if (each->text() == QStringLiteral("Live"))
                live = each;
        QVERIFY(live);
        const QList<Card> cards = sample::cards();
        m_window->livePage().showCards({cards[0]});
        QVERIFY(live->news().isEmpty());
        m_window->showCalls();
        m_window->livePage().showCards({cards[0]});
        QVERIFY(live->news().isEmpty());
        m_window->livePage().showCards({cards[1], cards[0]});
        QVERIFY(!live->news().isEmpty());
        QVERIFY(live->accessibleName().contains(QStringLiteral("card")));
        m_window->showLive();
        QVERIFY(live->news().isEmpty());
        m_window->showCalls();
        m_window->livePage().showCards({cards[2]});
        QVERIFY(!live->news().isEmpty());
        m_window->livePage().showCards({});
        QVERIFY(live->news().isEmpty());
    }

    void troubleAtTheStartIsPlainText()
    {
        QMessageBox *box = makeTroubleBox(m_window.get(), QStringLiteral("<b>no</b> <img src='x'>"));
        QCOMPARE(box->textFormat(), Qt::PlainText);
        delete box;
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

    void aPlaybookIsChosenReadShownAndRemembered()
    {
        QTRY_VERIFY(!m_playbooks.list.isEmpty());
        auto *picker = m_window->findChild<PlaybookPicker *>();
        auto *combo = picker->findChild<ChoiceBox *>();
        const auto items = [combo] {
            QStringList out;
            for (int i = 0; i < combo->count(); ++i)
                out.append(combo->itemText(i));
            return out;
        };
        QTRY_COMPARE(items(), (QStringList{QStringLiteral("B2B software (example)"), QStringLiteral("Mine"),
                                           QStringLiteral("bad.json"), QString::fromUtf8("Choose a file…")}));
        const auto choose = [combo](int index) {
            combo->setFocus();
            QTest::keyClick(combo, Qt::Key_Home);
            for (int i = 0; i < index; ++i)
                QTest::keyClick(combo, Qt::Key_Down);
        };
        choose(1);
        QTRY_COMPARE(combo->currentText(), QStringLiteral("Mine"));
        QCOMPARE(picker->callType(), QStringLiteral("For: Cold call"));
        startCall();
        QVERIFY2(m_told.last().endsWith(QStringLiteral("playbook=Mine")), qPrintable(m_told.last()));
        Q_EMIT m_link->ended(sample::outcome());
        m_window->close();
        m_told.clear();
        open();
        auto *again = m_window->findChild<PlaybookPicker *>();
        QTRY_COMPARE(again->callType(), QStringLiteral("For: Cold call"));
        startCall();
        QVERIFY2(m_told.last().endsWith(QStringLiteral("playbook=Mine")), qPrintable(m_told.last()));
    }

    void aBadPlaybookIsRefusedAndTheLastGoodOneStays()
    {
        auto *picker = m_window->findChild<PlaybookPicker *>();
        QTRY_COMPARE(picker->findChild<ChoiceBox *>()->count(), 4);
        Q_EMIT picker->chosen(QStringLiteral("/books/mine.json"));
        QTRY_COMPARE(picker->callType(), QStringLiteral("For: Cold call"));
        Q_EMIT picker->chosen(QStringLiteral("/books/bad.json"));
        QTRY_VERIFY(picker->trouble().contains(QStringLiteral("line 12, cards[3].type")));
        QCOMPARE(picker->findChild<ChoiceBox *>()->currentText(), QStringLiteral("Mine"));
        startCall();
        QVERIFY(m_told.first().endsWith(QStringLiteral("playbook=Mine")));
        Q_EMIT m_link->ended(sample::outcome());
        m_window->livePage().showReady();
        QVERIFY(!picker->trouble().isEmpty());
        Q_EMIT picker->chosen(QString());
        QTRY_VERIFY(picker->trouble().isEmpty());
    }

    void whatIsNotRightInAPlaybookIsSaidWhereItIsChosen()
    {
        auto *picker = m_window->findChild<PlaybookPicker *>();
        Q_EMIT picker->chosen(QStringLiteral("/elsewhere/odd.json"));
        QTRY_COMPARE(picker->findChild<ChoiceBox *>()->currentText(), QStringLiteral("Odd"));
        QVERIFY(picker->trouble().contains(QStringLiteral("line 7, cards[0].max_per_call")));
        Q_EMIT picker->chosen(QStringLiteral("/books/mine.json"));
        QTRY_VERIFY(picker->trouble().isEmpty());
    }

    void aPlaybookCanBeAnyFile()
    {
        auto *picker = m_window->findChild<PlaybookPicker *>();
        auto *combo = picker->findChild<ChoiceBox *>();
        QTRY_COMPARE(combo->count(), 4);
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_End);
        auto *dialog = picker->findChild<QFileDialog *>();
        QVERIFY(dialog);
        // Opening the dialog chooses nothing yet.
        QCOMPARE(combo->currentIndex(), 0);
        Q_EMIT dialog->fileSelected(QStringLiteral("/elsewhere/other.json"));
        dialog->close();
        QTRY_COMPARE(combo->currentText(), QStringLiteral("Other"));
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
