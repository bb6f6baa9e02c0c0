// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/playbook_coach.h"

#include "core/coach/agreement_detector.h"
#include "core/coach/objection_classifier.h"
#include "core/coach/playbook_index.h"
#include "core/coach/question_detector.h"
#include "core/coach/sentiment_analyser.h"
#include "core/coach/suggestion_picker.h"
#include "core/support/ids.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace talktrack {

namespace {

/// Objections of different categories named in one line.
constexpr int maxObjectionsPerLine = 2;
/// A competitor has no cooldown of its own in the playbook.
constexpr double competitorCooldown = 60;
constexpr int competitorMaxPerCall = 2;
constexpr int competitorPriority = 75;
/// A phrase in a line of some length against a classifier this sure of "no objection" is a coincidence of
/// words.
constexpr double surelyNone = 0.7;
constexpr qsizetype sureLineWords = 7;

QString translated(const char *text)
{
    return QCoreApplication::translate("PlaybookCoach", text);
}

QString nameOf(ObjectionCategory category)
{
    static const char *const names[objectionCategoryCount] = {
        QT_TRANSLATE_NOOP("PlaybookCoach", "Price objection"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "No budget"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "Not now"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "Someone else decides"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "Sees no need"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "Prefers another vendor"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "Doubts us"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "Brush-off"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "Sees a risk"),
        QT_TRANSLATE_NOOP("PlaybookCoach", "Too much effort")};
    return translated(names[static_cast<int>(category)]);
}

bool speaks(CardSpeaker speaker, Track track)
{
    return speaker == CardSpeaker::Any || (speaker == CardSpeaker::Rep) == (track == Track::Rep);
}

} // namespace

class PlaybookCoach::Private
{
public:
    Private(Playbook book, const ObjectionClassifier *objections)
        : playbook(std::move(book))
        , classifier(objections)
        , index(playbook, normaliser)
        , sentiment(SentimentAnalyser::shippedLexicon(), normaliser)
        , agreement(normaliser)
        , cardUse(static_cast<size_t>(playbook.cards.size()))
        , competitorUse(static_cast<size_t>(playbook.competitors.size()))
    {
        for (const PlaybookChecklistItem &item : playbook.checklist)
            entries.append({item.id, item.label, false, 0});
    }

    QList<FeedbackEvent> onLine(const Transcription &line);

    FeedbackEvent observation(FeedbackType type, const QString &content, const QString &rule) const
    {
        FeedbackEvent event;
        event.id = newId();
        event.callId = current->callId;
        event.type = type;
        event.content = content;
        event.timestamp = current->end;
        event.metadata = {{QStringLiteral("segment"), current->id}, {QStringLiteral("rule"), rule}};
        return event;
    }

    bool isReady(int card) const;
    /// Whether its place in the call lets the card be heard at all.
    bool isAwake(int card) const;
    void suggest(const QString &say, const QString &title, const QString &why, PossibleSuggestion suggestion);
    void suggestCard(int card, const QString &rule, const QString &answers,
                     std::optional<ObjectionCategory> category);
    QList<int> cardsBeyondTriggers(ObjectionCategory category) const;
    bool answerBeyondTriggers(ObjectionCategory category, const QString &rule, const QString &answers);
    void observeCards(const PlaybookFindings &found, FeedbackType type);
    void observeObjections(const PlaybookFindings &found, const NormalText &text);
    void observeClassified(const ObjectionGuess &guess);
    void observeQuestion(const PlaybookFindings &found, const NormalText &text);
    void observeCompetitors(const PlaybookFindings &found);
    void observeKeywords(const PlaybookFindings &found);
    void tickChecklist(const PlaybookFindings &found);
    void observeChecklist();
    void observeSentiment(const NormalText &text);

    TextNormaliser normaliser;
    Playbook playbook;
    const ObjectionClassifier *classifier;
    PlaybookIndex index;
    SentimentAnalyser sentiment;
    AgreementDetector agreement;
    SentimentTrend trend;
    std::vector<CardUse> cardUse;
    std::vector<CardUse> competitorUse;
    QList<ChecklistEntry> entries;
    QSet<QString> mentioned;

