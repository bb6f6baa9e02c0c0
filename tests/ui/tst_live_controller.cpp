// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"
#include "tests/ui/support/scripted_link.h"
#include "tests/ui/support/scripted_preview.h"
#include "ui/live/call_header.h"
#include "ui/live/device_picker.h"
#include "ui/live/live_controller.h"
#include "ui/live/live_page.h"
#include "ui/live/preview_controller.h"
#include "ui/live/start_panel.h"
#include "ui/transcript/transcript_view.h"
#include "ui/widgets/level_bar.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace talktrack;

class LiveControllerTest final : public QObject
{
    Q_OBJECT

private:
    QStringList m_told;
    QPointer<CallLink> m_link;
    int m_made = 0;
    SystemClock m_clock;
    std::unique_ptr<LivePage> m_page;
    std::unique_ptr<LiveController> m_controller;

    QPointer<LevelPreview> m_preview;
    QStringList m_previewed;
    std::unique_ptr<PreviewController> m_previewController;

    void withPreview()
    {
        m_controller.reset();
        auto preview = std::make_unique<ScriptedPreview>(m_previewed);
        m_preview = preview.get();
        m_previewController = std::make_unique<PreviewController>(*m_page, std::move(preview));
        makeController();
    }
    void makeController()
    {
        CallTemplates templates;
        templates.demo.title = QStringLiteral("Demo call");
        templates.demo.audio.inputFile = QStringLiteral("demo.opus");
        m_controller = std::make_unique<LiveController>(
            *m_page,
            [this]() -> std::unique_ptr<CallLink> {
                ++m_made;
                auto link = std::make_unique<ScriptedLink>(m_told);
                m_link = link.get();
                return link;
            },
            templates, m_clock, m_previewController.get());
    }

private Q_SLOTS:
    void onlyARecordedCallOfAProviderCanWait()
    {
        StartPanel &start = m_page->startPanel();
        start.offerSpeech({QStringLiteral("pocketsphinx"), QStringLiteral("deepgram")});
        start.setHearing({QStringLiteral("pocketsphinx"), true, true});
        QVERIFY(!start.hearing().transcribeLater);
        start.setHearing({QStringLiteral("deepgram"), false, true});
        QVERIFY(!start.hearing().transcribeLater);
        const HearingChoice later{QStringLiteral("deepgram"), true, true};
        start.setHearing(later);
        QCOMPARE(start.hearing(), later);
    }

    void init()
    {
        m_told.clear();
        m_previewed.clear();
        m_made = 0;
        m_page = std::make_unique<LivePage>();
        m_page->resize(1000, 700);
        makeController();
        m_page->show();
    }
    void cleanup()
    {
        m_controller.reset();
        m_previewController.reset();
        m_page.reset();
    }

    void startsTheCallWithWhatThePageSays()
    {
        Q_EMIT m_page->startRequested(QStringLiteral("Karen"), QStringLiteral("mic-2"), std::nullopt);
        QCOMPARE(m_told, QStringList{QStringLiteral("start Karen mic=mic-2 far=none file=")});
        QVERIFY(m_controller->isRunning());
    }

    void givesAnUntitledCallATitle()
    {
        Q_EMIT m_page->startRequested({}, std::nullopt, std::nullopt);
        QVERIFY2(m_told.first().startsWith(QStringLiteral("start Call of ")), qPrintable(m_told.first()));
    }

    void playsTheDemoAsItIs()
    {
        Q_EMIT m_page->demoRequested();
        QVERIFY(m_told.first().endsWith(QStringLiteral("file=demo.opus")));
    }

    void oneCallAtATime()
    {
        Q_EMIT m_page->demoRequested();
        Q_EMIT m_page->startRequested({}, std::nullopt, std::nullopt);
        QCOMPARE(m_made, 1);
    }

    void passesOnWhatTheUserWants()
    {
        Q_EMIT m_page->muteToggled(true);
        m_controller->networkBack();
        QVERIFY(m_told.isEmpty());
        Q_EMIT m_page->demoRequested();
        m_told.clear();
        Q_EMIT m_page->muteToggled(true);
        Q_EMIT m_page->pauseToggled(true);
        Q_EMIT m_page->pauseToggled(false);
        Q_EMIT m_page->deviceChosen(Track::Customer, QStringLiteral("out-2"));
        Q_EMIT m_page->cardUsed(QStringLiteral("a"));
        Q_EMIT m_page->cardDismissed(QStringLiteral("b"));
        m_controller->networkBack();
        Q_EMIT m_page->endRequested();
        QCOMPARE(m_told, (QStringList{QStringLiteral("mute"), QStringLiteral("pause"),
                                      QStringLiteral("go on"), QStringLiteral("device customer out-2"),
                                      QStringLiteral("use a"), QStringLiteral("dismiss b"),
                                      QStringLiteral("network back"), QStringLiteral("end")}));
        // Whoever ends it again does not want to wait.
        Q_EMIT m_page->endRequested();
        QCOMPARE(m_told.constLast(), QStringLiteral("end now"));
    }

    void showsWhatHappensInTheCall()
    {
        Q_EMIT m_page->demoRequested();
        QSignalSpy started(m_controller.get(), &LiveController::callStarted);
        Q_EMIT m_link->started(sample::call());
        Q_EMIT m_link->lineChanged(sample::lines().first());
        Q_EMIT m_link->lineChanged(sample::lines().last());
        Q_EMIT m_link->lineRemoved(sample::lines().last().id);
        Q_EMIT m_link->metricsChanged(sample::metrics(), sample::bands());
        QCOMPARE(started[0][0].toString(), QStringLiteral("call-1"));
        QCOMPARE(m_page->findChild<TranscriptView *>()->lineCount(), 1);
        QCOMPARE(m_page->findChild<CallHeader *>()->title(), sample::call().title);
        QCOMPARE(m_page->findChild<CallHeader *>()->elapsed(), QStringLiteral("12:22"));
    }

