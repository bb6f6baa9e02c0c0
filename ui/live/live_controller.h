// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"
#include "core/support/clock.h"
#include "ui/live/call_link.h"

#include <QObject>

#include <memory>

namespace talktrack {

class LivePage;
class PreviewController;

/// What new calls are made of, but for title and devices.
struct CallTemplates
{
    CallSetup live;
    /// Played as it is.
    CallSetup demo;
    /// The recognisers that can be had here; where it is empty, live's is not a matter of choice.
    QStringList engines = {};
};

/// Joins the live page to the call that is running, at most one at a time: what the user wants goes to the
/// call, what happens in the call goes to the page. Window's thread; page, clock and preview outlive it.
class LiveController final : public QObject
{
    Q_OBJECT

public:
    /// A call begins once the preview has let go of the devices; without one, at once.
    LiveController(LivePage &page, CallLinkFactory makeLink, CallTemplates templates, const Clock &clock,
                   PreviewController *preview = nullptr, QObject *parent = nullptr);
    ~LiveController() override;

    bool isRunning() const { return m_link != nullptr; }
    /// Of the calls to come, but for the demo's.
    void setPlaybook(const Playbook &playbook);

public Q_SLOTS:
    void startCall(const QString &title, const std::optional<QString> &microphone,
                   const std::optional<QString> &farEnd);
    void startDemo();
    /// Ends the call, if there is one; callFinished follows.
    void endCall();
    /// The network may be back; a call that is running hears of it.
    void networkBack();

Q_SIGNALS:
    void callStarted(const QString &callId);
    /// The call is kept, or never began (then the id is empty). isRunning() is false.
    void callFinished(const QString &callId);

private:
    void start(const CallSetup &setup);
    void begin(const CallSetup &setup);
    void connectPage();
    void connectLink();
    void release();

    LivePage &m_page;
    CallLinkFactory m_makeLink;
    CallTemplates m_templates;
    const Clock &m_clock;
    PreviewController *m_preview;
    std::unique_ptr<CallLink> m_link;
    /// The link was told to start, and to end.
    bool m_begun = false;
    bool m_ending = false;
};

} // namespace talktrack