    /// The line being answered and its answers so far.
    const Transcription *current = nullptr;
    QList<FeedbackEvent> events;
    SuggestionPicker picker;
    QList<int> ticked;
};

bool PlaybookCoach::Private::isReady(int number) const
{
    const PlaybookCard &card = playbook.cards.at(number);
    return !card.say.isEmpty() &&
           cardUse[static_cast<size_t>(number)].isReady(
               current->end, static_cast<double>(card.cooldown.count()), card.maxPerCall);
}

bool PlaybookCoach::Private::isAwake(int number) const
{
    const PlaybookCard &card = playbook.cards.at(number);
    const bool done = std::any_of(entries.begin(), entries.end(), [&](const ChecklistEntry &entry) {
        return entry.done && entry.id == card.unlessDone;
    });
    return !done && speaks(card.speaker, current->track) &&
           current->end >= static_cast<double>(card.notBefore.count());
}

void PlaybookCoach::Private::suggest(const QString &say, const QString &title, const QString &why,
                                     PossibleSuggestion suggestion)
{
    suggestion.event.content = say;
    suggestion.event.metadata.insert(QStringLiteral("title"), title);
    suggestion.event.metadata.insert(QStringLiteral("priority"), suggestion.priority);
    if (!why.isEmpty())
        suggestion.event.metadata.insert(QStringLiteral("why"), why);
    picker.add(std::move(suggestion));
}

void PlaybookCoach::Private::suggestCard(int number, const QString &rule, const QString &answers,
                                         std::optional<ObjectionCategory> category)
{
    if (!isReady(number))
        return;
    const PlaybookCard &card = playbook.cards.at(number);
    CardUse &use = cardUse[static_cast<size_t>(number)];
    FeedbackEvent event = observation(FeedbackType::Suggestion, {}, rule);
    event.metadata.insert(QStringLiteral("answers"), answers);
    event.metadata.insert(QStringLiteral("card"), card.id);
    // In turns: after the last wording comes the one that was said longest ago.
    suggest(card.say.at(use.shown % card.say.size()), card.title, card.why,
            {std::move(event), card.priority, category, card.type == FeedbackType::Competitor, &use});
}

/// The cards that may answer an objection of that category though none of their triggers was heard: the
/// playbook's fallbacks, or all of the category where it has none. Best priority first.
QList<int> PlaybookCoach::Private::cardsBeyondTriggers(ObjectionCategory category) const
{
    QList<int> fallbacks;
    QList<int> others;
    for (int i = 0; i < playbook.cards.size(); ++i) {
        if (playbook.cards.at(i).category == category && isAwake(i))
            (playbook.cards.at(i).fallback ? fallbacks : others).append(i);
    }
    QList<int> &cards = fallbacks.isEmpty() ? others : fallbacks;
    std::stable_sort(cards.begin(), cards.end(), [this](int a, int b) {
        return playbook.cards.at(a).priority > playbook.cards.at(b).priority;
    });
    return cards;
}

bool PlaybookCoach::Private::answerBeyondTriggers(ObjectionCategory category, const QString &rule,
                                                  const QString &answers)
{
    if (picker.isBeingAnswered(category, current->end))
        return false;
    const QList<int> cards = cardsBeyondTriggers(category);
    const auto ready = std::find_if(cards.begin(), cards.end(), [this](int card) { return isReady(card); });
    if (ready == cards.end())
        return false;
    suggestCard(*ready, rule, answers, category);
    return true;
}

/// Cards of one type: the first is the observation, and the first that is ready suggests something. Two of a
/// type say much the same.
void PlaybookCoach::Private::observeCards(const PlaybookFindings &found, FeedbackType type)
{
    QString answers;
    for (const int number : found.cards) {
        const PlaybookCard &card = playbook.cards.at(number);
        if (card.type != type)
            continue;
        if (answers.isEmpty() && type != FeedbackType::Suggestion) {
            events.append(observation(type, card.title, card.id));
            events.last().metadata.insert(QStringLiteral("title"), card.title);
            answers = events.last().id;
        }
        if (isReady(number)) {
            suggestCard(number, card.id, answers.isEmpty() ? current->id : answers, std::nullopt);
            return;
        }
    }
}

