// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/playbook_coach.h"

#include "core/coach/objection_classifier.h"
#include "core/coach/playbook_index.h"
#include "core/coach/question_detector.h"
#include "core/coach/sentiment_analyser.h"
#include "core/support/ids.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace talktrack {

namespace {

constexpr qsizetype maxSuggestionsPerLine = 2;
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

/// What a card, or a competitor's entry, has done in this call.
struct Use
{
    int shown = 0;
    double last = 0;

    bool isReady(double at, double cooldown, int most) const
    {
        return shown < most && (shown == 0 || at - last >= cooldown);
    }
    void note(double at)
    {
        ++shown;
        last = at;
    }
};

struct Pending
{
    FeedbackEvent event;
    int priority = 0;
    bool answersObjection = false;
    Use *use = nullptr;
};

} // namespace

class PlaybookCoach::Private
{
public:
    Private(Playbook book, const ObjectionClassifier *objections)
        : playbook(std::move(book))
        , classifier(objections)
        , index(playbook, normaliser)
        , sentiment(SentimentAnalyser::shippedLexicon(), normaliser)
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

    void suggest(const QString &say, const QString &rule, const QString &answers, const QString &title,
                 const QString &why, int priority, bool answersObjection, Use &use);
    void suggestCard(int card, const QString &rule, const QString &answers, bool answersObjection);
    void observeCards(const PlaybookFindings &found, FeedbackType type);
    void observeObjections(const PlaybookFindings &found, const NormalText &text);
    void observeClassified(const ObjectionGuess &guess);
    void observeQuestion(const PlaybookFindings &found, const NormalText &text);
    void observeCompetitors(const PlaybookFindings &found);
    void observeKeywords(const PlaybookFindings &found);
    void observeChecklist(const PlaybookFindings &found);
    void observeSentiment(const NormalText &text);
    void giveSuggestions();

    TextNormaliser normaliser;
    Playbook playbook;
    const ObjectionClassifier *classifier;
    PlaybookIndex index;
    SentimentAnalyser sentiment;
    SentimentTrend trend;
    std::vector<Use> cardUse;
    std::vector<Use> competitorUse;
    QList<ChecklistEntry> entries;
    QSet<QString> mentioned;

    /// The line being answered and its answers so far.
    const Transcription *current = nullptr;
    QList<FeedbackEvent> events;
    std::vector<Pending> pending;
};

void PlaybookCoach::Private::suggest(const QString &say, const QString &rule, const QString &answers,
                                     const QString &title, const QString &why, int priority,
                                     bool answersObjection, Use &use)
{
    FeedbackEvent event = observation(FeedbackType::Suggestion, say, rule);
    event.metadata.insert(QStringLiteral("answers"), answers);
    event.metadata.insert(QStringLiteral("title"), title);
    event.metadata.insert(QStringLiteral("priority"), priority);
    if (!why.isEmpty())
        event.metadata.insert(QStringLiteral("why"), why);
    pending.push_back({event, priority, answersObjection, &use});
}

void PlaybookCoach::Private::suggestCard(int number, const QString &rule, const QString &answers,
                                         bool answersObjection)
{
    const PlaybookCard &card = playbook.cards.at(number);
    Use &use = cardUse[static_cast<size_t>(number)];
    const auto cooldown = static_cast<double>(card.cooldown.count());
    if (card.say.isEmpty() || !use.isReady(current->end, cooldown, card.maxPerCall))
        return;
    suggest(card.say.at(use.shown % card.say.size()), rule, answers, card.title, card.why, card.priority,
            answersObjection, use);
    pending.back().event.metadata.insert(QStringLiteral("card"), card.id);
}

/// Cards of one type: the first is the observation, all may suggest something.
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
        suggestCard(number, card.id, answers.isEmpty() ? current->id : answers, false);
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
        suggestCard(number, card.id, events.last().id, true);
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
    int best = -1;
    for (int i = 0; i < playbook.cards.size(); ++i) {
        const PlaybookCard &card = playbook.cards.at(i);
        if (card.category == guess.category && speaks(card.speaker, current->track) &&
            (best < 0 || card.priority > playbook.cards.at(best).priority))
            best = i;
    }
    if (best < 0)
        return;
    const size_t before = pending.size();
    suggestCard(best, rule, events.last().id, true);
    if (pending.size() > before)
        pending.back().event.metadata.insert(QStringLiteral("confidence"), confidence);
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
        Use &use = competitorUse[static_cast<size_t>(number)];
        if (!competitor.say.isEmpty() && use.isReady(current->end, competitorCooldown, competitorMaxPerCall))
            suggest(competitor.say.at(use.shown % competitor.say.size()), rule, events.last().id,
                    competitor.name, competitor.why, competitorPriority, false, use);
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

void PlaybookCoach::Private::observeChecklist(const PlaybookFindings &found)
{
    for (int i = 0; i < entries.size(); ++i) {
        if (entries.at(i).done || !found.checklist.contains(i) ||
            !speaks(playbook.checklist.at(i).speaker, current->track))
            continue;
        entries[i].done = true;
        entries[i].at = current->end;
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

/// Highest priority first; one for an objection, and few in all.
void PlaybookCoach::Private::giveSuggestions()
{
    std::stable_sort(pending.begin(), pending.end(),
                     [](const Pending &a, const Pending &b) { return a.priority > b.priority; });
    qsizetype given = 0;
    bool objectionAnswered = false;
    for (const Pending &suggestion : pending) {
        if (given >= maxSuggestionsPerLine || (suggestion.answersObjection && objectionAnswered))
            continue;
        objectionAnswered = objectionAnswered || suggestion.answersObjection;
        suggestion.use->note(current->end);
        events.append(suggestion.event);
        ++given;
    }
    pending.clear();
}

QList<FeedbackEvent> PlaybookCoach::Private::onLine(const Transcription &line)
{
    const NormalText text = normaliser.normalise(line.text);
    if (!line.final || text.words.isEmpty())
        return {};
    current = &line;
    PlaybookFindings found = index.find(text);
    const auto others = [&](int card) {
        return !speaks(playbook.cards.at(card).speaker, line.track);
    };
    found.cards.erase(std::remove_if(found.cards.begin(), found.cards.end(), others), found.cards.end());
    observeObjections(found, text);
    observeCards(found, FeedbackType::BuyingSignal);
    observeQuestion(found, text);
    observeCompetitors(found);
    observeCards(found, FeedbackType::NextStep);
    observeKeywords(found);
    observeChecklist(found);
    observeSentiment(text);
    observeCards(found, FeedbackType::Suggestion);
    giveSuggestions();
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
