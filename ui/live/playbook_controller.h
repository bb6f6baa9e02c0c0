// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/live/playbook_source.h"

#include <QObject>

namespace talktrack {

class LiveController;
class PlaybookPicker;

/// Reads the playbook that is chosen and gives it to the calls to come. A file that is bad or gone is refused
/// with a sentence, and the last good one stays. The files are read again each time a call may be started, so
/// that a playbook that is being written can be tried at once. Window's thread; picker and controller outlive
/// it.
class PlaybookController final : public QObject
{
    Q_OBJECT

public:
    /// playbook is in use until another was read: the example.
    PlaybookController(PlaybookPicker &picker, LiveController &controller, PlaybookSource source,
                       const Playbook &playbook, QObject *parent = nullptr);

    QString path() const { return m_entry.path; }

public Q_SLOTS:
    /// An empty path is the example.
    void choose(const QString &path);
    void readAgain();

Q_SIGNALS:
    /// The playbook of this path was read, is good and in use.
    void taken(const QString &path);

private:
    void readList();
    void read();
    void answered(const QString &path, const Result<Playbook> &answer);
    void take(const QString &path, const Playbook &playbook);

    PlaybookPicker &m_picker;
    LiveController &m_controller;
    PlaybookSource m_source;
    PlaybookEntry m_entry;
    /// Asked for last, and in use unless it is still being read.
    QString m_wanted;
    QString m_refused;
    /// Of the last request; an answer to an earlier one is dropped.
    int m_request = 0;
};

} // namespace talktrack
