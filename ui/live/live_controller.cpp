// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_controller.h"

#include "ui/live/live_page.h"
#include "ui/live/preview_controller.h"
#include "ui/live/start_panel.h"
#include "ui/texts/figure_text.h"

#include <QPointer>

namespace talktrack {

LiveController::LiveController(LivePage &page, CallLinkFactory makeLink, CallTemplates templates,
                               const Clock &clock, PreviewController *preview, QObject *parent)
    : QObject(parent)
    , m_page(page)
    , m_makeLink(std::move(makeLink))
    , m_templates(std::move(templates))
    , m_clock(clock)
    , m_preview(preview)
{
    connectPage();
}

LiveController::~LiveController() = default;

void LiveController::setPlaybook(const Playbook &playbook)
{
    m_templates.live.playbook = playbook;
}

void LiveController::connectPage()
{
    connect(&m_page, &LivePage::startRequested, this, &LiveController::startCall);
    connect(&m_page, &LivePage::demoRequested, this, &LiveController::startDemo);
    connect(&m_page, &LivePage::endRequested, this, &LiveController::endCall);
    connect(&m_page, &LivePage::muteToggled, this, [this](bool muted) {
        if (m_link)
            m_link->setMuted(muted);
        m_page.showMuted(muted);
    });
    connect(&m_page, &LivePage::pauseToggled, this, [this](bool paused) {
        if (m_link)
            m_link->setPaused(paused);
        m_page.showPaused(paused);
    });
    connect(&m_page, &LivePage::deviceChosen, this, [this](Track track, const std::optional<QString> &id) {
        if (m_link)
            m_link->selectDevice(track, id);
    });
    connect(&m_page, &LivePage::cardUsed, this, [this](const QString &id) {
        if (m_link)
            m_link->useCard(id);
    });
    connect(&m_page, &LivePage::cardDismissed, this, [this](const QString &id) {
        if (m_link)
            m_link->dismissCard(id);
    });
}

void LiveController::connectLink()
{
    CallLink *link = m_link.get();
    connect(link, &CallLink::started, this, [this](const Call &call) {
        m_page.showCall(call);
        Q_EMIT callStarted(call.id);
    });
    connect(link, &CallLink::lineChanged, &m_page, &LivePage::showLine);
    connect(link, &CallLink::lineRemoved, &m_page, &LivePage::removeLine);
    connect(link, &CallLink::cardsChanged, &m_page, &LivePage::showCards);
    connect(link, &CallLink::checklistChanged, &m_page, &LivePage::showChecklist);
    connect(link, &CallLink::metricsChanged, &m_page, &LivePage::showMetrics);
    connect(link, &CallLink::levelsChanged, &m_page, &LivePage::showLevels);
    connect(link, &CallLink::stateChanged, &m_page, &LivePage::showState);
    connect(link, &CallLink::ended, this, [this](const CallOutcome &outcome) {
        const QString id = outcome.call.id;
        m_page.showEnded(outcome);
        release();
        Q_EMIT callFinished(id);
    });
    connect(link, &CallLink::failed, this, [this](const Error &error) {
        // Who ends a call before it has begun is not told that nothing was heard.
        const bool unheard = error.kind == ErrorKind::InputEmpty || error.kind == ErrorKind::Cancelled;
        if (m_ending && unheard)
            m_page.showReady();
        else
            m_page.showFailed(error);
        release();
        Q_EMIT callFinished({});
    });
}

void LiveController::release()
{
    // It is in the middle of emitting.
    m_link->disconnect(this);
    m_link.release()->deleteLater();
}

void LiveController::startCall(const QString &title, const std::optional<QString> &microphone,
                               const std::optional<QString> &farEnd)
{
    CallSetup setup = m_templates.live;
    const HearingChoice hearing = m_page.startPanel().hearing();
    if (m_templates.engines.contains(hearing.speech))
        setup.speech = hearing.speech;
    setup.record = hearing.record;
    setup.transcribeLater = hearing.transcribeLater;
    setup.title = title.isEmpty() ? tr("Call of %1").arg(momentText(m_clock.utcNow())) : title;
    setup.audio.microphone = microphone;
    setup.audio.farEnd = farEnd;
    start(setup);
}

void LiveController::startDemo()
{
    start(m_templates.demo);
}

void LiveController::start(const CallSetup &setup)
{
    if (m_link)
        return;
    m_link = m_makeLink();
    m_begun = m_ending = false;
    connectLink();
    m_page.showStarting(setup.title, !setup.audio.inputFile.isEmpty());
    if (!m_preview)
        return begin(setup);
    m_preview->whenStopped([this, setup, link = QPointer<CallLink>(m_link.get())] {
        if (link && link == m_link.get())
            begin(setup);
    });
}

void LiveController::begin(const CallSetup &setup)
{
    m_begun = true;
    m_link->start(setup);
}

void LiveController::endCall()
{
    if (!m_link)
        return;
    if (std::exchange(m_ending, true)) {
        m_link->endNow();
        return;
    }
    if (!m_begun) {
        release();
        m_page.showReady();
        Q_EMIT callFinished({});
        return;
    }
    m_page.showEnding();
    m_link->end();
}

void LiveController::networkBack()
{
    if (m_link && m_begun)
        m_link->networkBack();
}

} // namespace talktrack
