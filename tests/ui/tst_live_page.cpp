// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/call_audio.h"
#include "tests/ui/support/sample_call.h"
#include "ui/live/call_header.h"
#include "ui/live/card_column.h"
#include "ui/live/card_widget.h"
#include "ui/live/checklist_panel.h"
#include "ui/live/device_bar.h"
#include "ui/live/device_picker.h"
#include "ui/live/figure_bar.h"
#include "ui/live/live_page.h"
#include "ui/live/playbook_picker.h"
#include "ui/live/start_panel.h"
#include "ui/live/state_bar.h"
#include "ui/live/summary_strip.h"
#include "ui/theme/theme.h"
#include "ui/transcript/transcript_view.h"
#include "ui/widgets/level_bar.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>
#include <QTextDocument>

#include <memory>

using namespace talktrack;

class LivePageTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<LivePage> m_page;

    template <typename T>
    T *part() const
    {
        return m_page->findChild<T *>();
    }
    QPushButton *button(const QString &words) const
    {
        for (QPushButton *each : m_page->findChildren<QPushButton *>())
            if (each->text() == words && each->isVisible())
                return each;
        return nullptr;
    }
    DevicePicker *picker(Track track) const
    {
        const auto pickers = m_page->findChildren<DevicePicker *>();
        return pickers.at(track == Track::Rep ? 0 : 1);
    }
    QComboBox *combo(Track track) const { return picker(track)->findChild<QComboBox *>(); }
    static QStringList items(const QComboBox &box)
    {
        QStringList out;
        for (int i = 0; i < box.count(); ++i)
            out.append(box.itemText(i));
        return out;
    }
    /// Presses again and again until the key is taken for the card that is there.
    bool pressUntilTaken(Qt::Key key, Qt::KeyboardModifier modifier, const QSignalSpy &spy) const
    {
        const auto before = spy.size();
        return QTest::qWaitFor([&] {
            QTest::keyClick(m_page.get(), key, modifier);
            return spy.size() > before;
        });
    }
    static void settle()
    {
        for (int i = 0; i < 5; ++i)
            QCoreApplication::processEvents();
    }
    void startCall()
    {
        m_page->showStarting(sample::call().title);
        m_page->showCall(sample::call());
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void init()
    {
        m_page = std::make_unique<LivePage>();
        m_page->resize(1180, 760);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void cleanup() { m_page.reset(); }
    void cleanupTestCase() { m_theme.reset(); }

    void startsACallWithTitleAndDevices()
    {
        m_page->showDevices(sample::devices(), true);
        QSignalSpy started(m_page.get(), &LivePage::startRequested);
        QVERIFY(part<QLineEdit>()->hasFocus());
        QTest::keyClicks(part<QLineEdit>(), QStringLiteral("Karen"));
        QTest::mouseClick(button(QStringLiteral("Start call")), Qt::LeftButton);
        QCOMPARE(started.size(), 1);
        QCOMPARE(started[0][0].toString(), QStringLiteral("Karen"));
        QCOMPARE(started[0][1].value<std::optional<QString>>(), std::optional(defaultDeviceId));
        m_page->setDevice(Track::Customer, std::nullopt);
        QTest::keyClick(part<QLineEdit>(), Qt::Key_Return);
        QCOMPARE(started.size(), 2);
        QVERIFY(!started[1][2].value<std::optional<QString>>());
        QTest::keyClick(m_page.get(), Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(started.size(), 3);
    }

    void playsTheDemo()
    {
        QSignalSpy demo(m_page.get(), &LivePage::demoRequested);
        QTest::mouseClick(button(QStringLiteral("Play the demo call")), Qt::LeftButton);
        QCOMPARE(demo.size(), 1);
    }

    void pickersOfferDefaultEachDeviceAndNone()
    {
        m_page->showDevices(sample::devices(), true);
        QCOMPARE(items(*combo(Track::Rep)),
                 (QStringList{QStringLiteral("Default \u2013 Jabra Evolve2 65"),
                              QStringLiteral("Jabra Evolve2 65"),
                              QStringLiteral("Built-in Audio Analog Stereo"), QStringLiteral("None")}));
        QVERIFY(items(*combo(Track::Customer)).contains(QStringLiteral("HDMI Monitor")));
        QSignalSpy chosen(m_page.get(), &LivePage::deviceChosen);
        combo(Track::Rep)->setFocus();
        QTest::keyClick(combo(Track::Rep), Qt::Key_End);
        QCOMPARE(chosen.size(), 1);
        QVERIFY(!chosen[0][1].value<std::optional<QString>>());
        QTest::keyClick(combo(Track::Rep), Qt::Key_Up);
        QCOMPARE(chosen[1][1].value<std::optional<QString>>(), std::optional(QStringLiteral("mic-2")));
        QCOMPARE(m_page->device(Track::Rep), std::optional(QStringLiteral("mic-2")));
    }

    void aChosenDeviceThatGoesStaysChosenAndSaysSo()
    {
        m_page->showDevices(sample::devices(), true);
        m_page->setDevice(Track::Rep, QStringLiteral("mic-2"));
        m_page->showDevices({}, true);
        QCOMPARE(combo(Track::Rep)->currentText(),
                 QStringLiteral("Built-in Audio Analog Stereo (not connected)"));
        QCOMPARE(m_page->device(Track::Rep), std::optional(QStringLiteral("mic-2")));
        m_page->showDevices(sample::devices(), true);
        QCOMPARE(combo(Track::Rep)->currentText(), QStringLiteral("Built-in Audio Analog Stereo"));
    }

    void noDeviceAtAllIsANormalState()
    {
        m_page->showDevices({}, true);
        QCOMPARE(combo(Track::Rep)->currentText(), QStringLiteral("Default \u2013 none found"));
        QVERIFY(button(QStringLiteral("Start call"))->isEnabled());
    }

    void aRecordingLeavesNothingToChoose()
    {
        m_page->showDevices(sample::devices(), true);
        m_page->setDevice(Track::Rep, QStringLiteral("mic-2"));
        m_page->showStarting(QStringLiteral("Demo call"), true);
        QVERIFY(!combo(Track::Rep)->isEnabled());
        QCOMPARE(combo(Track::Rep)->currentText(), QStringLiteral("From the recording"));
        m_page->showDevices(sample::devices(), true);
        QCOMPARE(combo(Track::Rep)->currentText(), QStringLiteral("From the recording"));
        m_page->showEnded(sample::outcome());
        m_page->showReady();
        QVERIFY(combo(Track::Rep)->isEnabled());
        QCOMPARE(combo(Track::Rep)->currentText(), QStringLiteral("Built-in Audio Analog Stereo"));
    }

    void metersMoveAndSayWhenThereIsNoSignal()
    {
        startCall();
        LevelBar &meter = picker(Track::Rep)->meter();
        QCOMPARE(meter.valueText(), QStringLiteral("not measuring"));
        m_page->showLevels({{-10, -96}, {-18, -96}});
        QCOMPARE(meter.valueText(), QStringLiteral("-18 dB"));
        QCOMPARE(picker(Track::Customer)->meter().valueText(), QStringLiteral("no signal"));
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(&meter);
        QVERIFY(accessible->valueInterface());
        QCOMPARE(accessible->valueInterface()->currentValue().toDouble(), -18.0);
        QCOMPARE(accessible->text(QAccessible::Value), QStringLiteral("-18 dB"));
        m_page->showEnded(sample::outcome());
        QCOMPARE(meter.valueText(), QStringLiteral("not measuring"));
    }

    void buttonsAndKeysOfARunningCallSpeakOneLanguage()
    {
        QSignalSpy end(m_page.get(), &LivePage::endRequested);
        QSignalSpy mute(m_page.get(), &LivePage::muteToggled);
        QSignalSpy pause(m_page.get(), &LivePage::pauseToggled);
        QTest::keyClick(m_page.get(), Qt::Key_E, Qt::ControlModifier);
        QCOMPARE(end.size(), 0);
        startCall();
        QTest::mouseClick(button(QStringLiteral("Mute")), Qt::LeftButton);
        QCOMPARE(mute.size(), 1);
        QCOMPARE(mute[0][0].toBool(), true);
        m_page->showMuted(true);
        // The words say what it would do now, and nothing says it a second time the other way round.
        QVERIFY(button(QStringLiteral("Unmute")));
        QVERIFY(!button(QStringLiteral("Unmute"))->isCheckable());
        QTest::keyClick(m_page.get(), Qt::Key_M, Qt::ControlModifier);
        QCOMPARE(mute[1][0].toBool(), false);
        QTest::keyClick(m_page.get(), Qt::Key_P, Qt::ControlModifier);
        QCOMPARE(pause[0][0].toBool(), true);
        QTest::keyClick(m_page.get(), Qt::Key_E, Qt::ControlModifier);
        QTest::mouseClick(button(QStringLiteral("End call")), Qt::LeftButton);
        QCOMPARE(end.size(), 2);
        m_page->showEnding();
        QVERIFY(button(QStringLiteral("End now"))->isEnabled());
    }

    void cardsSayWhatToSayAndWhereItIsFrom()
    {
        startCall();
        m_page->showCards(sample::cards());
        const auto widgets = part<CardColumn>()->cardWidgets();
        QCOMPARE(widgets.size(), 3);
        QCOMPARE(widgets[0]->sayText(), sample::cards()[0].say);
        const auto wordsOf = [](const CardWidget *card) {
            QStringList words;
            for (const QLabel *label : card->findChildren<QLabel *>())
                if (label->isVisible())
                    words.append(label->text());
            return words;
        };
        QVERIFY(wordsOf(widgets[0]).contains(QStringLiteral("Playbook")));
        QVERIFY(wordsOf(widgets[0]).contains(sample::cards()[0].why));
        QVERIFY(wordsOf(widgets[1]).contains(QStringLiteral("AI")));
        // What to say and nothing else: it is read at a glance.
        QVERIFY(!wordsOf(widgets[1]).contains(sample::cards()[1].why));
        QCOMPARE(widgets[0]->look(), Panel::Look::Strong);
        QCOMPARE(widgets[1]->look(), Panel::Look::Plain);
        const auto sizeOfSay = [](const CardWidget *card) {
            for (const TextLabel *label : card->findChildren<TextLabel *>())
                if (label->text() == card->sayText())
                    return QFontInfo(label->font()).pixelSize();
            return 0;
        };
        QVERIFY(sizeOfSay(widgets[0]) >= 18);
        QVERIFY(sizeOfSay(widgets[0]) > sizeOfSay(widgets[1]));
    }

    void cardsAreUsedAndDismissedByClickAndKey()
    {
        startCall();
        m_page->showCards(sample::cards());
        QSignalSpy used(m_page.get(), &LivePage::cardUsed);
        QSignalSpy dismissed(m_page.get(), &LivePage::cardDismissed);
        const auto widgets = part<CardColumn>()->cardWidgets();
        QTest::mouseClick(widgets[0]->usedButton(), Qt::LeftButton);
        QTest::mouseClick(widgets[1]->dismissButton(), Qt::LeftButton);
        QCOMPARE(used.takeFirst()[0].toString(), QStringLiteral("card-price"));
        QCOMPARE(dismissed.takeFirst()[0].toString(), QStringLiteral("card-competitor"));
        QVERIFY(pressUntilTaken(Qt::Key_1, Qt::ControlModifier, used));
        QVERIFY(pressUntilTaken(Qt::Key_2, Qt::AltModifier, dismissed));
        QCOMPARE(used.takeFirst()[0].toString(), QStringLiteral("card-price"));
        QCOMPARE(dismissed.takeFirst()[0].toString(), QStringLiteral("card-competitor"));
        m_page->showCards({});
        QTest::keyClick(m_page.get(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(used.isEmpty());
    }

    void aClickThatBeganOnACardNeverLandsOnTheOneThatTookItsPlace()
    {
        startCall();
        const QList<Card> cards = sample::cards();
        m_page->showCards({cards[0]});
        QSignalSpy dismissed(m_page.get(), &LivePage::cardDismissed);
        QPushButton *pressed = part<CardColumn>()->cardWidgets()[0]->dismissButton();
        const QPoint at = pressed->mapTo(m_page.get(), pressed->rect().center());
        QTest::mousePress(pressed, Qt::LeftButton);
        m_page->showCards({cards[1], cards[0]});
        QCoreApplication::processEvents();
        QTest::mouseRelease(m_page->childAt(at), Qt::LeftButton);
        for (const auto &one : dismissed)
            QVERIFY(one[0].toString() != cards[1].id);
    }

    void aKeyNeverHitsACardThatHasOnlyJustCome()
    {
        startCall();
        const QList<Card> cards = sample::cards();
        QSignalSpy used(m_page.get(), &LivePage::cardUsed);
        QSignalSpy dismissed(m_page.get(), &LivePage::cardDismissed);
        m_page->showCards({cards[0]});
        QTest::keyClick(m_page.get(), Qt::Key_1, Qt::ControlModifier);
        QTest::keyClick(m_page.get(), Qt::Key_1, Qt::AltModifier);
        QVERIFY(used.isEmpty() && dismissed.isEmpty());
        QVERIFY(pressUntilTaken(Qt::Key_1, Qt::ControlModifier, used));
        // The same card again is not news; another at its place is.
        m_page->showCards({cards[0]});
        QTest::keyClick(m_page.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(used.size(), 2);
        m_page->showCards({cards[1], cards[0]});
        QTest::keyClick(m_page.get(), Qt::Key_1, Qt::ControlModifier);
        QTest::keyClick(m_page.get(), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(used.size(), 2);
        QVERIFY(pressUntilTaken(Qt::Key_1, Qt::ControlModifier, used));
        QCOMPARE(used.last()[0].toString(), cards[1].id);
    }

    void aNudgeCanOnlyBeDismissed()
    {
        startCall();
        const Card nudge = sample::cards()[2];
        m_page->showCards({nudge});
        const CardWidget *widget = part<CardColumn>()->cardWidgets()[0];
        QVERIFY(!widget->usedButton()->isVisible());
        QVERIFY(widget->dismissButton()->isVisible());
        QStringList words;
        for (const QLabel *label : widget->findChildren<QLabel *>())
            words.append(label->text());
        QVERIFY(words.contains(QStringLiteral("Delivery")));
        QSignalSpy used(m_page.get(), &LivePage::cardUsed);
        QSignalSpy dismissed(m_page.get(), &LivePage::cardDismissed);
        QVERIFY(pressUntilTaken(Qt::Key_1, Qt::AltModifier, dismissed));
        QTest::keyClick(m_page.get(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(used.isEmpty());
    }

    void newCardsNeverTakeTheFocus()
    {
        startCall();
        part<TranscriptView>()->setFocus();
        m_page->showCards(sample::cards());
        QVERIFY(part<TranscriptView>()->hasFocus());
        part<CardColumn>()->cardWidgets()[0]->usedButton()->setFocus();
        m_page->showCards({});
        QVERIFY(part<TranscriptView>()->hasFocus());
    }

    void showsNoMoreThanThreeCardsAndNoneTwice()
    {
        startCall();
        QList<Card> cards = sample::cards() + sample::cards();
        cards[3].id = QStringLiteral("fourth");
        m_page->showCards(cards);
        QCOMPARE(part<CardColumn>()->cardWidgets().size(), maxCards);
    }

    void markupInACardIsShownAsItIs()
    {
        startCall();
        Card card = sample::cards()[0];
        card.say = QStringLiteral("<b>Say</b> <img src='file:///etc/passwd'> &lt;");
        card.why = QString(200'000, QChar(u'w'));
        m_page->showCards({card});
        const CardWidget *widget = part<CardColumn>()->cardWidgets()[0];
        QCOMPARE(widget->sayText(), card.say);
        for (const QLabel *label : m_page->findChildren<QLabel *>())
            QVERIFY2(label->textFormat() == Qt::PlainText || !label->text().contains(QLatin1Char('<')),
                     qPrintable(label->text()));
        QVERIFY(widget->width() <= m_page->width());
        QVERIFY(!m_page->grab().isNull());
    }

    void theBarSaysEachFigureInWords()
    {
        startCall();
        m_page->showMetrics(sample::metrics(), sample::bands());
        const QString text = part<FigureBar>()->text();
        QVERIFY(text.contains(QStringLiteral("Talk time: You 43 %, good")));
        QVERIFY(text.contains(QStringLiteral("Pace: 151 wpm, good")));
        QVERIFY(text.contains(QStringLiteral("Monologue: 0:22, good")));
        QVERIFY(text.contains(QStringLiteral("Mood: cool, cooling")));
        QCOMPARE(part<CallHeader>()->elapsed(), QStringLiteral("12:22"));
    }

    void theChecklistCountsAndTicks()
    {
        startCall();
        m_page->showChecklist(sample::checklist());
        auto *panel = part<ChecklistPanel>();
        QCOMPARE(panel->heading(), QStringLiteral("Checklist: 4 of 8"));
        const QString words = part<ChecklistItems>()->accessibleName();
        QVERIFY(words.contains(QStringLiteral("Agenda: covered at 0:10")));
        QVERIFY(words.contains(QStringLiteral("Budget: open")));
        QTest::mouseClick(panel->findChild<QPushButton *>(), Qt::LeftButton);
        QVERIFY(!part<ChecklistItems>()->isVisible());
        m_page->showChecklist({});
        QVERIFY(!panel->isVisible());
    }

    void troubleIsSaidInSentencesAndGoesAway()
    {
        startCall();
        QVERIFY(part<CallHeader>()->parts().isEmpty());
        m_page->showState({CallPart::Speech, PartCondition::Live, PartReason::None, {}});
        m_page->showState(
            {CallPart::Audio, PartCondition::Degraded, PartReason::MicrophoneGone, QStringLiteral("Jabra")});
        QCOMPARE(part<CallHeader>()->parts(), QStringLiteral("Recogniser: listening, Audio: limited"));
        NoticePanel *notice = nullptr;
        for (NoticePanel *each : m_page->findChildren<NoticePanel *>())
            if (each->isVisible())
                notice = each;
        QVERIFY(notice);
        QVERIFY(notice->text().contains(QStringLiteral("The microphone Jabra is gone")));
        m_page->showState({CallPart::Audio, PartCondition::Live, PartReason::MicrophoneBack, {}});
        QVERIFY(!notice->isVisible());
    }

    void whatIsCountedEachSecondMovesNothing()
    {
        startCall();
        m_page->showState({CallPart::Audio, PartCondition::Live, PartReason::None, {}});
        PartState away{CallPart::Speech, PartCondition::Reconnecting, PartReason::NetworkAway, {}, 9, 8};
        const auto *bar = part<StateBar>();
        for (const QSize &size : {QSize(1180, 760), QSize(616, 866)}) {
            m_page->resize(size);
            away.forSeconds = 9;
            away.waitingSeconds = 8;
            m_page->showState(away);
            settle();
            QVERIFY(part<CallHeader>()->parts().contains(
                QStringLiteral("Recogniser: reconnecting for 9 s, 8 s of sound waiting")));
            const QRect place = part<TranscriptView>()->rect().translated(
                part<TranscriptView>()->mapTo(m_page.get(), QPoint()));
            const QSize before = bar->size();
            const QString aloud = bar->accessibleName();
            NoticePanel *notice = nullptr;
            for (NoticePanel *each : m_page->findChildren<NoticePanel *>())
                if (each->isVisible())
                    notice = each;
            QVERIFY(notice);
            const QString sentence = notice->text();
            QVERIFY(sentence.contains(QStringLiteral("Nothing is lost")));
            QVERIFY(bar->heightForWidth(bar->width()) <= bar->height());
            away.forSeconds = 119;
            away.waitingSeconds = 100;
            m_page->showState(away);
            settle();
            QCOMPARE(notice->text(), sentence);
            QCOMPARE(bar->size(), before);
            QCOMPARE(bar->accessibleName(), aloud);
            QCOMPARE(part<TranscriptView>()->rect().translated(
                         part<TranscriptView>()->mapTo(m_page.get(), QPoint())),
                     place);
        }
    }

    void muteAndPauseAreSaidApartWhileADeviceIsInTrouble()
    {
        startCall();
        const auto say = [this](PartReason reason) {
            m_page->showState({CallPart::Audio, PartCondition::Degraded, reason, {}});
        };
        say(PartReason::FarEndSilent);
        say(PartReason::Paused);
        say(PartReason::Muted);
        say(PartReason::Unmuted);
        QString sentences;
        for (NoticePanel *each : m_page->findChildren<NoticePanel *>())
            if (each->isVisible())
                sentences += each->text();
        QVERIFY(!sentences.contains(QStringLiteral("muted")));
        QVERIFY(sentences.contains(QStringLiteral("Paused")));
    }

    void aNoticeIsReadAloudOnceWhenItAppears()
    {
        static int alerts = 0;
        alerts = 0;
        if (!QAccessible::isActive())
            QSKIP("Needs a session with the bus of assistive technologies");
        const auto before = QAccessible::installUpdateHandler([](QAccessibleEvent *event) {
            if (event->type() == QAccessible::Alert && qobject_cast<NoticePanel *>(event->object()))
                ++alerts;
        });
        startCall();
        PartState away{CallPart::Speech, PartCondition::Reconnecting, PartReason::NetworkAway, {}, 3, {}};
        m_page->showState(away);
        QCOMPARE(alerts, 1);
        away.forSeconds = 4;
        m_page->showState(away);
        QCOMPARE(alerts, 1);
        m_page->showState({CallPart::Audio, PartCondition::Degraded, PartReason::MicrophoneGone, {}});
        QCOMPARE(alerts, 2);
        QAccessible::installUpdateHandler(before);
    }

    void namesThatLookLikeMarkupAreShownAsTheyAreInToolTips()
    {
        QList<AudioDevice> devices = sample::devices();
        devices[0].name = QStringLiteral("<img src='file:///etc/passwd'>Mic & <b>co</b>");
        m_page->showDevices(devices, true);
        QTextDocument shown;
        shown.setHtml(combo(Track::Rep)->toolTip());
        QVERIFY(shown.toPlainText().contains(devices[0].name));
        QVERIFY(!combo(Track::Rep)->toolTip().contains(QStringLiteral("<img")));
        QVERIFY(!combo(Track::Rep)->itemData(1, Qt::ToolTipRole).toString().contains(QStringLiteral("<b>")));
    }

    void theEndShowsTheFiguresAndTheWayToTheCall()
    {
        part<StartPanel>()->setHearing({QStringLiteral("pocketsphinx"), true, false});
        startCall();
        m_page->showLine(sample::lines().first());
        m_page->showCards(sample::cards());
        m_page->showEnded(sample::outcome());
        QVERIFY(part<SummaryStrip>()->isVisible());
        const QString text = part<SummaryStrip>()->text();
        for (const auto *word : {"12:22", "Score 78", "You 43 %", "Questions asked 9", "Checklist 2 of 3"})
            QVERIFY2(text.contains(QLatin1String(word)), word);
        QVERIFY(part<CardColumn>()->cardWidgets().isEmpty());
        QCOMPARE(part<TranscriptView>()->lineCount(), 1);
        QSignalSpy open(m_page.get(), &LivePage::openCallRequested);
        QTest::mouseClick(button(QStringLiteral("Open in Calls")), Qt::LeftButton);
        QCOMPARE(open[0][0].toString(), QStringLiteral("call-1"));
        QTest::mouseClick(button(QStringLiteral("New call")), Qt::LeftButton);
        QVERIFY(part<StartPanel>()->isVisible());
        // Whoever said yes to a recording said so for that call.
        QVERIFY(!part<StartPanel>()->hearing().record);
        startCall();
        QCOMPARE(part<TranscriptView>()->lineCount(), 0);
        QVERIFY(!part<SummaryStrip>()->isVisible());
    }

    void anOutcomeWithoutMeasurementsDoesNotReadAsZero()
    {
        startCall();
        CallOutcome nothing;
        nothing.call = sample::call();
        nothing.speechFailure = Error{ErrorKind::ModelMissing, {}, {}, std::nullopt};
        m_page->showEnded(nothing);
        const QString text = part<SummaryStrip>()->text();
        QVERIFY(text.contains(QStringLiteral("Score \u2013")));
        QVERIFY(text.contains(QStringLiteral("Talk time not measured")));
        QVERIFY(text.contains(QStringLiteral("model")));
    }

    void theFieldsBeforeACallComeInOrder()
    {
        QLineEdit *title = part<StartPanel>()->findChild<QLineEdit *>();
        QVERIFY(title);
        QList<QComboBox *> order;
        for (QWidget *next = title->nextInFocusChain(); next != title && order.size() < 3;
             next = next->nextInFocusChain())
            if (auto *box = qobject_cast<QComboBox *>(next))
                order.append(box);
        QCOMPARE(order.size(), 3);
        const DeviceBar *devices = part<DeviceBar>();
        QVERIFY(devices->picker(Track::Rep).isAncestorOf(order.at(0)));
        QVERIFY(devices->picker(Track::Customer).isAncestorOf(order.at(1)));
        QVERIFY(part<StartPanel>()->playbooks().isAncestorOf(order.at(2)));
    }

    void aCallThatNeverBeganSaysWhy()
    {
        m_page->showStarting(QStringLiteral("x"));
        m_page->showFailed({ErrorKind::DiskFull, QStringLiteral("secret"), {}, std::nullopt});
        QVERIFY(part<StartPanel>()->isVisible());
        QVERIFY(part<StartPanel>()->trouble().contains(QStringLiteral("disk is full")));
        QVERIFY(button(QStringLiteral("Start call"))->isEnabled());
    }

    void nothingIsCutOffInANarrowWindow_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("700") << QSize(700, 900);
        QTest::newRow("smallest") << QSize(560, 440);
        QTest::newRow("wide") << QSize(1280, 800);
    }
    void nothingIsCutOffInANarrowWindow()
    {
        QFETCH(QSize, size);
        startCall();
        m_page->showCards(sample::cards());
        m_page->showChecklist(sample::checklist());
        m_page->showState({CallPart::Audio, PartCondition::Live, PartReason::None, {}});
        m_page->resize(size);
        QCoreApplication::processEvents();
        QCOMPARE(m_page->size(), size);
        const QRect page = m_page->rect();
        for (const QPushButton *each : m_page->findChildren<QPushButton *>()) {
            if (!each->isVisible())
                continue;
            const QRect rect(each->mapTo(m_page.get(), QPoint()), each->size());
            QVERIFY2(rect.left() >= 0 && rect.right() < page.width(), qPrintable(each->text()));
            QVERIFY2(each->width() >= each->minimumSizeHint().width(), qPrintable(each->text()));
        }
        const auto *heading = part<ChecklistPanel>()->findChild<QPushButton *>();
        QVERIFY(heading->isVisible());
        QVERIFY(page.contains(QRect(heading->mapTo(m_page.get(), QPoint()), heading->size())));
        QVERIFY(heading->visibleRegion().boundingRect() == heading->rect());
        const bool stacked = size.width() < 860;
        const auto *transcript = part<TranscriptView>();
        const auto *cards = part<CardColumn>();
        const QPoint transcriptAt = transcript->mapTo(m_page.get(), QPoint());
        const QPoint cardsAt = cards->mapTo(m_page.get(), QPoint());
        QCOMPARE(cardsAt.y() < transcriptAt.y() - 20, stacked);
        QVERIFY(transcript->height() >= 50);
        QVERIFY(page.contains(QRect(transcriptAt, transcript->size())));
    }

    void remembersWhereTheDividerWas()
    {
        startCall();
        QSignalSpy moved(m_page.get(), &LivePage::dividersChanged);
        auto *splitter = part<QSplitter>();
        QTest::mousePress(splitter->handle(1), Qt::LeftButton);
        QTest::mouseMove(splitter->handle(1), QPoint(-80, 5));
        QTest::mouseRelease(splitter->handle(1), Qt::LeftButton);
        QVERIFY(moved.size() > 0);
        LivePage other;
        other.resize(m_page->size());
        other.restoreDividers(m_page->dividers());
        other.showStarting(QStringLiteral("x"));
        other.show();
        QVERIFY(QTest::qWaitForWindowExposed(&other));
        QVERIFY(qAbs(other.findChild<QSplitter *>()->sizes().first() - splitter->sizes().first()) <= 4);
        other.restoreDividers(QByteArray("damaged"));
    }
};

QTEST_MAIN(LivePageTest)
#include "tst_live_page.moc"
