// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/card.h"

#include <QWidget>

class QPushButton;
class QScrollArea;

namespace talktrack {

/// Draws the items of a checklist, as many in a row as the width allows.
class ChecklistItems final : public QWidget
{
    Q_OBJECT

public:
    explicit ChecklistItems(QWidget *parent = nullptr);

    void showEntries(const QList<ChecklistEntry> &entries);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    int rowHeight() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int columns(int width) const;

    QList<ChecklistEntry> m_entries;
    int m_widest = 0;
};

/// What the call is to cover, ticked as it is covered. Folds away, and scrolls where there is little height;
/// its heading is always there and says how far it is.
class ChecklistPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ChecklistPanel(QWidget *parent = nullptr);

    void showChecklist(const QList<ChecklistEntry> &entries);
    void setOpen(bool open);
    bool isOpen() const;
    /// "Checklist: 3 of 8".
    QString heading() const;
    /// With every item in sight.
    int heightForWidth(int width) const override;
    /// Of the heading alone, and of the heading with a few of the items, if it is open.
    int headingHeight() const;
    int leastHeight(int width) const;

Q_SIGNALS:
    /// By the user.
    void folded(bool open);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void drawIcon();
    void fitScroll();

    QPushButton *m_heading;
    QScrollArea *m_scroll;
    ChecklistItems *m_items;
    bool m_any = false;
};

} // namespace talktrack
