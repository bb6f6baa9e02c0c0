// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/card.h"

#include <QElapsedTimer>
#include <QList>
#include <QWidget>

#include <array>
#include <chrono>

class QVBoxLayout;

namespace talktrack {

class CardWidget;
class TextLabel;

/// The cards of the moment, strongest first. A card keeps its widget as long as it is there, so that a click
/// that began on a card never lands on the one that took its place. Ctrl+1…3 says that a card was used,
/// Alt+1…3 dismisses; both pass over a place whose card has only just come there, for then the key was meant
/// for another.
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
    /// What all cards need at this width, and what the strongest alone needs.
    int heightForWidth(int width) const override;
    int firstCardHeight(int width) const;
    /// The height given, or less where it would end in the first half of a card.
    int wholeCardsIn(int height, int width) const;

    /// How long a card stands at its place before the keys of the place are its own.
    static constexpr std::chrono::milliseconds settleTime{600};

Q_SIGNALS:
    void cardUsed(const QString &id);
    void cardDismissed(const QString &id);

private:
    CardWidget *widgetOf(const Card &card);
    /// The card whose key of that place may be taken now, counted from 1.
    const CardWidget *settledAt(int place) const;

    QVBoxLayout *m_layout;
    TextLabel *m_placeholder;
    QList<CardWidget *> m_cards;
    /// Since when each place has had its card.
    std::array<QElapsedTimer, maxCards> m_since;
};

} // namespace talktrack
