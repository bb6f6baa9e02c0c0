// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/playbook_reader.h"

#include "core/coach/phrase_pattern.h"
#include "core/coach/playbook_fields.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

static void initCoachResources()
{
    Q_INIT_RESOURCE(coach_playbooks);
}

namespace talktrack {

namespace {

constexpr qint64 maxBytes = qint64{4} * 1024 * 1024;
constexpr size_t maxCardCount = 2000;
/// Over all lists of phrases; keeps the matcher's index within some tens of megabytes.
constexpr int maxPhrases = 20000;
constexpr qsizetype maxSayWords = 30;
constexpr qsizetype maxWhyWords = 15;

class Reader : private PlaybookFields
{
public:
    Result<Playbook> read(const JsonNode &root)
    {
        Playbook playbook;
        if (root.type != JsonNode::Type::Object) {
            fail(root, {}, QStringLiteral("must be an object"));
            return unexpected(error());
        }
        const QString format = text(root, "format", {}, true);
        if (!failed() && format != QLatin1String("talktrack-playbook/1"))
            fail(*root.member(QLatin1String("format")), QStringLiteral("format"),
                 QStringLiteral("must be \"talktrack-playbook/1\""));
        playbook.name = text(root, "name", {}, true);
        playbook.version = text(root, "version", {}, false);
        playbook.language = text(root, "language", {}, true);
        playbook.methodology = text(root, "methodology", {}, false);
        readCallType(root, playbook);
        playbook.company = subject(root, "company");
        playbook.product = subject(root, "product");
        readChecklist(root, playbook);
        readCards(root, playbook);
        readKeywords(root, playbook);
        readCompetitors(root, playbook);
        readVocabulary(root, playbook);
        if (failed())
            return unexpected(error());
        return playbook;
    }

private:
    QStringList phrases(const JsonNode &node, const char *name, const QString &path, bool required)
    {
        const QStringList result = texts(node, name, path, required);
        const JsonNode *list = node.member(QLatin1String(name));
        for (qsizetype i = 0; i < result.size() && !failed(); ++i) {
            const JsonNode &entry = list->children[static_cast<size_t>(i)];
            const auto pattern = PhrasePattern::parse(result.at(i), m_normaliser);
            if (!pattern)
                fail(entry, item(join(path, name), static_cast<size_t>(i)), pattern.error().detail);
            else if (++m_phrases > maxPhrases)
                fail(entry, item(join(path, name), static_cast<size_t>(i)),
                     QStringLiteral("more than %1 phrases in the playbook").arg(maxPhrases));
        }
        return result;
    }

    CardSpeaker speaker(const JsonNode &node, const QString &path, CardSpeaker fallback)
    {
        const QString name = text(node, "speaker", path, false);
        if (failed() || name.isEmpty())
            return fallback;
        if (name == QLatin1String("customer"))
            return CardSpeaker::Customer;
        if (name == QLatin1String("rep"))
            return CardSpeaker::Rep;
        if (name != QLatin1String("any"))
            fail(*node.member(QLatin1String("speaker")), join(path, "speaker"),
                 QStringLiteral("must be customer, rep or any"));
        return CardSpeaker::Any;
    }

    void readCallType(const JsonNode &root, Playbook &playbook)
    {
        const QString name = text(root, "call_type", {}, false);
        if (failed() || name.isEmpty())
            return;
        const auto type = callTypeFromWire(name);
        if (type)
            playbook.callType = *type;
        else
            fail(*root.member(QLatin1String("call_type")), QStringLiteral("call_type"),
                 QStringLiteral("must be discovery, demo, negotiation or cold_call"));
    }

    PlaybookSubject subject(const JsonNode &root, const char *name)
    {
        const JsonNode *node = member(root, name, {}, JsonNode::Type::Object, false);
        if (!node)
            return {};
        return {text(*node, "name", QLatin1String(name), true),
                texts(*node, "facts", QLatin1String(name), false)};
    }

    void readChecklist(const JsonNode &root, Playbook &playbook)
    {
        QSet<QString> ids;
        objects(root, "checklist", {}, 100, [&](const JsonNode &node, const QString &path) {
            PlaybookChecklistItem entry;
            entry.id = uniqueId(node, path, ids);
            entry.label = text(node, "label", path, true);
            entry.speaker = speaker(node, path, CardSpeaker::Rep);
            entry.phrases = phrases(node, "phrases", path, true);
            playbook.checklist.append(entry);
        });
    }

    void readCards(const JsonNode &root, Playbook &playbook)
    {
        QSet<QString> ids;
        objects(root, "cards", {}, maxCardCount, [&](const JsonNode &node, const QString &path) {
            PlaybookCard card;
            card.id = uniqueId(node, path, ids);
            readCardType(node, path, card);
            card.speaker = speaker(node, path, CardSpeaker::Customer);
            card.fallback = flag(node, "fallback", path);
            card.triggers = phrases(node, "triggers", path, !card.fallback);
            card.notTriggers = phrases(node, "not", path, false);
            card.title = text(node, "title", path, true);
            if (!failed())
                checkWords(*node.member(QLatin1String("title")), join(path, "title"), 8);
            card.say = texts(node, "say", path, true, maxSayWords);
            card.why = text(node, "why", path, false);
            if (!failed() && !card.why.isEmpty())
                checkWords(*node.member(QLatin1String("why")), join(path, "why"), maxWhyWords);
            card.priority = number(node, "priority", path, 50, 0, 100);
            card.cooldown = std::chrono::seconds(number(node, "cooldown_s", path, 60, 0, 86400));
            card.notBefore = std::chrono::seconds(number(node, "not_before", path, 0, 0, 86400));
            card.unlessDone = checklistId(node, path, playbook);
            readMaxPerCall(node, path, card, playbook);
            if (!failed() && card.fallback && card.type != FeedbackType::Objection)
                fail(*node.member(QLatin1String("fallback")), join(path, "fallback"),
                     QStringLiteral("is for objections only"));
            playbook.cards.append(card);
        });
    }

