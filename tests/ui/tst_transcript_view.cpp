// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"
#include "ui/theme/colours.h"
#include "ui/transcript/transcript_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace talktrack;

class TranscriptViewTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TranscriptView> m_view;

    static Transcription line(int number, const QString &text = QStringLiteral("Something was said here."))
    {
        return sample::line(QStringLiteral("id-%1").arg(number),
                            number % 2 == 0 ? Track::Rep : Track::Customer, number, text);
    }
    void add(int from, int count)
    {
        for (int i = from; i < from + count; ++i)
            m_view->showLine(line(i));
        settle();
    }
    void settle()
    {
        // The layout is put off to the event loop.
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    }
    QScrollBar *bar() const { return m_view->verticalScrollBar(); }
    QPushButton *jump() const { return m_view->findChild<QPushButton *>(); }
    void wheel(int delta)
    {
        QWheelEvent event(QPointF(50, 50), m_view->viewport()->mapToGlobal(QPointF(50, 50)), {}, {0, delta},
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view->viewport(), &event);
        settle();
    }
    /// The row at the upper edge and where it begins.
    std::pair<QString, int> upperEdge() const
    {
        const int row = m_view->lineAt(QPoint(0, 0));
        return {m_view->lineText(row), m_view->lineRect(row).y()};
    }

