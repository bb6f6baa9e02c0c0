// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/call_actions.h"

namespace talktrack {
namespace {

QAction *make(QObject *parent, const QKeySequence &keys)
{
    auto *action = new QAction(parent);
    action->setShortcut(keys);
    action->setAutoRepeat(false);
    return action;
}

} // namespace

CallActions::CallActions(QObject *parent)
    : QObject(parent)
    , m_start(make(this, QKeySequence(Qt::CTRL | Qt::Key_N)))
    , m_demo(make(this, QKeySequence(Qt::CTRL | Qt::Key_D)))
    , m_pause(make(this, QKeySequence(Qt::CTRL | Qt::Key_P)))
    , m_mute(make(this, QKeySequence(Qt::CTRL | Qt::Key_M)))
    , m_end(make(this, QKeySequence(Qt::CTRL | Qt::Key_E)))
{
    m_start->setText(tr("&Start call"));
    m_start->setIconText(tr("Start call"));
    m_demo->setText(tr("Play the &demo call"));
    m_demo->setIconText(tr("Play the demo call"));
    setMuted(false);
    setPaused(false);
    setStage(Stage::Ready);
}

void CallActions::setStage(Stage stage)
{
    const bool running = stage == Stage::Running;
    m_start->setEnabled(stage == Stage::Ready);
    m_demo->setEnabled(stage == Stage::Ready);
    m_pause->setEnabled(running);
    m_mute->setEnabled(running);
    m_end->setEnabled(stage != Stage::Ready);
    m_end->setText(stage == Stage::Ending ? tr("&End now") : tr("&End call"));
    m_end->setIconText(stage == Stage::Ending ? tr("End now") : tr("End call"));
}

void CallActions::setMuted(bool muted)
{
    m_muted = muted;
    m_mute->setText(muted ? tr("Un&mute") : tr("&Mute"));
    m_mute->setIconText(muted ? tr("Unmute") : tr("Mute"));
}

void CallActions::setPaused(bool paused)
{
    m_paused = paused;
    m_pause->setText(paused ? tr("&Go on") : tr("&Pause"));
    m_pause->setIconText(paused ? tr("Go on") : tr("Pause"));
}

} // namespace talktrack
