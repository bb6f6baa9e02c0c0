// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/playbook_index.h"

#include "core/coach/phrase_context.h"

#include <algorithm>

namespace talktrack {

PlaybookIndex::PlaybookIndex(const Playbook &playbook, const TextNormaliser &normaliser)
{
    for (qsizetype i = 0; i < playbook.cards.size(); ++i) {
        add(playbook.cards.at(i).triggers, Role::Trigger, i, normaliser);
        add(playbook.cards.at(i).notTriggers, Role::NotTrigger, i, normaliser);
        m_priorities.push_back(playbook.cards.at(i).priority);
        m_categories.push_back(playbook.cards.at(i).category);
    }
    for (qsizetype i = 0; i < playbook.checklist.size(); ++i)
        add(playbook.checklist.at(i).phrases, Role::Checklist, i, normaliser);
    for (qsizetype i = 0; i < playbook.keywords.size(); ++i) {
        add(playbook.keywords.at(i).phrases, Role::Keyword, i, normaliser);
        m_labels.append(playbook.keywords.at(i).label);
    }
    for (qsizetype i = 0; i < playbook.competitors.size(); ++i) {
        add({playbook.competitors.at(i).name}, Role::Competitor, i, normaliser);
        add(playbook.competitors.at(i).aliases, Role::Competitor, i, normaliser);
    }
}

void PlaybookIndex::add(const QStringList &phrases, Role role, qsizetype index,
                        const TextNormaliser &normaliser)
{
    for (const QString &phrase : phrases) {
        const auto pattern = PhrasePattern::parse(phrase, normaliser);
        if (!pattern)
            continue;
        m_matcher.add(*pattern);
        m_owners.push_back({role, static_cast<int>(index)});
    }
}

void PlaybookIndex::reject(int card, PlaybookFindings &found) const
{
    if (const auto &category = m_categories[static_cast<size_t>(card)])
        found.rejected.insert(*category);
}

PlaybookFindings PlaybookIndex::find(const NormalText &text) const
{
    PlaybookFindings found;
    QSet<int> triggered;
    QSet<int> forbidden;
    /// Where a keyword was already counted: its phrases may overlap ("price", "price list").
    QMap<QString, qsizetype> countedUntil;
    for (const PhraseHit &hit : m_matcher.match(text.words)) {
        const Owner &owner = m_owners[static_cast<size_t>(hit.phrase)];
        const bool takenBack = m_matcher.pattern(hit.phrase).hasNegation() ? isDenied(text.words, hit)
                                                                           : isNegated(text.words, hit);
        switch (owner.role) {
        case Role::Trigger:
            if (!takenBack && !isReported(text.words, hit))
                triggered.insert(owner.index);
            else
                reject(owner.index, found);
            break;
        case Role::NotTrigger:
            forbidden.insert(owner.index);
            break;
        case Role::Checklist:
            if (!takenBack)
                found.checklist.insert(owner.index);
            break;
        case Role::Competitor:
            found.competitors.insert(owner.index);
            break;
        case Role::Keyword: {
            const QString &label = m_labels.at(owner.index);
            if (hit.start >= countedUntil.value(label, 0)) {
                ++found.keywords[label];
                countedUntil.insert(label, hit.end);
            }
            break;
        }
        }
    }
    for (const int card : triggered &forbidden)
        reject(card, found);
    triggered.subtract(forbidden);
    found.cards = triggered.values();
    std::sort(found.cards.begin(), found.cards.end(), [this](int a, int b) {
        const int first = m_priorities[static_cast<size_t>(a)];
        const int second = m_priorities[static_cast<size_t>(b)];
        return first != second ? first > second : a < b;
    });
    return found;
}

} // namespace talktrack