private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<TranscriptView>();
        m_view->resize(700, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup() { m_view.reset(); }

    void followsTheNewestLine()
    {
        add(0, 60);
        QVERIFY(m_view->isFollowing());
        QCOMPARE(bar()->value(), bar()->maximum());
        QVERIFY(bar()->maximum() > 0);
        const QRect last = m_view->lineRect(59);
        QVERIFY2(last.bottom() < 400 && last.top() > 0, qPrintable(QString::number(last.bottom())));
    }

    void staysWhereTheReaderScrolledAndOffersAWayBack()
    {
        add(0, 60);
        QSignalSpy changed(m_view.get(), &TranscriptView::followingChanged);
        wheel(360);
        QVERIFY(!m_view->isFollowing());
        QCOMPARE(changed.size(), 1);
        QVERIFY(jump()->isVisible());
        QCOMPARE(jump()->text(), QStringLiteral("Jump to now"));
        const auto edge = upperEdge();
        add(60, 5);
        QCOMPARE(upperEdge(), edge);
        QCOMPARE(m_view->newLines(), 5);
        QVERIFY(jump()->isVisible());
        QVERIFY(jump()->text().contains(QLatin1Char('5')));
        QTest::mouseClick(jump(), Qt::LeftButton);
        settle();
        QVERIFY(m_view->isFollowing());
        QVERIFY(!jump()->isVisible());
        QCOMPARE(bar()->value(), bar()->maximum());
    }

    void aTranscriptGivenAsAWholeHasNoNow()
    {
        m_view->setLines(sample::manyLines(60), {});
        settle();
        wheel(-360);
        QVERIFY(!jump()->isVisible());
    }

    void thereIsNoWayBackWhereAllIsInSight()
    {
        add(0, 30);
        wheel(360);
        QVERIFY(jump()->isVisible());
        m_view->resize(700, 6000);
        settle();
        QVERIFY(m_view->isFollowing());
        QVERIFY(!jump()->isVisible());
    }

    void theLineTheArrowsReachIsSaidToTheScreenReader()
    {
        static QList<int> reached;
        reached.clear();
        if (!QAccessible::isActive())
            QSKIP("Needs a session with the bus of assistive technologies");
        add(0, 5);
        m_view->activateWindow();
        m_view->setFocus();
        QTRY_VERIFY(m_view->hasFocus());
        const auto before = QAccessible::installUpdateHandler([](QAccessibleEvent *event) {
            if (event->type() == QAccessible::Focus && event->child() >= 0)
                reached.append(event->child());
        });
        QTest::keyClick(m_view.get(), Qt::Key_Up);
        QTest::keyClick(m_view.get(), Qt::Key_Up);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QAccessible::installUpdateHandler(before);
        QCOMPARE(reached, (QList<int>{4, 3, 4}));
    }

    void followsAgainWhenTheReaderScrollsToTheEnd()
    {
        add(0, 60);
        wheel(240);
        QVERIFY(!m_view->isFollowing());
        wheel(-2400);
        QVERIFY(m_view->isFollowing());
    }

    void anInterimLineIsReplacedInPlaceAndDoesNotCountAsNew()
    {
        add(0, 60);
        wheel(360);
        Transcription interim = line(60, QStringLiteral("And"));
        interim.final = false;
        m_view->showLine(interim);
        interim.text = QStringLiteral("And we are already talking to somebody else");
        m_view->showLine(interim);
        interim.final = true;
        m_view->showLine(interim);
        settle();
        QCOMPARE(m_view->lineCount(), 61);
        QCOMPARE(m_view->newLines(), 1);
        QVERIFY(m_view->lineText(60).contains(QStringLiteral("somebody else")));
    }

    void aGrowingInterimLineStaysWhollyInSight()
    {
        add(0, 30);
        Transcription interim = line(30);
        interim.final = false;
        interim.text.clear();
        for (int words = 0; words < 60; ++words) {
            interim.text += QStringLiteral("another word ");
            m_view->showLine(interim);
            settle();
            QVERIFY(m_view->lineRect(30).bottom() <= 400);
        }
        QVERIFY(m_view->lineRect(30).height() > 3 * m_view->lineRect(29).height());
    }

    void aRemovedLineIsGone()
    {
        add(0, 10);
        m_view->removeLine(QStringLiteral("id-4"));
        m_view->removeLine(QStringLiteral("never there"));
        settle();
        QCOMPARE(m_view->lineCount(), 9);
        for (int row = 0; row < 9; ++row)
            QVERIFY(!m_view->lineText(row).startsWith(QStringLiteral("0:04")));
        QCOMPARE(m_view->lineAt(QPoint(0, m_view->lineRect(8).center().y())), 8);
    }

    void aLineThatBelongsEarlierDoesNotMoveWhatIsRead()
    {
        add(10, 60);
        wheel(480);
        const auto edge = upperEdge();
        m_view->showLine(line(2));
        settle();
        QCOMPARE(upperEdge(), edge);
        QVERIFY(m_view->lineText(0).startsWith(QStringLiteral("0:02")));
    }

    void thirtyThousandLinesCostNoMoreLayoutThanSixty()
    {
        const auto costs = [this](int lines) {
            m_view->setLines(sample::manyLines(lines), {});
            m_view->jumpToNow();
            settle();
            const qint64 before = m_view->layoutCount();
            for (int i = 0; i < 20; ++i) {
                Transcription interim = line(100'000, QStringLiteral("word ").repeated(i + 1));
                interim.start = 100'000;
                interim.final = false;
                m_view->showLine(interim);
                settle();
            }
            return m_view->layoutCount() - before;
        };
        const qint64 few = costs(60);
        const qint64 many = costs(30'000);
        QCOMPARE(m_view->lineCount(), 30'001);
        // One for each interim text, and the rows that came into sight.
        QVERIFY2(many <= few + 5 && many < 60, qPrintable(QStringLiteral("%1 %2").arg(few).arg(many)));
    }

    void opensAndScrollsThirtyThousandLinesWithoutLayingThemOut()
    {
        m_view->setLines(sample::manyLines(30'000), {});
        settle();
        QVERIFY(m_view->layoutCount() < 80);
        bar()->setValue(bar()->maximum() / 2);
        settle();
        QVERIFY(m_view->layoutCount() < 160);
        QTest::keyClick(m_view.get(), Qt::Key_End);
        settle();
        QVERIFY(m_view->layoutCount() < 240);
        QCOMPARE(m_view->lineAt(QPoint(0, 399)), 29'999);
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        settle();
        QCOMPARE(m_view->lineAt(QPoint(0, 0)), 0);
    }

    void scrollingUpThroughLinesNeverSeenDoesNotJump()
    {
        m_view->setLines(sample::manyLines(2000), {});
        m_view->jumpToNow();
        settle();
        int row = m_view->lineAt(QPoint(0, 0));
        for (int i = 0; i < 200; ++i) {
            const int y = m_view->lineRect(row).y();
            wheel(30);
            const int moved = m_view->lineRect(row).y() - y;
            QVERIFY2(moved > 0 && moved < 120, qPrintable(QString::number(moved)));
            row = m_view->lineAt(QPoint(0, 0));
        }
        QVERIFY(row < 1980);
    }

    void manyLinesAtOnceAreLaidOutTogether()
    {
        add(0, 60);
        const qint64 before = m_view->layoutCount();
        for (int i = 60; i < 5000; ++i)
            m_view->showLine(line(i));
        settle();
        QVERIFY(m_view->layoutCount() - before < 40);
    }

    void selectsLinesByMouseAndKeysAndCopiesThem()
    {
        add(0, 5);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->lineRect(1).center());
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier,
                          m_view->lineRect(2).center());
        QCOMPARE(m_view->selectedText(), m_view->lineText(1) + QLatin1Char('\n') + m_view->lineText(2));
        m_view->setFocus();
        QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_view->selectedText().count(QLatin1Char('\n')), 2);
        QTest::keySequence(m_view.get(), QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), m_view->selectedText());
        QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selectedText().count(QLatin1Char('\n')), 4);
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QVERIFY(m_view->selectedText().isEmpty());
    }

    void theSelectionStaysOnItsLinesWhenOthersComeAndGo()
    {
        add(10, 5);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->lineRect(2).center());
        const QString selected = m_view->selectedText();
        m_view->showLine(line(1));
        settle();
        QCOMPARE(m_view->selectedText(), selected);
        m_view->removeLine(QStringLiteral("id-10"));
        settle();
        QCOMPARE(m_view->selectedText(), selected);
    }

    void isReachedAndScrolledByTheKeyboard()
    {
        add(0, 60);
        m_view->setFocus();
        QVERIFY(m_view->focusPolicy() & Qt::TabFocus);
        QTest::keyClick(m_view.get(), Qt::Key_PageUp);
        settle();
        QVERIFY(!m_view->isFollowing());
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        settle();
        QCOMPARE(bar()->value(), 0);
        for (int i = 0; i < 59; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Down);
        settle();
        QVERIFY(m_view->lineRect(59).bottom() <= 400);
        QCOMPARE(m_view->selectedText(), m_view->lineText(59));
    }

    void isAListOfLinesToAssistiveTechnology()
    {
        add(0, 60);
        QAccessibleInterface *list = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->text(QAccessible::Name), QStringLiteral("Transcript"));
        QCOMPARE(list->childCount(), 60);
        QAccessibleInterface *last = list->child(59);
        QVERIFY(last && last->isValid());
        QCOMPARE(last->role(), QAccessible::ListItem);
        QCOMPARE(last->text(QAccessible::Name), m_view->lineText(59));
        QCOMPARE(list->indexOfChild(last), 59);
        QCOMPARE(last->parent(), list);
        QVERIFY(list->child(0)->state().offscreen);
        QVERIFY(!last->state().offscreen);
        QCOMPARE(list->childAt(last->rect().center().x(), last->rect().center().y()), last);
        QVERIFY(!list->child(60));
        m_view->clear();
        QVERIFY(!last->isValid());
        QVERIFY(last->text(QAccessible::Name).isEmpty());
    }

    void survivesHostileText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("NUL") << QString(3, QChar(0));
        QTest::newRow("one word of a megabyte") << QString(1'000'000, QChar(u'W'));
        QTest::newRow("combining marks") << QStringLiteral("Z") + QString(5000, QChar(0x0335));
        QTest::newRow("lone surrogates") << QString(40, QChar(0xDC00));
        QTest::newRow("right to left") << QString::fromUtf8("שלום, זה יקר מדי בשבילנו").repeated(30);
        QTest::newRow("direction overrides") << QString(QChar(0x202E)) + QStringLiteral("gnirts desrever");
        QTest::newRow("markup") << QStringLiteral("<img src=x onerror=1><b>bold</b>&amp;");
        QTest::newRow("line breaks") << QStringLiteral("a\nb\r\nc\u2028d\u2029e\tf");
    }
    void survivesHostileText()
    {
        QFETCH(QString, text);
        m_view->showLine(line(0, text));
        m_view->showLine(line(1));
        settle();
        QVERIFY(!m_view->grab().isNull());
        QCOMPARE(m_view->lineCount(), 2);
        // Nothing is wider than the view: there is no scrolling sideways.
        QCOMPARE(m_view->horizontalScrollBar()->maximum(), 0);
        QVERIFY(m_view->lineRect(0).height() > 10);
        QCOMPARE(m_view->lineRect(1).top(), m_view->lineRect(0).bottom() + 1);
    }

    void notesStandInTheMarginAndAreReadWithTheLine()
    {
        m_view->resize(1000, 400);
        m_view->setLines({line(0), line(1)}, {});
        settle();
        const int plain = m_view->lineRect(0).height();
        const QString said = QStringLiteral("What would it have to cost?");
        m_view->setLines({line(0), line(1)}, {{QStringLiteral("id-0"),
                                               {{QStringLiteral("Price objection"), said},
                                                {QStringLiteral("Suggestion"), said}}}});
        settle();
        QVERIFY(m_view->lineRect(0).height() > plain);
        QVERIFY(m_view->lineText(0).contains(QStringLiteral("[Price objection] ") + said));
        QVERIFY(!m_view->isFollowing());
    }

    void narrowWindowsPutSpeakerAndTimeAboveTheText()
    {
        add(0, 3);
        const int wide = m_view->lineRect(0).height();
        m_view->resize(300, 400);
        settle();
        QVERIFY(m_view->lineRect(0).height() > wide);
        QCOMPARE(m_view->lineRect(0).width(), m_view->viewport()->width());
    }

    void startsAnewAfterClear()
    {
        add(0, 60);
        wheel(360);
        m_view->clear();
        settle();
        QCOMPARE(m_view->lineCount(), 0);
        QVERIFY(m_view->isFollowing());
        add(0, 2);
        QCOMPARE(m_view->lineCount(), 2);
    }
};

QTEST_MAIN(TranscriptViewTest)
#include "tst_transcript_view.moc"
