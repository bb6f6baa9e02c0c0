// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/phrase_matcher.h"
#include "core/model/playbook.h"

#include <QMap>
#include <QSet>

#include <optional>
#include <vector>

namespace talktrack {

/// What of a playbook was found in a line, by index into the playbook's lists.
struct PlaybookFindings
{
    /// Cards with a trigger that counts and no do-not-trigger phrase; of any speaker. Best priority first.
    QList<int> cards;
    /// Of objection cards whose trigger was there but negated, reported or ruled out by a do-not-trigger
    /// phrase: the line says the opposite, whatever else it sounds like.
    QSet<ObjectionCategory> rejected;
    QSet<int> checklist;
    QSet<int> competitors;
    /// Label → occurrences.
    QMap<QString, int> keywords;
};

/// All phrases of a playbook, searched in one go. Negated and reported matches of triggers do not count, nor
/// do negated ones of the checklist; a phrase that is itself a negation is taken back only where its sentence
/// is denied ("it is not that we have no budget"). Phrases that cannot be parsed are left out (the reader has
/// refused them before). Immutable; one thread at a time.
class PlaybookIndex final
{
public:
    PlaybookIndex(const Playbook &playbook, const TextNormaliser &normaliser);
    PlaybookFindings find(const NormalText &text) const;

private:
    enum class Role { Trigger, NotTrigger, Checklist, Keyword, Competitor };
    struct Owner
    {
        Role role = Role::Trigger;
        int index = 0;
    };
    void reject(int card, PlaybookFindings &found) const;
    void add(const QStringList &phrases, Role role, qsizetype index, const TextNormaliser &normaliser);

    PhraseMatcher m_matcher;
    std::vector<Owner> m_owners;
    std::vector<int> m_priorities;
    /// By card; none for cards that are no objection.
    std::vector<std::optional<ObjectionCategory>> m_categories;
    QStringList m_labels;
};

} // namespace talktrack
