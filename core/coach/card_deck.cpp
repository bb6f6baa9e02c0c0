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
/// The first card is being read this long, and gives way only to one of so much more priority.
constexpr double readingTime = 7;
constexpr int clearlyHigher = 15;
/// An objection card this young is not pushed aside by a nudge.
constexpr double freshFor = 20;
constexpr qsizetype maxRecent = 64;

bool isFreshObjection(const Card &card, double now)
{
    return card.type == FeedbackType::Objection && now - card.timestamp < freshFor;
}

bool before(const Card &a, const Card &b)
{
    const bool nudgeA = a.type == FeedbackType::Metric;
    const bool nudgeB = b.type == FeedbackType::Metric;
    if (nudgeA != nudgeB)
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
        return c.id == card.id || (!rule.isEmpty() && m_origins.value(c.id).rule == rule);
    };
    m_cards.erase(std::remove_if(m_cards.begin(), m_cards.end(), same), m_cards.end());
    m_origins.insert(card.id, {rule, event.metadata.value(QLatin1String("segment")).toString()});
    m_cards.append(card);
    order(now);
    dropSurplus(card.id, now);
    forgetOrigins();
    return m_cards != earlier;
}

void CardDeck::order(double now)
{
    // "About the same moment" is not transitive: inserted from the oldest on, the same cards always stand
    // alike.
    QList<Card> byAge = m_cards;
    std::stable_sort(byAge.begin(), byAge.end(),
                     [](const Card &a, const Card &b) { return a.timestamp < b.timestamp; });
    QList<Card> ordered;
    for (const Card &card : std::as_const(byAge)) {
        const auto place = std::find_if(ordered.begin(), ordered.end(),
                                        [&](const Card &other) { return before(card, other); });
        ordered.insert(place, card);
    }
    const auto read =
        std::find_if(ordered.begin(), ordered.end(), [&](const Card &c) { return c.id == m_first; });
    const bool isNudge = read != ordered.end() && read->type == FeedbackType::Metric;
    if (read != ordered.end() && read != ordered.begin() && !isNudge && now - m_firstSince < readingTime &&
        ordered.first().priority < read->priority + clearlyHigher)
        ordered.move(read - ordered.begin(), 0);
    m_cards = ordered;
    const QString first = m_cards.isEmpty() ? QString() : m_cards.first().id;
    if (first != std::exchange(m_first, first))
        m_firstSince = now;
}

void CardDeck::dropSurplus(const QString &added, double now)
{
    while (m_cards.size() > maxCards) {
        qsizetype drop = m_cards.size() - 1;
        // A new nudge stands last, but it is an older hint that it pushes out, unless that answers a fresh
        // objection.
        if (m_cards.at(drop).id == added && m_cards.at(drop).type == FeedbackType::Metric &&
            !isFreshObjection(m_cards.at(drop - 1), now))
            --drop;
        m_cards.removeAt(drop);
    }
}

void CardDeck::forgetOrigins()
{
    for (auto it = m_origins.begin(); it != m_origins.end();) {
        const bool there =
            std::any_of(m_cards.cbegin(), m_cards.cend(), [&](const Card &c) { return c.id == it.key(); });
        it = there ? std::next(it) : m_origins.erase(it);
    }
}

bool CardDeck::expire(double now)
{
    const auto old = [&](const Card &card) {
        return card.expires <= now;
    };
    const QList<Card> earlier = m_cards;
    m_cards.erase(std::remove_if(m_cards.begin(), m_cards.end(), old), m_cards.end());
    order(now);
    return m_cards != earlier;
}

bool CardDeck::settleObjections(double until)
{
    const auto settled = [&](const Card &card) {
        return card.type == FeedbackType::Objection && card.timestamp <= until;
    };
    const qsizetype before = m_cards.size();
    m_cards.erase(std::remove_if(m_cards.begin(), m_cards.end(), settled), m_cards.end());
    return m_cards.size() != before;
}

bool CardDeck::remove(const QString &id)
{
    const qsizetype before = m_cards.size();
    m_cards.erase(std::remove_if(m_cards.begin(), m_cards.end(), [&](const Card &c) { return c.id == id; }),
                  m_cards.end());
    return m_cards.size() != before;
}

bool CardDeck::removeOfLine(const QString &segment)
{
    if (segment.isEmpty())
        return false;
    m_recent.removeIf([&](const FeedbackEvent &event) {
        return event.metadata.value(QLatin1String("segment")).toString() == segment;
    });
    return m_cards.removeIf([&](const Card &c) { return m_origins.value(c.id).segment == segment; }) > 0;
}

} // namespace talktrack
