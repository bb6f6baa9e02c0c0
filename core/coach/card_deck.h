// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/card.h"
#include "core/model/feedback_event.h"

#include <QHash>
#include <QList>

namespace talktrack {

/// Which cards are on the screen: at most three, the newest strongest first, none older than it is useful.
/// Cards of one moment (3 s) stand by priority, others newest first, but the first card keeps its place for 7
/// s while it is read, unless one comes whose priority is higher by 15 or more. Metric nudges stand behind
/// all others. A card is useful for 45 s after an objection, 40 after a question or a competitor's name, 35
/// after a buying signal or next step, 25 for a metric nudge, 30 otherwise. A rule has one card at a time,
/// its newest. A metric nudge never displaces an objection card of the last 20 s. Pure; call thread. Times
/// are seconds since the call's start.
class CardDeck final
{
public:
    /// Takes up a feedback event; true if the deck changed. Only suggestions and metric nudges become cards.
    bool add(const FeedbackEvent &event, double now);
    /// Drops what has outlived its use, and lets the newest come first once the first has been read; true if
    /// the deck changed. Ask it about once a second.
    bool expire(double now);
    /// Dismissed or used by the rep; true if it was there.
    bool remove(const QString &id);
    /// The line was not said by its speaker after all: what came from it goes; true if the deck changed.
    bool removeOfLine(const QString &segment);
    /// The customer goes along: drops the cards of objections raised until then; true if there were any.
    bool settleObjections(double until);

    /// Strongest first.
    const QList<Card> &cards() const { return m_cards; }

private:
    void order(double now);
    void dropSurplus(const QString &added, double now);
    void forgetOrigins();

    struct Origin
    {
        QString rule;
        QString segment;
    };

    QList<Card> m_cards;
    /// The card in the first place, and since when.
    QString m_first;
    double m_firstSince = 0;
    /// Card id → what is behind it.
    QHash<QString, Origin> m_origins;
    /// Events that a suggestion may answer, for its title; bounded.
    QList<FeedbackEvent> m_recent;
};

} // namespace talktrack
