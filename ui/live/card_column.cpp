// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/card_column.h"

#include "ui/live/card_keys.h"
#include "ui/live/card_widget.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QPushButton>
#include <QShortcut>
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
    for (int place = 1; place <= maxCards; ++place) {
        const auto idAt = [this](int at) {
            return at <= m_cards.size() ? m_cards.at(at - 1)->card().id : QString();
        };
        auto *use = new QShortcut(usedKey(place), this);
        connect(use, &QShortcut::activated, this, [this, idAt, place] {
            if (place <= m_cards.size())
                Q_EMIT cardUsed(idAt(place));
        });
        auto *dismiss = new QShortcut(dismissKey(place), this);
        connect(dismiss, &QShortcut::activated, this, [this, idAt, place] {
            if (place <= m_cards.size())
                Q_EMIT cardDismissed(idAt(place));
        });
    }
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
    const QString strongestBefore = m_cards.isEmpty() ? QString() : m_cards.first()->card().id;
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
    }
    m_placeholder->setVisible(m_cards.isEmpty());
    if (!m_cards.isEmpty() && m_cards.first()->card().id != strongestBefore) {
        QAccessibleEvent alert(m_cards.first(), QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

} // namespace talktrack
