// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"

#include <QWidget>

class QPushButton;

namespace talktrack {

class TextLabel;

/// The figures of the call that has just ended, and where to go from there.
class SummaryStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit SummaryStrip(QWidget *parent = nullptr);

    void showOutcome(const CallOutcome &outcome);
    QString text() const;

Q_SIGNALS:
    void openRequested(const QString &callId);
    void newCallRequested();

private:
    static QString headingOf(const CallOutcome &outcome);
    TextLabel *m_heading;
    TextLabel *m_words;
    QPushButton *m_open;
    QPushButton *m_new;
    QString m_callId;
};

} // namespace talktrack
