// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/agreement_detector.h"

#include "core/coach/phrase_context.h"

#include <QSet>

namespace talktrack {

namespace {

const char *const phrases[] = {
    "makes (perfect|total|a lot of|good|) sense",
    "fair enough",
    "(good|fair) point",
    "that is (fair|reasonable|fine with|good to know|a relief|good to hear)",
    "i (agree|see your point|see what you mean|understand now|can see that|did not know that)",
    "(i|we) can live with (that|it)",
    "(that|this|it) (works|would work) for (me|us)",
    "(that|this|it) (answers|answered) (my|the|our) question",
    "that (helps|would help|does help|really helps)",
    "(that|this|it) sounds (good|fair|reasonable|great)",
    "sounds (good|fair|reasonable|great)",
    "you are right",
    "(i am|we are) convinced",
    "you (have|) convinced (me|us)",
};

} // namespace

AgreementDetector::AgreementDetector(const TextNormaliser &normaliser)
{
    for (const char *phrase : phrases) {
        const auto pattern = PhrasePattern::parse(QString::fromLatin1(phrase), normaliser,
                                                  PhrasePattern::Comparison::AsSpoken);
        Q_ASSERT(pattern);
        m_matcher.add(*pattern);
    }
}

bool AgreementDetector::agrees(const NormalText &text) const
{
    static const QSet<QString> reservations{QStringLiteral("but"),      QStringLiteral("however"),
                                            QStringLiteral("although"), QStringLiteral("except"),
                                            QStringLiteral("still"),    QStringLiteral("if")};
    bool reserved = false;
    for (const NormalWord &word : text.words)
        reserved = reserved || reservations.contains(word.text);
    if (reserved || !text.questionMarks.isEmpty())
        return false;
    for (const PhraseHit &hit : m_matcher.match(text.words)) {
        // "it makes sense to ask my boss first" says what to do, not that one agrees.
        const bool goesOn = hit.end < text.words.size() &&
                            text.words.at(hit.end).text == QLatin1String("to") &&
                            !text.words.at(hit.end).startsClause;
        if (!goesOn && (m_matcher.pattern(hit.phrase).hasNegation() || !isNegated(text.words, hit)))
            return true;
    }
    return false;
}

} // namespace talktrack
