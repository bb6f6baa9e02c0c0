// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/runner_link.h"

#include "core/session/call_runner.h"

#include <utility>

namespace talktrack {
namespace {

/// Passes everything on as it is.
class RunnerLink final : public CallLink
{
public:
    RunnerLink(const CallServices &services, SpeechFactory speechFactory)
        : m_runner(services, std::move(speechFactory))
    {
        connect(&m_runner, &CallRunner::started, this, &CallLink::started);
        connect(&m_runner, &CallRunner::lineChanged, this, &CallLink::lineChanged);
        connect(&m_runner, &CallRunner::lineRemoved, this, &CallLink::lineRemoved);
        connect(&m_runner, &CallRunner::cardsChanged, this, &CallLink::cardsChanged);
        connect(&m_runner, &CallRunner::checklistChanged, this, &CallLink::checklistChanged);
        connect(&m_runner, &CallRunner::metricsChanged, this, &CallLink::metricsChanged);
        connect(&m_runner, &CallRunner::levelsChanged, this, &CallLink::levelsChanged);
        connect(&m_runner, &CallRunner::stateChanged, this, &CallLink::stateChanged);
        connect(&m_runner, &CallRunner::ended, this, &CallLink::ended);
        connect(&m_runner, &CallRunner::failed, this, &CallLink::failed);
    }

    void start(const CallSetup &setup) override { m_runner.start(setup); }
    void end() override { m_runner.end(); }
    void setMuted(bool muted) override { m_runner.setMuted(muted); }
    void setPaused(bool paused) override { m_runner.setPaused(paused); }
    void selectDevice(Track track, const std::optional<QString> &id) override
    {
        m_runner.selectDevice(track, id);
    }
    void dismissCard(const QString &id) override { m_runner.dismissCard(id); }
    void useCard(const QString &id) override { m_runner.useCard(id); }
    void networkBack() override { m_runner.networkBack(); }
    void endNow() override { m_runner.endNow(); }

private:
    CallRunner m_runner;
};

} // namespace

CallLinkFactory runnerLinks(const CallServices &services, SpeechFactory speechFactory)
{
    return [services, speechFactory = std::move(speechFactory)] {
        return std::make_unique<RunnerLink>(services, speechFactory);
    };
}

} // namespace talktrack