void PlaybookCoach::Private::observeObjections(const PlaybookFindings &found, const NormalText &text)
{
    ObjectionClassifier::Judgement judgement{std::nullopt, 0};
    if (classifier && current->track == Track::Customer)
        judgement = classifier->judge(text);
    QSet<ObjectionCategory> named;
    bool anyCard = false;
    for (const int number : found.cards) {
        const PlaybookCard &card = playbook.cards.at(number);
        if (card.type != FeedbackType::Objection || !card.category)
            continue;
        anyCard = true;
        if (named.contains(*card.category) || named.size() >= maxObjectionsPerLine)
            continue;
        if (judgement.none > surelyNone && text.words.size() >= sureLineWords)
            return;
        named.insert(*card.category);
        events.append(observation(FeedbackType::Objection, card.title, card.id));
        events.last().metadata.insert(QStringLiteral("category"), toWire(*card.category));
        events.last().metadata.insert(QStringLiteral("title"), card.title);
        const QString answers = events.last().id;
        const auto fits = [&](int other) {
            return playbook.cards.at(other).category == card.category && isReady(other);
        };
        const auto ready = std::find_if(found.cards.begin(), found.cards.end(), fits);
        if (ready != found.cards.end())
            suggestCard(*ready, playbook.cards.at(*ready).id, answers, card.category);
        else
            answerBeyondTriggers(*card.category, card.id, answers);
    }
    if (!anyCard && judgement.objection && !found.rejected.contains(judgement.objection->category))
        observeClassified(*judgement.objection);
}

void PlaybookCoach::Private::observeClassified(const ObjectionGuess &guess)
{
    const QString rule = QStringLiteral("classifier:") + toWire(guess.category);
    const double confidence = std::round(guess.confidence * 100) / 100;
    events.append(observation(FeedbackType::Objection, nameOf(guess.category), rule));
    events.last().metadata.insert(QStringLiteral("category"), toWire(guess.category));
    events.last().metadata.insert(QStringLiteral("title"), nameOf(guess.category));
    events.last().metadata.insert(QStringLiteral("confidence"), confidence);
    if (answerBeyondTriggers(guess.category, rule, events.last().id))
        picker.last().metadata.insert(QStringLiteral("confidence"), confidence);
}

void PlaybookCoach::Private::observeQuestion(const PlaybookFindings &found, const NormalText &text)
{
    const qsizetype before = events.size();
    observeCards(found, FeedbackType::Question);
    if (events.size() == before && current->track == Track::Customer && asksSomething(text))
        events.append(observation(FeedbackType::Question, translated("The customer asked a question"),
                                  QStringLiteral("question")));
}

void PlaybookCoach::Private::observeCompetitors(const PlaybookFindings &found)
{
    observeCards(found, FeedbackType::Competitor);
    if (current->track != Track::Customer)
        return;
    QList<int> numbers = found.competitors.values();
    std::sort(numbers.begin(), numbers.end());
    for (const int number : numbers) {
        const PlaybookCompetitor &competitor = playbook.competitors.at(number);
        const QString rule = QStringLiteral("competitor:") + competitor.name;
        events.append(observation(FeedbackType::Competitor, competitor.name, rule));
        events.last().metadata.insert(QStringLiteral("title"), competitor.name);
        events.last().metadata.insert(QStringLiteral("competitor"), competitor.name);
        CardUse &use = competitorUse[static_cast<size_t>(number)];
        const int most = std::max(competitorMaxPerCall, static_cast<int>(competitor.say.size()));
        if (competitor.say.isEmpty() || !use.isReady(current->end, competitorCooldown, most))
            continue;
        FeedbackEvent event = observation(FeedbackType::Suggestion, {}, rule);
        event.metadata.insert(QStringLiteral("answers"), events.last().id);
        suggest(competitor.say.at(use.shown % competitor.say.size()), competitor.name, competitor.why,
                {std::move(event), competitorPriority, std::nullopt, true, &use});
    }
}

