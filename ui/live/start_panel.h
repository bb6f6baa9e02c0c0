// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QVBoxLayout;

namespace talktrack {

class CallActions;
class DeviceBar;
class NoticePanel;
class PlaybookPicker;
class TextLabel;

/// How a call is heard and whether its sound is kept.
struct HearingChoice
{
    QString speech = QStringLiteral("pocketsphinx");
    bool record = false;
    bool transcribeLater = false;
    bool operator==(const HearingChoice &) const = default;
};

/// What is there before a call: who it is with, which devices and playbook, and the two ways to begin.
class StartPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit StartPanel(CallActions &actions, QWidget *parent = nullptr);

    QString title() const;
    /// What was said of one call is not meant for the next: its title, and that it is recorded.
    void clear();
    /// Takes the bar in, from wherever it was.
    void adopt(DeviceBar *devices);
    /// Says why the last start came to nothing; empty hides it.
    void showTrouble(const QString &sentence);
    QString trouble() const;
    /// The recognisers that can be had; without any there is no choice of one.
    void offerSpeech(const QStringList &engines);
    HearingChoice hearing() const;
    void setHearing(const HearingChoice &hearing);
    QWidget *firstField() const;
    PlaybookPicker &playbooks() { return *m_playbooks; }

Q_SIGNALS:
    void hearingChanged();

private:
    QWidget *buildHearing();
    void updateHearing();

    QVBoxLayout *m_column;
    QLineEdit *m_title;
    TextLabel *m_intro;
    NoticePanel *m_trouble;
    PlaybookPicker *m_playbooks;
    QWidget *m_speechRow = nullptr;
    QComboBox *m_speech = nullptr;
    QCheckBox *m_record = nullptr;
    QCheckBox *m_later = nullptr;
    int m_devicesAt = 0;
};

} // namespace talktrack
