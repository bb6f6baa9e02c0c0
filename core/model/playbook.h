// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/call.h"
#include "core/model/feedback_event.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace talktrack {

enum class CardSpeaker { Customer, Rep, Any };

/// A card of the playbook; resources/playbooks/README.md tells its fields to authors. Phrases are in the
/// phrase language documented at PhrasePattern.
struct PlaybookCard
{
    QString id;
    FeedbackType type = FeedbackType::Suggestion;
    /// Objection cards only, and required there.
    std::optional<ObjectionCategory> category;
    CardSpeaker speaker = CardSpeaker::Customer;
    QStringList triggers;
    /// A line in which one of these is found never triggers the card.
    QStringList notTriggers;
    /// What was heard, two to four words.
    QString title;
    /// Wordings, at most 30 words each; the card takes turns through them.
    QStringList say;
    /// At most 15 words.
    QString why;
    /// 0–100; the higher is shown first.
    int priority = 50;
    std::chrono::seconds cooldown{60};
    int maxPerCall = 2;
    /// Id of a checklist item; once it is covered the card stays away.
    QString unlessDone;
    /// Stays away this long from the call's start.
    std::chrono::seconds notBefore{0};
    /// Objection cards: also answers an objection of its category that no trigger named, or whose own card is
    /// not ready. Its wordings take up no word of the customer's.
    bool fallback = false;
    bool operator==(const PlaybookCard &) const = default;
};

struct PlaybookChecklistItem
{
    QString id;
    QString label;
    CardSpeaker speaker = CardSpeaker::Rep;
    QStringList phrases;
    bool operator==(const PlaybookChecklistItem &) const = default;
};

struct PlaybookKeyword
{
    QString label;
    QStringList phrases;
    bool operator==(const PlaybookKeyword &) const = default;
};

struct PlaybookCompetitor
{
    QString name;
    QStringList aliases;
    QStringList say;
    QString why;
    bool operator==(const PlaybookCompetitor &) const = default;
};

/// A word the recogniser should know, and ordinary words that sound like it.
struct VocabularyHint
{
    QString word;
    QString soundsLike;
    bool operator==(const VocabularyHint &) const = default;
};

/// Who the seller is or what is sold, with the only facts and figures the coach may state.
struct PlaybookSubject
{
    QString name;
    QStringList facts;
    bool operator==(const PlaybookSubject &) const = default;
};

/// A playbook as read from its file.
struct Playbook
{
    QString name;
    QString version;
    QString language;
    QString methodology;
    CallType callType = CallType::Discovery;
    PlaybookSubject company;
    PlaybookSubject product;
    QList<PlaybookChecklistItem> checklist;
    QList<PlaybookCard> cards;
    QList<PlaybookKeyword> keywords;
    QList<PlaybookCompetitor> competitors;
    QList<VocabularyHint> vocabulary;
    /// What the reader put right, each with its line and field; for the playbook's author.
    QStringList warnings;
    bool operator==(const Playbook &) const = default;
};

} // namespace talktrack
