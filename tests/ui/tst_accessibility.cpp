// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"
#include "tests/ui/support/scripted_link.h"
#include "tests/ui/support/scripted_source.h"
#include "ui/library/library_page.h"
#include "ui/live/live_page.h"
#include "ui/main_window.h"
#include "ui/transcript/transcript_view.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollBar>
#include <QSet>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace talktrack;

class AccessibilityTest final : public QObject
{
    Q_OBJECT

private:
    QStringList m_told;
    SystemClock m_clock;
    ScriptedSource m_source;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;

    static bool isInteractive(const QWidget *widget)
    {
        const bool takesInput =
            qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QComboBox *>(widget) ||
            qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractItemView *>(widget) ||
            qobject_cast<const TranscriptView *>(widget);
        // Parts of other widgets that are not reached on their own anywhere in Qt.
        return takesInput && widget->isVisible() && widget->isEnabled() &&
               !widget->objectName().startsWith(QLatin1String("qt_")) &&
               !qobject_cast<const QComboBox *>(widget->parentWidget()) &&
               !qobject_cast<const QAbstractItemView *>(widget->parentWidget());
    }
    QList<QWidget *> interactive() const
    {
        QList<QWidget *> out;
        for (QWidget *widget : m_window->centralWidget()->findChildren<QWidget *>())
            if (isInteractive(widget))
                out.append(widget);
        return out;
    }
    static QString describe(const QWidget *widget)
    {
        return QStringLiteral("%1 '%2'").arg(QLatin1String(widget->metaObject()->className()),
                                             widget->accessibleName());
    }

    void walk(int least)
    {
        QCoreApplication::processEvents();
        const QList<QWidget *> widgets = interactive();
        QVERIFY2(widgets.size() >= least, qPrintable(QString::number(widgets.size())));
        for (QWidget *widget : widgets) {
            QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                     qPrintable(describe(widget)));
            QVERIFY2(widget->focusPolicy() & Qt::TabFocus, qPrintable(describe(widget)));
            // WCAG 2.2, 2.5.8: targets of 24 by 24 at least.
            QVERIFY2(widget->width() >= 24 && widget->height() >= 24, qPrintable(describe(widget)));
        }
        QSet<QWidget *> reached;
        widgets.first()->setFocus();
        for (int i = 0; i < 4 * widgets.size() && reached.size() < widgets.size(); ++i) {
            QWidget *focus = QApplication::focusWidget();
            QVERIFY(focus);
            if (widgets.contains(focus))
                reached.insert(focus);
            QTest::keyClick(focus, Qt::Key_Tab);
        }
        for (QWidget *widget : widgets)
            QVERIFY2(reached.contains(widget), qPrintable(describe(widget)));
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void init()
    {
        m_window = std::make_unique<MainWindow>(WindowServices{
            .makeCall = [this]() -> std::unique_ptr<CallLink> {
                return std::make_unique<ScriptedLink>(m_told);
            },
            .templates = {},
            .calls = m_source.source(),
            .clock = m_clock,
            .theme = *m_theme,
            .memoryFile = {},
        });
        m_window->resize(1280, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup() { m_window.reset(); }
    void cleanupTestCase() { m_theme.reset(); }

    void everyControlBeforeACallIsNamedAndReached() { walk(7); }

    void everyControlOfARunningCallIsNamedAndReached()
    {
        LivePage &page = m_window->livePage();
        page.showStarting(QStringLiteral("x"));
        page.showCall(sample::call());
        page.showCards(sample::cards());
        page.showChecklist(sample::checklist());
        walk(14);
    }

    void everyControlAfterACallIsNamedAndReached()
    {
        LivePage &page = m_window->livePage();
        page.showStarting(QStringLiteral("x"));
        page.showCall(sample::call());
        page.showEnded(sample::outcome());
        walk(5);
    }

    void everyControlOfTheLibraryIsNamedAndReached()
    {
        m_window->showCalls();
        m_source.giveList(m_source.lists.size() - 1, sample::summaries(3));
        QTRY_VERIFY(m_window->findChild<QTableView *>()->isVisible());
        walk(3);
        m_window->openCall(QStringLiteral("call-1"));
        m_source.giveCall(m_source.records.size() - 1, sample::record());
        QTRY_VERIFY(m_window->libraryPage().findChild<TranscriptView *>()->isVisible());
        walk(4);
    }

    void cardsAreGoneThroughInTheirOrder()
    {
        LivePage &page = m_window->livePage();
        page.showStarting(QStringLiteral("x"));
        page.showCall(sample::call());
        const QList<Card> cards = sample::cards();
        page.showCards({cards[1]});
        page.showCards({cards[0], cards[1]});
        QStringList names;
        m_window->findChild<TranscriptView *>()->setFocus();
        for (int i = 0; i < 30 && names.size() < 4; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            const QString name = QApplication::focusWidget()->accessibleName();
            if (name.startsWith(QStringLiteral("Used it")) || name.startsWith(QStringLiteral("Dismiss")))
                names.append(name);
        }
        QCOMPARE(names, (QStringList{QStringLiteral("Used it: Price objection"),
                                     QStringLiteral("Dismiss: Price objection"),
                                     QStringLiteral("Used it: Another vendor"),
                                     QStringLiteral("Dismiss: Another vendor")}));
    }
};

QTEST_MAIN(AccessibilityTest)
#include "tst_accessibility.moc"