void PlaybookCoach::Private::observeKeywords(const PlaybookFindings &found)
{
    for (auto it = found.keywords.cbegin(); it != found.keywords.cend(); ++it) {
        if (mentioned.contains(it.key()))
            continue;
        mentioned.insert(it.key());
        events.append(observation(FeedbackType::Keyword, it.key(), QStringLiteral("keyword:") + it.key()));
        events.last().metadata.insert(QStringLiteral("keyword"), it.key());
    }
}

void PlaybookCoach::Private::tickChecklist(const PlaybookFindings &found)
{
    ticked.clear();
    for (int i = 0; i < entries.size(); ++i) {
        if (entries.at(i).done || !found.checklist.contains(i) ||
            !speaks(playbook.checklist.at(i).speaker, current->track))
            continue;
        entries[i].done = true;
        entries[i].at = current->end;
        ticked.append(i);
    }
}

void PlaybookCoach::Private::observeChecklist()
{
    for (const int i : std::as_const(ticked)) {
        events.append(observation(FeedbackType::Checklist, entries.at(i).label,
                                  QStringLiteral("checklist:") + entries.at(i).id));
        events.last().metadata.insert(QStringLiteral("item"), entries.at(i).id);
    }
}

void PlaybookCoach::Private::observeSentiment(const NormalText &text)
{
    const auto score = sentiment.score(text);
    if (current->track != Track::Customer || !score)
        return;
    const auto turned = trend.add(*score, current->end);
    if (!turned)
        return;
    events.append(observation(FeedbackType::Sentiment,
                              *turned > 0 ? translated("The customer is warming up")
                                          : translated("The customer is cooling down"),
                              QStringLiteral("sentiment")));
    events.last().metadata.insert(QStringLiteral("score"), std::round(*turned * 100) / 100);
}

QList<FeedbackEvent> PlaybookCoach::Private::onLine(const Transcription &line)
{
    const NormalText text = normaliser.normalise(line.text);
    if (!line.final || text.words.isEmpty())
        return {};
    current = &line;
    PlaybookFindings found = index.find(text);
    tickChecklist(found);
    const auto asleep = [&](int card) {
        return !isAwake(card);
    };
    found.cards.erase(std::remove_if(found.cards.begin(), found.cards.end(), asleep), found.cards.end());
    observeObjections(found, text);
    observeCards(found, FeedbackType::BuyingSignal);
    observeQuestion(found, text);
    observeCompetitors(found);
    observeCards(found, FeedbackType::NextStep);
    observeKeywords(found);
    observeChecklist();
    observeSentiment(text);
    observeCards(found, FeedbackType::Suggestion);
    events += picker.pick(line.end);
    current = nullptr;
    return std::exchange(events, {});
}

PlaybookCoach::PlaybookCoach(Playbook playbook, const ObjectionClassifier *classifier)
    : d(std::make_unique<Private>(std::move(playbook), classifier))
{
}
PlaybookCoach::~PlaybookCoach() = default;
PlaybookCoach::PlaybookCoach(PlaybookCoach &&) noexcept = default;

QList<FeedbackEvent> PlaybookCoach::onLine(const Transcription &line)
{
    return d->onLine(line);
}

bool PlaybookCoach::agrees(const Transcription &line) const
{
    return line.track == Track::Customer && d->agreement.agrees(d->normaliser.normalise(line.text));
}

LineFacts PlaybookCoach::factsOf(const Transcription &line) const
{
    const NormalText text = d->normaliser.normalise(line.text);
    LineFacts facts;
    facts.questions = countQuestions(text);
    if (line.track == Track::Customer)
        facts.sentiment = d->sentiment.score(text);
    facts.keywords = d->index.find(text).keywords;
    return facts;
}

QList<ChecklistEntry> PlaybookCoach::checklist() const
{
    return d->entries;
}

const Playbook &PlaybookCoach::playbook() const
{
    return d->playbook;
}

} // namespace talktrack
