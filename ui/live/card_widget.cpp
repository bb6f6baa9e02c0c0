// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/card_widget.h"

#include "ui/live/card_keys.h"
#include "ui/texts/feedback_text.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/widgets/text_label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace talktrack {
namespace {

constexpr double strongestScale = 1.62;
constexpr double otherScale = 1.12;

QString iconOf(FeedbackType type)
{
    switch (type) {
    case FeedbackType::Objection:
        return QStringLiteral("objection");
    case FeedbackType::BuyingSignal:
    case FeedbackType::Sentiment:
        return QStringLiteral("signal");
    case FeedbackType::Question:
        return QStringLiteral("question");
    case FeedbackType::Competitor:
        return QStringLiteral("competitor");
    case FeedbackType::NextStep:
        return QStringLiteral("next");
    case FeedbackType::Metric:
        return QStringLiteral("metric");
    case FeedbackType::Checklist:
        return QStringLiteral("check-circle");
    case FeedbackType::Gap:
        return QStringLiteral("warning");
    case FeedbackType::Suggestion:
    case FeedbackType::Keyword:
        break;
    }
    return QStringLiteral("suggestion");
}

} // namespace

CardWidget::CardWidget(const Card &card, QWidget *parent)
    : Panel(parent)
    , m_column(new QVBoxLayout(this))
    , m_head(new QHBoxLayout)
    , m_buttons(new QHBoxLayout)
    , m_icon(new QLabel(this))
    , m_title(new TextLabel(this))
    , m_origin(new QLabel(this))
    , m_say(new TextLabel(this))
    , m_why(new TextLabel(this))
    , m_used(new QPushButton(this))
    , m_dismiss(new QPushButton(this))
{
    build();
    connect(m_used, &QPushButton::clicked, this, [this] { Q_EMIT used(m_card.id); });
    connect(m_dismiss, &QPushButton::clicked, this, [this] { Q_EMIT dismissed(m_card.id); });
    setPlace(1);
    showCard(card);
}

void CardWidget::build()
{
    m_origin->setTextFormat(Qt::PlainText);
    m_origin->setFont(scaledFont(0.86, QFont::Medium));
    m_origin->setProperty("kind", QStringLiteral("badge"));
    m_title->setFont(scaledFont(0.95, QFont::DemiBold));
    m_title->setAlignment(Qt::AlignVCenter);
    m_why->setFont(scaledFont(0.95));
    setTone(m_why, "muted");
    m_dismiss->setProperty("kind", QStringLiteral("quiet"));
    m_head->setSpacing(8);
    m_head->addWidget(m_icon, 0, Qt::AlignTop);
    m_buttons->setSpacing(8);
    m_buttons->addWidget(m_used);
    m_buttons->addWidget(m_dismiss);
    m_buttons->addStretch(1);
    m_column->addLayout(m_head);
    m_column->addWidget(m_why);
    m_column->addLayout(m_buttons);
    m_why->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void CardWidget::arrange(bool strongest)
{
    m_column->setContentsMargins(20, strongest ? 11 : 9, 16, strongest ? 10 : 8);
    m_column->setSpacing(strongest ? 6 : 5);
    if (strongest) {
        m_head->insertWidget(1, m_title, 1);
        m_head->addWidget(m_origin, 0, Qt::AlignTop);
        m_column->insertWidget(1, m_say);
    } else {
        m_head->insertWidget(1, m_say, 1);
        m_head->removeWidget(m_title);
        m_buttons->addWidget(m_origin, 0, Qt::AlignVCenter);
    }
    m_title->setVisible(strongest);
    m_say->setFont(strongest ? scaledFont(strongestScale, QFont::DemiBold)
                             : scaledFont(otherScale, QFont::Medium));
    for (QPushButton *button : {m_used, m_dismiss}) {
        button->setFont(scaledFont(strongest ? 1 : 0.92));
        button->setProperty("compact", !strongest);
        button->style()->unpolish(button);
        button->style()->polish(button);
    }
    m_say->updateGeometry();
}

void CardWidget::showCard(const Card &card)
{
    m_card = card;
    m_title->showText(card.title.isEmpty() ? feedbackTypeText(card.type) : card.title);
    m_say->showText(card.say);
    m_why->showText(card.why);
    m_why->setVisible(!card.why.isEmpty() && m_place == 1);
    m_used->setVisible(canBeUsed());
    m_origin->setText(cardOriginText(card));
    setAccessibleName(tr("%1: %2").arg(m_title->text(), m_say->text()));
    m_used->setAccessibleName(tr("Used it: %1").arg(m_title->text()));
    m_dismiss->setAccessibleName(tr("Dismiss: %1").arg(m_title->text()));
    dress();
}

void CardWidget::setPlace(int place)
{
    if (place == m_place)
        return;
    const bool strongest = place == 1;
    if (m_place == 0 || strongest != (m_place == 1))
        arrange(strongest);
    m_place = place;
    setLook(strongest ? Look::Strong : Look::Plain);
    m_why->setVisible(strongest && !m_card.why.isEmpty());
    m_used->setText(tr("Used it  \u00b7  %1").arg(usedKey(place).toString(QKeySequence::NativeText)));
    m_dismiss->setText(tr("Dismiss  \u00b7  %1").arg(dismissKey(place).toString(QKeySequence::NativeText)));
    dress();
}

int CardWidget::heightForWidth(int width) const
{
    return m_column->totalHeightForWidth(width);
}

QString CardWidget::sayText() const
{
    return m_say->text();
}

void CardWidget::changeEvent(QEvent *event)
{
    Panel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        dress();
}

void CardWidget::dress()
{
    const Colours &colours = Colours::current();
    m_icon->setPixmap(iconPixmap(iconOf(m_card.type), m_place == 1 ? colours.accent : colours.muted, 20,
                                 devicePixelRatioF()));
}

} // namespace talktrack
