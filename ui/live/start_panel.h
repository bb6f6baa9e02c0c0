// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QVBoxLayout;

namespace talktrack {

class CallActions;
class DeviceBar;
class NoticePanel;
class PlaybookPicker;

/// What is there before a call: who it is with, which devices and playbook, and the two ways to begin.
class StartPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit StartPanel(CallActions &actions, QWidget *parent = nullptr);

    QString title() const;
    void clearTitle();
    /// Takes the bar in, from wherever it was.
    void adopt(DeviceBar *devices);
    /// Says why the last start came to nothing; empty hides it.
    void showTrouble(const QString &sentence);
    QString trouble() const;
    QWidget *firstField() const;
    PlaybookPicker &playbooks() { return *m_playbooks; }

private:
    QVBoxLayout *m_column;
    QLineEdit *m_title;
    NoticePanel *m_trouble;
    PlaybookPicker *m_playbooks;
    int m_devicesAt = 0;
};

} // namespace talktrack
