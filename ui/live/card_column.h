// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/card.h"

#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace talktrack {

class CardWidget;
class TextLabel;

/// The cards of the moment, strongest first. A card keeps its widget as long as it is there, so that a click
/// that began on a card never lands on the one that took its place. Ctrl+1…3 says that a card was used,
/// Alt+1…3 dismisses.
class CardColumn final : public QWidget
{
    Q_OBJECT

public:
    explicit CardColumn(QWidget *parent = nullptr);

    void showCards(const QList<Card> &cards);
    /// What stands there while there is no card.
    void setPlaceholder(const QString &text);
    /// In the order shown.
    QList<CardWidget *> cardWidgets() const { return m_cards; }

Q_SIGNALS:
    void cardUsed(const QString &id);
    void cardDismissed(const QString &id);

private:
    CardWidget *widgetOf(const Card &card);

    QVBoxLayout *m_layout;
    TextLabel *m_placeholder;
    QList<CardWidget *> m_cards;
};

} // namespace talktrack
