// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/card.h"
#include "core/model/feedback_event.h"

#include <QHash>
#include <QList>

namespace talktrack {

/// Which cards are on the screen: at most three, the newest strongest first, none older than it is useful.
/// Pure; call thread. Times are seconds since the call's start.
class CardDeck final
{
public:
    /// Takes up a feedback event; true if the deck changed. Only suggestions and metric nudges become cards.
    bool add(const FeedbackEvent &event, double now);
    /// Drops what has outlived its use; true if the deck changed.
    bool expire(double now);
    /// Dismissed or used by the rep; true if it was there.
    bool remove(const QString &id);

    /// Strongest first.
    const QList<Card> &cards() const { return m_cards; }

private:
    QList<Card> m_cards;
    /// Events that a suggestion may answer, for its title; bounded.
    QList<FeedbackEvent> m_recent;
};

} // namespace talktrack
