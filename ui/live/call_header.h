// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace talktrack {

class ActionButton;
class CallActions;
class DeviceBar;
class StateBar;
class TextLabel;

/// The top of a running call: what it is called, how long it has been going, how its parts are, the buttons,
/// and the devices.
class CallHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit CallHeader(CallActions &actions, QWidget *parent = nullptr);

    void showTitle(const QString &title);
    QString title() const;
    void showElapsed(double seconds);
    QString elapsed() const;
    void showParts(const QList<PartState> &parts);
    QString parts() const;
    void setMuted(bool muted);
    void setPaused(bool paused);
    /// Takes the bar in, from wherever it was.
    void adopt(DeviceBar *devices);
    /// The state of the parts in a row of its own instead of below the title.
    void setNarrow(bool narrow);
    /// Only title and time are left when the call is over.
    void setRunning(bool running);

private:
    QVBoxLayout *m_column;
    QVBoxLayout *m_words;
    TextLabel *m_title;
    QLabel *m_elapsed;
    StateBar *m_parts;
    ActionButton *m_pause;
    ActionButton *m_mute;
    ActionButton *m_end;
};

} // namespace talktrack
