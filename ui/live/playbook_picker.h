// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/call.h"
#include "core/session/playbook_shelf.h"

#include <QWidget>

class QLabel;

namespace talktrack {

class ChoiceBox;
class NoticePanel;

/// Chooses the playbook of the next calls: one of those there are, or a file. What it shows as chosen is what
/// showChoice() said last; asking for another changes nothing until it has been read. Window's thread.
class PlaybookPicker final : public QWidget
{
    Q_OBJECT

public:
    explicit PlaybookPicker(QWidget *parent = nullptr);

    void showEntries(const QList<PlaybookEntry> &entries);
    /// The playbook in use, with the kind of call it is for.
    void showChoice(const PlaybookEntry &entry, CallType callType);
    /// Why another could not be taken; empty hides it.
    void showTrouble(const QString &sentence);
    /// What is not right in the one in use; empty hides it.
    void showWarnings(const QStringList &sentences);
    QString trouble() const;
    QString callType() const;
    /// Where the dialog for a file begins.
    void setFolder(const QString &folder) { m_folder = folder; }

Q_SIGNALS:
    /// By the user; an empty path is the example.
    void chosen(const QString &path);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void showNotices();
    void chooseFile();
    void drawIcon();

    QLabel *m_icon;
    ChoiceBox *m_combo;
    QLabel *m_callType;
    NoticePanel *m_trouble;
    QList<PlaybookEntry> m_entries;
    PlaybookEntry m_choice;
    QString m_folder;
    QString m_refusal;
    QStringList m_warnings;
};

} // namespace talktrack
