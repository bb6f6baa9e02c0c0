// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QToolButton>

class QAction;

namespace talktrack {

/// A button of an action: its words and state, with the shortcut in the tool tip and an icon that is redrawn
/// when the theme changes.
class ActionButton final : public QPushButton
{
    Q_OBJECT

public:
    /// kind is the style sheet's: "primary", "danger", "quiet" or empty. The action outlives the button.
    ActionButton(QAction *action, const QString &iconName, const char *kind, QWidget *parent = nullptr);

    void setIconName(const QString &name);
    /// Stands out, as what it undoes is on.
    void setOn(bool on);

protected:
    void changeEvent(QEvent *event) override;

private:
    void follow();
    void drawIcon();

    QAction *m_action;
    QString m_iconName;
    QString m_kind;
};

/// A button of the rail at the window's side: icon over words, checked while its page is shown. Reached by
/// the keyboard, unlike a plain tool button. The action outlives it.
class RailButton final : public QToolButton
{
    Q_OBJECT

public:
    RailButton(QAction *action, const QString &iconName, QWidget *parent = nullptr);

    /// A dot at the icon: what it leads to has something new, which is said in these words. Empty = nothing.
    void setNews(const QString &news);
    QString news() const { return m_news; }

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_iconName;
    QString m_news;
};

/// The action's words and its shortcut, for a tool tip.
QString toolTipOf(const QAction &action);

} // namespace talktrack
