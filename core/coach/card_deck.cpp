// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/card_deck.h"

#include <algorithm>

namespace talktrack {

namespace {

/// How long a card helps, in seconds: an objection stays on the table longer than a passing hint.
double usefulFor(FeedbackType type)
{
    switch (type) {
    case FeedbackType::Objection:
        return 45;
    case FeedbackType::Question:
    case FeedbackType::Competitor:
        return 40;
    case FeedbackType::BuyingSignal:
    case FeedbackType::NextStep:
        return 35;
    case FeedbackType::Metric:
        return 25;
    default:
        return 30;
    }
}

/// Cards of about the same moment are ordered by priority, others by age.
constexpr double sameMoment = 3;
/// An objection card this young is not pushed aside by a nudge.
constexpr double freshFor = 20;
constexpr qsizetype maxRecent = 64;

bool isFreshObjection(const Card &card, double now)
{
    return card.type == FeedbackType::Objection && now - card.timestamp < freshFor;
}

bool before(const Card &a, const Card &b, double now)
{
    const bool nudgeA = a.type == FeedbackType::Metric;
    const bool nudgeB = b.type == FeedbackType::Metric;
    if (nudgeA != nudgeB && isFreshObjection(nudgeA ? b : a, now))
        return nudgeB;
    if (std::abs(a.timestamp - b.timestamp) > sameMoment)
        return a.timestamp > b.timestamp;
    return a.priority > b.priority;
}

} // namespace

bool CardDeck::add(const FeedbackEvent &event, double now)
{
    if (event.type != FeedbackType::Suggestion && event.type != FeedbackType::Metric) {
        m_recent.append(event);
        if (m_recent.size() > maxRecent)
            m_recent.removeFirst();
        return expire(now);
    }
    Card card;
    card.id = event.id;
    card.type = event.type;
    card.title = event.metadata.value(QLatin1String("title")).toString();
    card.say = event.content;
    card.why = event.metadata.value(QLatin1String("why")).toString();
    card.origin = event.origin;
    card.guessed =
        event.metadata.value(QLatin1String("rule")).toString().startsWith(QLatin1String("classifier:"));
    card.priority = event.metadata.value(QLatin1String("priority")).toInt(card.priority);
    card.timestamp = event.timestamp;
    const QString answers = event.metadata.value(QLatin1String("answers")).toString();
    const auto answered = std::find_if(m_recent.cbegin(), m_recent.cend(),
                                       [&](const FeedbackEvent &e) { return e.id == answers; });
    if (answered != m_recent.cend()) {
        card.type = answered->type;
        if (card.title.isEmpty())
            card.title = answered->content;
    }
    card.expires = event.timestamp + usefulFor(card.type);
    const QList<Card> earlier = m_cards;
    expire(now);
    if (card.expires <= now || card.say.isEmpty())
        return m_cards != earlier;
    const QString rule = event.metadata.value(QLatin1String("rule")).toString();
    const auto same = [&](const Card &c) {
        return c.id == card.id || (!rule.isEmpty() && m_rules.value(c.id) == rule);
    };
    m_cards.erase(std::remove_if(m_cards.begin(), m_cards.end(), same), m_cards.end());
    m_rules.insert(card.id, rule);
    // Insertion keeps the order right even where "about the same moment" is not transitive.
    const auto place =
        std::find_if(m_cards.begin(), m_cards.end(), [&](const Card &c) { return before(card, c, now); });
    m_cards.insert(place, card);
    dropSurplus(card.id, now);
    forgetRules();
    return m_cards != earlier;
}

void CardDeck::dropSurplus(const QString &added, double now)
{
    while (m_cards.size() > maxCards) {
        qsizetype drop = m_cards.size() - 1;
        const auto isNew = [&](const Card &c) {
            return c.id == added;
        };
        const auto newcomer = std::find_if(m_cards.cbegin(), m_cards.cend(), isNew);
        // A nudge gives way where the card it would push out is a fresh objection.
        if (newcomer != m_cards.cend() && newcomer->type == FeedbackType::Metric &&
            isFreshObjection(m_cards.at(drop), now))
            drop = newcomer - m_cards.cbegin();
        m_cards.removeAt(drop);
    }
}

void CardDeck::forgetRules()
{
    for (auto it = m_rules.begin(); it != m_rules.end();) {
        const bool there =
            std::any_of(m_cards.cbegin(), m_cards.cend(), [&](const Card &c) { return c.id == it.key(); });
        it = there ? std::next(it) : m_rules.erase(it);
    }
}

bool CardDeck::expire(double now)
{
    const auto old = [&](const Card &card) {
        return card.expires <= now;
    };
    const qsizetype before = m_cards.size();
    m_cards.erase(std::remove_if(m_cards.begin(), m_cards.end(), old), m_cards.end());
    return m_cards.size() != before;
}

bool CardDeck::remove(const QString &id)
{
    const qsizetype before = m_cards.size();
    m_cards.erase(std::remove_if(m_cards.begin(), m_cards.end(), [&](const Card &c) { return c.id == id; }),
                  m_cards.end());
    return m_cards.size() != before;
}

} // namespace talktrack
