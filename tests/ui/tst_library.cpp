// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"
#include "tests/ui/support/scripted_source.h"
#include "ui/library/call_list_model.h"
#include "ui/library/call_notes.h"
#include "ui/library/call_page.h"
#include "ui/library/library_page.h"
#include "ui/theme/theme.h"
#include "ui/transcript/transcript_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>

using namespace talktrack;

class LibraryTest final : public QObject
{
    Q_OBJECT

private:
    static bool shows(const QWidget &page, const QString &words)
    {
        for (const QLabel *label : page.findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    }
    static QPushButton *button(const QWidget &page, const QString &words)
    {
        for (QPushButton *each : page.findChildren<QPushButton *>())
            if (each->isVisible() && each->text() == words)
                return each;
        return nullptr;
    }

private Q_SLOTS:
    void theWayBackIsDrawnInTheColoursOfTheTheme()
    {
        Theme theme(*qApp);
        theme.setAppearance(Appearance::Light);
        ScriptedSource source;
        CallPage page(source.source());
        page.show();
        QCoreApplication::processEvents();
        QPushButton *back = button(page, QStringLiteral("All calls"));
        const auto strongest = [back] {
            const QImage image = back->icon().pixmap(20).toImage();
            int lightness = -1;
            int alpha = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (const QColor colour = image.pixelColor(x, y); colour.alpha() > alpha) {
                        alpha = colour.alpha();
                        lightness = colour.lightness();
                    }
            return lightness;
        };
        QVERIFY(strongest() < 128);
        theme.setAppearance(Appearance::Dark);
        QCoreApplication::processEvents();
        QVERIFY(strongest() > 128);
        theme.setAppearance(Appearance::Light);
    }

    void aRecordedCallThatWaitsIsTranscribedOnDemand()
    {
        ScriptedSource scripted;
        CallSource source = scripted.source();
        QStringList asked;
        QStringList cancelled;
        source.transcribe = [&asked](const Call &call) {
            asked.append(call.id);
        };
        source.cancelTranscribing = [&cancelled](const QString &id) {
            cancelled.append(id);
        };
        CallPage page(source);
        page.show();
        page.open(QStringLiteral("a"));
        CallRecord record;
        record.call.id = QStringLiteral("a");
        record.call.status = CallStatus::Pending;
        scripted.giveCall(0, record);
        QTRY_VERIFY(shows(page, QStringLiteral("Untitled call")));
        QVERIFY(!button(page, QStringLiteral("&Transcribe now")));
        QVERIFY(page.figures().isEmpty());
        // Without its key there is nothing to be done.
        page.open(QStringLiteral("a"));
        record.call.recordingKey = QByteArray("wrapped");
        scripted.giveCall(1, record);
        QTRY_VERIFY(button(page, QStringLiteral("&Transcribe now")));
        button(page, QStringLiteral("&Transcribe now"))->click();
        QCOMPARE(asked, QStringList{QStringLiteral("a")});
        page.showTranscribing(QStringLiteral("another"), 1);
        page.showTranscribing(QStringLiteral("a"), 0.4);
        QVERIFY(!button(page, QStringLiteral("&Transcribe now")));
        QCOMPARE(page.findChild<QProgressBar *>()->value(), 40);
        button(page, QStringLiteral("&Cancel"))->click();
        QCOMPARE(cancelled, QStringList{QStringLiteral("a")});
        page.showNotTranscribed(QStringLiteral("a"),
                                {ErrorKind::NetworkAway, {}, QStringLiteral("Deepgram"), {}});
        QVERIFY(shows(page, QStringLiteral("Deepgram")));
        QVERIFY(button(page, QStringLiteral("&Transcribe now")));
        page.showTranscribed(QStringLiteral("a"));
        record.call.status = CallStatus::Completed;
        scripted.giveCall(2, record);
        QTRY_VERIFY(page.isVisible() && !button(page, QStringLiteral("&Transcribe now")));
    }

    void readsTheListPageByPage()
    {
        ScriptedSource source;
        CallListModel model(source.source());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy loaded(&model, &CallListModel::loaded);
        model.reload();
        QCOMPARE(source.filters.at(0).limit, CallListModel::pageSize);
        QCOMPARE(source.filters.at(0).offset, 0);
        source.giveList(0, sample::summaries(CallListModel::pageSize));
        QTRY_COMPARE(loaded.size(), 1);
        // The tester asks for more by itself as soon as there is something; so does a view.
        model.fetchMore({});
        QVERIFY(!model.canFetchMore({}));
        QCOMPARE(source.filters.size(), std::size_t(2));
        QCOMPARE(source.filters.at(1).offset, CallListModel::pageSize);
        source.giveList(1, sample::summaries(7));
        QTRY_COMPARE(model.rowCount(), CallListModel::pageSize + 7);
        QVERIFY(!model.canFetchMore({}));
        QCOMPARE(loaded.size(), 1);
    }

    void tellsEachCallInWords()
    {
        ScriptedSource source;
        CallListModel model(source.source());
        model.reload();
        QList<CallSummary> calls = sample::summaries(2);
        calls[1].call.title.clear();
        calls[1].call.duration.reset();
        calls[1].call.status = CallStatus::Interrupted;
        calls[1].talkTimeRatio.reset();
        source.giveList(0, calls);
        QTRY_COMPARE(model.rowCount(), 2);
        const auto text = [&model](int row, int column) {
            return model.index(row, column).data(Qt::DisplayRole).toString();
        };
        QCOMPARE(text(0, CallListModel::Title), QStringLiteral("Karen, Green Valley Foods"));
        QCOMPARE(text(0, CallListModel::Duration), QStringLiteral("5:00"));
        QCOMPARE(text(0, CallListModel::TalkRatio), QStringLiteral("You 30 %"));
        QCOMPARE(text(0, CallListModel::Score), QStringLiteral("60"));
        QVERIFY(text(0, CallListModel::Date).contains(QStringLiteral("2026")));
        QCOMPARE(text(1, CallListModel::Title), QStringLiteral("Untitled call"));
        QCOMPARE(text(1, CallListModel::Duration), QStringLiteral("\u2013"));
        QCOMPARE(text(1, CallListModel::Status), QStringLiteral("Interrupted"));
        QCOMPARE(text(1, CallListModel::TalkRatio), QStringLiteral("\u2013"));
    }

    void anAnswerToAnEarlierReloadIsDropped()
    {
        ScriptedSource source;
        CallListModel model(source.source());
        QSignalSpy loaded(&model, &CallListModel::loaded);
        model.reload();
        model.reload();
        source.giveList(1, sample::summaries(3));
        QTRY_COMPARE(loaded.size(), 1);
        source.giveList(0, sample::summaries(9));
        QCoreApplication::processEvents();
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(loaded.size(), 1);
    }

    void aHundredThousandCallsAreReadOnlyAsFarAsTheyAreScrolled()
    {
        ScriptedSource script;
        const QList<CallSummary> all = sample::summaries(100'000);
        CallSource source = script.source();
        source.calls = [&](const CallFilter &filter) {
            script.filters.push_back(filter);
            QPromise<Result<QList<CallSummary>>> promise;
            promise.start();
            promise.addResult(Result<QList<CallSummary>>(all.mid(filter.offset, filter.limit)));
            promise.finish();
            return promise.future();
        };
        LibraryPage page(source);
        page.resize(900, 600);
        page.show();
        auto *table = page.findChild<QTableView *>();
        QTRY_COMPARE(table->model()->rowCount(), CallListModel::pageSize);
        for (int i = 0; i < 20; ++i) {
            const int before = table->model()->rowCount();
            table->scrollToBottom();
            QTRY_VERIFY(table->model()->rowCount() > before);
        }
        QVERIFY(script.filters.size() <= 22);
    }

    void saysThatItIsReadingThatThereIsNothingOrWhatWentWrong()
    {
        ScriptedSource source;
        LibraryPage page(source.source());
        page.resize(900, 600);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QVERIFY(shows(page, QStringLiteral("Reading your calls")));
        source.giveList(0, unexpected(ErrorKind::DatabaseBusy, QStringLiteral("secret")));
        QTRY_VERIFY(shows(page, QStringLiteral("in use by another program")));
        QTest::mouseClick(button(page, QStringLiteral("Try again")), Qt::LeftButton);
        source.giveList(1, QList<CallSummary>{});
        QTRY_VERIFY(shows(page, QStringLiteral("No calls yet")));
        QSignalSpy live(&page, &LibraryPage::liveRequested);
        QTest::mouseClick(button(page, QStringLiteral("Go to the live page")), Qt::LeftButton);
        QCOMPARE(live.size(), 1);
    }

    void opensACallByKeyAndComesBackToIt()
    {
        ScriptedSource source;
        LibraryPage page(source.source());
        page.resize(1000, 700);
        page.show();
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        source.giveList(0, sample::summaries(5));
        auto *table = page.findChild<QTableView *>();
        QTRY_VERIFY(table->isVisible());
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(source.ids.at(0), QStringLiteral("call-2"));
        QVERIFY(shows(page, QStringLiteral("Opening the call")));
        source.giveCall(0, sample::record());
        auto *transcript = page.findChild<TranscriptView *>();
        QTRY_COMPARE(transcript->lineCount(), sample::record().lines.size());
        QVERIFY(shows(page, QStringLiteral("Karen, Green Valley Foods")));
        QTest::keyClick(&page, Qt::Key_Left, Qt::AltModifier);
        QVERIFY(table->isVisible());
        QCOMPARE(table->currentIndex().row(), 1);
        page.reload();
        source.giveList(1, sample::summaries(6));
        QTRY_COMPARE(table->model()->rowCount(), 6);
        QCOMPARE(table->currentIndex().row(), 1);
    }

    void theCallPageHasFiguresAndFeedbackInTheMargin()
    {
        ScriptedSource source;
        CallPage page(source.source());
        page.resize(1000, 700);
        page.show();
        page.open(QStringLiteral("call-1"));
        source.giveCall(0, sample::record());
        auto *transcript = page.findChild<TranscriptView *>();
        QTRY_VERIFY(transcript->lineCount() > 0);
        for (const auto *figure : {"Score: 78", "Talk time: You 43 %", "Pace: 148 wpm",
                                   "Longest monologue: 1:24", "Questions: 9 you", "Filler words: 2 %"})
            QVERIFY2(page.figures().contains(QLatin1String(figure)), figure);
        QVERIFY(transcript->lineText(11).contains(QStringLiteral("[Price objection]")));
        QVERIFY(transcript->lineText(6).contains(QStringLiteral("[Gap in the transcript]")));
    }

    void anObjectionAndItsAnswerAreOneNote()
    {
        CallRecord record = sample::record();
        FeedbackEvent &objection = record.feedback[0];
        objection.content = QStringLiteral("Price objection");
        objection.metadata[QLatin1String("title")] = objection.content;
        record.feedback[1].metadata[QLatin1String("title")] = objection.content;
        auto notes = marginNotes(record).value(QStringLiteral("line-11"));
        QCOMPARE(notes.size(), 1);
        QCOMPARE(notes.first().label, QStringLiteral("Price objection"));
        QCOMPARE(notes.first().text, record.feedback.at(1).content);
        // Where nothing answers it, it is said once.
        record.feedback.removeAt(1);
        notes = marginNotes(record).value(QStringLiteral("line-11"));
        QCOMPARE(notes.size(), 1);
        QVERIFY(notes.first().text.isEmpty());
    }

    void onlyTheLastCallAskedForIsShown()
    {
        ScriptedSource source;
        CallPage page(source.source());
        page.resize(900, 600);
        page.show();
        page.open(QStringLiteral("a"));
        page.open(QStringLiteral("b"));
        CallRecord b = sample::record();
        b.call.title = QStringLiteral("The call b");
        source.giveCall(1, b);
        QTRY_VERIFY(shows(page, QStringLiteral("The call b")));
        source.giveCall(0, sample::record());
        QCoreApplication::processEvents();
        QVERIFY(shows(page, QStringLiteral("The call b")));
        page.open(QStringLiteral("c"));
        source.giveCall(2, unexpected(ErrorKind::NotFound, {}, QStringLiteral("c")));
        QTRY_VERIFY(shows(page, QStringLiteral("no call c")));
        QTest::mouseClick(button(page, QStringLiteral("Try again")), Qt::LeftButton);
        QCOMPARE(source.ids.back(), QStringLiteral("c"));
    }

    void aStoreThatClosesMeanwhileIsSaid()
    {
        ScriptedSource source;
        LibraryPage page(source.source());
        page.resize(900, 600);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        source.lists.at(0)->future().cancel();
        source.lists.at(0)->finish();
        QTRY_VERIFY(button(page, QStringLiteral("Try again")));
    }

    void aPageThatIsGoneBeforeItsAnswerIsNotAnswered()
    {
        ScriptedSource source;
        {
            LibraryPage page(source.source());
            page.reload();
            page.openCall(QStringLiteral("call-1"));
        }
        source.giveList(0, sample::summaries(3));
        source.giveCall(0, sample::record());
        QCoreApplication::processEvents();
        QCOMPARE(source.lists.size(), std::size_t(1));
    }

    void feedbackWithoutALineGoesToTheOneBeingSaid()
    {
        CallRecord record = sample::record();
        const auto notes = marginNotes(record);
        QCOMPARE(notes.value(QStringLiteral("line-6")).size(), 1);
        QCOMPARE(notes.value(QStringLiteral("line-11")).size(), 2);
        record.lines.clear();
        QVERIFY(marginNotes(record).isEmpty());
        record = sample::record();
        record.feedback[2].timestamp = -3;
        QCOMPARE(marginNotes(record).value(QStringLiteral("line-0")).size(), 1);
    }
};

QTEST_MAIN(LibraryTest)
#include "tst_library.moc"
