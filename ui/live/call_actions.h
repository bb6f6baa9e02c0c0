// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>

namespace talktrack {

/// What can be done with a call, with words, keys and when it is possible; shared by buttons and menus.
class CallActions final : public QObject
{
    Q_OBJECT

public:
    enum class Stage {
        /// No call, or the last one ended.
        Ready,
        Starting,
        Running,
        Ending,
    };

    explicit CallActions(QObject *parent = nullptr);

    /// Each does something only at the stages at which it makes sense.
    void setStage(Stage stage);
    /// The action's words are what it would do, so while muted it says "Unmute"; it is not checked besides,
    /// which would say the same a second time and read aloud as its opposite.
    void setMuted(bool muted);
    void setPaused(bool paused);
    bool isMuted() const { return m_muted; }
    bool isPaused() const { return m_paused; }

    QAction *start() const { return m_start; }
    QAction *demo() const { return m_demo; }
    QAction *pause() const { return m_pause; }
    QAction *mute() const { return m_mute; }
    QAction *end() const { return m_end; }

private:
    QAction *m_start;
    QAction *m_demo;
    QAction *m_pause;
    QAction *m_mute;
    QAction *m_end;
    bool m_muted = false;
    bool m_paused = false;
};

} // namespace talktrack
