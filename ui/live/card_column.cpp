// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/card_column.h"

#include "ui/live/card_keys.h"
#include "ui/live/card_widget.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QPushButton>
#include <QShortcut>
#include <QStringList>
#include <QVBoxLayout>

namespace talktrack {

CardColumn::CardColumn(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_placeholder(new TextLabel(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(10);
    m_placeholder->setFont(scaledFont(1.05));
    setTone(m_placeholder, "muted");
    m_layout->addWidget(m_placeholder);
    m_layout->addStretch(1);
    for (int place = 1; place <= maxCards; ++place) {
        auto *use = new QShortcut(usedKey(place), this);
        connect(use, &QShortcut::activated, this, [this, place] {
            if (const CardWidget *card = settledAt(place); card && card->canBeUsed())
                Q_EMIT cardUsed(card->card().id);
        });
        auto *dismiss = new QShortcut(dismissKey(place), this);
        connect(dismiss, &QShortcut::activated, this, [this, place] {
            if (const CardWidget *card = settledAt(place))
                Q_EMIT cardDismissed(card->card().id);
        });
    }
}

const CardWidget *CardColumn::settledAt(int place) const
{
    if (place > m_cards.size())
        return nullptr;
    const QElapsedTimer &since = m_since.at(static_cast<std::size_t>(place - 1));
    return since.hasExpired(settleTime.count()) ? m_cards.at(place - 1) : nullptr;
}

int CardColumn::heightForWidth(int width) const
{
    return m_layout->totalHeightForWidth(width);
}

int CardColumn::wholeCardsIn(int height, int width) const
{
    int bottom = 0;
    for (const CardWidget *card : m_cards) {
        const int next = bottom + (bottom > 0 ? m_layout->spacing() : 0) + card->heightForWidth(width);
        // Half a card says that there is more; a sliver looks like a fault.
        if (next > height)
            return bottom > 0 && height - bottom < (next - bottom) / 2 ? bottom : height;
        bottom = next;
    }
    return height;
}

int CardColumn::firstCardHeight(int width) const
{
    return m_cards.isEmpty() ? heightForWidth(width) : m_cards.first()->heightForWidth(width);
}

void CardColumn::setPlaceholder(const QString &text)
{
    m_placeholder->showText(text);
}

CardWidget *CardColumn::widgetOf(const Card &card)
{
    for (CardWidget *held : m_cards)
        if (held->card().id == card.id) {
            if (held->card() != card)
                held->showCard(card);
            return held;
        }
    auto *made = new CardWidget(card, this);
    connect(made, &CardWidget::used, this, &CardColumn::cardUsed);
    connect(made, &CardWidget::dismissed, this, &CardColumn::cardDismissed);
    return made;
}

void CardColumn::showCards(const QList<Card> &cards)
{
    const auto idAt = [this](qsizetype at) {
        return at < m_cards.size() ? m_cards.at(at)->card().id : QString();
    };
    const QStringList before{idAt(0), idAt(1), idAt(2)};
    static_assert(maxCards == 3);
    QList<CardWidget *> now;
    for (const Card &card : cards.first(std::min<qsizetype>(cards.size(), maxCards)))
        if (CardWidget *widget = widgetOf(card); !now.contains(widget))
            now.append(widget);
    for (CardWidget *held : std::as_const(m_cards)) {
        if (now.contains(held))
            continue;
        m_layout->removeWidget(held);
        held->hide();
        held->deleteLater();
    }
    m_cards = now;
    for (int i = 0; i < m_cards.size(); ++i) {
        m_layout->removeWidget(m_cards.at(i));
        m_layout->insertWidget(i, m_cards.at(i));
        m_cards.at(i)->setPlace(i + 1);
        m_cards.at(i)->show();
        if (i > 0)
            QWidget::setTabOrder(m_cards.at(i - 1)->dismissButton(), m_cards.at(i)->usedButton());
        QWidget::setTabOrder(m_cards.at(i)->usedButton(), m_cards.at(i)->dismissButton());
        if (idAt(i) != before.at(i))
            m_since.at(static_cast<std::size_t>(i)).start();
    }
    m_placeholder->setVisible(m_cards.isEmpty());
    if (!m_cards.isEmpty() && idAt(0) != before.first()) {
        QAccessibleEvent alert(m_cards.first(), QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

} // namespace talktrack
