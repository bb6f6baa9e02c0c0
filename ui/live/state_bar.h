// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/live/state_board.h"

#include <QWidget>

class QLabel;

namespace talktrack {

class Panel;
class TextLabel;

/// How the parts of the call are: a sign and a word for each.
class StateBar final : public QWidget
{
    Q_OBJECT

public:
    explicit StateBar(QWidget *parent = nullptr);

    void showParts(const QList<PartState> &parts);
    /// All of it in words.
    QString text() const { return m_text; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    /// Where each part begins, as many in a row as the width allows.
    QList<QPoint> places(int width) const;
    int rowHeight() const;

    QList<PartState> m_parts;
    QString m_text;
};

/// What is wrong and what to do about it, in sentences; hidden while all is well. What is new in it is read
/// aloud to who listens to the screen.
class NoticePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit NoticePanel(QWidget *parent = nullptr);

    void showSentences(const QStringList &sentences);
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    Panel *m_panel;
    QLabel *m_icon;
    TextLabel *m_label;
};

} // namespace talktrack