    void letsGoOfACallThatEndedAndCanStartAnother()
    {
        Q_EMIT m_page->demoRequested();
        QSignalSpy finished(m_controller.get(), &LiveController::callFinished);
        Q_EMIT m_link->started(sample::call());
        Q_EMIT m_link->ended(sample::outcome());
        QCOMPARE(finished[0][0].toString(), QStringLiteral("call-1"));
        QVERIFY(!m_controller->isRunning());
        QTRY_VERIFY(m_told.contains(QStringLiteral("gone")));
        Q_EMIT m_page->demoRequested();
        QCOMPARE(m_made, 2);
    }

    void endingACallBeforeItBeganSaysNothingOfAnEmptyFile()
    {
        Q_EMIT m_page->startRequested({}, QStringLiteral("mic-1"), std::nullopt);
        QSignalSpy finished(m_controller.get(), &LiveController::callFinished);
        Q_EMIT m_page->endRequested();
        QVERIFY(m_told.contains(QStringLiteral("end")));
        Q_EMIT m_link->failed({ErrorKind::InputEmpty, {}, {}, std::nullopt});
        QCOMPARE(finished.size(), 1);
        QVERIFY(m_page->findChild<StartPanel *>()->isVisible());
        QVERIFY(m_page->findChild<StartPanel *>()->trouble().isEmpty());
    }

    void theMetersMoveBeforeACallWhileThePageIsInSight()
    {
        withPreview();
        QCOMPARE(m_previewed, QStringList{QStringLiteral("start default default")});
        const auto pickers = m_page->findChildren<DevicePicker *>();
        Q_EMIT m_preview->levelsChanged({{-10, -20}, {-18, -26}});
        QCOMPARE(pickers.first()->meter().valueText(), QStringLiteral("-18 dB"));
        Q_EMIT m_page->deviceChosen(Track::Rep, QStringLiteral("mic-2"));
        QCOMPARE(m_previewed.last(), QStringLiteral("select rep mic-2"));
        m_page->setMinimised(true);
        QCOMPARE(m_previewed.last(), QStringLiteral("stop"));
        QCOMPARE(pickers.first()->meter().valueText(), QStringLiteral("not measuring"));
        Q_EMIT m_preview->levelsChanged({{-10, -20}, {-18, -26}});
        QCOMPARE(pickers.first()->meter().valueText(), QStringLiteral("not measuring"));
        m_page->setMinimised(false);
        QCOMPARE(m_previewed.last(), QStringLiteral("stop"));
        Q_EMIT m_preview->stopped();
        QCOMPARE(m_previewed.last(), QStringLiteral("start default default"));
        m_page->hide();
        QCOMPARE(m_previewed.last(), QStringLiteral("stop"));
    }

    void aCallBeginsOnceThePreviewHasLetGoOfTheDevices()
    {
        withPreview();
        Q_EMIT m_page->startRequested(QStringLiteral("Karen"), defaultDeviceId, defaultDeviceId);
        QCOMPARE(m_previewed.last(), QStringLiteral("stop"));
        QVERIFY(m_told.isEmpty());
        Q_EMIT m_preview->stopped();
        QVERIFY(m_told.value(0).startsWith(QStringLiteral("start Karen")));
        QCOMPARE(m_previewed.last(), QStringLiteral("stop"));
        Q_EMIT m_link->started(sample::call());
        Q_EMIT m_link->ended(sample::outcome());
        QCOMPARE(m_previewed.last(), QStringLiteral("stop"));
        m_page->showReady();
        QCOMPARE(m_previewed.last(), QStringLiteral("start default default"));
    }

    void aDeviceThatNeverLetsGoDoesNotKeepACallFromBeginning()
    {
        withPreview();
        Q_EMIT m_page->demoRequested();
        QVERIFY(m_told.isEmpty());
        QTRY_VERIFY(m_told.value(0).startsWith(QStringLiteral("start Demo call")));
    }

    void aCallEndedWhileTheDevicesAreLetGoOfNeverBegins()
    {
        withPreview();
        QSignalSpy finished(m_controller.get(), &LiveController::callFinished);
        Q_EMIT m_page->startRequested({}, defaultDeviceId, defaultDeviceId);
        Q_EMIT m_page->endRequested();
        QCOMPARE(finished.size(), 1);
        QVERIFY(!m_controller->isRunning());
        QVERIFY(m_page->findChild<StartPanel *>()->isVisible());
        Q_EMIT m_preview->stopped();
        QTRY_VERIFY(m_told.contains(QStringLiteral("gone")));
        QVERIFY(!m_told.first().startsWith(QStringLiteral("start")));
        QCOMPARE(m_previewed.last(), QStringLiteral("start default default"));
    }

    void saysWhyACallNeverBegan()
    {
        Q_EMIT m_page->demoRequested();
        QSignalSpy finished(m_controller.get(), &LiveController::callFinished);
        Q_EMIT m_link->failed({ErrorKind::InputMissing, {}, QStringLiteral("demo.opus"), std::nullopt});
        QCOMPARE(finished.size(), 1);
        QVERIFY(m_page->findChild<StartPanel *>()->trouble().contains(QStringLiteral("demo.opus")));
        QVERIFY(!m_controller->isRunning());
    }
};

QTEST_MAIN(LiveControllerTest)
#include "tst_live_controller.moc"
