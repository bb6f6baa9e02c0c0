// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/level_preview.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace talktrack {

class LivePage;

/// Lets the meters of the pickers move while a call may be started and the page is in sight, and at no other
/// time. Window's thread; the page outlives it.
class PreviewController final : public QObject
{
    Q_OBJECT

public:
    PreviewController(LivePage &page, std::unique_ptr<LevelPreview> preview, QObject *parent = nullptr);
    ~PreviewController() override;

    /// Calls then once the devices are let go of: at once where they are not held. A device that does not let
    /// go is waited for two seconds at most.
    void whenStopped(std::function<void()> then);

private:
    void follow(bool waiting);
    void start();
    void onStopped();
    void callBack();

    enum class State { Stopped, Running, Stopping };

    LivePage &m_page;
    std::unique_ptr<LevelPreview> m_preview;
    State m_state = State::Stopped;
    bool m_wanted = false;
    std::function<void()> m_then;
    QTimer m_patience;
};

} // namespace talktrack