    QString checklistId(const JsonNode &node, const QString &path, const Playbook &playbook)
    {
        const QString id = text(node, "unless_done", path, false);
        const auto &items = playbook.checklist;
        const bool known = std::any_of(items.begin(), items.end(),
                                       [&](const PlaybookChecklistItem &entry) { return entry.id == id; });
        if (!failed() && !id.isEmpty() && !known)
            fail(*node.member(QLatin1String("unless_done")), join(path, "unless_done"),
                 QStringLiteral("\"%1\" is no checklist item").arg(id.left(40)));
        return id;
    }

    /// A card that may come up less often than it has wordings would never say the last ones.
    void readMaxPerCall(const JsonNode &node, const QString &path, PlaybookCard &card, Playbook &playbook)
    {
        const int wordings = static_cast<int>(card.say.size());
        card.maxPerCall = number(node, "max_per_call", path, std::max(2, wordings), 1, 1000);
        if (failed() || card.maxPerCall >= wordings)
            return;
        card.maxPerCall = wordings;
        playbook.warnings.append(
            QStringLiteral("line %1, %2: raised to %3, or its last wordings would never come up")
                .arg(node.member(QLatin1String("max_per_call"))->line)
                .arg(join(path, "max_per_call"))
                .arg(wordings));
    }

    void readCardType(const JsonNode &node, const QString &path, PlaybookCard &card)
    {
        static const QSet<FeedbackType> allowed{FeedbackType::Suggestion,   FeedbackType::Objection,
                                                FeedbackType::BuyingSignal, FeedbackType::Question,
                                                FeedbackType::Competitor,   FeedbackType::NextStep};
        const QString name = text(node, "type", path, true);
        const QString category = text(node, "category", path, false);
        if (failed())
            return;
        const auto type = feedbackTypeFromWire(name);
        if (!type || !allowed.contains(*type)) {
            fail(*node.member(QLatin1String("type")), join(path, "type"),
                 QStringLiteral(
                     "must be suggestion, objection, buying_signal, question, competitor or next_step"));
            return;
        }
        card.type = *type;
        if (card.type == FeedbackType::Objection) {
            card.category = objectionCategoryFromWire(category);
            const JsonNode *at = node.member(QLatin1String("category"));
            if (!card.category)
                fail(at ? *at : node, join(path, "category"),
                     QStringLiteral("must be one of price, budget, timing, authority, need, competitor, "
                                    "trust, brush_off, risk, effort"));
        }
    }

    void readKeywords(const JsonNode &root, Playbook &playbook)
    {
        QSet<QString> labels;
        objects(root, "keywords", {}, maxListLength, [&](const JsonNode &node, const QString &path) {
            const QString label = text(node, "label", path, true);
            if (!failed() && labels.contains(label))
                fail(*node.member(QLatin1String("label")), join(path, "label"),
                     QStringLiteral("is there twice"));
            labels.insert(label);
            playbook.keywords.append({label, phrases(node, "phrases", path, true)});
        });
    }

    void readCompetitors(const JsonNode &root, Playbook &playbook)
    {
        objects(root, "competitors", {}, maxListLength, [&](const JsonNode &node, const QString &path) {
            PlaybookCompetitor competitor;
            competitor.name = text(node, "name", path, true);
            competitor.aliases = phrases(node, "aliases", path, false);
            competitor.say = texts(node, "say", path, false, maxSayWords);
            competitor.why = text(node, "why", path, false);
            if (!failed() && !competitor.why.isEmpty())
                checkWords(*node.member(QLatin1String("why")), join(path, "why"), maxWhyWords);
            playbook.competitors.append(competitor);
        });
    }

    void readVocabulary(const JsonNode &root, Playbook &playbook)
    {
        objects(root, "vocabulary", {}, maxListLength, [&](const JsonNode &node, const QString &path) {
            const QString word = text(node, "word", path, true);
            playbook.vocabulary.append({word, text(node, "sounds_like", path, false)});
        });
    }

    TextNormaliser m_normaliser;
    int m_phrases = 0;
};

} // namespace

Result<Playbook> readPlaybook(const QByteArray &json)
{
    if (json.size() > maxBytes)
        return unexpected(ErrorKind::PlaybookInvalid, QStringLiteral("larger than 4 MB"),
                          QStringLiteral("line 1: the file is larger than 4 MB"));
    const auto root = parseJson(json);
    if (!root)
        return unexpected(root.error());
    return Reader().read(*root);
}

Result<Playbook> readPlaybookFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return unexpected(ErrorKind::InputMissing, QStringLiteral("no such playbook"), path);
    if (QFileInfo(path).isDir())
        return unexpected(ErrorKind::InputIsFolder, QStringLiteral("a folder"), path);
    if (!file.open(QIODevice::ReadOnly))
        return unexpected(ErrorKind::InputUnreadable, file.errorString(), path);
    // One byte more than allowed tells a large file from one that just fits.
    return readPlaybook(file.read(maxBytes + 1));
}

Result<Playbook> defaultPlaybook()
{
    initCoachResources();
    QFile file(QStringLiteral(":/playbooks/b2b-software.json"));
    if (!file.open(QIODevice::ReadOnly))
        return unexpected(ErrorKind::InputMissing, file.errorString(), file.fileName());
    return readPlaybook(file.readAll());
}

} // namespace talktrack
