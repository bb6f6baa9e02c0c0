// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/card.h"
#include "ui/widgets/panel.h"

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace talktrack {

class TextLabel;

/// One card: what was heard, what to say in large type, why, and where it comes from. A card that is not the
/// strongest says what to say alone, smaller. A nudge about the delivery is nothing to say, so it can only be
/// dismissed.
class CardWidget final : public Panel
{
    Q_OBJECT

public:
    explicit CardWidget(const Card &card, QWidget *parent = nullptr);

    const Card &card() const { return m_card; }
    void showCard(const Card &card);
    /// Place counts from 1; the first is the strongest and largest.
    void setPlace(int place);
    QString sayText() const;
    bool canBeUsed() const { return m_card.type != FeedbackType::Metric; }
    int heightForWidth(int width) const override;
    QPushButton *usedButton() const { return m_used; }
    QPushButton *dismissButton() const { return m_dismiss; }

Q_SIGNALS:
    void used(const QString &id);
    void dismissed(const QString &id);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void arrange(bool strongest);
    void dress();

    Card m_card;
    int m_place = 0;
    QVBoxLayout *m_column;
    QHBoxLayout *m_head;
    QHBoxLayout *m_buttons;
    QLabel *m_icon;
    TextLabel *m_title;
    QLabel *m_origin;
    TextLabel *m_say;
    TextLabel *m_why;
    QPushButton *m_used;
    QPushButton *m_dismiss;
};

} // namespace talktrack
