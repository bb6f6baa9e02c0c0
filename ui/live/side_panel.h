// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QScrollArea;

namespace talktrack {

class CardColumn;
class ChecklistPanel;

/// The cards with the checklist below them. Where there is little height the items of the checklist give way
/// first and scroll, then the cards after the first; the heading of the checklist is always in sight.
/// Window's thread.
class SidePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit SidePanel(QWidget *parent = nullptr);

    CardColumn &cards() { return *m_cards; }
    ChecklistPanel &checklist() { return *m_checklist; }
    /// With every card and every item in sight.
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    /// Puts everything in its place after cards or checklist changed.
    void arrange();

Q_SIGNALS:
    /// It needs another height than before.
    void heightChanged();

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int cardsHeight(int width) const;

    QScrollArea *m_scroll;
    CardColumn *m_cards;
    ChecklistPanel *m_checklist;
    int m_needed = 0;
};

} // namespace talktrack
