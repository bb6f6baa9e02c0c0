// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"
#include "tests/ui/support/scripted_link.h"
#include "ui/live/call_header.h"
#include "ui/live/live_controller.h"
#include "ui/live/live_page.h"
#include "ui/live/start_panel.h"
#include "ui/transcript/transcript_view.h"

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

private Q_SLOTS:
    void init()
    {
        m_told.clear();
        m_made = 0;
        m_page = std::make_unique<LivePage>();
        m_page->resize(1000, 700);
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
            templates, m_clock);
        m_page->show();
    }
    void cleanup()
    {
        m_controller.reset();
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
        QVERIFY(m_told.isEmpty());
        Q_EMIT m_page->demoRequested();
        m_told.clear();
        Q_EMIT m_page->muteToggled(true);
        Q_EMIT m_page->pauseToggled(true);
        Q_EMIT m_page->pauseToggled(false);
        Q_EMIT m_page->deviceChosen(Track::Customer, QStringLiteral("out-2"));
        Q_EMIT m_page->cardUsed(QStringLiteral("a"));
        Q_EMIT m_page->cardDismissed(QStringLiteral("b"));
        Q_EMIT m_page->endRequested();
        QCOMPARE(m_told,
                 (QStringList{QStringLiteral("mute"), QStringLiteral("pause"), QStringLiteral("go on"),
                              QStringLiteral("device customer out-2"), QStringLiteral("use a"),
                              QStringLiteral("dismiss b"), QStringLiteral("end")}));
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
