// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"
#include "core/support/clock.h"
#include "ui/live/call_link.h"

#include <QObject>

#include <memory>

namespace talktrack {

class LivePage;

/// What new calls are made of, but for title and devices.
struct CallTemplates
{
    CallSetup live;
    /// Played as it is.
    CallSetup demo;
};

/// Joins the live page to the call that is running, at most one at a time: what the user wants goes to the
/// call, what happens in the call goes to the page. Window's thread; page and clock outlive it.
class LiveController final : public QObject
{
    Q_OBJECT

public:
    LiveController(LivePage &page, CallLinkFactory makeLink, CallTemplates templates, const Clock &clock,
                   QObject *parent = nullptr);
    ~LiveController() override;

    bool isRunning() const { return m_link != nullptr; }
    /// What the next call is made of.
    void setTemplates(const CallTemplates &templates);

public Q_SLOTS:
    void startCall(const QString &title, const std::optional<QString> &microphone,
                   const std::optional<QString> &farEnd);
    void startDemo();
    /// Ends the call, if there is one; callFinished follows.
    void endCall();

Q_SIGNALS:
    void callStarted(const QString &callId);
    /// The call is kept, or never began (then the id is empty). isRunning() is false.
    void callFinished(const QString &callId);

private:
    void start(const CallSetup &setup);
    void connectPage();
    void connectLink();
    void release();

    LivePage &m_page;
    CallLinkFactory m_makeLink;
    CallTemplates m_templates;
    const Clock &m_clock;
    std::unique_ptr<CallLink> m_link;
};

} // namespace talktrack
